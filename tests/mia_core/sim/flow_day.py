"""A flow hour, and what the trades of its acts came to."""

from __future__ import annotations

from functools import cache

from mia_core.sim.events import TapeTrade
from mia_core.sim.truth import PlantedPattern
from tests.mia_core.sim.market_replay import Day


@cache
def day() -> Day:
    return Day(7, minutes=60, programme="flow")


def trades(episode: PlantedPattern) -> list[TapeTrade]:
    return [event for event in day().during(episode) if isinstance(event, TapeTrade)]


def sign(episode: PlantedPattern) -> int:
    return 1 if episode.side == "bid" else -1


def net(episode: PlantedPattern, of: list[TapeTrade]) -> int:
    """What the side of an episode did more than the other."""
    signed = (t.size if t.aggressor == "buy" else -t.size for t in of)
    return sign(episode) * sum(signed)


def volume(of: list[TapeTrade]) -> int:
    return sum(trade.size for trade in of)


def ahead(episode: PlantedPattern, trade: TapeTrade) -> int:
    """How far beyond the price of an episode a trade lies, as its side pushes."""
    return sign(episode) * (trade.price_ticks - episode.price_ticks)


def named(*names: str) -> list[PlantedPattern]:
    found = day().named(*names)
    assert len(found) >= 3, names
    return found
