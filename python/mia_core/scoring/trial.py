"""One simulated market through the compiled detectors, batch by batch, as a host would take it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from mia_core._native import Detection, Market
from mia_core.errors import SimulationError
from mia_core.scoring.hours import Hour
from mia_core.scoring.matching import Report
from mia_core.scoring.scorecard import Played
from mia_core.sim.batches import UPDATE_NS, tell_market
from mia_core.sim.difficulty import MEDIUM, Difficulty
from mia_core.sim.market import DEMO_START_NS, SimMarket

__all__ = ["MINUTES", "Trial", "play"]

MINUTES = 60
"""What a seed is: so many simulated minutes of each of its hours."""

_MINUTE_NS = 60_000_000_000
_BATCHES_A_MINUTE = _MINUTE_NS // UPDATE_NS


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """One market to play."""

    seed: int
    hour: Hour
    difficulty: Difficulty = MEDIUM
    minutes: int = MINUTES


def play(trial: Trial, *, minute_over: Callable[[], bool] | None = None) -> Played | None:
    """Play it; None when `minute_over`, asked after each simulated minute, says that it is enough."""
    sim = SimMarket(
        trial.seed,
        start_ns=DEMO_START_NS,
        plants=trial.hour != "plain",
        programme="flow" if trial.hour == "flow" else "book",
        difficulty=trial.difficulty,
    )
    lasted_ns = trial.minutes * _MINUTE_NS
    market = Market()
    reports: list[Report] = []
    events = 0
    batches = tell_market(sim, start_ns=DEMO_START_NS, end_ns=DEMO_START_NS + lasted_ns)
    for number, batch in enumerate(batches):
        seen = market.ingest(batch)
        if not seen.accepted:
            message = f"batch {number} of seed {trial.seed} was refused as {seen.outcome}"
            raise SimulationError(message)
        events += seen.events
        reports += map(_report, seen.opened)
        is_minute = number > 0 and number % _BATCHES_A_MINUTE == 0
        if is_minute and minute_over is not None and minute_over():
            return None
    return Played(
        seed=trial.seed,
        hour=trial.hour,
        lasted_ns=lasted_ns,
        events=events,
        truth=sim.truth,
        reports=reports,
    )


def _report(detection: Detection) -> Report:
    return Report(
        detection.t_open_ns,
        detection.pattern,
        detection.side,
        detection.price_ticks,
        detection.confidence,
    )
