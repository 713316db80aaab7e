"""One chart's studies with their meanings: which lines were found, what they say, whether that can be.

A line counts once a relation held on its numbers that proves something: its own, or that of other
lines which shows what study this is. What a relation that fails puts in doubt stays out
until the chart tells its studies anew, though later numbers may agree. Only what failed on the
numbers of a snapshot is looked at once more: they may be of several moments.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence

import msgspec

from mia_core.studymap.catalog import PRICE_GRAPH, ChartCatalog
from mia_core.studymap.match import Found, Match
from mia_core.studymap.relations import RELATIONS, Proof, Question, Relation
from mia_core.studymap.rows import Check, Line

__all__ = ["ChartMapping", "MappedLine", "State", "is_value", "standing"]

FLT_MAX = 3.4028234663852886e38  # what Sierra's studies leave where they have no number


class State(enum.StrEnum):
    """How far a meaning can be trusted."""

    VERIFIED = "verified"
    NAMED = "named"  # nothing could prove it, and its name says what it is
    MATCHED = "matched"
    SEEN = "seen"  # it has no numbers that could prove anything
    FAILED = "failed"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"


_STANDING = State.FAILED, State.VERIFIED, State.NAMED, State.MATCHED, State.SEEN


def standing(lines: Collection[State]) -> State:
    """Sum up a study: one wrong line makes it wrong, one proved line shows what it is."""
    return next(state for state in _STANDING if state in lines)


def is_value(number: float, *, zero: bool) -> bool:
    """Whether a study's number is one: it is none at -FLT_MAX, nor at zero unless zero has a meaning."""
    return abs(number) < FLT_MAX and (zero or number != 0.0)


class MappedLine:
    """A line that was found: the newest number and what is known of it."""

    __slots__ = (
        "bar_start_ns",
        "has_held",
        "is_named",
        "is_provable",
        "line",
        "meaning",
        "reason",
        "study",
        "subgraph",
        "value",
    )

    def __init__(
        self, meaning: str, line: Line, *, study: int, subgraph: int, is_named: bool
    ) -> None:
        self.meaning = meaning
        self.line = line
        self.study = study
        self.subgraph = subgraph
        self.value: float | None = None
        self.bar_start_ns = 0
        self.has_held = False
        self.is_named = is_named
        self.is_provable = False
        self.reason = ""

    @property
    def state(self) -> State:
        """Failed for good, verified, beyond proof, or still without it."""
        if self.reason:
            return State.FAILED
        if self.has_held:
            return State.VERIFIED
        return State.NAMED if self.is_named and not self.is_provable else State.MATCHED

    @property
    def why_unproved(self) -> str:
        """Say what is missing to a line that has a value and no proof."""
        if self.is_provable:
            return "nothing has proved it yet"
        return "only the names of its lines speak for it, and no relation can prove it"

    def put(self, number: float, bar_start_ns: int) -> None:
        """Take the newest number."""
        self.value = number if is_value(number, zero=self.line.zero) else None
        self.bar_start_ns = bar_start_ns


class _Test(msgspec.Struct, frozen=True):
    """A check with the lines it is about, and those it takes out when it fails."""

    check: Check
    lines: tuple[MappedLine, ...]
    against: tuple[MappedLine, ...]
    condemns: tuple[MappedLine, ...]
    clears: tuple[MappedLine, ...]

    @property
    def relation(self) -> Relation:
        """What has to hold."""
        return RELATIONS[self.check.relation]

    @property
    def shows_study(self) -> bool:
        """Whether it shows what study it is when it holds."""
        return self.relation.proof(len(self.lines)) is Proof.STUDY

    def run(self, price: float | None) -> bool:
        """Judge the numbers as they are. False when the answer waits for a price."""
        relation = self.relation
        if relation.needs_price and price is None:
            return False
        numbers, others = _numbers(self.lines), _numbers(self.against)
        if numbers is None or others is None:
            return True
        check = self.check
        question = Question(numbers, others, check.tolerance, check.low, check.high, price)
        answer = relation.holds(question)
        if answer is False:
            reason = self._fault(price, relation.says)
            for line in self.condemns:
                line.reason = line.reason or reason
        elif answer:
            for line in self.clears:
                line.has_held = True
        return True

    def _fault(self, price: float | None, says: str) -> str:
        text = ", ".join(f"{line.line.name} {line.value:.10g}" for line in self.lines)
        if self.against:
            others = ", ".join(f"{line.meaning} {line.value:.10g}" for line in self.against)
            text += f" against {others}"
        if self.check.relation == "near_price":
            text += f", price {price:.10g}, share {self.check.tolerance:g}"
        elif self.check.relation == "between":
            text += f", bounds {self.check.low:g} to {self.check.high:g}"
        elif self.check.tolerance:
            text += f", tolerance {self.check.tolerance:g}"
        return f"expected that {says}; found {text}"


def _numbers(lines: Sequence[MappedLine]) -> tuple[float, ...] | None:
    known = tuple(line.value for line in lines if line.value is not None)
    return known if len(known) == len(lines) else None


