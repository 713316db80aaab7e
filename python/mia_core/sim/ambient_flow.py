"""Flow patterns that nobody planted: a watcher of the tape labels them as background.

What the background does by chance, and what an act does besides its own pattern, is as real as what
is planted: whoever reports it is not wrong. A label has no price of its own. Where an act plays the
same pattern on the same side, as plant or as decoy, nothing is labelled: the act says what it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from mia_core.sim.events import MarketEvent, SideName, TapeTrade
from mia_core.sim.recent import SLICE_NS, Recent
from mia_core.sim.signs import SIGNS
from mia_core.sim.truth import Episode, FlowPattern, TruthLog

__all__ = ["AmbientFlow"]

_SIDES: tuple[tuple[SideName, int], ...] = (("bid", 1), ("ask", -1))
_LONGEST_NS = 4_000_000_000  # what goes on for longer is labelled anew: it may be found anew
_SEEN_LATE_NS = 1_000_000_000  # a sign is complete some time after what it shows began


class AmbientFlow:
    """Sees the trades and keeps the labels of the truth."""

    def __init__(self, truth: TruthLog, *, start_ns: int) -> None:
        self._truth = truth
        self._recent = Recent()
        self._open: dict[tuple[FlowPattern, SideName], Episode] = {}
        self._next_ns = (start_ns // SLICE_NS + 1) * SLICE_NS

    def see(self, events: Iterable[MarketEvent], until_ns: int) -> None:
        """Take what happened until now."""
        for event in events:
            if isinstance(event, TapeTrade):
                self._pass(event.t_ns)
                self._recent.add(event)
        self._pass(until_ns)

    def _pass(self, t_ns: int) -> None:
        while self._next_ns < t_ns:
            self._recent.close()
            if self._recent.net.at(500):
                self._look(self._next_ns)
            self._next_ns += SLICE_NS

    def _look(self, now_ns: int) -> None:
        for pattern, sign_of in SIGNS.items():
            for side, sign in _SIDES:
                label = self._open.get((pattern, side))
                is_shown = sign_of(self._recent, sign)
                if not is_shown and label is None:
                    continue
                if self._truth.is_played(pattern, side, now_ns):
                    is_shown = False
                is_long = label is not None and now_ns - label.t_start_ns >= _LONGEST_NS
                if label is not None and (is_long or not is_shown):
                    label.close(now_ns, "over")
                    del self._open[pattern, side]
                    label = None
                if label is None and is_shown:
                    self._open[pattern, side] = self._begin(pattern, side, now_ns)

    def _begin(self, pattern: FlowPattern, side: SideName, now_ns: int) -> Episode:
        return self._truth.open(
            Episode(
                pattern,
                "background",
                name=f"background_{pattern}",
                side=side,
                price_ticks=self._recent.closes[-1],
                t_start_ns=now_ns - _SEEN_LATE_NS,
            )
        )
