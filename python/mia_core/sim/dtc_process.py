"""The simulated DTC server as a process of its own, in running time."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Final

from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_fills import Market
from mia_core.sim.dtc_server import SimDtcServer

__all__ = ["run", "serve"]

_STEP_S: Final = 0.002


def run(server: SimDtcServer, *, now_ns: Callable[[], int], is_over: Callable[[], bool]) -> None:
    """Serve clients as they come, in the time that `now_ns` tells, until it is over."""
    while not is_over():
        server.advance(now_ns())
        server.poll(_STEP_S)


def serve(
    port: int,
    *,
    market: Market,
    settings: DeskSettings,
    now_ns: Callable[[], int],
    announce: Callable[[str], None],
) -> None:
    """Say where the server listens, in one line, and serve until SIGTERM or SIGINT.

    Raises:
        SimulationError: the port is in use.
    """
    stops: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stops.append(number)

    previous = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with SimDtcServer(market, settings, port=port) as server:
            announce(f"listening 127.0.0.1:{server.port}")
            run(server, now_ns=now_ns, is_over=lambda: bool(stops))
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
