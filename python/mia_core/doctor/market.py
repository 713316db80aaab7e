"""Checks of what is traded against what the charts show: symbol, tick size, book, tape."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from mia_core.doctor.checks import Fault, Finding, bad, good, unseen
from mia_core.doctor.heard import Heard

__all__ = ["books", "symbol", "tapes", "tick_size"]

NO_SYMBOL: Final = "[trading] symbol is not set, so nothing can be traded"


def symbol(heard: Heard) -> Finding:
    """A chart of its own shows what is traded."""
    wanted = heard.settings.config.trading.symbol
    there = sorted({chart.symbol for chart in heard.charts})
    told = ", ".join(there)
    if not there:
        return unseen("no chart was heard")
    if not wanted:
        return unseen(f"{NO_SYMBOL}; the charts show: {told}")
    if wanted in there:
        return good(f"{wanted} is the chart's own")
    return bad(
        f"{wanted} is on no chart of its own; there are: {told}",
        "[trading] symbol: Sierra's exact symbol, as the chart's title shows it; or MIA Feed on a"
        " chart of it",
    )


def tick_size(heard: Heard) -> Finding:
    """One tick of the chart is one tick of the contract."""
    trading, contract = heard.settings.config.trading, heard.settings.contract
    if isinstance(contract, Fault):
        return unseen("left out: contract failed")
    sizes = {chart.tick_size for chart in heard.charts if chart.symbol == trading.symbol}
    if not sizes:
        return unseen(
            NO_SYMBOL if not trading.symbol else f"no chart of {trading.symbol} was heard"
        )
    told = ", ".join(f"{size:g}" for size in sorted(sizes))
    if all(math.isclose(size, contract.tick_size) for size in sizes):
        return good(f"{told}, as {trading.contract} has it")
    return bad(
        f"the chart's is {told}, that of {trading.contract} is {contract.tick_size:g}",
        "mend [trading] contract or symbol, or the Tick Size in Chart >> Chart Settings",
    )


def books(heard: Heard) -> Finding | Mapping[str, Finding]:
    """There are levels on both sides."""
    wanted = _of_interest(heard, [chart.symbol for chart in heard.charts if chart.has_book])
    return {name: _book(heard, name) for name in wanted} or unseen("no chart sends a book")


def tapes(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Trades came. None is no fault: nobody may have traded, and no calendar says when one does."""
    wanted = _of_interest(heard, [chart.symbol for chart in heard.charts if chart.has_tape])
    return {name: _tape(heard, name) for name in wanted} or unseen("no chart sends a tape")


def _of_interest(heard: Heard, sent: list[str]) -> list[str]:
    """Name what is traded where a chart of it was heard, else all that is sent."""
    traded = heard.settings.config.trading.symbol
    if any(chart.symbol == traded for chart in heard.charts):
        return [traded]
    return sorted(set(sent))


def _book(heard: Heard, name: str) -> Finding:
    bids, asks = heard.books.get(name, (0, 0))
    found = f"{bids} bids, {asks} asks"
    if heard.stopped and not heard.is_complete:
        return unseen(f"{found}; stopped before the snapshot was complete")
    state = heard.book_states.get(name, "unknown")
    if bids and asks and state == "valid":
        return good(found)
    if state == "pre-open":
        return unseen(f"{found}: the market is closed, nothing was traded since its break began")
    if bids and asks:
        return bad(
            f"{found}, and not to be used: {state}",
            "see the checks connection, silence and snapshot of its charts",
        )
    if not bids and not asks and name != heard.settings.config.trading.symbol:
        return unseen(f"{found}: an index has none, and outside trading hours a book may be empty")
    return bad(
        found,
        "the chart's market depth on, the data feed entitled to it, input 'Send the order book' of"
        " MIA Feed: Yes. Outside trading hours a book may be empty",
    )


def _tape(heard: Heard, name: str) -> Finding:
    if count := heard.trades[name]:
        return good(f"{count:,} trades")
    charts = [chart for chart in heard.charts if chart.symbol == name]
    if not any(chart.has_tape for chart in charts):
        return bad("its chart sends no tape", "input 'Send time and sales' of MIA Feed: Yes")
    return unseen(
        f"no trade in {heard.listened_s:.1f} s: outside trading hours there is none",
        "Intraday Data Storage Time Unit: 1 Tick; Number of Stored Time and Sales Records above zero",
    )
