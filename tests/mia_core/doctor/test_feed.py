from __future__ import annotations

import pytest

from mia_core import __version__
from mia_core.config import RiskConfig
from mia_core.doctor import feed
from mia_core.doctor.checks import Finding
from mia_core.doctor.heard import Heard, Speaker
from mia_core.frames import KINDS, make_frame
from tests.mia_core.doctor.ears import NO_TOKEN, Ears, OtherVersion, one, settings_of, study
from tests.mia_core.wire_feed import START_NS, TOKEN, WireFeed


class OtherLayout(WireFeed):
    """A study that lays its trades out otherwise."""

    def introduction(self) -> list[bytes]:
        hello, *others = super().introduction()
        size = KINDS["Hello"].head.itemsize
        kinds = [
            {
                "kind": layout.kind,
                "revision": layout.revision,
                "head_size": layout.head.itemsize,
                "hash": layout.hash ^ (layout.name == "Trade"),
            }
            for layout in KINDS.values()
        ]
        strange = make_frame("Hello", {}, entries=kinds)
        return [strange[:8] + hello[8:size] + strange[size:], *others]


def test_nothing_heard_is_a_fault_with_a_way_out() -> None:
    heard = Ears().end(after_s=8.0)

    found = feed.heard_at_all(heard)

    assert (found.ok, found.found) == (False, "no MIA Feed was let in within 8.0 s")
    assert "tcp://127.0.0.1:5571" in found.remedy
    assert feed.let_in(heard) == Finding(None, "nothing came in")
    assert feed.gaps(heard).ok is None
    assert one(feed.versions(heard)).ok is None


def test_where_all_were_refused_that_is_what_has_to_be_mended() -> None:
    ears = Ears()
    ears.hear(WireFeed(2, token=TOKEN).snapshot())

    found = feed.heard_at_all(ears.end(after_s=8.0))

    assert found.ok is False
    assert found.found.endswith(", 1 refused")
    assert "let-in" in found.remedy


def test_nothing_heard_by_somebody_who_stopped_listening_is_no_fault() -> None:
    assert feed.heard_at_all(Ears().end(after_s=1.0, stopped=True)).ok is None


def test_a_study_in_good_health_has_nothing_wrong() -> None:
    ears = Ears()
    told = study()
    ears.hear(told.snapshot(), told.step(send_time_ns=START_NS))
    heard = ears.end(after_s=1.0)

    assert feed.heard_at_all(heard).found == "1 MIA Feed, 2 batches"
    assert one(feed.shows(heard)).found == "ESH26-CME, bars of 60 s, tick 0.25"
    for look in (feed.let_in, feed.versions, feed.snapshots, feed.complaints, feed.gaps):
        assert one(look(heard)).ok is True, look
    assert feed.latency(heard).ok is True


@pytest.mark.parametrize(
    ("stranger", "outcome", "help_"),
    [
        (WireFeed(2, token=TOKEN), "bad-token", "Token file"),
        (OtherLayout(2, token=NO_TOKEN), "layout-mismatch", "MIA_64.dll"),
    ],
)
def test_who_is_refused_is_named_with_what_helps(
    stranger: WireFeed, outcome: str, help_: str
) -> None:
    ears = Ears()
    ears.hear(study().snapshot(), stranger.snapshot())

    found = feed.let_in(ears.end())

    assert not isinstance(found, Finding)
    assert list(found) == ["chart 3 publisher 0000000000000002"]
    assert one(found).ok is False
    assert one(found).found.startswith(f"{outcome}, 1 batches: ")
    assert help_ in one(found).remedy


def test_who_sends_no_hello_is_named() -> None:
    ears = Ears()
    ears.hear(study().heartbeat())

    found = one(feed.let_in(ears.end()))

    assert found.found.startswith("unknown-publisher, 1 batches")
    assert found.remedy == feed.SAME_HOME


def test_damaged_bytes_are_somebody_elses() -> None:
    ears = Ears()
    ears.hear(b"x" * 100)

    assert one(feed.let_in(ears.end())).remedy == feed.DAMAGED


def test_a_dll_of_another_version_is_named_with_what_helps() -> None:
    ears = Ears()
    old = OtherVersion(1, token=NO_TOKEN)
    ears.hear(old.snapshot())

    found = one(feed.versions(ears.end()))

    assert found.ok is False
    assert found.found.endswith(f"; this package is {__version__}")
    assert "0.0.9" in found.found
    assert "MIA_64.dll" in found.remedy


@pytest.mark.parametrize(
    ("header_version", "words"), [(1, "stand-in"), (2784, "version 2784"), (0, "does not say")]
)
def test_headers_of_the_dll_are_told(header_version: int, words: str) -> None:
    ears = Ears()
    ears.hear(study().snapshot())
    heard = ears.end()
    heard.speakers[0].header_version = header_version

    assert words in one(feed.versions(heard)).found


