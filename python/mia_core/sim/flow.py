"""What acts of aggressors share: one side working trade after trade, and a count of what came of it.

The side of a flow is the aggressor's: buyers are the bid, and what they hit is the ask.
"""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import exponential_ns
from mia_core.sim.stage import MS, Act, Stage, settle

__all__ = ["Tally", "calm", "flow", "pause"]

_OUT_OF_THE_WAY = 10


class Tally:
    """What a flow came to so far: contracts with and against its side, and its trades."""

    __slots__ = ("against", "own", "trades")

    def __init__(self) -> None:
        self.own = 0
        self.against = 0
        self.trades = 0

    @property
    def net(self) -> int:
        """By how much the side did more than the other."""
        return self.own - self.against


def flow(
    stage: Stage,
    side: BookSide,
    tally: Tally,
    *,
    span_ns: int,
    gap_ns: int,
    share: int = 256,
) -> Act:
    """Let aggressors work for a while; of 256 trades `share` are those of the side."""
    rng = stage.rng
    end_ns = stage.now_ns + span_ns
    while stage.now_ns < end_ns:
        is_own = rng.getrandbits(8) < share
        hit = stage.exchange.other(side) if is_own else side
        done = stage.hit(hit)
        tally.trades += done > 0
        if is_own:
            tally.own += done
        else:
            tally.against += done
        yield min(exponential_ns(rng, gap_ns), max(1, end_ns - stage.now_ns))


def calm(stage: Stage, *, for_ns: int = 2 * MS) -> Act:
    """Have large levels step out of the way, wait, and wait until the spread is one tick."""
    both = (stage.exchange.bid, stage.exchange.ask)
    yield from settle(stage, both, within=_OUT_OF_THE_WAY, for_ns=for_ns)


def pause(stage: Stage, span_ns: int) -> Act:
    """Leave the market to itself."""
    stage.background.ask_lean(None)
    yield span_ns
