"""The way back to the chart: levels, the regime and signals for every study that listens.

All that is current is kept and said again to each new subscriber and to each that asks because it missed something.
"""

from __future__ import annotations

import enum
from collections import deque
from typing import TYPE_CHECKING

import msgspec
import zmq

from mia_core.clock import NANOSECONDS
from mia_core.errors import FeedError
from mia_core.execution.commands import Side
from mia_core.feeds.live import check_local
from mia_core.frames import CONSTANTS, make_batch, make_frame

if TYPE_CHECKING:
    from mia_core.strategies.intent import Signal

__all__ = ["Drawn", "GammaRegime", "Level", "LevelStyle", "Overlay", "Regime"]

RECENT_SIGNALS = 50
LEVELS_MAX = 55  # as many as a study has places for
QUEUE_BATCHES = 1_000
BEAT_NS = NANOSECONDS
FLAGS = CONSTANTS["batch_flag"]
SCOPES = CONSTANTS["clear_scope"]


class LevelStyle(enum.IntEnum):
    """How a line is drawn whose name has no look of its own."""

    SOLID = CONSTANTS["level_style"]["solid"]
    THICK = CONSTANTS["level_style"]["thick"]
    DOTTED = CONSTANTS["level_style"]["dotted"]
    DASHED = CONSTANTS["level_style"]["dashed"]
    THIN = CONSTANTS["level_style"]["thin"]


class GammaRegime(enum.IntEnum):
    """Which way dealers hedge."""

    UNKNOWN = CONSTANTS["gamma_regime"]["unknown"]
    POSITIVE = CONSTANTS["gamma_regime"]["positive"]
    NEGATIVE = CONSTANTS["gamma_regime"]["negative"]


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """What a chart must show for anything to be drawn on it: Sierra's exact symbol, and one tick."""

    symbol: str
    tick_size: float


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """A price to draw; `gamma.call_wall` and the other agreed names have a look of their own."""

    id: int
    name: str
    price: float
    valid_from_ns: int
    text: str = ""
    style: LevelStyle = LevelStyle.SOLID
    colour_rgb: int = 0
    is_stale: bool = False


class Regime(msgspec.Struct, frozen=True, kw_only=True):
    """The background of the chart, from a moment on."""

    gamma: GammaRegime
    valid_from_ns: int
    text: str = ""


class _Current:
    """What is current about one symbol, as the frames that say it."""

    def __init__(self, drawn: Drawn) -> None:
        self.instrument = make_frame(
            "Instrument", {"symbol": drawn.symbol, "tick_size": drawn.tick_size}
        )
        self.levels: dict[int, bytes] = {}
        self.signals: deque[bytes] = deque(maxlen=RECENT_SIGNALS)
        self.regime: bytes | None = None

    @property
    def frames(self) -> list[bytes]:
        regime = [] if self.regime is None else [self.regime]
        return [self.instrument, *self.levels.values(), *regime, *self.signals]


