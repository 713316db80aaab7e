"""An examination over real sockets, in the test's own thread: what happens at each turn is the test's to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import msgspec
import zmq

from mia_core.clock import SystemClock, wall_ns
from mia_core.config import HostConfig, RiskConfig
from mia_core.doctor.checks import Check, Fault
from mia_core.doctor.configuration import Settings
from mia_core.doctor.examination import Examination, Listen
from mia_core.doctor.files import HomeFolder
from mia_core.feeds.envelope import MAGIC, publisher_prefix
from mia_core.home import Home
from tests.mia_core.doctor.ears import settings_of
from tests.mia_core.host_stand import Context
from tests.mia_core.wire_feed import WireFeed

ANYWHERE = HostConfig(bind="tcp://127.0.0.1:*", overlay="tcp://127.0.0.1:*")
LONG_S = 60.0


def settings_anywhere(**changes: object) -> Settings:
    """Studies of a test say nothing for a while: a feed may be old here."""
    given = {"host": ANYWHERE, "risk": RiskConfig(stale_feed_s=LONG_S)}
    return settings_of(**(given | changes))


class Study:
    """A study that sends what it has as soon as the doctor is heard, and what it is asked for."""

    def __init__(
        self,
        context: Context,
        address: str,
        batches: Sequence[bytes],
        answers: Mapping[int, bytes],
    ) -> None:
        self.socket = context.socket(zmq.XPUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.connect(address)
        self._said = {MAGIC: list(batches)} | {
            publisher_prefix(publisher): [batch] for publisher, batch in answers.items()
        }

    def turn(self) -> None:
        while self.socket.poll(0):
            message = self.socket.recv()
            if message[:1] == b"\x01":
                for batch in self._said.get(message[1:], ()):
                    self.socket.send(batch)


class Ward:
    """One home, one examination."""

    def __init__(
        self, folder: Path, context: Context, settings: Settings | Fault | None = None
    ) -> None:
        self.context = context
        self.home = Home(folder)
        self.lines: list[str] = []
        self.turns = 0
        self.examination = Examination(
            settings or settings_anywhere(),
            HomeFolder(self.home, is_moved=False),
            clock=SystemClock(),
            environment={},
        )

    def feed(self, publisher: int = 1, *, token: bytes | None = None) -> WireFeed:
        """Make a study of now that shows a book."""
        feed = WireFeed(publisher, instance=publisher, token=token or self.home.token())
        feed.now_ns = wall_ns()
        feed.show_book()
        return feed

    def listen(
        self,
        *batches: bytes,
        answers: Mapping[int, bytes] = MappingProxyType({}),
        limit_s: float = LONG_S,
        to_the_end: bool = False,
        until: Callable[[], bool] = lambda: False,
        each_turn: Callable[[], None] = lambda: None,
    ) -> dict[str, Check]:
        study: list[Study] = []

        def say(line: str) -> None:
            self.lines.append(line)
            address = next(word for word in line.split() if word.startswith("tcp://")).rstrip(";")
            study.append(Study(self.context, address, batches, answers))

        def turn(_: float) -> None:
            self.turns += 1
            for one in study:
                one.turn()
            each_turn()

        how = Listen(limit_s=limit_s, to_the_end=to_the_end, should_stop=until, each_turn=turn)
        try:
            self.examination.listen(self.context, how, say=say)
        finally:
            for one in study:
                one.socket.close()
        return self.checks()

    def checks(self) -> dict[str, Check]:
        return {check.name: check for check in self.examination.checks()}

    def failed(self) -> list[str]:
        return [name for name, check in self.checks().items() if check.ok is False]


def replace_host(settings: Settings, **addresses: str) -> Settings:
    host = msgspec.structs.replace(ANYWHERE, **addresses)
    config = msgspec.structs.replace(settings.config, host=host)
    return Settings(config, path=None, environment={})
