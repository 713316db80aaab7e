"""A chart of the simulated Sierra Chart that shows a recorded session, and the engine at the other end of the socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import zmq

from mia_core._sierra import Host
from mia_core.clock import NANOSECONDS
from mia_core.config import Config, StudiesConfig, TradingConfig
from mia_core.engine import Engine
from mia_core.events import BatchReceived
from mia_core.feeds.live import LiveFeed
from mia_core.frames import Frame, read_frames
from mia_core.home import Home
from mia_core.libzmq import use_bundled_libzmq
from mia_core.sim.sierra_chart import (
    BATCHES_SENT_KEY,
    FEED_INPUT,
    SYNCHRONISED_KEY,
    study_library,
)
from mia_core.studymap.rows import load_rows
from tests.mia_core.line import setup_of
from tests.scenarios.recorded_session import MINUTE_NS, SYMBOL, TICK, Moment, Session, Side, Values

CHART = 3
WAIT_MS, ROUNDS_MAX = 5_000, 2_000
MS = NANOSECONDS // 1000

Book = tuple[list[tuple[int, int]], list[tuple[int, int]]]
"""Levels as (price in ticks, size), best first."""


class Shown(msgspec.Struct, frozen=True):
    """What stood on the chart after a moment, and what the engine made of it."""

    values: Values
    readings: dict[str, float | None]
    reasons: dict[str, str]
    book: Book | None
    known_book: Book


class RecordedChart:
    """One Sierra Chart in Paris, one host; between them the study's own code and a real socket."""

    def __init__(
        self, session: Session, *, home: Path, meanings: tuple[str, ...], config: StudiesConfig
    ) -> None:
        use_bundled_libzmq()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.feed = LiveFeed(self._context, "tcp://127.0.0.1:*", token=Home(home).token())
        trading = TradingConfig(symbol=SYMBOL, account="Sim1")
        setup = msgspec.structs.replace(
            setup_of(),
            config=Config(trading=trading, studies=config),
            studies=load_rows(config.maps),
        )
        self.engine = Engine(setup)
        self.batches: list[bytes] = []
        self.notes: list[str] = []
        self.shown: list[Shown] = []
        self._meanings = meanings
        self._values: Values = {}
        self._book: Book | None = None
        self._bar_start_ns = 0
        self._sequence = 0
        self._now_ns = session.moments[0].time_ns - 60 * NANOSECONDS
        self._host = Host(tape_capacity=1000)
        self._add_chart(session)

    def close(self) -> None:
        self._host.remove(self._study)
        self.feed.close()
        self._context.destroy(linger=0)

    def play(self, moment: Moment) -> None:
        """Show a moment, let the study tell it, and keep what arrived."""
        self._now_ns = max(self._now_ns + 1000, moment.time_ns)
        self._push_tape(moment)
        if moment.bar is not None:
            if moment.bar_start_ns != self._bar_start_ns:
                self._bar_start_ns = moment.bar_start_ns
                self._host.append_bar(CHART, moment.bar_start_ns, moment.bar)
                self._show(self._values)
            self._host.update_bar(CHART, moment.bar)
        self._show(moment.values)
        self._values = {**self._values, **moment.values}
        if moment.book is not None:
            bids, asks = moment.book
            self._host.set_book(SYMBOL, *([(*level, 1) for level in side] for side in (bids, asks)))
            self._book = _in_ticks(bids), _in_ticks(asks)
        self.settle()
        self._keep()

    def settle(self) -> None:
        """Update the chart until the study has nothing more to say, and take all of it in."""
        for _ in range(ROUNDS_MAX):
            sent = self._sent
            self._now_ns += 1000
            self._update()
            while self.feed.received < self._sent:
                assert self.feed.socket.poll(WAIT_MS), "what the study sent did not come"
                self._take_in()
            if self._sent == sent:
                return
        message = "the study never came to an end"
        raise AssertionError(message)

    def frames(self, *names: str) -> Iterator[Frame]:
        """Go through all frames of some kinds that came so far."""
        for batch in self.batches:
            yield from read_frames(batch, only=names)

    def connect(self) -> None:
        """Update the chart until the host has all it shows."""
        for _ in range(ROUNDS_MAX):
            self._now_ns += 10 * MS
            self._update()
            self.feed.socket.poll(5)
            self._take_in()
            if self._host.persistent_int64(self._study, SYNCHRONISED_KEY) == 1:
                self.settle()
                return
        message = f"the study found no host: {self._host.take_messages()}"
        raise AssertionError(message)

    @property
    def _sent(self) -> int:
        return self._host.persistent_int64(self._study, BATCHES_SENT_KEY)

    def _add_chart(self, session: Session) -> None:
        self._host.time_ns = self._now_ns
        self._host.add_chart(CHART, SYMBOL, tick_size=TICK, time_zone="Europe/Paris")
        # A chart has bars before anybody looks at it; this one stands for all of them.
        price = next(moment.bar[0] for moment in session.moments if moment.bar)
        before_ns = self._now_ns // MINUTE_NS * MINUTE_NS
        self._host.append_bar(CHART, before_ns, (price, price, price, price, 1.0, 1.0, 0.0, 1.0))
        for item in session.studies:
            names = [item.subgraphs.get(i, "") for i in range(max(item.subgraphs, default=-1) + 1)]
            self._host.add_study(
                CHART,
                item.displayed,
                names,
                study_id=item.id,
                short_name=item.short,
                original_name=item.original,
            )
        self._study = self._host.attach(
            CHART,
            study_library(),
            function="scsf_MIAFeed",
            inputs={FEED_INPUT: self.feed.address},
        )

    def _push_tape(self, moment: Moment) -> None:
        for record in moment.tape:
            self._host.skip_tape_sequence(SYMBOL, record.sequence - self._sequence - 1)
            quoted = record.bid, record.ask, record.bid_size, record.ask_size
            pushed = (record.time_ns, record.price, record.volume, record.type, *quoted)
            self._sequence = self._host.push_tape(SYMBOL, [pushed])

    def _show(self, values: Values) -> None:
        self._host.set_values(CHART, [(*place, value) for place, value in values.items()])

    def _update(self) -> None:
        self._host.time_ns = self._now_ns
        self._host.update(CHART)
        assert self._host.errors == []

    def _take_in(self) -> None:
        while (data := self.feed.receive()) is not None:
            self.batches.append(data)
            step = self.engine.step(BatchReceived(self._now_ns, data))
            assert step.observation is not None
            assert step.observation.accepted
            if step.observation.note:
                self.notes.append(step.observation.note)

    def _keep(self) -> None:
        read = {name: self.engine.studies.reading(name) for name in self._meanings}
        bids, asks = self.engine.market.book(SYMBOL)
        known = [[(price, size) for price, size, _ in side] for side in (bids, asks)]
        self.shown.append(
            Shown(
                values=self._values,
                readings={name: reading.value for name, reading in read.items()},
                reasons={name: reading.reason for name, reading in read.items()},
                book=self._book,
                known_book=(known[0], known[1]),
            )
        )


def _in_ticks(side: Side) -> list[tuple[int, int]]:
    return [(round(price / TICK), size) for price, size in side]
