"""What a user had before: a reader that tails a file of JSON lines, asks every so often whether it grew, and keeps a book."""

from __future__ import annotations

import json
import sys
import time
from array import array
from pathlib import Path

import msgspec

from bench.figures import book_digest
from bench.workbench import end_of_input
from mia_core.clock import wall_ns

__all__ = ["TailReport", "TailSpec", "Tailing"]

TICKS = 4  # of a point of the E-mini S&P


class TailSpec(msgspec.Struct, frozen=True, kw_only=True):
    """Which file, and how long to wait when it did not grow."""

    file: str
    arrivals: str
    poll_s: float


class Tailing(msgspec.Struct, frozen=True, kw_only=True):
    """It waits for the file now."""

    file: str


class TailReport(msgspec.Struct, frozen=True, kw_only=True):
    """What it did."""

    lines: int
    trades: int
    cpu_s: float
    book: str


class LineBook:
    """Both sides by price, as far as lines tell of them: the old format never tells that a level is gone."""

    def __init__(self) -> None:
        self.sides: dict[str, dict[int, int]] = {"BID": {}, "ASK": {}}
        self.trades = 0

    def take(self, line: bytes) -> None:
        record = json.loads(line)
        if record["type"] == "depth":
            self.sides[record["side"]][round(record["price"] * TICKS)] = record["size"]
        else:
            self.trades += 1

    def digest(self) -> str:
        bids = sorted(self.sides["BID"].items(), reverse=True)
        return book_digest((bids, sorted(self.sides["ASK"].items())))


def run(spec: TailSpec) -> TailReport:
    stop = end_of_input()
    book, arrivals = LineBook(), array("q")
    rest = b""
    begin_s = time.process_time()
    with Path(spec.file).open("rb") as file:
        while True:
            chunk = file.read()
            if not chunk:
                if stop.is_set():
                    break
                time.sleep(spec.poll_s)
                continue
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                book.take(line)
                arrivals.append(wall_ns())
    cpu_s = time.process_time() - begin_s
    Path(spec.arrivals).write_bytes(arrivals.tobytes())
    return TailReport(lines=len(arrivals), trades=book.trades, cpu_s=cpu_s, book=book.digest())


def main() -> None:
    spec = msgspec.json.decode(sys.argv[1], type=TailSpec)
    Path(spec.file).touch()
    print(msgspec.json.encode(Tailing(file=spec.file)).decode(), flush=True)
    print(msgspec.json.encode(run(spec)).decode(), flush=True)


if __name__ == "__main__":
    main()
