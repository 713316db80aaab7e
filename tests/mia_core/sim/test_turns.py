"""What acts of a price that turns leave on the tape."""

from __future__ import annotations

from statistics import median

from tests.mia_core.sim.flow_day import ahead, named, net, trades, volume


def test_the_price_of_a_turn_is_its_extreme() -> None:
    for episode in named("exhaustion", "delta_divergence"):
        of = trades(episode)
        assert min(ahead(episode, trade) for trade in of) >= -1
        assert any(ahead(episode, trade) == 0 for trade in of)
        assert max(ahead(episode, trade) for trade in of[-20:]) >= 2


def test_an_exhausted_push_trades_next_to_nothing_at_its_end_and_a_heavy_one_much() -> None:
    def at_the_end(name: str) -> float:
        found = []
        for episode in named(name):
            pusher = "sell" if episode.side == "bid" else "buy"
            of = [t for t in trades(episode) if t.aggressor == pusher]
            found.append(sum(t.size for t in of if ahead(episode, t) <= 1) / volume(of))
        return median(found)

    assert at_the_end("exhaustion") < 0.15
    assert at_the_end("heavy_end") > 0.3


def test_a_divergence_reaches_its_second_extreme_against_the_flow() -> None:
    for episode in named("delta_divergence"):
        of = trades(episode)
        last = max(k for k, trade in enumerate(of) if ahead(episode, trade) <= 0)
        assert net(episode, of[: last + 1]) >= 60
