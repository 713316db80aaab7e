"""A link and what it talks to, in step over a real socket."""

from __future__ import annotations

import socket
import struct

from mia_core.config import TradingConfig
from mia_core.dtc.link import TradingLink
from mia_core.execution.events import ExecutionEvent
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_faults import Faults
from mia_core.sim.dtc_server import SimDtcServer
from tests.mia_core.dtc.server_words import START
from tests.mia_core.sim.dtc_client import PATIENCE_S, SYMBOL
from tests.mia_core.sim.scripted_market import ScriptedMarket

ROUNDS = 30


def link_to(port: int, **credentials: str) -> TradingLink:
    trading = TradingConfig(symbol=SYMBOL, account="Sim1", dtc_port=port)
    return TradingLink(
        trading,
        username=credentials.get("username", ""),
        password=credentials.get("password", ""),
    )


def answered(link: TradingLink, now_ns: int) -> list[ExecutionEvent]:
    """Let the link work until the address it called has answered, one way or the other."""
    events = link.receive(now_ns)
    for _ in range(ROUNDS):
        if not link.is_connecting:
            return events
        link.wait(PATIENCE_S)
        events += link.receive(now_ns)
    message = "the address did not answer"
    raise AssertionError(message)


class Ends:
    """A link and a server in the test's own thread, in step over a real socket."""

    def __init__(self, faults: Faults | None = None, **credentials: str) -> None:
        desk = DeskSettings(symbols=(SYMBOL,), seed=7, faults=faults or Faults())
        self.server = SimDtcServer(ScriptedMarket(), desk)
        self.link = link_to(self.server.port, **credentials)
        self.now_ns = START
        self.events: list[ExecutionEvent] = []

    def settle(self) -> None:
        """Let both ends speak until neither has more to say."""
        for _ in range(ROUNDS):
            before = (self.link.bytes_in, self.link.bytes_out)
            self.events += answered(self.link, self.now_ns)
            self.server.read_until(self.link.bytes_out, PATIENCE_S)
            while self.link.bytes_in < self.server.bytes_out:
                self.link.wait(PATIENCE_S)
                self.events += self.link.receive(self.now_ns)
            if before == (self.link.bytes_in, self.link.bytes_out):
                return

    def take_events(self) -> list[ExecutionEvent]:
        events, self.events = self.events, []
        return events

    def close(self) -> None:
        self.link.close()
        self.server.close()


class Peer:
    """A listening socket that says what a test wants said."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.link = link_to(self.listener.getsockname()[1])
        answered(self.link, START)
        self.other, _ = self.listener.accept()

    def say(self, content: bytes) -> list[ExecutionEvent]:
        wanted = self.link.bytes_in + len(content)
        self.other.sendall(content)
        events: list[ExecutionEvent] = []
        while self.link.bytes_in < wanted:
            self.link.wait(PATIENCE_S)
            events += self.link.receive(START)
        return events

    def reset(self) -> None:
        """Go as a process that is killed does, and let the other end feel it."""
        self.other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.other.close()
        self.link.wait(PATIENCE_S)

    @property
    def is_asked_again(self) -> bool:
        self.listener.setblocking(False)
        try:
            self.listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True
