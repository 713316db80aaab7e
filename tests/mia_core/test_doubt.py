"""Orders whose end nobody told: a host crashes or loses its connection, and asks the server instead of repeating."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from mia_core.dtc.codes import BuySell, OrderKind
from mia_core.dtc.order_messages import CancelOrder, SubmitNewSingleOrder
from mia_core.execution.commands import Side
from mia_core.execution.order import ENDED_UNSEEN, SETTLE_NS
from mia_core.sim.dtc_faults import Faults
from tests.mia_core.host_stand import HostStand, differs_at
from tests.mia_core.line import SYMBOL, Line, setup_of
from tests.mia_core.wire_feed import MS

ORDER, NEXT = "T-20260311-000007", "T-20260311-000008"
SETTLE_MS = SETTLE_NS // MS


def crashed(make: Callable[..., HostStand], faults: Faults | None = None) -> HostStand:
    """A host that died right after its order was handed to the socket, before it heard a word."""
    stand = make(faults=faults)
    stand.open()
    stand.show(stand.leaning())
    stand.crash()
    assert stand.server.counts().order_messages == 1
    return stand


def lean(stand: HostStand) -> str:
    """Show a book that makes a signal, now; why the entry was refused, if it was."""
    before = dict(stand.host.tally.refused)
    stand.wire.now_ns = max(stand.wire.now_ns, stand.clock.now_ns())
    stand.show(stand.leaning(0.0))
    stand.wire.now_ns += 1_000 * MS
    stand.show(stand.leaning())
    after = stand.host.tally.refused
    return next((name for name in after if after[name] != before.get(name, 0)), "")


def trouble(stand: HostStand, faults: Faults) -> None:
    """Let other things go wrong at the server from now on."""
    desk = stand.server._desk
    desk._settings = msgspec.structs.replace(desk._settings, faults=faults)


def orders_sent(stand: HostStand) -> int:
    stand.server.read_rest()
    return stand.server.counts().order_messages


def state_of(stand: HostStand, name: str = ORDER) -> str:
    return stand.rows()[name][0]


def notes_of(stand: HostStand) -> str:
    return "\n".join(stand.host.notes.recent)


def test_order_that_never_arrived_blocks_until_the_list_and_no_longer(
    make: Callable[..., HostStand],
) -> None:
    first = crashed(make, Faults(lose_orders=True))
    first.advance(SETTLE_MS)

    stand = make(before=first)
    stand.open()

    assert stand.rows() == {ORDER: ("ended-unseen", ENDED_UNSEEN)}
    assert f"order {ORDER}: {ENDED_UNSEEN}" in notes_of(stand)
    assert f"order {ORDER}: {ENDED_UNSEEN}" in stand.host.left_open()
    assert lean(stand) == ""
    assert orders_sent(stand) == 2
    assert set(stand.server.seen) == {ORDER, NEXT}
    stand.close()
    assert differs_at(stand.path) is None


def test_order_that_was_filled_while_away_leaves_a_position_that_nobody_manages(
    make: Callable[..., HostStand],
) -> None:
    first = crashed(make)
    first.advance(SETTLE_MS)

    stand = make(before=first)
    stand.open()

    assert state_of(stand) == "ended-unseen"
    assert stand.host.engine.ledger.known_position == 1 == stand.server.positions[SYMBOL]
    assert "position +1 found at the server, not made by this run: exits" in notes_of(stand)
    assert lean(stand) == "position-not-ours"
    stand.advance(12_000)
    assert lean(stand) == "position-not-ours"  # and the card's exit did not touch it
    assert orders_sent(stand) == 1
    assert f"position +1 {SYMBOL}, of it +1 not made by this run" in stand.host.left_open()


def test_order_that_works_at_the_server_lives_again_and_its_end_is_followed(
    make: Callable[..., HostStand],
) -> None:
    first = crashed(make, Faults(hold_orders=True))
    first.advance(SETTLE_MS)

    stand = make(before=first)
    stand.open()

    assert state_of(stand) == "working"
    assert lean(stand) == "unresolved-orders"
    [tracked] = stand.host.engine.ledger.unresolved
    assert tracked.doubt == "it works at the server: cancel it there, or wait for its end"
    assert stand.host.report(timed=False)["unresolved"] == [ORDER]
    assert ORDER in stand.host.left_open()

    cancel_by_hand(stand, tracked.server_order_id)
    stand.play_until(lambda: not stand.host.engine.ledger.unresolved)

    assert state_of(stand) == "canceled"
    assert lean(stand) == ""
    assert orders_sent(stand) == 2


def cancel_by_hand(stand: HostStand, server_order_id: str, *, client_order_id: str = ORDER) -> None:
    cancel = CancelOrder(
        ServerOrderID=server_order_id, ClientOrderID=client_order_id, TradeAccount="Sim1"
    )
    stand.server._tell_all(stand.server._desk.cancel(cancel, stand.clock.now_ns()))


def test_order_that_may_be_under_way_is_asked_for_again_a_little_later(
    make: Callable[..., HostStand],
) -> None:
    first = crashed(make, Faults(lose_orders=True))
    first.advance(SETTLE_MS // 2)

    stand = make(before=first)
    stand.open()

    assert state_of(stand) == "prepared"
    assert lean(stand) == "unresolved-orders"
    assert "may be under way still: the server is asked again" in notes_of(stand)

    stand.advance(SETTLE_MS // 2)
    stand.play_until(lambda: not stand.host.engine.ledger.unresolved)

    assert state_of(stand) == "ended-unseen"
    assert lean(stand) == ""
    assert orders_sent(stand) == 2


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("refuse_order_list", "the working orders are unknown"),
        ("refuse_position_list", "the positions are unknown"),
    ],
)
def test_without_the_list_or_the_positions_the_doubt_stays(
    make: Callable[..., HostStand], fault: str, words: str
) -> None:
    first = crashed(make, Faults(lose_orders=True))
    trouble(first, msgspec.convert({fault: True}, Faults))
    first.advance(SETTLE_MS)

    stand = make(before=first)
    stand.play_until(lambda: words in notes_of(stand))

    assert state_of(stand) == "prepared"
    assert [item.order.client_order_id for item in stand.host.engine.ledger.unresolved] == [ORDER]


def test_a_list_that_lacks_its_end_resolves_nothing(make: Callable[..., HostStand]) -> None:
    first = crashed(make, Faults(lose_orders=True))
    trouble(first, Faults(cut_order_list=True))
    first.advance(SETTLE_MS)

    stand = make(before=first)
    for _ in range(30):
        stand.advance(1_000)
        stand.host.turn(5)
        stand.server.poll(0)
    stand.play_until(lambda: "no complete answer in 20 s at the step: orders" in notes_of(stand))

    assert state_of(stand) == "prepared"


def test_working_order_without_a_name_keeps_the_doubt_and_says_so(
    make: Callable[..., HostStand],
) -> None:
    first = crashed(make, Faults(hold_orders=True, nameless_orders=True))
    first.advance(SETTLE_MS)

    stand = make(before=first)
    stand.open()

    assert state_of(stand) == "prepared"
    assert lean(stand) == "unresolved-orders"
    assert "a working order without a name may be it: cancel that by hand" in notes_of(stand)


def test_order_without_any_answer_is_asked_for_and_blocks_no_longer(
    make: Callable[..., HostStand],
) -> None:
    stand = make(faults=Faults(lose_orders=True))
    stand.open()
    stand.show(stand.leaning())
    stand.play_until(lambda: stand.server.counts().order_messages == 1)

    stand.advance(SETTLE_MS)
    stand.play_until(lambda: not stand.working)

    assert state_of(stand) == "ended-unseen"
    assert lean(stand) == ""
    assert orders_sent(stand) == 2
    assert set(stand.rows()) == {ORDER, NEXT}
    stand.close()
    assert differs_at(stand.path) is None


@pytest.mark.parametrize("is_lost", [True, False])
def test_order_under_way_when_the_connection_broke_is_settled_after_the_next_logon(
    make: Callable[..., HostStand], *, is_lost: bool
) -> None:
    stand = make(faults=Faults(lose_orders=is_lost, drop_after_orders=1))
    stand.open()
    stand.show(stand.leaning())
    stand.play_until(lambda: not stand.host.engine._trading_ready)

    for _ in range(12):
        stand.advance(1_000)
        stand.host.turn(5)
        stand.server.read_rest()
    stand.play_until(lambda: not stand.working)

    assert state_of(stand) == "ended-unseen"
    assert orders_sent(stand) == 1
    if is_lost:
        assert lean(stand) == ""
        assert orders_sent(stand) == 2
    else:
        assert stand.server.positions == {SYMBOL: 1}
        assert lean(stand) == "position-mismatch"
        assert orders_sent(stand) == 1


@pytest.mark.parametrize("position", [1, -1])
def test_position_that_was_found_is_said_and_left_alone(position: int) -> None:
    line = Line(setup_of())
    line.feed.set_levels([("bid", 99, 100, 5), ("ask", 100, 100, 5)])
    line.receive(line.feed.snapshot())

    decision = line.log_on(position=position).decision
    line.lean(0.8, after_s=20)

    assert decision is not None
    assert decision.note == (
        f"position {position:+d} found at the server, not made by this run: exits by the card do not "
        "apply, no new entry until it is closed by hand"
    )
    assert (line.orders, line.refusals) == ([], ["position-not-ours"])


def test_position_closed_by_hand_lets_the_next_entry_through() -> None:
    line = Line(setup_of())
    line.open()
    order = line.enter()
    by_hand = msgspec.structs.replace(order, client_order_id="", side=Side.SELL)

    line.fill(by_hand, 99)
    line.lean(0.8, after_s=1)

    ledger = line.engine.ledger
    assert (ledger.position, ledger.own.quantity, ledger.own.realized_ticks) == (0, 0, -1)
    assert (len(line.orders), line.refusals) == (2, [])


@pytest.mark.parametrize("is_there_before", [True, False])
def test_order_made_by_hand_counts_until_its_end(
    make: Callable[..., HostStand], *, is_there_before: bool
) -> None:
    stand = make()
    if is_there_before:
        place_by_hand(stand)
        stand.open()
    else:
        stand.open()
        place_by_hand(stand)
    stand.play_until(lambda: stand.host.engine.ledger.foreign.open_quantity(Side.BUY) == 2)

    assert lean(stand) == "max-position"
    [order] = stand.server._desk._fills.orders.values()
    cancel_by_hand(stand, order.server_order_id, client_order_id="by-hand")
    stand.play_until(lambda: stand.host.engine.ledger.foreign.open_quantity(Side.BUY) == 0)

    assert lean(stand) == ""
    assert orders_sent(stand) == 1


def place_by_hand(stand: HostStand) -> None:
    """Let somebody else leave an order in the market, far below it."""
    order = SubmitNewSingleOrder(
        Symbol=SYMBOL,
        TradeAccount="Sim1",
        ClientOrderID="by-hand",
        OrderType=OrderKind.LIMIT,
        BuySell=BuySell.BUY,
        Price1=6000.0,
        Quantity=2.0,
    )
    stand.server._tell_all(stand.server._desk.submit(order, stand.clock.now_ns()))
