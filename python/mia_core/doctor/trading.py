"""Checks of the DTC server: whether it takes orders for the account, and what is open there."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

from mia_core.doctor.checks import Finding, bad, good, unseen
from mia_core.doctor.session import Session

__all__ = ["account", "orders", "position", "server", "supported"]

SETTINGS: Final = "Global Settings >> Sierra Chart Server Settings >> DTC Protocol Server"

# What a reason holds, and what helps then; the last row helps with everything else.
_LOST: Final = (
    (
        "a connection was expected",
        f"start Sierra Chart; {SETTINGS}: Enable, Listening Port as [trading] dtc_port",
    ),
    ("no answer", f"{SETTINGS}: Listening Port; let the firewall of Windows pass it"),
    (
        "logon refused",
        "set MIA_DTC_USERNAME and MIA_DTC_PASSWORD, or in "
        + SETTINGS
        + ": Require Authentication: No",
    ),
    ("encoding", f"{SETTINGS}: Encoding: Automatic or Binary"),
    (
        "",
        f"{SETTINGS}: Require TLS: No, Allowed Incoming IPs: local computer; Window >> Message Log",
    ),
)
_REFUSED: Final = (
    ("TradingIsSupported", f"{SETTINGS}: Allow Trading: Yes"),
    (
        "is not on the server",
        "[trading] account: one of those it has, exactly as the Trade Window shows it",
    ),
    ("is disabled", "the trading service has to allow it: Trade >> Trade Service Log tells more"),
    ("", "Trade >> Trade Service Log tells more"),
)
NOT_COMPLETE: Final = "the logon was not complete"


def server(session: Session) -> Finding:
    """It was reached, took the logon, and stayed."""
    if session.lost:
        why = session.lost[-1]
        return bad(
            f"lost {len(session.lost)} times: {why}" if session.ready else why, _match(_LOST, why)
        )
    if session.ready is None:
        found = f"no complete logon after {session.waited_s:.1f} s"
        return unseen(f"{found}: stopped") if session.stopped else bad(found, _match(_LOST, ""))
    return good(f"{session.ready.server or 'a DTC server'} at {session.place}")


def supported(session: Session) -> Finding:
    """It takes orders for the account."""
    ready = session.ready
    if ready is None:
        return unseen(NOT_COMPLETE)
    if not ready.trading_supported:
        return bad(ready.reason, _match(_REFUSED, ready.reason))
    return good(f"orders of account {ready.account} are taken")


def account(session: Session) -> Finding:
    """Tell for which mode the account is."""
    trading = session.trading
    if fnmatchcase(trading.account, trading.simulated_accounts):
        return good(f"{trading.account} is a simulated account, for --mode paper")
    return good(f"{trading.account} is a real account, for --mode live: orders cost money")


def position(session: Session) -> Finding:
    """Nothing is open in what is traded, for the host leaves alone what it did not open."""
    if session.ready is None or not session.ready.trading_supported:
        return unseen(NOT_COMPLETE)
    held = {name: update for name, update in session.positions.items() if update.quantity}
    own = held.pop(session.trading.symbol, None)
    beside = ", ".join(f"{update.quantity:+d} {name}" for name, update in held.items())
    others = f"; of other symbols: {beside}" if beside else ""
    if own is None:
        return good(f"flat in {session.trading.symbol}{others}")
    return bad(
        f"{own.quantity:+d} {own.symbol}{others}",
        "the host opens nothing beside a position that it did not make: close it by hand (Sierra's"
        " Trade Window) or wait until it is closed",
    )


def orders(session: Session) -> Finding:
    """The complete list of working orders is known; the host reckons with them."""
    ready = session.ready
    if ready is None:
        return unseen(NOT_COMPLETE)
    if ready.orders_asked_ns is None:
        if not ready.trading_supported:
            return unseen(NOT_COMPLETE)
        return bad("the server gave no complete list of working orders", _match(_REFUSED, ""))
    told = [
        f"{item.side.value if item.side else 'unknown side'} {item.quantity or 'unknown size'}"
        f" {item.symbol} ({item.client_order_id or item.server_order_id})"
        for item in session.working
    ]
    return good(f"{len(told)} work: {', '.join(told)}" if told else "none works")


def _match(rows: tuple[tuple[str, str], ...], text: str) -> str:
    return next(remedy for word, remedy in rows if word in text)
