"""What acts of volume at price leave on the tape."""

from __future__ import annotations

from statistics import median

from tests.mia_core.sim.flow_day import ahead, named, net, trades, volume


def test_accumulation_stays_at_its_price_and_a_gap_is_left_out() -> None:
    for episode in named("accumulation"):
        of = trades(episode)
        near = [trade for trade in of if abs(ahead(episode, trade)) <= 1]
        assert volume(near) >= 0.8 * volume(of)
        assert net(episode, near) >= 0.4 * volume(near)
    inside = [
        volume([trade for trade in trades(episode) if 2 <= ahead(episode, trade) <= 4])
        for episode in named("gap")
    ]
    assert median(inside) <= 10
