from __future__ import annotations

import pytest

from mia_core.config import TradingConfig
from mia_core.doctor import market
from mia_core.doctor.configuration import Settings
from mia_core.doctor.heard import Heard
from mia_core.frames import CONSTANTS, make_frame
from tests.mia_core.doctor.ears import SYMBOL, Ears, one, settings_of, study
from tests.mia_core.wire_feed import START_NS, WireFeed

SATURDAY_NS = 3 * 24 * 3600 * 1_000_000_000  # after a Wednesday


class Tapeless(WireFeed):
    """A study that was told to send no time and sales."""

    def introduction(self) -> list[bytes]:
        told = super().introduction()
        instrument = {
            "flags": CONSTANTS["instrument_flag"]["has_depth"],
            "chart": self.chart,
            "symbol": self.symbol.encode(),
            "tick_size": self.tick_size,
            "bar_period_s": 60,
        }
        return [told[0], make_frame("Instrument", instrument), told[2]]


def heard_of(feed: WireFeed, settings: Settings | None = None, *, trades: int = 0) -> Heard:
    ears = Ears(settings)
    ears.hear(feed.snapshot(), feed.step(trades=[{}] * trades))
    return ears.end(after_s=8.0)


def trading(symbol: str, contract: str = "ES") -> Settings:
    return settings_of(trading=TradingConfig(symbol=symbol, contract=contract))


def test_a_chart_of_what_is_traded_has_nothing_wrong() -> None:
    heard = heard_of(study(), trades=3)

    assert market.symbol(heard).ok is True
    assert market.tick_size(heard).found == "0.25, as ES has it"
    assert one(market.books(heard)).found == "10 bids, 10 asks"
    assert one(market.tapes(heard)).found == "3 trades"


def test_a_symbol_that_no_chart_shows_is_named_with_those_there_are() -> None:
    heard = heard_of(study(), trading("ESM26-CME"))

    found = market.symbol(heard)

    assert found.ok is False
    assert found.found == f"ESM26-CME is on no chart of its own; there are: {SYMBOL}"
    assert found.remedy
    assert market.tick_size(heard).ok is None


def test_without_a_symbol_nothing_is_wrong_and_nothing_is_said() -> None:
    heard = heard_of(study(), trading(""))

    assert market.symbol(heard).ok is None
    assert SYMBOL in market.symbol(heard).found
    assert market.tick_size(heard).ok is None
    assert one(market.books(heard)).ok is True


def test_without_a_chart_nothing_is_said() -> None:
    heard = Ears().end(after_s=8.0)

    for look in (market.symbol, market.tick_size, market.books, market.tapes):
        assert one(look(heard)).ok is None, look


def test_a_tick_of_another_size_is_a_fault() -> None:
    found = market.tick_size(heard_of(study(tick_size=0.1)))

    assert (found.ok, found.found) == (False, "the chart's is 0.1, that of ES is 0.25")
    assert found.remedy


def test_a_contract_that_is_not_there_leaves_the_tick_out() -> None:
    assert market.tick_size(heard_of(study(), trading(SYMBOL, "XX"))).ok is None


@pytest.mark.parametrize("side", ["bid", "ask"])
def test_a_book_that_lacks_a_side_is_a_fault(side: str) -> None:
    feed = study()
    feed.book[side].clear()

    found = one(market.books(heard_of(feed)))

    assert found.ok is False
    assert f"0 {side}s" in found.found
    assert "market depth" in found.remedy


def test_an_empty_book_is_a_fault_where_it_is_traded_and_none_of_an_index() -> None:
    def index() -> WireFeed:
        return WireFeed(1, token=bytes(32), symbol="VIX_CGI")

    assert one(market.books(heard_of(index(), trading("VIX_CGI")))).ok is False
    assert one(market.books(heard_of(index(), trading("")))).ok is None


def test_a_book_of_a_chart_that_is_not_connected_is_not_to_be_used() -> None:
    feed = study()
    feed.status = {"connection": CONSTANTS["connection"]["lost"]}

    found = one(market.books(heard_of(feed)))

    assert found.ok is False
    assert found.found.endswith("and not to be used: not-connected")


def test_a_book_of_a_closed_market_is_no_fault_and_no_good_sign() -> None:
    feed = study()
    feed.now_ns = START_NS + SATURDAY_NS

    found = one(market.books(heard_of(feed)))

    assert found.ok is None
    assert "the market is closed" in found.found


def test_no_trade_is_neither_right_nor_wrong() -> None:
    found = one(market.tapes(heard_of(study())))

    assert found.ok is None
    assert "outside trading hours" in found.found


def test_a_chart_that_sends_no_tape_is_a_fault_when_it_is_the_traded_one() -> None:
    def tapeless() -> WireFeed:
        feed = Tapeless(1, token=bytes(32))
        feed.show_book()
        return feed

    assert one(market.tapes(heard_of(tapeless()))).ok is False
    assert one(market.tapes(heard_of(tapeless(), trading("")))).ok is None
