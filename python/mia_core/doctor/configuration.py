"""Checks of mia.toml and of all that it names. What fails here ends every other command at its start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from mia_core.assembly import check_ids
from mia_core.config import Config, Contract, load_contract, override_names
from mia_core.doctor.checks import Fault, Finding, attempt, bad, good, unseen
from mia_core.errors import ConfigError
from mia_core.features.catalog import FEATURES
from mia_core.features.levels import StudyFeature
from mia_core.strategies.card import Card, load_card
from mia_core.studymap.rows import Row, load_rows

__all__ = [
    "MEND",
    "Settings",
    "addresses",
    "card",
    "contract",
    "file",
    "study_features",
    "study_ids",
    "study_maps",
]

MEND: Final = "mend what it names; docs/operations.md lists every key with its default"

T = TypeVar("T")


class Settings:
    """A configuration that could be read, and what it names, each read once."""

    def __init__(
        self, config: Config, *, path: Path | None, environment: Mapping[str, str]
    ) -> None:
        self.config = config
        self.path = path
        self.overrides = override_names(environment)

    @cached_property
    def card(self) -> Card | Fault:
        """The score card."""
        return attempt(lambda: load_card(self.config.card), "card: give one of those it lists")

    @cached_property
    def contract(self) -> Contract | Fault:
        """What a tick is worth."""
        return attempt(
            lambda: load_contract(self.config.trading.contract),
            "[trading] contract: give one of those it lists",
        )

    @cached_property
    def rows(self) -> tuple[Row, ...] | Fault:
        """What the study maps look for."""
        return attempt(lambda: load_rows(self.config.studies.maps), "[studies] maps: " + MEND)


def file(settings: Settings) -> Finding:
    """The file could be read."""
    origin = "defaults: no --config was given" if settings.path is None else str(settings.path)
    names = ", ".join(settings.overrides)
    return good(f"{origin}{f'; overridden by {names}' if names else ''}")


def addresses(settings: Settings) -> Finding:
    """Whoever made the settings refused what is no address of this machine."""
    host = settings.config.host
    return good(f"feed {host.bind}, overlay {host.overlay}: this machine only")


def card(settings: Settings) -> Finding:
    """The score card reads."""
    return _judge(settings.card, _told_of_card)


def contract(settings: Settings) -> Finding:
    """The contract is in the table."""
    name = settings.config.trading.contract
    return _judge(
        settings.contract,
        lambda found: f"{name}: a tick is {found.tick_size:g}, worth {found.tick_value_usd:g} USD",
    )


def study_maps(settings: Settings) -> Finding:
    """The study maps read."""
    names = ", ".join(settings.config.studies.maps) or "none"
    return _judge(settings.rows, lambda rows: f"{names}: {len(rows)} studies are looked for")


def study_ids(settings: Settings) -> Finding:
    """Every id is given for a meaning that there is."""
    ids, rows = settings.config.studies.ids, settings.rows
    if not ids:
        return good("none given: studies are found by their names")
    if isinstance(rows, Fault):
        return unseen("left out: study-maps failed")
    try:
        check_ids(ids, rows)
    except ConfigError as error:
        return bad(str(error), MEND)
    return good(
        "by hand: "
        + ", ".join(
            f"{given.meaning} is study {given.study} of chart {given.chart}" for given in ids
        )
    )


def study_features(card: Card) -> dict[str, StudyFeature]:
    """Find what a card reads from studies."""
    wanted = {given.feature: FEATURES[given.feature] for given in card.inputs}
    return {name: item for name, item in wanted.items() if isinstance(item, StudyFeature)}


def _told_of_card(card: Card) -> str:
    count = len(study_features(card))
    return f"{card.name}: {len(card.inputs)} inputs, {count or 'none'} of them from studies"


def _judge(part: T | Fault, tell: Callable[[T], str]) -> Finding:
    return bad(part.why, part.remedy) if isinstance(part, Fault) else good(tell(part))
