"""What acts out of line in everything leave on the tape."""

from __future__ import annotations

from tests.mia_core.sim.flow_day import named, trades, volume


def test_an_anomaly_goes_far_on_volume_and_its_decoys_lack_one_of_both() -> None:
    for episode in named("microstructure_anomaly"):
        assert episode.evidence["ticks"] >= 6
        assert episode.evidence["traded"] >= 150
    for episode in named("empty_range"):
        assert volume(trades(episode)) < 150
    for episode in named("held_volume"):
        own = [t for t in trades(episode) if (t.aggressor == "buy") == (episode.side == "bid")]
        assert len({trade.price_ticks for trade in own}) == 1
