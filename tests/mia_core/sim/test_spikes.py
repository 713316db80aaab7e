"""What acts of trade spikes leave on the tape."""

from __future__ import annotations

from statistics import median

from tests.mia_core.sim.flow_day import named, trades
from tests.mia_core.sim.market_replay import SECOND


def test_a_spike_is_many_trades_and_a_sweep_few() -> None:
    spikes = [len(trades(e)) / (e.t_end_ns - e.t_start_ns) for e in named("trade_spike")]
    sweeps = [len(trades(e)) / (e.t_end_ns - e.t_start_ns) for e in named("single_sweep")]

    assert median(spikes) * SECOND >= 60
    assert median(sweeps) < median(spikes) / 3
