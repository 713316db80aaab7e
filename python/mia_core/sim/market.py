"""The simulated market: a seeded, ES-like book and tape with known patterns planted in it.

Everything follows from the seed and from simulated time, never from how far a caller advances at
once. Events of one action (a trade and the level it ate) share a time; time never goes back.
"""

from __future__ import annotations

from mia_core.errors import SimulationError
from mia_core.sim.ambient import AmbientSweeps
from mia_core.sim.ambient_flow import AmbientFlow
from mia_core.sim.background import ORDINARY_LEVEL_CHANGES_PER_S, Background
from mia_core.sim.difficulty import MEDIUM, Difficulty
from mia_core.sim.draws import stream
from mia_core.sim.events import (
    Aggressor,
    BookLevel,
    DepthChange,
    MarketEvent,
    SideName,
    TapeTrade,
    VixTick,
)
from mia_core.sim.exchange import Exchange
from mia_core.sim.plants import Programme, director
from mia_core.sim.stage import Act, Playbill, Stage
from mia_core.sim.tides import tides
from mia_core.sim.truth import PlantedPattern, TruthLog
from mia_core.sim.vix import VixWalk
from mia_core.sim.walls import large_levels

__all__ = [
    "DEMO_START_NS",
    "HISTORY_NS",
    "TICK_SIZE",
    "Aggressor",
    "BookLevel",
    "DepthChange",
    "MarketEvent",
    "SideName",
    "SimMarket",
    "TapeTrade",
    "VixTick",
]

DEMO_START_NS = 1_773_239_700_000_000_000
"""2026-03-11T14:35:00Z: 10:35 in New York, in the cash session of an ordinary Wednesday."""

HISTORY_NS = 30 * 60 * 1_000_000_000
"""What a demo plays before it starts, so that bars and studies have something to show."""

TICK_SIZE = 0.25
_MIDDLE_TICKS = 6700 * 4
_DEPTH_MIN = 20


class SimMarket:
    """Book, tape and VIX of one simulated day, played by `advance`."""

    def __init__(
        self,
        seed: int,
        *,
        start_ns: int,
        plants: bool = True,
        programme: Programme = "book",
        depth: int = 20,
        level_changes_per_s: int = ORDINARY_LEVEL_CHANGES_PER_S,
        opening_after_ns: int = HISTORY_NS,
        difficulty: Difficulty = MEDIUM,
    ) -> None:
        """Open a market at `start_ns`.

        Args:
            seed: Decides everything that follows.
            start_ns: UTC time of the first book.
            plants: Whether patterns and decoys are planted.
            programme: Which of them: those of the book, those of flow, or all.
            depth: Levels a side; at least 20, the depth that acts are written for.
            level_changes_per_s: Mean rate. More than the ordinary 150 adds traffic behind the
                touch and leaves price, trades and patterns as they are.
            opening_after_ns: When the dense opening of the plants begins: within its first 20
                seconds a wall and an absorption come and go. A demo's history ends then.
            difficulty: How plain the plants are and how like them the decoys.
        """
        rate = level_changes_per_s + difficulty.noise_per_s
        _check(depth=depth, level_changes_per_s=rate)
        self._events: list[MarketEvent] = []
        self._now_ns = start_ns - 1
        self._exchange = Exchange(
            _MIDDLE_TICKS,
            depth=depth,
            levels=stream(seed, "levels"),
            refills=stream(seed, "refills"),
            sink=self._events,
        )
        self._background = Background(
            seed, self._exchange, start_ns=start_ns, level_changes_per_s=rate
        )
        self._truth = TruthLog(TICK_SIZE)
        self._ambient = AmbientSweeps(self._truth)
        is_judged = programme != "book" or not plants
        self._ambient_flow = AmbientFlow(self._truth, start_ns=start_ns) if is_judged else None
        self._vix = VixWalk(seed, start_ns=start_ns)
        stage = Stage(
            self._exchange,
            self._background,
            truth=self._truth,
            rng=stream(seed, "plants"),
            now_ns=start_ns,
            difficulty=difficulty,
        )
        # An act of flow needs prices that follow at once; thin ones are not played there.
        acts = self._background_acts(stage, seed, always_normal=plants and programme == "flow")
        if plants:
            acts.append(director(stage, programme, opening_ns=start_ns + opening_after_ns))
        self._playbill = Playbill(stage, acts)
        self._exchange.bid.show(start_ns)
        self._exchange.ask.show(start_ns)

    @property
    def now_ns(self) -> int:
        """Time up to which everything has been played."""
        return self._now_ns

    @property
    def tick_size(self) -> float:
        """Price of one tick."""
        return TICK_SIZE

    @property
    def best_bid_ticks(self) -> int:
        """Best bid now."""
        return self._exchange.bid.best

    @property
    def best_ask_ticks(self) -> int:
        """Best ask now."""
        return self._exchange.ask.best

    @property
    def truth(self) -> list[PlantedPattern]:
        """What was planted so far, in the order it began."""
        return self._truth.patterns(self._now_ns)

    def book(self) -> tuple[list[BookLevel], list[BookLevel]]:
        """Bids and asks now, best first."""
        return self._exchange.bid.levels(), self._exchange.ask.levels()

    def advance(self, until_ns: int) -> list[MarketEvent]:
        """Play up to and including `until_ns`; return what happened since the last call."""
        if until_ns < self._now_ns:
            raise SimulationError(f"expected a time from {self._now_ns} on, was {until_ns}")
        self._play(until_ns)
        self._now_ns = until_ns
        played = self._events[:]
        if self._ambient_flow is not None:
            self._ambient_flow.see(played, until_ns)
        self._events.clear()
        self._ambient.see(played)
        return played

    def _play(self, until_ns: int) -> None:
        exchange, background = self._exchange, self._background
        playbill, vix = self._playbill, self._vix
        while True:
            due_ns = min(background.mood_ns, background.lean_ns, playbill.next_ns, vix.next_ns)
            background.run(min(due_ns, until_ns + 1))
            t_ns = min(due_ns, exchange.refill_ns)
            if t_ns > until_ns:
                return
            if t_ns == exchange.refill_ns:
                exchange.refill(t_ns)
            elif t_ns == background.mood_ns:
                background.change_mood(t_ns)
            elif t_ns == background.lean_ns:
                background.change_lean(t_ns)
            elif t_ns == playbill.next_ns:
                playbill.step(t_ns)
            else:
                self._events.append(vix.step(t_ns))

    def _background_acts(self, stage: Stage, seed: int, *, always_normal: bool) -> list[Act]:
        sides = (self._exchange.bid, self._exchange.ask)
        large = [large_levels(stage, side, stream(seed, f"large-{side.name}")) for side in sides]
        return large if always_normal else [*large, tides(stage, stream(seed, "tides"))]


def _check(*, depth: int, level_changes_per_s: int) -> None:
    if level_changes_per_s < ORDINARY_LEVEL_CHANGES_PER_S:
        expected = f"at least {ORDINARY_LEVEL_CHANGES_PER_S} level changes a second"
        raise SimulationError(f"expected {expected}, was {level_changes_per_s}")
    if depth < _DEPTH_MIN:
        raise SimulationError(f"expected at least {_DEPTH_MIN} levels a side, was {depth}")
