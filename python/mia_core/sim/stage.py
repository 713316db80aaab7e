"""Where planted episodes are played: the exchange, the background, the truth, and a clock.

An act is a generator that does something to the market and yields how long it waits, in ns.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterable

from mia_core.sim.background import Background
from mia_core.sim.book import BookSide
from mia_core.sim.difficulty import MEDIUM, Difficulty
from mia_core.sim.draws import FLOW_TRADE_SIZES, between, exponential_ns, pick
from mia_core.sim.exchange import NEVER, Exchange
from mia_core.sim.truth import Episode, Pattern, PlantKind, TruthLog

__all__ = ["MS", "SECOND", "Act", "Playbill", "Stage", "calm", "drive", "settle", "turn_away"]

Act = Generator[int, None, None]
MS = 1_000_000
SECOND = 1_000_000_000
_OUT_OF_THE_WAY = 8


class Stage:
    """What an act may touch."""

    def __init__(
        self,
        exchange: Exchange,
        background: Background,
        *,
        truth: TruthLog,
        rng: random.Random,
        now_ns: int,
        difficulty: Difficulty = MEDIUM,
    ) -> None:
        self.exchange = exchange
        self.background = background
        self.rng = rng
        self.now_ns = now_ns
        self.difficulty = difficulty
        self._truth = truth

    def begin(
        self, pattern: Pattern, kind: PlantKind, *, name: str, side: BookSide, price_ticks: int
    ) -> Episode:
        """Open an episode of the truth that starts now."""
        episode = Episode(
            pattern,
            kind,
            name=name,
            side=side.name,
            price_ticks=price_ticks,
            t_start_ns=self.now_ns,
        )
        episode.evidence["liquidity_pct"] = self.exchange.liquidity.size_pct
        return self._truth.open(episode)

    def hit(self, side: BookSide, *, at_most: int = NEVER) -> int:
        """Send one trade of a large order against the touch of a side."""
        size = self.sized(pick(self.rng, FLOW_TRADE_SIZES))
        return self.exchange.trade(self.now_ns, side, min(size, at_most))

    def sized(self, contracts: int) -> int:
        """What so many contracts of a normal market are in the market of the moment."""
        return self.exchange.liquidity.sized(contracts)

    def clear(self, side: BookSide, *, within: int) -> None:
        """Have the blocks near the touch of a side withdrawn: they step out of the way."""
        for block in side.standing():
            if side.index(block.price_ticks) <= within:
                self.exchange.withdraw(self.now_ns, side, block)


class Playbill:
    """Runs several acts side by side, each at its time."""

    def __init__(self, stage: Stage, acts: list[Act]) -> None:
        self.next_ns = stage.now_ns if acts else NEVER
        self._stage = stage
        self._acts = [(stage.now_ns, act) for act in acts]

    def step(self, t_ns: int) -> None:
        """Let every act that is due do what it does next."""
        self._stage.now_ns = t_ns
        self._acts = [
            self._resume(wake, act) if wake <= t_ns else (wake, act) for wake, act in self._acts
        ]
        self.next_ns = min((wake for wake, _ in self._acts), default=NEVER)

    def _resume(self, wake_ns: int, act: Act) -> tuple[int, Act]:
        wait = next(act, None)
        return (NEVER if wait is None else wake_ns + max(1, wait), act)


def drive(
    stage: Stage, side: BookSide, *, until: Callable[[], bool], mean_gap_ns: int, limit_ns: int
) -> Act:
    """Trade through the levels of a side, which does not come back, until done or out of time."""
    stop_ns = stage.now_ns + limit_ns
    stage.exchange.driven = side
    stage.background.ask_lean(side)
    while stage.now_ns < stop_ns and not until():
        stage.hit(side)
        yield exponential_ns(stage.rng, mean_gap_ns)
    stage.exchange.driven = None
    stage.background.ask_lean(None)


def calm(stage: Stage, side: BookSide) -> Act:
    """Wait until no block is where a flow will go and the spread is one tick."""
    yield from settle(stage, (side, stage.exchange.other(side)), within=_OUT_OF_THE_WAY)


def settle(stage: Stage, sides: Iterable[BookSide], *, within: int, for_ns: int = 2 * MS) -> Act:
    """Have blocks so near the touch step out of the way, wait, and wait until the spread is one tick."""
    for side in sides:
        stage.clear(side, within=within)
    yield for_ns
    while stage.exchange.spread > 1:
        yield 5 * MS


def turn_away(stage: Stage, side: BookSide) -> Act:
    """A flow has ended in vain: for a moment the market leans the other way."""
    stage.background.ask_lean(stage.exchange.other(side))
    yield between(stage.rng, 800, 2_000) * MS
    stage.background.ask_lean(None)
