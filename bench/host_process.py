"""The real host in a process of its own, as `mia run` builds it, with a card that orders on a signal of the bench feed.

Says where it listens in its first line and what it did in its last; ends when its standard input does.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from array import array
from pathlib import Path

import msgspec
import zmq

from bench.figures import book_digest
from bench.workbench import SYMBOL, end_of_input
from mia_core.app import Host
from mia_core.assembly import Parts, open_parts, opening_of
from mia_core.clock import SystemClock, wall_ns
from mia_core.config import Config, HostConfig, Mode, TradingConfig
from mia_core.home import Home
from mia_core.journal.recording import RecordingWriter
from mia_core.monitor.latency import LatencyHistogram
from mia_core.strategies.card import Card, parse_card

__all__ = ["HostReport", "HostSpec", "Listening", "bench_card", "open_bench_parts"]

# A book that leans as the feed's signals do scores at least 0.88, any other one less than 0.5. An entry is closed when the two best bids vanish: 3 ticks against it.
CARD = """
name = "bench"
quantity = 1
[entry]
threshold = 0.8
rearm = 0.7
cooldown_s = 0.0
[exit]
target_ticks = 1000
stop_ticks = 3
hold_s = 86400.0
retry_s = 0.0
[[input]]
feature = "book.imbalance"
weight = 0.94
scale = 0.8
max_age_s = 2.0
required = true
[[input]]
feature = "pattern.wall"
weight = 0.02
max_age_s = 2.0
required = true
[[input]]
feature = "pattern.absorption"
weight = 0.02
max_age_s = 2.0
required = true
[[input]]
feature = "flow.delta_10s"
weight = 0.02
max_age_s = 15.0
required = false
"""


class HostSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What the host is to be. Without a port of a DTC server it is read-only."""

    home: str
    recording: str
    latencies: str
    dtc_port: int = 0


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """Where the feed comes in, and how large the process is before anything came."""

    feed: str
    rss_mb: float


class HostReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the host did."""

    batches: int
    events: int
    gaps: int
    orders: int
    refused: dict[str, int]
    decided_p50_us: float | None
    decided_p99_us: float | None
    written_p50_us: float | None
    written_p99_us: float | None
    cpu_s: float
    rss_mb: float
    rss_peak_mb: float
    book: str


class DurationList(LatencyHistogram):
    """The host's own histogram, which keeps every duration besides."""

    def __init__(self) -> None:
        super().__init__()
        self.durations_ns = array("q")

    def add(self, duration_ns: int) -> None:
        super().add(duration_ns)
        self.durations_ns.append(duration_ns)


def bench_card() -> Card:
    return parse_card(CARD, where="bench card")


def open_bench_parts(spec: HostSpec, context: zmq.Context[zmq.Socket[bytes]]) -> Parts:
    """Open what `mia run` opens; only the card is another one, and the recording says so."""
    mode = Mode.PAPER if spec.dtc_port else Mode.READ_ONLY
    config = Config(
        host=HostConfig(bind="tcp://127.0.0.1:*", overlay="tcp://127.0.0.1:*"),
        trading=TradingConfig(symbol=SYMBOL, dtc_port=spec.dtc_port or 11099),
    )
    parts = open_parts(
        config,
        mode,
        home=Home(Path(spec.home)),
        context=context,
        environment={},
        recording_path=None,
    )
    setup = msgspec.structs.replace(parts.setup, card=bench_card())
    recording = RecordingWriter(Path(spec.recording), opening_of(setup))
    return msgspec.structs.replace(parts, setup=setup, recording=recording)


def rss_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def say(message: msgspec.Struct) -> None:
    print(msgspec.json.encode(message).decode(), flush=True)


def run(parts: Parts, host: Host, kept: DurationList) -> HostReport:
    stop = end_of_input()
    begin_s = 0.0
    told = False
    seen = 0

    def should_stop() -> bool:
        """Stop when told to and nothing came in the last turn: what waits is taken in first."""
        nonlocal seen
        before, seen = seen, host.tally.batches
        return stop.is_set() and before == seen

    def each_turn() -> None:
        nonlocal begin_s, told
        if not told and (parts.trading is None or parts.trading.is_settled):
            told = True
            begin_s = time.process_time()
            say(Listening(feed=parts.feed.address, rss_mb=rss_mb()))

    host.run(should_stop=should_stop, each_turn=each_turn)
    host.hear_out()
    written = host.tally.tick_to_order
    return HostReport(
        batches=host.tally.batches,
        events=host.tally.events,
        gaps=host.tally.gaps,
        orders=host.tally.orders,
        refused=dict(host.tally.refused),
        decided_p50_us=kept.percentile_us(50),
        decided_p99_us=kept.percentile_us(99),
        written_p50_us=written.percentile_us(50),
        written_p99_us=written.percentile_us(99),
        cpu_s=time.process_time() - begin_s,
        rss_mb=rss_mb(),
        rss_peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        book=book_digest(host.engine.market.book(SYMBOL)) if host.tally.books else "",
    )


def main() -> None:
    spec = msgspec.json.decode(sys.argv[1], type=HostSpec)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    parts = open_bench_parts(spec, context)
    gc.freeze()  # as `mia run` does
    host = parts.host(SystemClock())
    kept = DurationList()
    host.tally.feed_to_decision = kept
    report = run(parts, host, kept)
    host.close(f"the benchmark ended at {wall_ns()}")
    context.destroy(linger=0)
    Path(spec.latencies).write_bytes(kept.durations_ns.tobytes())
    say(report)


if __name__ == "__main__":
    main()
