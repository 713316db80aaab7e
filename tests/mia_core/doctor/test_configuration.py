from __future__ import annotations

from pathlib import Path

import pytest

from mia_core.config import Config, StudiesConfig, StudyId, TradingConfig
from mia_core.doctor import configuration
from mia_core.doctor.catalog import CONFIGURATION
from mia_core.doctor.configuration import Settings
from tests.mia_core.doctor.ears import settings_of


def test_defaults_are_right() -> None:
    assert [check for check in CONFIGURATION.examine(settings_of()) if not check.ok] == []


def test_file_and_overrides_are_told() -> None:
    environment = {"MIA_RISK_MAX_POSITION": "1", "MIA_HOME": "/x", "PATH": "/bin"}
    settings = Settings(Config(), path=Path("mia.toml"), environment=environment)

    found = configuration.file(settings)

    assert found.found == "mia.toml; overridden by MIA_RISK_MAX_POSITION"


@pytest.mark.parametrize(
    ("changes", "name", "word"),
    [
        ({"card": "nothing"}, "card", "no such preset"),
        ({"trading": TradingConfig(contract="XX")}, "contract", "'XX' is not in"),
        ({"studies": StudiesConfig(maps=("nothing",))}, "study-maps", "no such preset"),
        (
            {"studies": StudiesConfig(ids=(StudyId(meaning="vwop", chart=3, study=2),))},
            "study-ids",
            "no study map has a study 'vwop'",
        ),
    ],
)
def test_what_is_named_and_is_not_there_fails_alone(
    changes: dict[str, object], name: str, word: str
) -> None:
    checks = CONFIGURATION.examine(settings_of(**changes))

    [failed] = [check for check in checks if check.ok is False]
    assert failed.name == name
    assert word in failed.found
    assert failed.remedy


def test_ids_are_left_out_where_no_map_could_be_read() -> None:
    ids = (StudyId(meaning="vwap", chart=3, study=2),)
    settings = settings_of(studies=StudiesConfig(maps=("nothing",), ids=ids))

    assert configuration.study_ids(settings).ok is None


def test_ids_by_hand_are_told() -> None:
    ids = (StudyId(meaning="vwap", chart=3, study=2),)

    found = configuration.study_ids(settings_of(studies=StudiesConfig(ids=ids)))

    assert found.found == "by hand: vwap is study 2 of chart 3"
