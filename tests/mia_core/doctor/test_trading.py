from __future__ import annotations

import pytest

from mia_core.config import TradingConfig
from mia_core.doctor.catalog import TRADING
from mia_core.doctor.checks import Check
from mia_core.doctor.session import Session
from mia_core.execution.events import OrderStatus, TradingLost, TradingReady, UpdateReason
from tests.mia_core.dtc.link_ends import link_to
from tests.mia_core.execution.reports import ES, order_of, position_of, report

GOOD = TradingReady(server="SC", account="Sim1", trading_supported=True, orders_asked_ns=1)


def session_of(*events: object, account: str = "Sim1") -> Session:
    trading = TradingConfig(symbol=ES, account=account, dtc_port=21_099)
    session = Session(link_to(21_099), trading)
    for event in events:
        session.take(event)  # type: ignore[arg-type]
    session.waited_s = 25.0
    return session


def checks(session: Session) -> dict[str, Check]:
    return {check.name: check for check in TRADING.examine(session)}


def test_a_server_that_takes_orders_has_nothing_wrong() -> None:
    told = checks(session_of(position_of(0), GOOD))

    assert [check for check in told.values() if not check.ok] == []
    assert told["dtc-server"].found == "SC at 127.0.0.1:21099"
    assert told["position"].found == f"flat in {ES}"
    assert told["working-orders"].found == "none works"


@pytest.mark.parametrize(
    ("reason", "help_"),
    [
        ("DTC server at 127.0.0.1:1: a connection was expected, found: refused", "Enable"),
        ("DTC server at 127.0.0.1:1: no answer in 3 s", "firewall"),
        ("logon refused with result 2: who are you", "MIA_DTC_USERNAME"),
        ("encoding: binary (0) was expected, the server uses 2", "Encoding"),
        ("the server was silent for 20 s", "Require TLS"),
    ],
)
def test_a_server_that_is_not_there_is_named_with_what_helps(reason: str, help_: str) -> None:
    told = checks(session_of(TradingLost(reason=reason)))

    assert (told["dtc-server"].ok, told["dtc-server"].found) == (False, reason)
    assert help_ in told["dtc-server"].remedy
    for name in ("orders-taken", "position", "working-orders"):
        assert told[name].ok is None, name


def test_a_server_that_went_away_is_a_fault_though_it_was_there() -> None:
    told = checks(session_of(GOOD, TradingLost(reason="the line was cut")))

    assert told["dtc-server"].found == "lost 1 times: the line was cut"
    assert told["dtc-server"].ok is False


def test_a_logon_without_an_end_is_a_fault_unless_one_stopped() -> None:
    session = session_of()
    assert checks(session)["dtc-server"].ok is False

    session.stopped = True
    assert checks(session)["dtc-server"].ok is None


@pytest.mark.parametrize(
    ("reason", "help_"),
    [
        ("the server does not allow trading (TradingIsSupported is not 1)", "Allow Trading: Yes"),
        ("account Sim9 is not on the server; it has: Sim1", "[trading] account"),
        ("trading is disabled for account Sim1", "Trade Service Log"),
        ("the positions are unknown: no", "Trade Service Log"),
    ],
)
def test_a_server_that_takes_no_orders_says_why_and_what_helps(reason: str, help_: str) -> None:
    ready = TradingReady(server="SC", account="Sim1", trading_supported=False, reason=reason)

    told = checks(session_of(ready))

    assert told["dtc-server"].ok is True
    assert (told["orders-taken"].ok, told["orders-taken"].found) == (False, reason)
    assert help_ in told["orders-taken"].remedy
    assert told["position"].ok is None
    assert told["working-orders"].ok is None


@pytest.mark.parametrize("quantity", [2, -2])
def test_a_position_in_what_is_traded_is_a_fault(quantity: int) -> None:
    told = checks(session_of(position_of(quantity), GOOD))

    assert (told["position"].ok, told["position"].found) == (False, f"{quantity:+d} {ES}")
    assert told["position"].remedy


def test_a_position_in_something_else_is_told_and_no_fault() -> None:
    told = checks(session_of(position_of(3, symbol="NQH26-CME"), GOOD))

    assert told["position"].ok is True
    assert "+3 NQH26-CME" in told["position"].found


def test_working_orders_are_named() -> None:
    update = report(order_of(1), UpdateReason.SNAPSHOT, OrderStatus.OPEN)

    told = checks(session_of(update, GOOD))

    assert told["working-orders"].found == f"1 work: buy 3 {ES} (MIA-1)"


def test_a_list_of_orders_that_is_not_complete_is_a_fault() -> None:
    ready = TradingReady(server="SC", account="Sim1", trading_supported=True)

    assert checks(session_of(ready))["working-orders"].ok is False


@pytest.mark.parametrize(("account", "mode"), [("Sim1", "paper"), ("F-1234", "live")])
def test_the_mode_that_an_account_is_for_is_told(account: str, mode: str) -> None:
    assert f"--mode {mode}" in checks(session_of(GOOD, account=account))["account"].found
