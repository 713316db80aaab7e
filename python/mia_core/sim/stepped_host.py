"""The strategy host under a conductor: the same host, its turns taken step by step instead of as things come."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mia_core.clock import SteppedClock
from mia_core.errors import SimulationError
from mia_core.events import BatchReceived
from mia_core.feeds.envelope import place_of
from mia_core.sim.control import Done, Finish, Progress, Step

if TYPE_CHECKING:
    from mia_core.app import Host
    from mia_core.dtc.link import TradingLink
    from mia_core.feeds.live import LiveFeed
    from mia_core.sim.control import ControlLink

__all__ = ["run_stepped"]

ARRIVAL_S = 20.0
PROGRESS_EVERY = 20


def run_stepped(
    host: Host,
    link: ControlLink,
    *,
    clock: SteppedClock,
    feed: LiveFeed,
    trading: TradingLink | None,
) -> None:
    """Serve steps until told to finish. What a step brings is taken in an order that only the seed decides."""
    steps = 0
    while True:
        command = link.expect()
        if isinstance(command, Finish):
            return
        if not isinstance(command, Step):
            message = f"expected a step, the conductor said {command}"
            raise SimulationError(message)
        _take_step(host, command, clock=clock, feed=feed, trading=trading)
        steps += 1
        if steps % PROGRESS_EVERY == 0:
            link.send(Progress(figures=host.progress()))
        settled = trading is None or trading.is_settled
        bytes_out = 0 if trading is None else trading.bytes_out
        link.send(Done(bytes_out=bytes_out, drawings=host.overlay_batches, settled=settled))


def _take_step(
    host: Host, step: Step, *, clock: SteppedClock, feed: LiveFeed, trading: TradingLink | None
) -> None:
    clock.set(step.t_ns)
    if trading is not None:
        _await_bytes(host, trading, step.bytes_in)
    for data in sorted(_await_batches(feed, step.batches), key=place_of):
        host.take(BatchReceived(step.t_ns, data))
    host.take_time()


def _await_bytes(host: Host, trading: TradingLink, total: int) -> None:
    deadline = time.monotonic() + ARRIVAL_S
    while True:
        host.take_trading()
        if trading.bytes_in >= total and not trading.is_connecting:
            return
        if time.monotonic() > deadline:
            message = f"{trading.bytes_in} of {total} bytes came from the DTC server"
            raise SimulationError(message)
        trading.wait(0.05)


def _await_batches(feed: LiveFeed, total: int) -> list[bytes]:
    """Take in what was sent. Asking once even for nothing lets the socket accept those who connect."""
    batches: list[bytes] = []
    deadline = time.monotonic() + ARRIVAL_S
    while True:
        data = feed.receive()
        if data is not None:
            batches.append(data)
        if feed.received >= total:
            return batches
        if time.monotonic() > deadline:
            message = f"{feed.received} of {total} batches came from the simulated Sierra Chart"
            raise SimulationError(message)
        if data is None:
            feed.socket.poll(50)
