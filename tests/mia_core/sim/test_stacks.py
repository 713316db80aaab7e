"""What acts of stacked imbalance leave on the tape."""

from __future__ import annotations

from statistics import median

from tests.mia_core.sim.flow_day import ahead, named, trades, volume


def test_a_stack_owns_price_after_price() -> None:
    for episode in named("stacked_imbalance"):
        own = [t for t in trades(episode) if (t.aggressor == "buy") == (episode.side == "bid")]
        prices = {ahead(episode, trade) for trade in own}
        assert prices >= {0, 1, 2, 3}
        at = [sum(t.size for t in own if ahead(episode, t) == price) for price in range(4)]
        assert min(at) > 0
        assert median(at) >= 40
    for episode in named("thin_climb"):
        assert volume(trades(episode)) < 150
