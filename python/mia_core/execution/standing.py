"""How we stand with the account, in words for a person: at each logon, and when the host has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mia_core.execution.order import ENDED_UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mia_core.execution.ledger import Ledger

__all__ = ["left_open", "standing"]


def standing(ledger: Ledger, ended: Iterable[str]) -> str:
    """Say what a logon showed that blocks new entries or that nobody here manages; empty for nothing."""
    return "; ".join([*_ends(ended), *_disagreement(ledger), *_found(ledger), *_doubts(ledger)])


def left_open(ledger: Ledger, symbol: str) -> str:
    """Say what stays in the market when the host is gone; empty for nothing."""
    left = [f"working order {item.order.client_order_id}" for item in ledger.working]
    if ledger.position:
        is_told = ledger.is_reconciled()
        said = "" if is_told else " by the fills we know; the server does not say so"
        mixed = f", of it {ledger.others:+d} not made by this run" if ledger.others else ""
        left.insert(0, f"position {ledger.position:+d} {symbol}{mixed}{said}")
    return ", ".join([*left, *_doubts(ledger), *_ends(ledger.ended_unseen)])


def _ends(names: Iterable[str]) -> list[str]:
    return [f"order {name}: {ENDED_UNSEEN}" for name in names]


def _disagreement(ledger: Ledger) -> list[str]:
    """Say so when the server counts another position than the fills do: a fill was missed, or made elsewhere."""
    if ledger.is_reconciled():
        return []
    told = (
        f"the fills we know make {ledger.position:+d}, the server says {ledger.server_position}; no new entry, "
        "please look at the account, then start the host again: it begins with what the server says"
    )
    return [told]


def _found(ledger: Ledger) -> list[str]:
    if not ledger.others:
        return []
    found = (
        f"position {ledger.others:+d} found at the server, not made by this run: exits by the card do not apply, "
        "no new entry until it is closed by hand"
    )
    return [found]


def _doubts(ledger: Ledger) -> list[str]:
    return [
        f"the end of order {item.order.client_order_id} of an earlier run is unknown: {item.doubt}"
        for item in ledger.unresolved
    ]
