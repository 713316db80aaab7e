"""What acts of bursts and flips leave on the tape."""

from __future__ import annotations

from tests.mia_core.sim.flow_day import ahead, day, named, net, trades, volume
from tests.mia_core.sim.market_replay import SECOND


def test_a_burst_begins_at_its_price_and_is_of_one_side_and_its_rush_is_not() -> None:
    for episode in named("delta_burst"):
        of = trades(episode)
        assert abs(ahead(episode, of[0])) <= 1
        assert net(episode, of) >= 0.6 * volume(of)
        assert net(episode, of) >= 150
    for episode in named("two_sided_rush"):
        of = trades(episode)
        assert volume(of) >= 150
        assert net(episode, of) < 0.5 * volume(of)


def test_a_flip_turns_what_came_just_before() -> None:
    for episode in named("delta_flip"):
        before = [t for t in day().trades() if 0 < episode.t_start_ns - t.t_ns <= 2 * SECOND]
        assert net(episode, before) <= -100
        assert net(episode, trades(episode)) >= 100
