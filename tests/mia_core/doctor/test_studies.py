from __future__ import annotations

import pytest

from mia_core.doctor import studies
from mia_core.doctor.checks import Finding
from mia_core.doctor.configuration import Settings
from mia_core.doctor.heard import Heard
from mia_core.strategies.card import Card, Entry, Exit, Input
from mia_core.studymap.catalog import Study
from tests.mia_core.doctor.ears import SYMBOL, Ears, one, settings_of, study
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.recorded import NBCV, NBCV_VALUES, PRICE, VWAP, VWAP_VALUES
from tests.mia_core.studymap.screen import Values
from tests.mia_core.wire_feed import values_frame

OWN_VWAP = inventory.study((VWAP, "VWAP", inventory.VWAP))
NUMBERS = inventory.study((NBCV, "Numbers Bars Calculated Values", inventory.NBCV))
STRANGER = inventory.study((80, "Bollinger Bands", {0: "Top"}))


def with_card(*, required: bool) -> Settings:
    settings = settings_of()
    given = Input(feature="levels.vwap", weight=1.0, max_age_s=2.0, required=required)
    settings.card = Card(
        name="levels",
        quantity=1,
        entry=Entry(threshold=0.5, rearm=0.25, cooldown_s=1),
        exit=Exit(target_ticks=4, stop_ticks=4, hold_s=10, retry_s=1),
        inputs=(given,),
    )
    return settings


def told(*shown: Study, values: Values | None = None, settings: Settings | None = None) -> Heard:
    ears = Ears(settings)
    feed = study()
    feed.add_trade(price_ticks=int(PRICE * 4))
    numbers = [(number, subgraph, value) for (number, subgraph), value in (values or {}).items()]
    ears.hear(feed.snapshot(*inventory.catalog_frames(shown), values_frame(numbers)))
    return ears.end(after_s=1.0)


def test_what_was_recognised_is_told_chart_by_chart() -> None:
    heard = told(OWN_VWAP, STRANGER, values=VWAP_VALUES)

    assert studies.recognised(heard) == {
        f"chart 3 {SYMBOL}": Finding(
            True,
            "1 recognised; without a meaning: Bollinger Bands;"
            " all by name in the table of studies (with --json: studies)",
        )
    }
    for look in (studies.ambiguous, studies.contradicted, studies.unproved):
        assert one(look(heard)).ok is True, look


def test_what_is_found_or_only_to_be_seen_is_not_counted_as_recognised() -> None:
    atr = inventory.study((45, "Average True Range", {0: "ATR"}))
    text = inventory.study((40, "Trading: Profit/Loss Text", {}))
    values = VWAP_VALUES | NBCV_VALUES | {(45, 0): 0.5, (NBCV, 0): 14.0}

    found = one(studies.recognised(told(OWN_VWAP, NUMBERS, atr, text, values=values))).found

    assert found.startswith("1 recognised; 1 wrong; 1 found, not proved; 1 to be seen only; all by")


def test_twins_are_ambiguous_and_the_way_out_is_told() -> None:
    twin = inventory.study((23, "VWAP", inventory.VWAP))

    found = studies.ambiguous(told(OWN_VWAP, twin, values=VWAP_VALUES))

    assert not isinstance(found, Finding)
    assert list(found) == ["chart 3 vwap"]
    assert one(found).ok is False
    assert "twins: study 22 VWAP, study 23 VWAP" in one(found).found
    assert "[[studies.ids]]" in one(found).remedy


def test_a_number_that_contradicts_itself_is_told_with_its_figures() -> None:
    found = studies.contradicted(told(NUMBERS, values=NBCV_VALUES | {(NBCV, 0): 14.0}))

    assert one(found).ok is False
    assert "delta 14" in one(found).found
    assert one(found).remedy


def test_what_nothing_has_proved_is_neither_right_nor_wrong() -> None:
    found = studies.unproved(told(OWN_VWAP))

    assert found.ok is None
    assert "9 lines found and not proved: vwap.main" in found.found
    assert "and 3 more" in found.found


def test_without_a_chart_nothing_is_said() -> None:
    heard = Ears(with_card(required=True)).end()

    for look in (
        studies.recognised,
        studies.ambiguous,
        studies.contradicted,
        studies.unproved,
        studies.card_inputs,
    ):
        assert one(look(heard)).ok is None, look


def test_a_card_that_reads_no_study_needs_none() -> None:
    assert one(studies.card_inputs(told())).ok is True


def test_a_card_that_is_not_there_leaves_its_inputs_out() -> None:
    assert one(studies.card_inputs(told(settings=settings_of(card="nothing")))).ok is None


def test_an_input_with_a_value_is_told_with_it() -> None:
    heard = told(OWN_VWAP, values=VWAP_VALUES, settings=with_card(required=True))

    assert studies.card_inputs(heard) == {"levels.vwap": Finding(True, "vwap.main is 6675 price")}


@pytest.mark.parametrize(("required", "ok"), [(True, False), (False, None)])
def test_an_input_without_a_value_says_why_and_counts_where_it_is_required(
    required: bool,  # noqa: FBT001 -- a parameter of the test
    *,
    ok: bool | None,
) -> None:
    found = one(studies.card_inputs(told(settings=with_card(required=required))))

    assert found.ok is ok
    assert "vwap.main: chart 3: no study of this name" in found.found
