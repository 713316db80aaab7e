"""What the lines of a study must be to each other: the proof that a line is what its name says.

Each relation answers yes, no, or that these numbers cannot tell: bands of no width agree with any
mistake. Both sides are held to the same. The rows of a map say which relation holds for which lines.

What nearly any number passes can refuse a number and proves none.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence

import msgspec

__all__ = ["RELATIONS", "Proof", "Question", "Relation"]

NARROW = 4  # tolerances: bands closer than that cannot tell one line from the next


class Question(msgspec.Struct, frozen=True, gc=False):
    """The numbers to be judged: a check's lines, what they stand against, and its bounds."""

    lines: Sequence[float]
    against: Sequence[float] = ()
    tolerance: float = 0.0
    low: float = 0.0
    high: float = 0.0
    price: float | None = None


Answer = bool | None


class Proof(enum.Enum):
    """What it shows when a relation holds: nothing, its own lines, or what study it is.

    Only numbers that belong together are each other's difference, sum or share, or lie alike about a
    middle. So their study is what its name says, and lines of it that nothing else can prove are too.
    """

    NOTHING = enum.auto()
    LINES = enum.auto()
    STUDY = enum.auto()


class Relation(msgspec.Struct, frozen=True):
    """One relation: what it says in words, how many lines it takes (0: any), and the test."""

    says: str
    arity: int
    holds: Callable[[Question], Answer]
    proves: Proof
    needs_against: bool = False
    proves_from: int = 1  # lines; fewer of them agree by chance
    needs_price: bool = False

    def proof(self, lines: int) -> Proof:
        """What it shows of so many lines when it holds."""
        return self.proves if lines >= self.proves_from else Proof.NOTHING

    def takes(self, lines: int, against: int) -> bool:
        """Whether a check gives as much as this needs."""
        enough = lines == self.arity if self.arity else lines >= 1
        return enough and (against > 0) == self.needs_against

    @property
    def wants(self) -> str:
        """What a check has to give."""
        lines = f"{self.arity} lines" if self.arity else "any lines"
        return f"{lines} and `against`" if self.needs_against else lines


def _symmetric(asked: Question) -> Answer:
    center, up, down = asked.lines
    if abs((up + down) / 2 - center) > asked.tolerance or up < down - asked.tolerance:
        return False
    return None if up - down <= NARROW * asked.tolerance else True


def _nested(asked: Question) -> Answer:
    up, down, outer_up, outer_down = asked.lines
    if outer_up < up - asked.tolerance or outer_down > down + asked.tolerance:
        return False
    width = (outer_up - up) + (down - outer_down)
    return None if width <= NARROW * asked.tolerance else True


def _ascending(asked: Question) -> Answer:
    pairs = list(zip(asked.lines, asked.lines[1:], strict=False))
    if any(right < left - asked.tolerance for left, right in pairs):
        return False
    return None if asked.lines[-1] - asked.lines[0] <= asked.tolerance else True


def _bar(asked: Question) -> Answer:
    first, high, low, last = asked.lines
    if low - asked.tolerance > min(first, last) or high + asked.tolerance < max(first, last):
        return False
    return None if high == low else True


def _difference(asked: Question) -> Answer:
    delta, ask, bid = asked.lines
    if abs(delta - (ask - bid)) > asked.tolerance:
        return False
    return None if ask == bid == 0 else True


def _sum(asked: Question) -> Answer:
    total, ask, bid = asked.lines
    if abs(total - (ask + bid)) > asked.tolerance:
        return False
    return None if ask == bid == 0 else True


def _covers(asked: Question) -> Answer:
    total, ask, bid = asked.lines
    if total < ask + bid - asked.tolerance:
        return False
    return None if ask == bid == 0 else True


def _share(asked: Question) -> Answer:
    share, part, whole = asked.lines
    if whole == 0:
        return None
    if abs(share - part / whole) > asked.tolerance:
        return False
    return None if part == 0 else True


def _apart(asked: Question) -> Answer:
    """Not the same numbers in any order. To differ proves nothing; to agree in all of them does."""
    ours, theirs = sorted(asked.lines), sorted(asked.against)
    if len(ours) != len(theirs):
        return None
    same = all(
        abs(left - right) <= asked.tolerance for left, right in zip(ours, theirs, strict=True)
    )
    return False if same else None


def _area(asked: Question) -> Answer:
    """In order, and not the others' numbers. While those span little, one may lie on the other."""
    others = sorted(asked.against)
    if others[-1] - others[0] <= asked.tolerance * abs(others[0]):
        return None
    ordered = _ascending(Question(asked.lines))
    return _apart(Question(asked.lines, others)) is not False if ordered else ordered


def _between(asked: Question) -> Answer:
    return all(asked.low <= value <= asked.high for value in asked.lines)


def _whole(asked: Question) -> Answer:
    return all(value >= 0 and value == round(value) for value in asked.lines)


def _near_price(asked: Question) -> Answer:
    price = asked.price
    if price is None:
        return None
    return all(abs(value - price) <= asked.tolerance * abs(price) for value in asked.lines)


RELATIONS: Mapping[str, Relation] = {
    "symmetric": Relation(
        "two bands lie at one distance about their middle", 3, _symmetric, Proof.STUDY
    ),
    "nested": Relation("the outer bands enclose the inner ones", 4, _nested, Proof.STUDY),
    "ascending": Relation("none lies above the next", 0, _ascending, Proof.LINES, proves_from=3),
    "bar": Relation("open and close lie between low and high", 4, _bar, Proof.LINES),
    "difference": Relation("the first is the second less the third", 3, _difference, Proof.STUDY),
    "sum": Relation("the first is the second and the third", 3, _sum, Proof.STUDY),
    "covers": Relation("the first is at least the second and the third", 3, _covers, Proof.LINES),
    "share": Relation("the first is the second divided by the third", 3, _share, Proof.STUDY),
    "apart": Relation(
        "they are not the very numbers of the others", 0, _apart, Proof.NOTHING, needs_against=True
    ),
    "area": Relation(
        "none lies above the next and they are not the very numbers of the others",
        3,
        _area,
        Proof.LINES,
        needs_against=True,
    ),
    "between": Relation("all lie within the bounds", 0, _between, Proof.NOTHING),
    "whole": Relation("all are whole numbers from 0", 0, _whole, Proof.NOTHING),
    "near_price": Relation(
        "all lie within that share of the price", 0, _near_price, Proof.LINES, needs_price=True
    ),
}
