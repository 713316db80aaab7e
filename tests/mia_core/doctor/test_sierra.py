from __future__ import annotations

import pytest

from mia_core.clock import NANOSECONDS
from mia_core.doctor import sierra
from mia_core.doctor.checks import Finding
from mia_core.doctor.heard import Heard
from mia_core.frames import CONSTANTS, make_frame
from tests.mia_core.doctor.ears import Ears, one, study
from tests.mia_core.wire_feed import FLAGS, MS, START_NS

CONNECTED = CONSTANTS["connection"]["connected"]


def told(*extra: bytes, now_ns: int = START_NS + MS, **status: int) -> Heard:
    ears = Ears()
    feed = study()
    feed.status = {"connection": CONNECTED} | status
    ears.hear(feed.snapshot(*extra), now_ns=now_ns)
    return ears.end()


def test_a_chart_that_is_live_has_nothing_wrong() -> None:
    heard = told()

    for look in (sierra.connection, sierra.delay, sierra.replay, sierra.time_of_study):
        assert one(look(heard)).ok is True, look


@pytest.mark.parametrize("name", [name for name in CONSTANTS["connection"] if name != "connected"])
def test_any_other_state_of_the_connection_is_a_fault(name: str) -> None:
    found = one(sierra.connection(told(connection=CONSTANTS["connection"][name])))

    assert found.ok is False
    assert found.found.endswith(name)
    assert "Connect to Data Feed" in found.remedy


@pytest.mark.parametrize(("delay_s", "ok"), [(-1, None), (0, True), (600, False)])
def test_data_that_are_late_are_a_fault_and_unknown_is_unknown(
    delay_s: int, *, ok: bool | None
) -> None:
    found = one(sierra.delay(told(data_delay_s=delay_s)))

    assert found.ok is ok
    assert bool(found.remedy) is (ok is not True)


def test_a_replay_is_a_fault_however_it_is_told() -> None:
    by_status = told(replay=1)
    ears = Ears()
    feed = study()
    ears.hear(feed.snapshot(), feed.step(flags=FLAGS["replay"]))

    for heard in (by_status, ears.end()):
        assert one(sierra.replay(heard)).ok is False


def test_a_replay_of_another_chart_of_the_same_symbol_is_seen_though_its_book_is_not_used() -> None:
    ears = Ears()
    live, past = study(1, chart=3), study(2, chart=4)
    past.status = {"connection": CONNECTED, "replay": 1}
    ears.hear(live.snapshot(), past.snapshot())

    found = sierra.replay(ears.end())

    assert not isinstance(found, Finding)
    assert {name: item.ok for name, item in found.items()} == {"chart 3": True, "chart 4": False}


@pytest.mark.parametrize("sign", [1, -1])
def test_a_time_of_another_clock_is_a_fault_either_way(sign: int) -> None:
    near, far = (told(now_ns=START_NS + sign * late_s * NANOSECONDS) for late_s in (1, 3600))

    assert one(sierra.time_of_study(near)).ok is True
    assert one(sierra.time_of_study(far)).ok is False
    assert one(sierra.time_of_study(far)).found.startswith("3600.000 s")


def test_a_replay_has_a_time_of_its_own() -> None:
    heard = told(now_ns=START_NS + 3600 * NANOSECONDS, replay=1)

    assert one(sierra.time_of_study(heard)).ok is None


@pytest.mark.parametrize(
    ("condition", "ok"), [(1, True), (2, False), (5, False), (6, False), (9, False)]
)
def test_a_chart_that_cannot_be_told_of_is_named(condition: int, *, ok: bool) -> None:
    state = make_frame("ChartState", {"chart": 7, "condition": condition})

    found = sierra.conditions(told(state))

    assert one(found).ok is ok
    if not ok:
        assert not isinstance(found, Finding)
        assert list(found) == ["chart 7"]
        assert one(found).remedy


def test_no_word_about_charts_is_no_yes() -> None:
    assert one(sierra.conditions(told())).ok is None
