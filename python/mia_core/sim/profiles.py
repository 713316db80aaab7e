"""Acts of volume at price over seconds: planted accumulation and gap, and their decoys.

Accumulation of the sellers is what traders call distribution: the same act on the other side.
"""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.flow import Tally, calm, flow
from mia_core.sim.stage import MS, SECOND, Act, Stage
from mia_core.sim.truth import Episode, PlantKind

__all__ = ["fair_trade", "filled_run", "moving_accumulation", "volume_profile_imbalance"]

_GAP_NS = 35 * MS
_EVIDENT = 320  # contracts at one price: what the whole market trades in ten seconds, or more


def volume_profile_imbalance(stage: Stage, side: BookSide) -> Act:
    """Plant one of the two: volume of one side at one price, or a stretch of prices left out."""
    yield from calm(stage)
    yield from (_accumulation if stage.rng.getrandbits(1) else _gap)(stage, side)


def fair_trade(stage: Stage, side: BookSide) -> Act:
    """Decoy: as much volume at one price, but of both sides."""
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", "fair_trade")
    yield from _work(stage, side, episode, share=130)


def moving_accumulation(stage: Stage, side: BookSide) -> Act:
    """Decoy: as much volume of one side, but the price goes with it."""
    hit = stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", "moving_accumulation")
    tally = Tally()
    stage.exchange.driven = hit
    stage.background.ask_lean(hit)
    yield from flow(stage, side, tally, span_ns=5 * SECOND, gap_ns=_GAP_NS, share=240)
    stage.exchange.driven = None
    stage.background.ask_lean(None)
    episode.close(stage.now_ns, "over", own=tally.own)


def filled_run(stage: Stage, side: BookSide) -> Act:
    """Decoy of a gap: the price goes as far as fast, and trades at every price."""
    rng, hit = stage.rng, stage.exchange.other(side)
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", "filled_run")
    begin, ticks = hit.best, between(rng, 7, 9)
    stage.exchange.driven = hit
    stop_ns = stage.now_ns + 4 * SECOND
    while stage.now_ns < stop_ns and -hit.index(begin) < ticks:
        stage.hit(hit)
        yield exponential_ns(rng, 20 * MS)
    stage.exchange.driven = None
    episode.close(stage.now_ns, "over")


def _accumulation(stage: Stage, side: BookSide) -> Act:
    """Buy at one price for seconds; it is filled up again, and the price does not move."""
    yield from _work(stage, side, _begin(stage, side, "planted", "accumulation"), share=244)


def _work(stage: Stage, side: BookSide, episode: Episode, *, share: int) -> Act:
    rng, hit = stage.rng, stage.exchange.other(side)
    displayed, tally = stage.sized(between(rng, 50, 90)), Tally()
    end_ns = stage.now_ns + stage.difficulty.duration(between(rng, 9_000, 11_000) * MS)
    gap_ns = stage.difficulty.gap(_GAP_NS)
    stage.exchange.pin(hit, 2)
    while stage.now_ns < end_ns:
        hit.targets[0] = displayed
        is_own = rng.getrandbits(8) < share
        if is_own:
            tally.own += stage.hit(hit)
        else:
            size = min(stage.sized(between(rng, 3, 10)), max(0, side.total(0) - 2))
            tally.against += stage.exchange.trade(stage.now_ns, side, size) if size else 0
            side.add(stage.now_ns, 0, max(1, size))
        if (
            episode.kind == "planted"
            and episode.t_evident_ns is None
            and tally.own - tally.against >= stage.sized(_EVIDENT)
        ):
            episode.t_evident_ns = stage.now_ns
        yield exponential_ns(rng, gap_ns)
        missing = displayed - hit.sizes[0]
        if missing > 0:
            hit.add(stage.now_ns, 0, missing)
        if side.sizes[0] < displayed // 2:
            side.add(stage.now_ns, 0, displayed // 3)
    stage.exchange.unpin()
    episode.close(stage.now_ns, "over", own=tally.own, against=tally.against)


def _gap(stage: Stage, side: BookSide) -> Act:
    """Have one side step away over several prices at once; trading goes on behind them."""
    rng, hit = stage.rng, stage.exchange.other(side)
    tally = Tally()
    tally.own += stage.exchange.trade(stage.now_ns, hit, stage.sized(between(rng, 20, 30)))
    episode = _begin(stage, side, "planted", "gap")
    ticks = between(rng, 7, 9)
    begin = hit.best
    stage.exchange.driven = hit
    while -hit.index(begin) < ticks:
        stage.exchange.cancel_touch(stage.now_ns, hit, hit.total(0))
        yield between(rng, 2, 6) * MS
    while stage.exchange.spread > 1:
        yield 5 * MS
    stage.exchange.driven = None
    episode.t_evident_ns = stage.now_ns
    yield from flow(stage, side, tally, span_ns=1_200 * MS, gap_ns=_GAP_NS, share=150)
    episode.close(stage.now_ns, "over", ticks=ticks)


def _begin(stage: Stage, side: BookSide, kind: PlantKind, name: str) -> Episode:
    price = stage.exchange.other(side).best
    return stage.begin("volume_profile_imbalance", kind, name=name, side=side, price_ticks=price)
