"""Acts of somebody large: the planted block, large orders and persistent flow, and their decoys."""

from __future__ import annotations

from mia_core.sim.book import BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.flow import Tally, calm, flow
from mia_core.sim.stage import MS, Act, Stage
from mia_core.sim.truth import Episode, PlantKind

__all__ = ["alternating_blocks", "lone_large_order", "mixed_flow", "smart_money"]

_STEADY_GAP_NS = 75 * MS
_EVIDENT_ORDERS = 4
_EVIDENT_FLOW_NS = 10_000 * MS


def smart_money(stage: Stage, side: BookSide) -> Act:
    """Plant one of the three: a block, several large orders, or a persistent flow."""
    kind = between(stage.rng, 0, 2)
    yield from calm(stage)
    if kind == 0:
        yield from _block(stage, side)
    elif kind == 1:
        yield from _institutional(stage, side)
    else:
        yield from _persistent(stage, side)


def lone_large_order(stage: Stage, side: BookSide) -> Act:
    """Decoy: one order that takes most of the touch, and no other."""
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", "lone_large_order")
    size = stage.sized(stage.difficulty.likeness(between(stage.rng, 40, 55)))
    stage.exchange.trade(stage.now_ns, stage.exchange.other(side), size)
    yield 1_500 * MS
    episode.close(stage.now_ns, "over", size=size)


def alternating_blocks(stage: Stage, side: BookSide) -> Act:
    """Decoy: as many large orders, but of both sides in turn."""
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", "alternating_blocks")
    hit = stage.exchange.other(side)
    for _ in range(between(stage.rng, 6, 8)):
        stage.exchange.trade(stage.now_ns, hit, stage.sized(between(stage.rng, 45, 60)))
        hit = stage.exchange.other(hit)
        yield between(stage.rng, 500, 900) * MS
    episode.close(stage.now_ns, "over")


def mixed_flow(stage: Stage, side: BookSide) -> Act:
    """Decoy: as steady a flow for as long, but of both sides."""
    yield from calm(stage)
    episode = _begin(stage, side, "decoy", "mixed_flow")
    tally = Tally()
    yield from flow(stage, side, tally, span_ns=13_000 * MS, gap_ns=_STEADY_GAP_NS, share=160)
    episode.close(stage.now_ns, "over", own=tally.own, against=tally.against)


def _block(stage: Stage, side: BookSide) -> Act:
    """Send one order that takes several prices at once."""
    episode = _begin(stage, side, "planted", "block")
    left = size = stage.sized(between(stage.rng, *stage.difficulty.sizes(220, 420)))
    while left > 0:
        left -= stage.exchange.trade(stage.now_ns, stage.exchange.other(side), left)
    episode.t_evident_ns = stage.now_ns
    yield 800 * MS
    episode.close(stage.now_ns, "over", size=size)


def _institutional(stage: Stage, side: BookSide) -> Act:
    """Send large orders of one side, a second apart."""
    rng = stage.rng
    episode = _begin(stage, side, "planted", "institutional")
    orders = between(rng, 6, 8)
    for k in range(orders):
        left = stage.sized(between(rng, *stage.difficulty.sizes(60, 90)))
        while left > 0:
            left -= stage.exchange.trade(stage.now_ns, stage.exchange.other(side), left)
        if k + 1 == _EVIDENT_ORDERS:
            episode.t_evident_ns = stage.now_ns
        yield between(rng, 500, 1_100) * MS
    episode.close(stage.now_ns, "over", orders=orders)


def _persistent(stage: Stage, side: BookSide) -> Act:
    """Work small trades of one side, evenly, for a quarter of a minute."""
    rng, hit = stage.rng, stage.exchange.other(side)
    episode = _begin(stage, side, "planted", "persistent")
    begin_ns = stage.now_ns
    end_ns = begin_ns + stage.difficulty.duration(between(rng, 13_000, 16_000) * MS)
    gap_ns, done = stage.difficulty.gap(_STEADY_GAP_NS), 0
    while stage.now_ns < end_ns:
        done += stage.exchange.trade(stage.now_ns, hit, stage.sized(between(rng, 3, 7)))
        if episode.t_evident_ns is None and stage.now_ns >= begin_ns + _EVIDENT_FLOW_NS:
            episode.t_evident_ns = stage.now_ns
        yield min(exponential_ns(rng, gap_ns), 3 * gap_ns)
    episode.close(stage.now_ns, "over", own=done)


def _begin(stage: Stage, side: BookSide, kind: PlantKind, name: str) -> Episode:
    price = stage.exchange.other(side).best
    return stage.begin("smart_money", kind, name=name, side=side, price_ticks=price)
