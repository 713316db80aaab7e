"""Acts of orders that hide most of themselves: the planted iceberg and its three decoys.

An iceberg is evident when twice as much was traded at its price as was ever on display there. No
honest order gets so far: one that shows all of itself trades at most once what it showed, and where
others rejoin after trades, as they do in a decoy, half as much again is about the most.
"""

from __future__ import annotations

from collections.abc import Callable

from mia_core.sim.book import Block, BookSide
from mia_core.sim.draws import between, exponential_ns
from mia_core.sim.stage import MS, SECOND, Act, Stage, calm, drive, turn_away
from mia_core.sim.truth import Episode

__all__ = ["eaten_order", "iceberg", "passing_burst", "rejoined_level"]

_EVIDENT_TIMES = 2
_SURE_PCT = 230  # of the most on display, what is traded before an iceberg may end
_GAP_NS = 34 * MS
_LIMIT_NS = 9 * SECOND
_RETURN_MS = (20, 80)  # that a participant's own program takes to show the next part


class _Level:
    """What an episode's price showed at most, and what was traded there since it began."""

    def __init__(self, stage: Stage, side: BookSide, price_ticks: int) -> None:
        self._stage, self._side, self._price = stage, side, price_ticks
        self._before = side.traded_at[price_ticks]
        self.displayed = 0
        self.look()

    @property
    def traded(self) -> int:
        """Contracts."""
        return self._side.traded_at[self._price] - self._before

    def look(self) -> None:
        """Take note of what is on display now."""
        index = self._side.index(self._price)
        if 0 <= index < self._side.depth:
            self.displayed = max(self.displayed, self._side.total(index))

    def note(self, episode: Episode) -> None:
        """Take note, and of the moment from which an iceberg is evident."""
        self.look()
        if episode.t_evident_ns is None and self.traded >= _EVIDENT_TIMES * self.displayed:
            episode.t_evident_ns = self._stage.now_ns


