"""What the background does by itself and is real all the same: sweeps nobody planted.

Whoever reports one of these is neither right nor wrong, so the truth holds them as background. They
are read off the events alone, as anybody could: several levels in a row that are gone within a
second, at least half of what each displayed having been traded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from mia_core.sim.events import DepthChange, MarketEvent, SideName, TapeTrade
from mia_core.sim.truth import Episode, TruthLog

__all__ = ["AmbientSweeps"]

_WINDOW_NS = 1_000_000_000
_LEVELS = 3


class _Hit:
    """A level that is being traded at."""

    __slots__ = ("displayed", "last_ns", "traded")

    def __init__(self, displayed: int) -> None:
        self.last_ns = 0
        self.displayed = displayed
        self.traded = 0


class _Run:
    """Levels of a side that were eaten one after another."""

    def __init__(self) -> None:
        self.hits: dict[int, _Hit] = {}
        self.eaten: deque[tuple[int, int]] = deque()  # when, and the price
        self.episode: Episode | None = None


class AmbientSweeps:
    """Watches all events of a market and labels what no act has planted."""

    def __init__(self, truth: TruthLog) -> None:
        self._truth = truth
        self._runs: dict[SideName, _Run] = {"bid": _Run(), "ask": _Run()}

    def see(self, events: Iterable[MarketEvent]) -> None:
        """Take up what happened since the last call."""
        for event in events:
            if isinstance(event, TapeTrade):
                self._traded(event)
            elif isinstance(event, DepthChange) and event.size == 0:
                run = self._runs[event.side]
                hit = run.hits.pop(event.price_ticks, None)
                if hit is not None and 2 * hit.traded >= hit.displayed:
                    self._eaten(run, event)

    def _traded(self, trade: TapeTrade) -> None:
        side: SideName = "bid" if trade.aggressor == "sell" else "ask"
        run = self._runs[side]
        hit = run.hits.get(trade.price_ticks)
        if hit is None or trade.t_ns - hit.last_ns > _WINDOW_NS:
            displayed = trade.bid_size if side == "bid" else trade.ask_size
            hit = run.hits[trade.price_ticks] = _Hit(displayed)
        hit.last_ns = trade.t_ns
        hit.traded += trade.size

    def _eaten(self, run: _Run, gone: DepthChange) -> None:
        away = -1 if gone.side == "bid" else 1
        # The price came back in between: what is eaten again belongs to another run.
        while run.eaten and (gone.price_ticks - run.eaten[-1][1]) * away <= 0:
            run.eaten.pop()
            run.episode = None
        run.eaten.append((gone.t_ns, gone.price_ticks))
        while gone.t_ns - run.eaten[0][0] > _WINDOW_NS:
            run.eaten.popleft()
        if run.episode is not None and gone.t_ns - run.episode.t_end_ns <= _WINDOW_NS:
            run.episode.close(gone.t_ns, "over", levels=run.episode.evidence["levels"] + 1)
        elif len(run.eaten) >= _LEVELS:
            run.episode = self._label(run.eaten[0], gone.t_ns, gone.side, len(run.eaten))

    def _label(
        self, first: tuple[int, int], t_ns: int, side: SideName, levels: int
    ) -> Episode | None:
        if self._truth.has_planted("sweep", side, first[0], t_ns):
            return None
        episode = Episode(
            "sweep",
            "background",
            name="background_sweep",
            side=side,
            price_ticks=first[1],
            t_start_ns=first[0],
        )
        episode.close(t_ns, "over", levels=levels)
        return self._truth.open(episode)
