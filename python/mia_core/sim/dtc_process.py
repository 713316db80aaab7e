"""The simulated DTC server as a process of its own: in running time, or step by step.

It fills from the same market that a simulated Sierra Chart of the same seed shows.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from mia_core.errors import SimulationError
from mia_core.sim.control import SILENCE_MS, Command, ControlLink, Done, Finish, Ready, Report, Step
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_faults import Faults, read_faults
from mia_core.sim.dtc_server import ServerCounts, SimDtcServer
from mia_core.sim.market import DEMO_START_NS
from mia_core.sim.solo import SoloTime, demo_market

__all__ = ["DtcOptions", "run", "run_stepped", "serve_dtc"]

_POLL_S: Final = 0.002
_PIECE_NS: Final = 1_000_000_000
_ARRIVAL_S: Final = 20.0
_LISTEN_MS: Final = 200


class DtcOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What `mia sim dtc` was asked for. Both encodings mean binary in this version."""

    port: int
    seed: int
    symbol: str
    account: str = "Sim1"
    time: SoloTime = SoloTime()
    encoding: str = "auto"
    faults: Path | None = None


def serve_dtc(
    options: DtcOptions,
    *,
    control: str | None,
    should_stop: Callable[[], bool],
    as_json: bool = False,
) -> None:
    """Say where the server listens, in one line, serve until told to stop, and sum up.

    The line is all there is on stdout; the sum is for people, on stderr. With `as_json` it is the other way round.

    Raises:
        SimulationError: the port is in use, or the conductor fell silent.
        ConfigError: the faults file is not one.
    """
    settings = DeskSettings(
        symbols=(options.symbol,),
        accounts=(options.account,),
        seed=options.seed,
        faults=Faults() if options.faults is None else read_faults(options.faults),
    )
    market = options.time.market(options.seed) if control is None else demo_market(options.seed)
    with SimDtcServer(market, settings, port=options.port) as server:
        listening = sys.stderr if as_json else sys.stdout
        listening.write(f"listening 127.0.0.1:{server.port}\n")
        listening.flush()
        if control is None:
            server.advance(options.time.begin_ns)
            run(server, now_ns=options.time.clock().now_ns, is_over=should_stop)
            server.read_rest()
            _sum_up(server.counts(), as_json=as_json)
        else:
            server.advance(DEMO_START_NS)
            _serve_conductor(server, control, should_stop)


def _sum_up(counts: ServerCounts, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(msgspec.json.encode(counts).decode() + "\n")
        return
    held = [f"{name} {quantity:+d}" for name, quantity in counts.positions.items() if quantity]
    sys.stderr.write(
        f"connections {counts.connections:,}, order messages {counts.order_messages:,} "
        f"({counts.order_bytes:,} bytes), fills {counts.fills:,}, position {', '.join(held) or 'flat'}\n"
    )


def run(server: SimDtcServer, *, now_ns: Callable[[], int], is_over: Callable[[], bool]) -> None:
    """Serve clients as they come, in the time that `now_ns` tells, until it is over.

    A market that its machine cannot keep up with is played in pieces, so that the end is still heard.
    """
    reached_ns = now_ns()
    while not is_over():
        wanted_ns = now_ns()
        reached_ns = min(wanted_ns, reached_ns + _PIECE_NS)
        server.advance(reached_ns)
        server.poll(_POLL_S if reached_ns == wanted_ns else 0)


def run_stepped(
    server: SimDtcServer, link: ControlLink, *, should_stop: Callable[[], bool]
) -> None:
    """Take steps until told to finish: first what the clients sent, then the time."""
    while True:
        command = _next_command(link, should_stop)
        if command is None or isinstance(command, Finish):
            return
        if not isinstance(command, Step):
            raise SimulationError(f"a step was expected, the conductor said {command}")
        server.read_until(command.bytes_in, _ARRIVAL_S)
        server.advance(command.t_ns)
        server.read_until(command.bytes_in, _ARRIVAL_S)  # writes what the sockets did not take
        link.send(Done(bytes_out=server.bytes_out))


def _serve_conductor(server: SimDtcServer, address: str, should_stop: Callable[[], bool]) -> None:
    link = ControlLink(address)
    try:
        link.send(Ready(role="dtc", addresses={"dtc": f"127.0.0.1:{server.port}"}))
        clock, is_stepped = link.start()
        if is_stepped:
            run_stepped(server, link, should_stop=should_stop)
        else:
            run(
                server,
                now_ns=clock.now_ns,
                is_over=lambda: should_stop() or isinstance(link.receive(0), Finish),
            )
        server.read_rest()
        link.send(Report(figures=msgspec.to_builtins(server.counts())))
    finally:
        link.close()


def _next_command(link: ControlLink, should_stop: Callable[[], bool]) -> Command | None:
    for _ in range(0, SILENCE_MS, _LISTEN_MS):
        command = link.receive(_LISTEN_MS)
        if command is not None or should_stop():
            return command
    raise SimulationError(f"the conductor said nothing for {SILENCE_MS // 1000} s")
