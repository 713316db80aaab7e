"""The simulated Sierra Chart as a process of its own."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from mia_core.clock import NANOSECONDS, SteppedClock
from mia_core.sim.control import ControlLink, Done, Finish, Ready, Report, Step
from mia_core.sim.market import DEMO_START_NS
from mia_core.sim.sierra_chart import ES_SYMBOL, SimSierra
from mia_core.sim.solo import SoloTime, demo_market
from mia_core.sim.truth import write_truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from mia_core.clock import Clock

__all__ = ["SierraOptions", "serve_sierra"]

CALL_INTERVAL_S = 0.05
SETTLE_PAUSE_S = 0.002
DRAW_PATIENCE_S = 5.0


class SierraOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What to play, and to whom."""

    connect: str
    overlay: str
    seed: int
    time: SoloTime = SoloTime()
    seconds: float | None = None
    truth: Path | None = None


def serve_sierra(
    options: SierraOptions, *, control: str | None, should_stop: Callable[[], bool], as_json: bool
) -> None:
    """Play until the time is over, or until the conductor says so."""
    market = options.time.market(options.seed) if control is None else demo_market(options.seed)
    if options.truth is not None:
        options.truth.touch()  # what cannot be written is told before an hour of play, not after it
    sierra = SimSierra(market, feed=options.connect, overlay=options.overlay)
    figures: dict[str, Any] | None = None
    try:
        if control is None:
            if not as_json:
                sys.stderr.write(_greeting(options))
            figures = _play_alone(sierra, options, should_stop)
        else:
            _play_controlled(sierra, control, should_stop)
    finally:
        sierra.close()
        if options.truth is not None:
            write_truth(options.truth, market.truth)
    if figures is not None:
        _print(figures, options.connect, as_json=as_json)


def _play_alone(
    sierra: SimSierra, options: SierraOptions, should_stop: Callable[[], bool]
) -> dict[str, Any]:
    """Play in running time; the figures are taken while the studies are still on their charts."""
    begin_ns = options.time.begin_ns
    sierra.load_history(begin_ns)
    clock = options.time.clock()
    end_ns = None if options.seconds is None else begin_ns + int(options.seconds * NANOSECONDS)
    while not should_stop() and (end_ns is None or clock.now_ns() < end_ns):
        _play_turn(sierra, clock, speed=options.time.speed)
    return _figures(sierra)


def _greeting(options: SierraOptions) -> str:
    time = options.time
    when = (
        "now, as on a market that never closes"
        if time.is_now
        else f"a time of its own, {time.speed:g} times as fast as the machine's; "
        "`mia run` takes no feed of another time than now for orders"
    )
    return (
        f"playing {ES_SYMBOL} of seed {options.seed} to {options.connect}: {when}. Ctrl-C ends it\n"
    )


def _play_turn(sierra: SimSierra, clock: Clock, *, speed: float) -> None:
    """One chart update, then the rest of the interval asleep, as Sierra would be."""
    begin = time.monotonic()
    sierra.advance(clock.now_ns())
    time.sleep(max(0.0, CALL_INTERVAL_S / max(speed, 1.0) - (time.monotonic() - begin)))


def _play_controlled(sierra: SimSierra, control: str, should_stop: Callable[[], bool]) -> None:
    link = ControlLink(control)
    sierra.load_history(DEMO_START_NS)
    try:
        link.send(Ready(role="sierra"))
        clock, _ = link.start()
        if isinstance(clock, SteppedClock):
            _play_stepped(sierra, link)
        else:
            while not should_stop() and not isinstance(link.receive(timeout_ms=0), Finish):
                _play_turn(sierra, clock, speed=link.speed)
        link.send(Report(figures=_figures(sierra)))
    finally:
        link.close()


def _play_stepped(sierra: SimSierra, link: ControlLink) -> None:
    while isinstance(command := link.expect(), Step):
        sierra.advance(command.t_ns)
        settled = sierra.is_synchronised
        if not settled:
            # The sockets connect in threads of their own; time stands still meanwhile, the machine does not.
            time.sleep(SETTLE_PAUSE_S)
        link.send(Done(batches=sierra.batches_sent, settled=settled))
    if isinstance(command, Finish):
        _await_drawings(sierra, command.drawings)


def _await_drawings(sierra: SimSierra, drawings: int) -> None:
    """Let the overlay catch up. It decides nothing, so no step waits for it, only what is told of it at the end."""
    deadline = time.monotonic() + DRAW_PATIENCE_S
    while sierra.overlay_heard < drawings and time.monotonic() < deadline:
        sierra.let_draw()
        time.sleep(SETTLE_PAUSE_S)


def _figures(sierra: SimSierra) -> dict[str, Any]:
    return {
        "batches_sent": sierra.batches_sent,
        "study_call": sierra.call_cost,
        "study_errors": sierra.study_errors,
        "drawn": sierra.drawn,
        "panels": sierra.panels,
        "messages": sierra.take_messages(),
    }


def _print(figures: dict[str, Any], address: str, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    lines = [*figures["messages"], *(f"study error: {text}" for text in figures["study_errors"])]
    if not figures["batches_sent"]:
        lines.append(f"no host listened at {address}, so nothing was sent")
    cost = figures["study_call"]
    lines.append(
        f"{figures['batches_sent']:,} batches sent, {cost['calls']:,} study calls, "
        f"median {cost['median_ns'] / 1000:.1f} us, p99 {cost['p99_ns'] / 1000:.1f} us"
    )
    sys.stdout.writelines(f"{line}\n" for line in lines)
