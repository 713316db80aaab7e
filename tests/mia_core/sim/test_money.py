"""What acts of somebody large leave on the tape."""

from __future__ import annotations

from tests.mia_core.sim.flow_day import named, net, trades, volume
from tests.mia_core.sim.market_replay import SECOND


def test_large_money_is_large_in_three_ways() -> None:
    for episode in named("block"):
        at_once = [t for t in trades(episode) if t.t_ns == episode.t_start_ns]
        assert volume(at_once) == net(episode, at_once) == episode.evidence["size"] >= 220
    for episode in named("institutional"):
        assert episode.evidence["orders"] >= 6
        assert net(episode, trades(episode)) >= 0.5 * volume(trades(episode))
    for episode in named("persistent"):
        of = trades(episode)
        assert episode.t_end_ns - episode.t_start_ns >= 12 * SECOND
        assert net(episode, of) >= 0.3 * volume(of)
