"""One feed from a C++ sender through the real host or through the bare pipeline, timed from when each update was due."""

from __future__ import annotations

import contextlib
import tempfile
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import zmq

from bench.bare_process import BareListening, BareReport, BareSpec
from bench.host_process import HostReport, HostSpec, Listening
from bench.order_ends import BareEnd, DtcEnd
from bench.workbench import PATIENCE_S, python_child, read_line, run_sender
from mia_core._native import decode
from mia_core.execution.commands import SubmitOrder
from mia_core.journal.orders import OrderJournal
from mia_core.journal.reader import BatchRecord, DecisionRecord, read_recording

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable

__all__ = ["Feed", "Passage", "book_of", "finish", "pass_bare", "pass_host"]


T = TypeVar("T")


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent. A signal every so many updates makes an order; 0 makes none."""

    rate: float
    updates: int
    signal_every: int = 0
    levels_per_batch: int = 3
    seed: int = 7

    def options(self, address: str) -> dict[str, object]:
        """Put it the way the sender takes it."""
        return {
            "connect": address,
            "rate": self.rate,
            "count": self.updates,
            "seed": self.seed,
            "levels-per-batch": self.levels_per_batch,
            "signal-every": self.signal_every,
        }


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one feed, all in microseconds from when each update was due."""

    decided_us: list[float]
    ordered_us: list[float]
    behind: int
    """Updates that were sent and not decided yet when the last one was sent."""
    cpu_us_per_event: float
    events: int
    book: str
    rss_mb: float = 0.0
    rss_start_mb: float = 0.0
    rss_peak_mb: float = 0.0
    bytes_per_event: float = 0.0


def book_of(books: Iterable[str]) -> str:
    """Give the book that every way to carry a feed ended with; two of them mean that one did other work."""
    found = set(books)
    if len(found) != 1:
        message = f"every way was to end with the same book, they ended with: {found}"
        raise RuntimeError(message)
    return found.pop()


def pass_host(feed: Feed, *, trades: bool) -> Passage:
    """Let the real host take the feed; with `trades` it is logged on to a DTC server and orders."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        end = stack.enter_context(DtcEnd()) if trades else None
        spec = HostSpec(
            home=str(folder / "home"),
            recording=str(folder / "bench.mcap"),
            latencies=str(folder / "latencies"),
            dtc_port=end.port if end is not None else 0,
        )
        (folder / "home").mkdir()
        host = stack.enter_context(python_child("bench.host_process", spec))
        listening = read_line(host, Listening)
        token = {"token-file": folder / "home" / "token"}
        sent = run_sender(feed.options(listening.feed) | token)
        report = finish(host, HostReport)
        _check(sent, report.batches, report.gaps, report.refused)
        due_ns, wire_bytes, orders = _read_back(folder)
        decided_us = _durations(folder / "latencies")[-feed.updates :]
        return Passage(
            decided_us=decided_us,
            ordered_us=_arrived(orders, {} if end is None else dict(end.arrivals)),
            behind=_behind(due_ns[-feed.updates :], decided_us),
            cpu_us_per_event=report.cpu_s * 1e6 / report.events,
            events=report.events,
            book=report.book,
            rss_mb=report.rss_mb,
            rss_start_mb=listening.rss_mb,
            rss_peak_mb=report.rss_peak_mb,
            bytes_per_event=wire_bytes / report.events,
        )


def pass_bare(feed: Feed) -> Passage:
    """Let the bare pipeline take the feed."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        stack.callback(context.destroy, linger=0)
        latencies = Path(name) / "latencies"
        end = stack.enter_context(BareEnd(context))
        spec = BareSpec(orders=end.address, latencies=str(latencies))
        bare = stack.enter_context(python_child("bench.bare_process", spec))
        sent = run_sender(feed.options(read_line(bare, BareListening).feed))
        report = finish(bare, BareReport)
        _check(sent, report.batches, 0, {})
        decided_us = _durations(latencies)[-feed.updates :]
        period_ns = int(1e9 / feed.rate)
        due_ns = [
            sent["last_due_ns"] - back * period_ns for back in range(feed.updates - 1, -1, -1)
        ]
        return Passage(
            decided_us=decided_us,
            ordered_us=[(at_ns - int(due)) / 1e3 for due, at_ns in end.arrivals],
            behind=_behind(due_ns, decided_us),
            cpu_us_per_event=report.cpu_s * 1e6 / report.events,
            events=report.events,
            book=report.book,
        )


def finish(process: subprocess.Popen[str], kind: type[T]) -> T:
    """Tell a child that nothing more comes, and take its report."""
    if process.stdin is not None:
        process.stdin.close()
    report = read_line(process, kind)
    process.wait(PATIENCE_S)
    return report


def _check(sent: dict[str, Any], batches: int, gaps: int, refused: dict[str, int]) -> None:
    if batches != sent["sent"] or gaps:
        message = f"{sent['sent']} batches were sent, {batches} came with {gaps} missing"
        raise RuntimeError(message)
    if refused.keys() - {"read-only"}:
        message = f"no order was to be refused, refused were: {refused}"
        raise RuntimeError(message)


def _durations(path: Path) -> list[float]:
    durations = array("q")
    durations.frombytes(path.read_bytes())
    return [duration / 1e3 for duration in durations]


def _behind(due_ns: list[int], decided_us: list[float]) -> int:
    last_due_ns = due_ns[-1]
    decided_ns = [due + us * 1e3 for due, us in zip(due_ns, decided_us, strict=True)]
    return sum(at_ns > last_due_ns for at_ns in decided_ns[:-1])


def _read_back(folder: Path) -> tuple[list[int], int, dict[str, int]]:
    """Take out of the recording when each batch was due, all bytes, and the due time behind each order."""
    due_ns: list[int] = []
    orders: dict[str, int] = {}
    wire_bytes = 0
    for record in read_recording(folder / "bench.mcap"):
        if isinstance(record, BatchRecord):
            header = decode(record.data).header
            due_ns.append(0 if header is None else header["send_time_ns"])
            wire_bytes += len(record.data)
        elif isinstance(record, DecisionRecord):
            for command in record.to_decision().commands:
                if isinstance(command, SubmitOrder):
                    orders[command.client_order_id] = due_ns[-1]
    _check_orders(folder, orders)
    return due_ns, wire_bytes, orders


def _check_orders(folder: Path, orders: dict[str, int]) -> None:
    """Every order that was decided is in the order journal, and every one of them came to its end."""
    if not orders:
        return
    journal = OrderJournal(folder / "home" / "orders.sqlite")
    left = journal.open_orders()
    journal.close()
    if left:
        message = f"{len(left)} orders have no end in the order journal"
        raise RuntimeError(message)


def _arrived(orders: dict[str, int], arrivals: dict[str, int]) -> list[float]:
    if orders.keys() != arrivals.keys():
        message = f"{len(orders)} orders were decided, {len(arrivals)} arrived"
        raise RuntimeError(message)
    return [(arrivals[name] - due_ns) / 1e3 for name, due_ns in orders.items()]