class ChartMapping:
    """The rows of the map on one chart, and the newest numbers of all lines they want."""

    def __init__(self, catalog: ChartCatalog, matches: Sequence[Match]) -> None:
        self.catalog = catalog
        self.matches = tuple(matches)
        self.wants_bars = any(match.study is PRICE_GRAPH for match in matches)
        self.lines: dict[str, MappedLine] = {}
        for match in matches:
            self._place(match)
        self._tests = [test for match in matches for test in self._tests_of(match)]
        self._due: set[int] = set()
        self._is_settled = False
        self._concern: dict[str, list[int]] = {meaning: [] for meaning in self.lines}
        self._by_place: dict[tuple[int, int], tuple[list[MappedLine], set[int]]] = {}
        for line in self.lines.values():
            self._by_place.setdefault((line.study, line.subgraph), ([], set()))[0].append(line)
        for number, test in enumerate(self._tests):
            for line in test.condemns:
                self._concern[line.meaning].append(number)
            for line in (*test.lines, *test.against):
                self._by_place[line.study, line.subgraph][1].add(number)

    def put(self, study: int, subgraph: int, number: float, bar_start_ns: int) -> None:
        """Take a value; most are nobody's."""
        place = self._by_place.get((study, subgraph))
        if place is not None:
            for line in place[0]:
                line.put(number, bar_start_ns)
            self._due |= place[1]

    def settle(self) -> None:
        """Let what failed on the numbers of the snapshot be judged by the newest; from now on for good."""
        if self._is_settled:
            return
        self._is_settled = True
        for number, test in enumerate(self._tests):
            if any(line.reason for line in test.condemns):
                self._due.add(number)
        for line in self.lines.values():
            line.reason = ""

    def verify(self, price: float | None) -> None:
        """Hold all that changed since the last time against what must be."""
        self._run(sorted(self._due), price)

    def line(self, meaning: str, price: float | None) -> MappedLine | None:
        """Give one line, with what its newest numbers prove."""
        line = self.lines.get(meaning)
        if line is not None and self._due:
            self._run([number for number in self._concern[meaning] if number in self._due], price)
        return line

    def _run(self, numbers: Sequence[int], price: float | None) -> None:
        for number in numbers:
            if self._tests[number].run(price):
                self._due.discard(number)

    @property
    def faults(self) -> dict[str, str]:
        """What was found wrong: by the study's meaning when none of its lines is left, else by theirs."""
        found: dict[str, str] = {}
        for match in self.matches:
            meaning = match.row.meaning
            if match.found is Found.AMBIGUOUS:
                found[meaning] = f"ambiguous: {match.reason}"
            reasons: dict[str, list[str]] = {}
            lines = [self.lines.get(f"{meaning}.{line.name}") for line in match.row.lines]
            for line in lines:
                if line is not None and line.reason:
                    reasons.setdefault(line.reason, []).append(line.meaning)
            is_whole = len(reasons) == 1 and all(line is None or line.reason for line in lines)
            for reason, meanings in reasons.items():
                found[meaning if is_whole and len(meanings) > 1 else ", ".join(meanings)] = reason
        return found

    def _place(self, match: Match) -> None:
        if match.study is None:
            return
        for line in match.row.lines:
            subgraph = match.subgraphs.get(line.name)
            if subgraph is None:
                continue
            meaning = f"{match.row.meaning}.{line.name}"
            mapped = MappedLine(
                meaning,
                line,
                study=match.study.id,
                subgraph=subgraph,
                is_named=match.is_named,
            )
            self.lines[meaning] = mapped

    def _tests_of(self, match: Match) -> list[_Test]:
        own = {
            line.name: self.lines[meaning]
            for line in match.row.lines
            if (meaning := f"{match.row.meaning}.{line.name}") in self.lines
        }
        tests = []
        for check in match.row.checks:
            lines = _picked(own, check.lines)
            against = _picked(self.lines, check.against)
            if lines is not None and against is not None:
                doubtful = _doubtful(check, lines, own)
                tests.append(_Test(check, lines, against, doubtful, _proved(check, lines, match)))
        return _with_siblings(tests, tuple(own.values()))


def _proved(check: Check, lines: tuple[MappedLine, ...], match: Match) -> tuple[MappedLine, ...]:
    """Give the lines that a check proves when it holds. A chart's own bars are what they are told to be."""
    is_proof = RELATIONS[check.relation].proof(len(lines)) is not Proof.NOTHING
    return lines if is_proof or match.study is PRICE_GRAPH else ()


def _with_siblings(tests: Sequence[_Test], own: tuple[MappedLine, ...]) -> list[_Test]:
    """Let what shows which study it is prove also the lines that nothing else can."""
    proved = {line.meaning for test in tests for line in test.clears}
    siblings = tuple(line for line in own if line.meaning not in proved)
    is_shown = any(test.shows_study for test in tests)
    for line in own:
        line.is_provable = is_shown or line.meaning in proved
    return [
        msgspec.structs.replace(test, clears=test.clears + siblings) if test.shows_study else test
        for test in tests
    ]


def _doubtful(
    check: Check, lines: tuple[MappedLine, ...], own: Mapping[str, MappedLine]
) -> tuple[MappedLine, ...]:
    if check.doubts:
        return tuple(own[name] for name in check.doubts if name in own)
    return lines if len(lines) == 1 else tuple(own.values())


def _picked(known: Mapping[str, MappedLine], names: Sequence[str]) -> tuple[MappedLine, ...] | None:
    """Look lines up; a check about one that this chart has not is no check here."""
    if any(name not in known for name in names):
        return None
    return tuple(known[name] for name in names)