class Overlay:
    """An XPUB socket: sees each new subscriber, sends it what is current, never waits for anyone."""

    def __init__(
        self, context: zmq.Context[zmq.Socket[bytes]], address: str, *, publisher: int
    ) -> None:
        check_local(address)
        self._publisher = publisher
        self.sequence = 0
        self._sent_ns = 0
        self._current: dict[Drawn, _Current] = {}
        self.socket = context.socket(zmq.XPUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.SNDHWM, QUEUE_BATCHES)
        self.socket.setsockopt(zmq.XPUB_VERBOSE, 1)
        try:
            self.socket.bind(address)
        except zmq.ZMQError as error:
            self.socket.close()
            message = f"overlay: cannot listen on {address}: {zmq.strerror(error.errno or 0)}"
            raise FeedError(message) from error
        self.address = self.socket.getsockopt_string(zmq.LAST_ENDPOINT)

    def publish(self, signal: Signal, *, on: Drawn, time_ns: int) -> None:
        """Send one signal and keep it for later subscribers."""
        side = CONSTANTS["signal_side"]["buy" if signal.side is Side.BUY else "sell"]
        head = {
            "id": signal.number,
            "time_ns": time_ns,
            "price_ticks": signal.price_ticks,
            "score": signal.score,
            "side": side,
            "text": f"{signal.side.value} {signal.score:+.2f}".encode(),
        }
        current = self._about(on)
        current.signals.append(make_frame("Signal", head))
        self._send([current.instrument, current.signals[-1]], time_ns)

    def show_level(self, level: Level, *, on: Drawn, time_ns: int) -> None:
        """Draw a level, or move the one with this id."""
        current = self._about(on)
        if level.id not in current.levels and len(current.levels) == LEVELS_MAX:
            message = f"at most {LEVELS_MAX} levels of one symbol were expected, found one more: {level.name}"
            raise ValueError(message)
        head = {
            "id": level.id,
            "style": level.style,
            "flags": CONSTANTS["level_flag"]["stale"] if level.is_stale else 0,
            "price_ticks": round(level.price / on.tick_size),
            "price_raw": level.price,
            "valid_from_ns": level.valid_from_ns,
            "colour_rgb": level.colour_rgb,
            "name": level.name.encode(),
            "text": level.text.encode(),
        }
        current.levels[level.id] = make_frame("Level", head)
        self._send([current.instrument, current.levels[level.id]], time_ns)

    def show_regime(self, regime: Regime, *, on: Drawn, time_ns: int) -> None:
        """Colour the background from then on."""
        head = {
            "valid_from_ns": regime.valid_from_ns,
            "gamma": regime.gamma,
            "text": regime.text.encode(),
        }
        current = self._about(on)
        current.regime = make_frame("Regime", head)
        self._send([current.instrument, current.regime], time_ns)

    def clear_level(self, level: int, *, on: Drawn, time_ns: int) -> None:
        """Take one level away."""
        self._about(on).levels.pop(level, None)
        self._clear("level", on, time_ns, level=level)

    def clear_levels(self, *, on: Drawn, time_ns: int) -> None:
        """Take all levels of a symbol away."""
        self._about(on).levels.clear()
        self._clear("levels", on, time_ns)

    def clear_signals(self, *, on: Drawn, time_ns: int) -> None:
        """Take all signals of a symbol away."""
        self._about(on).signals.clear()
        self._clear("signals", on, time_ns)

    def clear(self, *, on: Drawn, time_ns: int) -> None:
        """Take everything of a symbol away."""
        self._current.pop(on, None)
        self._clear("everything", on, time_ns)

    def serve_subscribers(self, *, now_ns: int) -> None:
        """Answer who came or asked with all that is current; say once a second that the host is there."""
        is_asked = False
        while True:
            try:
                message = self.socket.recv(zmq.NOBLOCK)
            except zmq.Again:
                break
            is_asked = is_asked or message[:1] == b"\x01"
        if is_asked:
            self._say_all(now_ns)
        elif not 0 <= now_ns - self._sent_ns < BEAT_NS:  # not only later: a clock may be set back
            self._send([make_frame("Heartbeat")], now_ns)

    def close(self) -> None:
        """Stop; the charts keep what was drawn until another host says what is current."""
        self.socket.close()

    def _about(self, drawn: Drawn) -> _Current:
        return self._current.setdefault(drawn, _Current(drawn))

    def _clear(self, scope: str, on: Drawn, time_ns: int, *, level: int = 0) -> None:
        frame = make_frame("Clear", {"scope": SCOPES[scope], "id": level})
        self._send([_Current(on).instrument, frame], time_ns)

    def _say_all(self, time_ns: int) -> None:
        """Say everything, one batch a symbol; what is not said between the first and the last is not current."""
        batches = [current.frames for current in self._current.values()] or [[]]
        for index, frames in enumerate(batches):
            first = FLAGS["snapshot_first"] if index == 0 else 0
            last = FLAGS["snapshot_last"] if index == len(batches) - 1 else 0
            self._send(frames, time_ns, flags=FLAGS["snapshot"] | first | last)

    def _send(self, frames: list[bytes], time_ns: int, *, flags: int = 0) -> None:
        self.sequence += 1
        self._sent_ns = time_ns
        header = {
            "publisher": self._publisher,
            "sequence": self.sequence,
            "call_time_ns": time_ns,
            "flags": flags,
        }
        self.socket.send(make_batch(header, frames), zmq.NOBLOCK)
