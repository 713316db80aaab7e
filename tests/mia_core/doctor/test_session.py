from __future__ import annotations

import msgspec

from mia_core.config import TradingConfig
from mia_core.doctor.session import Session
from mia_core.execution.events import OrderStatus, TradingLost, UpdateReason
from mia_core.sim.dtc_faults import Faults
from tests.mia_core.dtc.link_ends import ROUNDS, Ends, link_to
from tests.mia_core.dtc.server_words import START
from tests.mia_core.execution.reports import order_of, position_of, report

TRADING = TradingConfig(dtc_port=21_099)


def session_without_a_server() -> Session:
    return Session(link_to(TRADING.dtc_port), TRADING)


def logged_on(faults: Faults | None = None) -> Session:
    ends = Ends(faults)
    session = Session(ends.link, TRADING)
    for _ in range(ROUNDS):
        session.receive(START)
        if session.is_settled:
            break
        ends.server.poll(0.05)
        ends.link.wait(0.05)
    ends.close()
    assert ends.server.counts().order_messages == 0
    return session


def test_a_logon_settles_it_and_no_order_is_sent() -> None:
    session = logged_on()

    assert session.ready is not None
    assert session.ready.trading_supported
    assert session.lost == []
    assert session.place == "127.0.0.1:21099"


def test_a_refused_logon_settles_it_too() -> None:
    session = logged_on(Faults(refuse_logon=True))

    assert session.ready is None
    assert "logon refused" in session.lost[0]


def test_it_is_open_until_then() -> None:
    session = session_without_a_server()

    assert not session.is_settled
    session.take(TradingLost(reason="the line was cut"))
    assert session.is_settled


def test_the_newest_word_about_each_position_counts() -> None:
    session = session_without_a_server()
    for quantity in (2, 0):
        session.take(position_of(quantity))

    assert [update.quantity for update in session.positions.values()] == [0]


def test_working_orders_are_those_that_have_not_ended() -> None:
    session = session_without_a_server()
    first, second = order_of(1), order_of(2)
    session.take(report(first, UpdateReason.SNAPSHOT, OrderStatus.OPEN))
    session.take(report(second, UpdateReason.SNAPSHOT, OrderStatus.OPEN))
    session.take(report(second, UpdateReason.FILLED, OrderStatus.FILLED))

    assert [update.client_order_id for update in session.working] == ["MIA-1"]


def test_an_order_that_changed_its_id_at_the_server_is_one() -> None:
    session = session_without_a_server()
    update = report(order_of(1), UpdateReason.SNAPSHOT, OrderStatus.OPEN)
    session.take(update)
    session.take(
        msgspec.structs.replace(
            update, server_order_id="S-9", previous_server_order_id=update.server_order_id
        )
    )

    assert [item.server_order_id for item in session.working] == ["S-9"]
