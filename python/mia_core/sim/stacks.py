"""Acts of volume at price: the planted stacked imbalance and its decoys."""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.flow import Tally, calm
from mia_core.sim.stage import MS, SECOND, Act, Stage
from mia_core.sim.truth import Episode, PlantKind

__all__ = ["contested_climb", "short_stack", "stacked_imbalance", "thin_climb"]

_GAP_NS = 22 * MS
_EVIDENT_LEVELS = 4


def stacked_imbalance(stage: Stage, side: BookSide) -> Act:
    """Plant a stack: price after price is bought up, and nothing is sold one tick below."""
    levels = between(stage.rng, 5, 7)
    yield from calm(stage)
    episode = _begin(stage, side, "planted", name="stacked_imbalance")
    yield from _climb(stage, side, episode, levels=levels, gap_ns=stage.difficulty.gap(_GAP_NS))
    yield 500 * MS


def short_stack(stage: Stage, side: BookSide) -> Act:
    """Decoy: as strong, but only two prices."""
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", name="short_stack")
    yield from _climb(stage, side, episode, levels=2, gap_ns=_GAP_NS)


def thin_climb(stage: Stage, side: BookSide) -> Act:
    """Decoy: the price goes as far, but because the other side steps away: hardly anything trades."""
    hit = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", name="thin_climb")
    tally = Tally()
    stage.exchange.driven = hit
    for _ in range(between(stage.rng, 5, 7)):
        tally.own += stage.exchange.trade(stage.now_ns, hit, 2)
        stage.exchange.cancel_touch(stage.now_ns, hit, hit.total(0))
        yield exponential_ns(stage.rng, 300 * MS)
    stage.exchange.driven = None
    _close(stage, episode, tally)


def contested_climb(stage: Stage, side: BookSide) -> Act:
    """Decoy: the price goes as far on as much volume, but each price is sold into as well."""
    rng, hit = stage.rng, stage.exchange.other(side)
    begin, levels = hit.best, between(rng, 5, 7)
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", name="contested_climb")
    tally = Tally()
    stage.background.ask_lean(hit)
    stop_ns = stage.now_ns + 8 * SECOND
    while stage.now_ns < stop_ns and -hit.index(begin) < levels:
        tally.own += stage.hit(hit)
        yield exponential_ns(rng, _GAP_NS)
        tally.against += stage.hit(side)
        yield exponential_ns(rng, _GAP_NS)
    _close(stage, episode, tally)


def _climb(stage: Stage, side: BookSide, episode: Episode, *, levels: int, gap_ns: int) -> Act:
    """Take price after price; each takes some trades, and none comes back."""
    rng, hit = stage.rng, stage.exchange.other(side)
    tally, base = Tally(), hit.best
    stage.exchange.driven = hit
    stage.background.ask_lean(hit)
    for level in range(levels):
        at = 0
        wanted = stage.sized(between(rng, *stage.difficulty.sizes(60, 110)))
        while at < wanted and -hit.index(base) <= level:
            at += stage.hit(hit)
            yield exponential_ns(rng, gap_ns)
            if hit.total(0) < wanted - at and hit.best == base + hit.away * level:
                hit.add(stage.now_ns, 0, wanted - at - hit.total(0) + 1)
        tally.own += at
        if level + 1 == _EVIDENT_LEVELS and episode.kind == "planted":
            episode.t_evident_ns = stage.now_ns
        while -hit.index(base) <= level:
            tally.own += stage.exchange.trade(stage.now_ns, hit, hit.total(0))
            yield exponential_ns(rng, gap_ns)
    _close(stage, episode, tally)


def _begin(stage: Stage, side: BookSide, kind: PlantKind, *, name: str) -> Episode:
    price = stage.exchange.other(side).best
    return stage.begin("stacked_imbalance", kind, name=name, side=side, price_ticks=price)


def _close(stage: Stage, episode: Episode, tally: Tally) -> None:
    stage.exchange.driven = None
    stage.background.ask_lean(None)
    episode.close(stage.now_ns, "over", own=tally.own, against=tally.against)
