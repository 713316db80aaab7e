"""Checks of what the studies mean: recognised, in doubt, and whether the score card gets its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from mia_core.doctor.checks import Fault, Finding, bad, good, unseen
from mia_core.doctor.configuration import study_features
from mia_core.doctor.heard import Heard
from mia_core.studymap.listing import MapRow, map_rows
from mia_core.studymap.mapping import State, standing

__all__ = ["ambiguous", "card_inputs", "contradicted", "recognised", "unproved"]

NAMED_MAX: Final = 6
WHERE: Final = "all by name in the table of studies (with --json: studies)"
STANDING: Final = {
    State.VERIFIED: "recognised",
    State.NAMED: "known by name",
    State.FAILED: "wrong",
    State.MATCHED: "found, not proved",
    State.SEEN: "to be seen only",
}
NONE_TOLD: Final = "no chart has told its studies"


def recognised(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Tell chart by chart how many studies stand how. One without a meaning is nothing wrong: nobody asked for it."""
    found: dict[str, Finding] = {}
    rows = map_rows(heard.studies)
    for chart, symbol in sorted({(row.chart, row.symbol) for row in rows if row.chart}):
        place = chart, symbol
        own = [row for row in rows if (row.chart, row.symbol) == place and row.study is not None]
        strange = {row.study: row.name for row in own if not row.meaning}
        others = [f"without a meaning: {_listed(strange.values())}"] if strange else []
        counts = Counter(
            standing({row.state for row in own if row.study == id_})
            for id_ in {row.study for row in own} - strange.keys()
        )
        told = [f"{counts[state]} {words}" for state, words in STANDING.items() if counts[state]]
        found[f"chart {chart} {symbol}"] = good("; ".join([*told, *others, WHERE]))
    return found or unseen(NONE_TOLD)


def ambiguous(heard: Heard) -> Finding | Mapping[str, Finding]:
    """No meaning fits several studies."""
    return _in_state(
        heard,
        State.AMBIGUOUS,
        "say which it is: [[studies.ids]] with meaning, chart and study; or give it, in its settings, a"
        " name that a row of the study map knows",
    )


def contradicted(heard: Heard) -> Finding | Mapping[str, Finding]:
    """No number contradicts what must hold of it."""
    return _in_state(
        heard,
        State.FAILED,
        "look at the study's settings: it is another study than its name says, or calculated"
        " otherwise; Chart >> Recalculate tells it anew",
    )


def unproved(heard: Heard) -> Finding:
    """Tell which numbers are there and not proved yet: they do not count until a relation held."""
    if not heard.studies.charts:
        return unseen(NONE_TOLD)
    rows = [
        row
        for row in map_rows(heard.studies)
        if row.state is State.MATCHED and row.subgraph is not None
    ]
    if not rows:
        return good("none")
    return unseen(
        f"{len(rows)} lines found and not proved: {_listed(row.meaning for row in rows)}",
        "mia doctor --monitor 60, in trading hours: most prove themselves with new values",
    )


def card_inputs(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Each input of the card that comes from a study has a value now."""
    card = heard.settings.card
    if isinstance(card, Fault):
        return unseen("left out: card failed")
    wanted = study_features(card)
    if not wanted:
        return good(f"card {card.name} reads nothing from studies")
    if not heard.speakers:
        return unseen("no chart was heard")
    needed = {given.feature for given in card.inputs if given.required}
    return {
        name: _input(heard, feature.study, is_needed=name in needed)
        for name, feature in wanted.items()
    }


def _input(heard: Heard, meaning: str, *, is_needed: bool) -> Finding:
    told = heard.studies.reading(meaning)
    if told.value is not None:
        return good(f"{meaning} is {told.value:g}{f' {told.unit}' if told.unit else ''}")
    if not is_needed:
        return unseen(f"{told.reason}; the score goes without it")
    return bad(
        f"{told.reason}; the card requires it, so there is no score",
        "put the study on the chart, or name it in [[studies.ids]]; else choose another card",
    )


def _in_state(heard: Heard, state: State, remedy: str) -> Finding | Mapping[str, Finding]:
    rows = [row for row in map_rows(heard.studies) if row.state is state]
    if not rows:
        return good("none") if heard.studies.charts else unseen(NONE_TOLD)
    counts = Counter(map(_place, rows))
    named: dict[str, Finding] = {}
    for row in rows:
        place = _place(row)
        beside = f" ({counts[place]} lines)" if counts[place] > 1 else ""
        named.setdefault(place, bad(f"{row.reason}{beside}", remedy))
    return named


def _place(row: MapRow) -> str:
    whole = row.meaning if row.subgraph is None else row.meaning.rpartition(".")[0]
    return f"chart {row.chart} {whole}"


def _listed(names: Iterable[str]) -> str:
    several = list(names)
    more = f" and {len(several) - NAMED_MAX} more" if len(several) > NAMED_MAX else ""
    return ", ".join(several[:NAMED_MAX]) + more