def iceberg(stage: Stage, side: BookSide) -> Act:
    """Plant an iceberg, at the touch or a little behind it, and have the market come and hit it.

    It shows 5 to 40 contracts or a single one, and is filled up by the exchange or by a program of
    its owner. It ends exhausted, withdrawn, or because the price leaves.
    """
    rng = stage.rng
    yield from calm(stage, side)
    end = ("exhausted", "withdrawn", "price-left")[between(rng, 0, 2)]
    behind = max(0, between(rng, -3, 3))
    goal = stage.sized(between(rng, *stage.difficulty.sizes(140, 260)))
    usual = side.total(behind)
    enough = max(goal, _SURE_PCT * (usual + stage.sized(20)) // 100)
    is_all = end == "exhausted"
    block = _block(stage, side.price(behind), size=enough if is_all else 9 * enough)
    side.place(stage.now_ns, behind, block)
    episode = stage.begin(
        "iceberg", "planted", name="iceberg", side=side, price_ticks=block.price_ticks
    )
    level = _Level(stage, side, block.price_ticks)
    yield between(rng, 40, 300) * MS
    yield from _work(stage, side, block, episode, level=level, goal=None if is_all else goal)
    if end == "price-left" and block.is_standing:
        yield from turn_away(stage, side)
    if block.is_standing:
        stage.exchange.withdraw(stage.now_ns, side, block)
    episode.close(
        block.ended_ns or stage.now_ns,
        "exhausted" if block.fate == "eaten" else end.replace("exhausted", "withdrawn"),
        display=block.display or 0,
        displayed=level.displayed,
        traded=level.traded,
        hidden=block.traded,
        refills=block.refills,
    )


def rejoined_level(stage: Stage, side: BookSide) -> Act:
    """Decoy: others rejoin a level after trades, each as he likes; a bit more trades than showed."""
    rng, exchange = stage.rng, stage.exchange
    yield from calm(stage, side)
    if side.total(0) < stage.sized(40):
        side.join(stage.now_ns, 0, stage.sized(between(rng, 30, 50)))
    episode, level = _decoy(stage, side, side.best, name="rejoined_level")
    more_pct = stage.difficulty.likeness(between(rng, 10, 35))
    limit = level.displayed * (100 + more_pct) // 100
    stage.background.ask_lean(exchange.other(side))
    until_ns = stage.now_ns + _LIMIT_NS
    yield between(rng, 20, 80) * MS
    while level.traded < limit and stage.now_ns < until_ns:
        exchange.pin(side, stage.sized(4))
        stage.hit(side, at_most=limit - level.traded)
        exchange.pin(side, side.total(0))  # nobody else: who rejoins is all that is to be seen
        yield exponential_ns(rng, _GAP_NS)
        if 2 * side.total(0) < level.displayed:
            yield from _rejoin(stage, side, level)
    exchange.unpin()
    stage.background.ask_lean(None)
    _close(stage, episode, level, "held")
    yield from turn_away(stage, side)


def eaten_order(stage: Stage, side: BookSide) -> Act:
    """Decoy: a large order that shows all of itself and is honestly eaten: a wall as well."""
    rng = stage.rng
    yield from calm(stage, side)
    index = between(rng, 0, 2)
    size = stage.sized(between(rng, *stage.difficulty.sizes(150, 320)))
    block = Block(side.price(index), size, orders=between(rng, 1, 3))
    side.place(stage.now_ns, index, block)
    episode, level = _decoy(stage, side, block.price_ticks, name="eaten_order")
    wall = stage.begin(
        "wall", "background", name="eaten_order", side=side, price_ticks=block.price_ticks
    )
    yield between(rng, 300, 1_500) * MS
    yield from _hit(stage, side, level, until=lambda: not block.is_standing)
    if block.is_standing:
        stage.exchange.withdraw(stage.now_ns, side, block)
    wall.close(stage.now_ns, "eaten", size=size)
    _close(stage, episode, level, "eaten")


def passing_burst(stage: Stage, side: BookSide) -> Act:
    """Decoy: a burst of trades that takes a price and goes on."""
    yield from calm(stage, side)
    episode, level = _decoy(stage, side, side.best, name="passing_burst")
    ticks = between(stage.rng, 3, 6)
    yield 5 * MS
    yield from _hit(stage, side, level, until=lambda: side.index(episode.price_ticks) <= -ticks)
    _close(stage, episode, level, "went-through")


def _block(stage: Stage, price_ticks: int, *, size: int) -> Block:
    """Draw what it shows, and who fills it up: of eight, the exchange five, two with single lots."""
    rng = stage.rng
    kind = between(rng, 0, 7)
    display = 1 if kind < 2 else max(2, stage.sized(between(rng, 5, 40)))
    return Block(price_ticks, size, display=display, at_once=kind < 5)


def _work(
    stage: Stage,
    side: BookSide,
    block: Block,
    episode: Episode,
    *,
    level: _Level,
    goal: int | None,
) -> Act:
    """Hit the level until enough was traded there, or all, showing the next part when it is due."""
    rng = stage.rng
    until_ns = stage.now_ns + stage.difficulty.duration(_LIMIT_NS)
    gap_ns, display = stage.difficulty.gap(_GAP_NS), block.display or 0
    stage.exchange.driven = side
    stage.background.ask_lean(side)
    while block.is_standing and stage.now_ns < until_ns:
        sure = level.displayed * _SURE_PCT // 100
        if goal is not None and level.traded >= max(goal, sure):
            break
        if not block.at_once and side.best == block.price_ticks:
            stage.exchange.pin(side, 1)  # while its owner is about to show more, it holds
        stage.hit(side)
        level.note(episode)
        if not block.at_once and 3 * block.shown <= display:
            yield between(rng, *_RETURN_MS) * MS
            stage.exchange.replenish(stage.now_ns, side, block)
            level.note(episode)
        yield exponential_ns(rng, gap_ns)
    stage.exchange.unpin()
    stage.exchange.driven = None
    stage.background.ask_lean(None)


def _rejoin(stage: Stage, side: BookSide, level: _Level) -> Act:
    """Have two to four others join after a while."""
    rng = stage.rng
    yield between(rng, 150, 500) * MS
    for _ in range(between(rng, 2, 4)):
        missing = max(0, level.displayed - side.total(0))
        side.join(stage.now_ns, 0, between(rng, 1, 1 + missing // 2))
        yield between(rng, 20, 120) * MS


def _hit(stage: Stage, side: BookSide, level: _Level, *, until: Callable[[], bool]) -> Act:
    def is_over() -> bool:
        level.look()
        return until()

    yield from drive(stage, side, until=is_over, mean_gap_ns=24 * MS, limit_ns=5 * SECOND)


def _decoy(stage: Stage, side: BookSide, price_ticks: int, *, name: str) -> tuple[Episode, _Level]:
    episode = stage.begin("iceberg", "decoy", name=name, side=side, price_ticks=price_ticks)
    return episode, _Level(stage, side, price_ticks)


def _close(stage: Stage, episode: Episode, level: _Level, outcome: str) -> None:
    level.look()
    episode.close(stage.now_ns, outcome, traded=level.traded, displayed=level.displayed)
