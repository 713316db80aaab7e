"""The volatility index of the simulated world: a slow walk between 15 and 18, in cents."""

from __future__ import annotations

from mia_core.sim.draws import between, exponential_ns, stream
from mia_core.sim.events import VixTick

__all__ = ["VixWalk"]

_MEAN_WAIT_NS = 6_000_000_000
_MIDDLE_CENTS = 1650
_REACH_CENTS = 150
_STEP_CENTS = 4


class VixWalk:
    """Emits one value every few seconds, drawn back to its middle the more it strays."""

    def __init__(self, seed: int, *, start_ns: int) -> None:
        self._rng = stream(seed, "vix")
        self._cents = between(self._rng, _MIDDLE_CENTS - 60, _MIDDLE_CENTS + 60)
        self.next_ns = start_ns

    def step(self, t_ns: int) -> VixTick:
        """Emit the value of now and move on."""
        tick = VixTick(t_ns, self._cents / 100)
        step = between(self._rng, 0, _STEP_CENTS)
        stray = self._cents - _MIDDLE_CENTS
        rises = self._rng.randrange(2 * _REACH_CENTS) >= _REACH_CENTS + stray
        self._cents += step if rises else -step
        self.next_ns = t_ns + exponential_ns(self._rng, _MEAN_WAIT_NS)
        return tick