def test_a_snapshot_that_never_ends_is_a_fault_unless_one_stopped() -> None:
    def cut(*, stopped: bool) -> Finding:
        ears = Ears()
        ears.hear(*study().snapshot_parts()[:-1])
        return one(feed.snapshots(ears.end(after_s=8, stopped=stopped)))

    assert cut(stopped=False).ok is False
    assert cut(stopped=True).ok is None


@pytest.mark.parametrize(("interval_ms", "ok"), [(0, None), (100, True), (101, False)])
def test_chart_update_interval_has_to_be_short(interval_ms: int, *, ok: bool | None) -> None:
    heard = _heard()
    heard.speakers[0].update_interval_ms = interval_ms

    found = one(feed.update_interval(heard))

    assert found.ok is ok
    assert bool(found.remedy) is (ok is not True)


def test_gaps_are_counted() -> None:
    ears = Ears()
    told = study()
    ears.hear(told.snapshot())
    for _ in range(3):
        told.heartbeat()
    ears.hear(told.heartbeat())

    found = feed.gaps(ears.end())

    assert (found.ok, found.found) == (False, "batches missing: chart 3: 3")
    assert found.remedy


def test_silence_longer_than_a_feed_may_be_old_is_a_fault() -> None:
    settings = settings_of(risk=RiskConfig(stale_feed_s=3.0))

    def silent(pause_s: float, listened_s: float) -> Finding:
        ears = Ears(settings)
        told = study()
        ears.hear(told.snapshot())
        ears.hear(told.heartbeat(), after_s=pause_s)
        ears.passed_s = listened_s - 0.5
        ears.hear(told.heartbeat(), after_s=0.0)
        return one(feed.pauses(ears.end(after_s=0.5)))

    assert silent(1.0, 2.0).ok is None
    assert silent(2.9, 4.0).ok is True
    assert silent(3.1, 5.0).ok is False
    assert "stale-feed" in silent(3.1, 5.0).remedy


def test_a_study_that_loses_something_now_is_told_and_one_that_once_did_is_not_blamed() -> None:
    ears = Ears()
    told = study()
    told.status = {"connection": 1, "tape_missed": 7}
    ears.hear(told.snapshot())
    before = one(feed.complaints(ears.heard))
    told.status = {"connection": 1, "tape_missed": 9, "batches_dropped": 1}
    ears.hear(told.batch(told.introduction()[2:]))
    after = one(feed.complaints(ears.heard))

    assert before == Finding(
        True, "since its start 0 batches lost, 7 overruns of the tape, none of them now"
    )
    assert after.ok is False
    assert after.found.endswith("1 and 2 of them now")


def test_a_study_tells_what_its_calls_cost_and_what_it_sent_and_refused() -> None:
    ears = Ears()
    told = study()
    told.status |= {"call_cost_median_ns": 41_300, "call_cost_p99_ns": 1_190_000}
    told.status |= {"batches_sent": 12_345, "values_invalid": 2}
    ears.hear(told.snapshot())

    assert one(feed.calls(ears.end())) == Finding(
        True,
        "a call takes 41.3 us (median), 1,190.0 us (p99); 12,345 batches sent, 2 values refused",
    )


def test_a_cost_that_no_study_told_is_not_invented() -> None:
    found = one(feed.calls(_heard()))

    assert found.ok is None
    assert found.found.endswith("it has not said what its calls cost")


def test_the_last_error_of_a_study_is_told() -> None:
    ears = Ears()
    told = study()
    told.status = {"connection": 1, "last_error": b"no room"}  # type: ignore[dict-item]
    ears.hear(told.snapshot())

    found = one(feed.complaints(ears.end()))

    assert found.ok is False
    assert "no room" in found.found


@pytest.mark.parametrize(("late_ns", "ok"), [(1_000, True), (2_500_000_000, False)])
def test_latency_has_to_be_shorter_than_a_feed_may_be_old(late_ns: int, *, ok: bool) -> None:
    ears = Ears()
    told = study()
    ears.hear(told.snapshot())
    ears.hear(told.step(send_time_ns=START_NS), now_ns=START_NS + late_ns)

    assert feed.latency(ears.end()).ok is ok


def test_latency_that_nobody_tells_is_not_invented() -> None:
    assert feed.latency(_heard()).ok is None


def test_every_study_is_judged_by_its_name() -> None:
    ears = Ears()
    ears.hear(study(1, chart=3).snapshot(), study(2, chart=8).snapshot())

    def judge(speaker: Speaker) -> Finding:
        return Finding(True, str(speaker.publisher))

    assert feed.each(ears.heard, judge) == {
        "chart 3": Finding(True, "1"),
        "chart 8": Finding(True, "2"),
    }


def _heard() -> Heard:
    ears = Ears()
    ears.hear(study().snapshot())
    return ears.end()
