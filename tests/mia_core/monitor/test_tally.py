from __future__ import annotations

from mia_core.config import Mode
from mia_core.execution.events import never_sent
from mia_core.monitor.tally import Tally
from tests.mia_core.line import SYMBOL, Line, setup_of
from tests.mia_core.wire_feed import WireFeed


class Counted(Line):
    """A line whose every step is counted."""

    def __init__(self, mode: Mode = Mode.PAPER) -> None:
        super().__init__(setup_of(mode=mode))
        self.tally = Tally(setup_of().contract)

    def count(self) -> dict[str, object]:
        for event, step in zip(self.events, self.steps, strict=True):
            self.tally.add(event, step)
        self.events.clear()
        self.steps.clear()
        return self.tally.report(self.engine, timed=True)


def test_everything_that_commands_promise_is_counted() -> None:
    line = Counted()
    line.open()
    line.enter()
    sizes = [len(event.data) for event in line.events if hasattr(event, "data")]

    figures = line.count()

    assert (figures["batches"], figures["bytes"]) == (3, sum(sizes))
    assert figures["frames"] == 8
    assert figures["events"] == 6
    assert (figures["gaps"], figures["rejected"], figures["refused"]) == (0, {}, {})
    assert (figures["signals"], figures["orders"], figures["fills"]) == (1, 1, 1)
    assert (figures["position"], figures["detections"]) == (1, {})
    assert figures["pnl"] == -12.5


def test_gaps_and_refused_batches_are_counted_by_reason() -> None:
    line = Counted()
    line.open()
    line.feed.sequence += 3
    line.lean(0.8)
    line.lean(0.9)
    line.receive(b"nothing")

    figures = line.count()

    assert figures["gaps"] == 3
    assert figures["rejected"] == {"gap": 1, "stale": 1, "too-short": 1}


def test_refusals_are_counted_by_reason_and_are_no_orders() -> None:
    line = Counted(Mode.READ_ONLY)
    line.open()
    line.lean(0.8)

    figures = line.count()

    assert (figures["signals"], figures["orders"]) == (1, 0)
    assert figures["refused"] == {"read-only": 1}


def test_order_that_never_left_is_counted_under_its_reason_and_not_as_sent() -> None:
    line = Counted()
    line.open()
    line.lean(0.8)
    line.execute(never_sent(line.orders[-1], "the line was cut"))

    figures = line.count()

    assert (figures["signals"], figures["orders"]) == (1, 0)
    assert figures["not_sent"] == {"not sent: the line was cut": 1}


def test_position_is_unknown_before_a_server_told_it_and_while_none_is_there() -> None:
    line = Counted()
    line.feed.set_levels([("bid", 99, 100, 5), ("ask", 100, 100, 5)])
    line.receive(line.feed.snapshot())
    before = line.count()["position"]
    line.log_on(position=3)
    told = line.count()["position"]
    line.log_off()

    assert (before, told, line.count()["position"]) == (None, 3, None)


def test_open_position_is_priced_by_its_own_book_at_the_side_that_closes_it() -> None:
    line = Counted()
    line.open()
    line.enter()
    line.show(bid=102)
    other = WireFeed(9, instance=99, chart=8, symbol="NQH26-CME", token=bytes(32))
    other.set_levels([("bid", 5000, 1, 1), ("ask", 5001, 1, 1)])
    line.receive(other.snapshot())
    line.count()

    figures = line.tally.progress(line.engine)

    assert figures["pnl"] == 2 * 12.5
    assert figures["book"] == [SYMBOL, 102, 103, 100, 100]


def test_position_without_a_price_has_no_known_result() -> None:
    line = Counted()
    line.open()
    line.enter()
    line.steps.clear()
    line.events.clear()

    figures = line.tally.progress(line.engine)

    assert (figures["pnl"], figures["book"]) == (None, None)


def test_latencies_are_told_only_where_they_were_measured() -> None:
    line = Counted()
    line.open()
    line.tally.feed_to_decision.add(63)

    timed = line.tally.report(line.engine, timed=True)["latency_us"]
    stepped = line.tally.report(line.engine, timed=False)["latency_us"]

    assert timed == {
        "feed_to_decision": {"p50": 0.063, "p99": 0.063},
        "tick_to_order": {"p50": None, "p99": None},
    }
    assert stepped == {
        "feed_to_decision": {"p50": None, "p99": None},
        "tick_to_order": {"p50": None, "p99": None},
    }
