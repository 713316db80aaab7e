"""A relay between studies and their host that loses, doubles and delays batches, all by its seed.

It passes subscriptions on as they come, so neither side knows that it is there.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable

import msgspec
import numpy as np
import zmq

from mia_core.frames import BATCH_HEADER

Context = zmq.Context[zmq.Socket[bytes]]
WAIT_MS = 20_000
IDLE_MS = 2
MAGIC_BYTES = 8


class Faults(msgspec.Struct, frozen=True, kw_only=True):
    """How likely it is that a batch is lost, comes twice, or is held back behind later ones."""

    lose: float = 0.0
    double: float = 0.0
    hold: float = 0.0


class Counted(msgspec.Struct, kw_only=True):
    """What the relay did, in terms of what the host must notice."""

    lost: int = 0
    doubled: int = 0
    overtaken: int = 0
    """Held back until a later batch of the same publisher had gone out."""


class LossyRelay:
    """Studies connect to `address`; what they send goes on to the host, or does not."""

    def __init__(self, context: Context, host: str, *, seed: int) -> None:
        self.studies = context.socket(zmq.XSUB)
        self.host = context.socket(zmq.XPUB)
        for socket in (self.studies, self.host):
            socket.setsockopt(zmq.LINGER, 0)
            socket.setsockopt(zmq.RCVHWM, 0)
            socket.setsockopt(zmq.SNDHWM, 0)
        self.host.setsockopt(zmq.XPUB_VERBOSER, 1)
        port = self.studies.bind_to_random_port("tcp://127.0.0.1")
        self.address = f"tcp://127.0.0.1:{port}"
        self.host.connect(host)
        self.faults = Faults()
        self.counted = Counted()
        self.received = 0
        self.sent: list[bytes] = []
        self.joined = 0
        self.asked = 0
        self._random = random.Random(seed)
        self._held: list[tuple[int, bytes]] = []
        self._newest: dict[bytes, int] = defaultdict(int)

    def pump(self, until: Callable[[], bool], *, also: zmq.Socket[bytes]) -> None:
        """Carry on until it is so. A socket that somebody polls notices who connects; `also` is one."""
        poller = zmq.Poller()
        for socket in (self.studies, self.host, also):
            poller.register(socket, zmq.POLLIN)
        while not until():
            ready = dict(poller.poll(WAIT_MS))
            assert ready, "nothing came, and something was to come"
            if self.host in ready:
                self._pass_on(self.host.recv())
            if self.studies in ready:
                self.received += 1
                self._take(self.studies.recv())
            if also in ready:
                poller.unregister(also)  # it is not ours to read

    def idle(self) -> None:
        """Give sockets a moment to connect, which nothing but the next call of a study can show."""
        self.studies.poll(IDLE_MS)

    def let_go(self) -> None:
        """Deliver what is held back."""
        held, self._held = self._held, []
        for _, batch in held:
            self._deliver(batch)

    def repeat(self, batches: list[bytes]) -> None:
        """Deliver old batches, as a network does that comes back from the dead."""
        for batch in batches:
            self._send(batch)

    def close(self) -> None:
        self.studies.close()
        self.host.close()

    def _pass_on(self, subscription: bytes) -> None:
        if subscription[:1] == b"\x01":
            is_magic = len(subscription) == 1 + MAGIC_BYTES
            self.joined += is_magic
            self.asked += not is_magic
        self.studies.send(subscription)

    def _take(self, batch: bytes) -> None:
        chance = self._random.random()
        faults = self.faults
        if chance < faults.lose:
            self.counted.lost += 1
        elif chance < faults.lose + faults.double:
            self.counted.doubled += 1
            self._deliver(batch)
            self._send(batch)
        elif chance < faults.lose + faults.double + faults.hold:
            self._held.append((self._random.randint(1, 4), batch))
        else:
            self._deliver(batch)
        self._release()

    def _release(self) -> None:
        due = [batch for left, batch in self._held if left == 0]
        self._held = [(left - 1, batch) for left, batch in self._held if left > 0]
        for batch in due:
            self._deliver(batch)

    def _deliver(self, batch: bytes) -> None:
        head = header_of(batch)
        publisher, sequence = head["publisher"].tobytes(), int(head["sequence"])
        if sequence < self._newest[publisher]:
            self.counted.overtaken += 1
        self._newest[publisher] = max(sequence, self._newest[publisher])
        self._send(batch)

    def _send(self, batch: bytes) -> None:
        self.sent.append(batch)
        self.host.send(batch)


def header_of(batch: bytes) -> np.void:
    """Read the header of a batch."""
    head: np.void = np.frombuffer(batch, dtype=BATCH_HEADER, count=1)[0]
    return head
