"""Bad input from outside: one clear line naming what and where, counted, and nothing good lost."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq
from mcap.writer import Writer

from mia_core._native import crc32c
from mia_core.events import BatchReceived
from mia_core.feeds.envelope import MAGIC, publisher_prefix
from mia_core.frames import BATCH_HEADER, CONSTANTS, KINDS, make_frame, make_hello
from mia_core.journal.opening import Opening
from mia_core.journal.reader import BatchRecord, read_recording
from mia_core.journal.recording import RecordingWriter
from tests.e2e.command import PATIENCE_S, Command, Ended, read_line
from tests.mia_core.wire_feed import WireFeed, trade_frame

WAIT_MS = int(PATIENCE_S * 1000)
HELLO = CONSTANTS["batch_flag"]["hello"]
TRADES = ({"size": 2}, {"size": 3, "aggressor": "sell"})


def patched(batch: bytes, field: str, change: int, *, sealed: bool = True) -> bytes:
    """Change a field of the header; sealed, the checksum fits again."""
    place = bytearray(batch)
    dtype, offset = BATCH_HEADER.fields[field][:2] if BATCH_HEADER.fields else (None, 0)
    assert dtype is not None
    size = dtype.itemsize
    value = int.from_bytes(place[offset : offset + size], "little") + change
    place[offset : offset + size] = value.to_bytes(size, "little")
    if sealed:
        at = BATCH_HEADER.fields["crc32c"][1] if BATCH_HEADER.fields else 0
        place[at : at + 4] = bytes(4)
        place[at : at + 4] = crc32c(bytes(place)).to_bytes(4, "little")
    return bytes(place)


def strange_frame() -> bytes:
    """Make a frame of a kind that nobody knows."""
    frame = make_frame("Heartbeat")
    return (999).to_bytes(2, "little") + frame[2:]


def other_layout(feed: WireFeed) -> bytes:
    """Make a hello whose Trade has another hash than ours."""
    kinds = [
        {
            "kind": layout.kind,
            "revision": layout.revision,
            "head_size": layout.head.itemsize,
            "hash": layout.hash ^ (name == "Trade"),
        }
        for name, layout in KINDS.items()
    ]
    head = make_hello(feed.instance, token=feed.token)[: KINDS["Hello"].head.itemsize]
    hello = make_frame("Hello", {}, entries=kinds)
    return hello[:8] + head[8:] + hello[len(head) :]


class Study:
    """The socket of a study: sends what it is given and sees what the host asks for."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], address: str) -> None:
        self._socket = context.socket(zmq.XPUB)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.XPUB_VERBOSE, 1)
        self._socket.connect(address)
        self._strangers = 1 << 32
        self.asked: set[bytes] = set()
        self._await(MAGIC)

    def send(self, *batches: bytes) -> None:
        for batch in batches:
            self._socket.send(batch)

    def await_taken(self) -> None:
        """Wait until all that was sent was taken in: a stranger behind it is asked who it is."""
        self._strangers += 1
        self.send(WireFeed(self._strangers, instance=self._strangers).heartbeat())
        self._await(publisher_prefix(self._strangers))

    def close(self) -> None:
        self._socket.close()

    def _await(self, wanted: bytes) -> None:
        while wanted not in self.asked:
            assert self._socket.poll(WAIT_MS), "the host did not ask for what was expected"
            message = self._socket.recv()
            if message[:1] == b"\x01":
                self.asked.add(message[1:])


class Listening:
    """A host or a recorder that a study is connected to."""

    def __init__(self, mia: Command, *arguments: object) -> None:
        self._mia = mia
        self.process = mia.start(*arguments, "--json", "--bind", "tcp://127.0.0.1:*")
        self.greeting = read_line(self.process)
        address = next(word for word in self.greeting.split() if word.startswith("tcp://"))
        self.address = address.rstrip(";")
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.study = Study(self._context, self.address)
        self.token = (mia.home / "token").read_bytes()

    def end(self) -> Ended:
        self.process.send_signal(signal.SIGINT)
        return self._mia.end(self.process)

    def close(self) -> None:
        self.study.close()
        self._context.term()


@pytest.fixture(params=["record", "run"])
def listening(request: pytest.FixtureRequest, mia: Command) -> Iterator[Listening]:
    made = Listening(mia, request.param, "--overlay", "tcp://127.0.0.1:*")
    yield made
    made.close()


def test_bad_batches_are_named_and_counted_and_the_good_ones_kept(listening: Listening) -> None:
    feed = WireFeed(1, token=listening.token)
    feed.show_book()
    good = [feed.snapshot(), feed.step(trades=TRADES)]
    broken = feed.step(trades=TRADES)  # each bad form of it is refused, then it comes whole
    strangers = strange_publishers(listening.token)
    mixed = feed.step(trades=TRADES, extra=[strange_frame()])
    not_a_number = feed.batch([trade_frame(7, t_ns=feed.now_ns, price_raw=float("nan"))])

    listening.study.send(
        *good,
        patched(broken, "protocol_major", 1),
        patched(broken, "length", 8),
        broken[:-8],
        patched(broken, "send_time_ns", 1, sealed=False),
        broken[:40],
        *strangers,
        broken,
        broken,
        mixed,
        not_a_number,
    )
    listening.study.await_taken()
    ended = listening.end()

    assert ended.status == 0
    assert ended.figures["rejected"] == {
        "bad-crc": 1,
        "bad-length": 2,
        "bad-token": 1,
        "late": 1,
        "layout-mismatch": 1,
        "too-short": 1,
        "unknown-major": 1,
        "unknown-publisher": 2,
    }
    counters = ended.figures["counters"]
    assert counters["trades"] == 3 * len(TRADES)
    assert counters["refused.not-a-number"] == 1
    assert counters["skipped.999.1"] == 1
    assert ended.figures["gaps"] == 0
    check_lines(
        ended.err,
        ["unknown-major", "bad-length", "bad-crc", "too-short", "late", "unknown-publisher"],
        ["its token is not ours", "its layout of Trade", "not-a-number", "skipped 1 so far"],
    )


def strange_publishers(token: bytes) -> list[bytes]:
    """Make a publisher without the token, one of another layout, and one that never says who it is."""
    mute, liar = WireFeed(2, instance=2), WireFeed(3, instance=3, token=token)
    unknown = WireFeed(4, instance=4)
    return [mute.snapshot(), liar.batch([other_layout(liar)], flags=HELLO), unknown.heartbeat()]


def check_lines(err: str, *groups: list[str]) -> None:
    """Every reason is told in exactly one line."""
    lines = err.splitlines()
    for words in (word for group in groups for word in group):
        assert sum(words in line for line in lines) == 1, (words, lines)


def test_gap_is_named_and_counted_and_healed_by_a_snapshot(listening: Listening) -> None:
    feed = WireFeed(1, token=listening.token)
    feed.show_book()
    listening.study.send(feed.snapshot(), feed.step(trades=TRADES))
    for _ in range(3):
        feed.step(trades=TRADES)  # lost on its way

    listening.study.send(feed.step(trades=TRADES))
    listening.study.await_taken()
    assert publisher_prefix(1) in listening.study.asked
    listening.study.send(feed.snapshot(), feed.step(trades=TRADES))
    listening.study.await_taken()
    figures = (ended := listening.end()).figures

    assert figures["gaps"] == 3
    assert figures["counters"]["gaps"] == 1
    # The snapshot brought the tape: of all trades that were made none is missing.
    assert figures["counters"]["trades"] == len(feed.tape)
    assert (
        sum("ESH26-CME: 3 missing before batch 6" in line for line in ended.err.splitlines()) == 1
    )


def test_recording_holds_bad_batches_in_their_place_and_no_secret(
    mia: Command, tmp_path: Path
) -> None:
    path = tmp_path / "fed.mcap"
    recorder = Listening(mia, "record", "--out", path)
    feed = WireFeed(1, token=recorder.token)
    feed.show_book()
    snapshot = feed.snapshot()
    bad = patched(snapshot, "length", 8)  # what holds the token may be broken as well
    try:
        recorder.study.send(snapshot, bad)
        recorder.study.await_taken()
        assert recorder.end().figures["path"] == str(path)
    finally:
        recorder.close()

    batches = [item.data for item in read_recording(path) if isinstance(item, BatchRecord)]
    assert len(batches) == 3
    assert batches[1][: BATCH_HEADER.itemsize] == bad[: BATCH_HEADER.itemsize]
    assert len(batches[1]) == len(bad)
    assert recorder.token not in path.read_bytes()


def test_batch_without_our_magic_is_counted_where_it_can_come_from(
    mia: Command, tmp_path: Path
) -> None:
    """A socket filters by the magic, so only a recording can hold such a batch."""
    feed = WireFeed(1, token=bytes(32))
    feed.show_book()
    demo = mia("demo", "--seconds", 1, "--speed", 0, "--state", tmp_path / "demo")
    assert demo.status == 0, demo.err
    opening = read_recording(tmp_path / "demo" / "recording.mcap").opening
    path = tmp_path / "odd.mcap"
    writer = RecordingWriter(path, opening)
    for batch in (feed.snapshot(), b"X" + feed.heartbeat()[1:], feed.step(trades=TRADES)):
        writer.write(BatchReceived(feed.now_ns, batch))
    writer.close("done")

    figures = mia("replay", path, "--json").figures

    assert figures["rejected"]["bad-magic"] == 1
    assert figures["gaps"] == 1


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("[risk]\nmax_order_size = 1\nmax_ordersize = 2\n", 3, "max_ordersize"),
        ("card = 'orderflow'\n\n[riks]\n", 3, "riks"),
        ("[risk]\nmax_position = -1\n", 2, "max_position"),
        ("[detectors.wall]\nhold = 1.0\n", 2, "hold"),
        ("[detectors.wal]\n", 1, "wal"),
        ("[host]\nbind = 5571\n", 2, "bind"),
    ],
)
def test_wrong_configuration_names_the_file_and_the_line(
    mia: Command, tmp_path: Path, text: str, line: int, word: str
) -> None:
    config = tmp_path / "mia.toml"
    config.write_text(text, encoding="utf-8")

    ended = mia("run", "--config", config)

    assert ended.status == 2
    assert ended.complaint.startswith(f"mia: {config}:{line}: ")
    assert word in ended.complaint
    assert list(mia.home.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--bind", "tcp://0.0.0.0:5571"),
        ("record", "--bind", "5571"),
        ("run", "--bind", "tcp://127.0.0.1:99999"),
        ("sim", "sierra", "--connect", "5571"),
        ("record", "--overlay", "tcp://10.0.0.1:5572"),
        ("demo", "--seconds", "nan"),
        ("demo", "--mode", "live"),
        ("run", "--config", "no-such-file.toml"),
        ("replay", "no-such-file.mcap"),
        ("no-such-command",),
    ],
)
def test_wrong_arguments_are_told_in_one_line(mia: Command, arguments: tuple[str, ...]) -> None:
    ended = mia(*arguments)

    assert ended.status == 2
    assert arguments[-1] in ended.complaint


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    "arguments",
    [
        lambda port: ("run", "--bind", port, "--overlay", "tcp://127.0.0.1:*"),
        lambda port: ("run", "--bind", "tcp://127.0.0.1:*", "--overlay", port),
        lambda port: ("record", "--bind", port),
        lambda port: ("record", "--bind", "tcp://127.0.0.1:*", "--overlay", port),
        lambda port: ("sim", "dtc", "--port", port.rpartition(":")[2]),
    ],
    ids=["feed", "overlay", "recorder", "recorder's overlay", "dtc server"],
)
def test_port_in_use_is_named(
    mia: Command, taken: int, arguments: Callable[[str], tuple[str, ...]]
) -> None:
    ended = mia(*arguments(f"tcp://127.0.0.1:{taken}"))

    assert ended.status == 1
    assert str(taken) in ended.complaint
    assert "in use" in ended.complaint


def other_mcap(path: Path) -> None:
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start(profile="ros2")
        writer.finish()  # type: ignore[no-untyped-call]


def newer_format(path: Path) -> None:
    opening = Opening(setup={}, schema={}, versions={}, format=99)
    RecordingWriter(path, opening).close("done")


NOT_RECORDINGS: dict[str, Callable[[Path], Any]] = {
    "text": lambda path: path.write_text("not a recording\n", encoding="utf-8"),
    "empty": Path.touch,
    "of somebody else": other_mcap,
    "of the future": newer_format,
}


def test_overlay_port_in_use_does_not_cost_a_recording(mia: Command, taken: int) -> None:
    overlay = f"tcp://127.0.0.1:{taken}"
    recorder = mia.start("record", "--bind", "tcp://127.0.0.1:*", MIA_HOST_OVERLAY=overlay)

    lines = [read_line(recorder), read_line(recorder)]
    recorder.send_signal(signal.SIGINT)

    assert lines[0].startswith("recording what studies send to")
    assert lines[1].startswith(f"overlay: cannot listen on {overlay}: ")
    assert mia.end(recorder).status == 0


def test_recorder_is_there_for_overlay_studies(mia: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    recorder = mia.start(
        *("record", "--bind", "tcp://127.0.0.1:*"), "--overlay", f"tcp://127.0.0.1:{port}"
    )
    read_line(recorder)

    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as study:
        greeting = study.recv(1)
    recorder.send_signal(signal.SIGINT)

    assert greeting == b"\xff"  # the first byte of ZeroMQ's greeting
    assert mia.end(recorder).status == 0


@pytest.mark.parametrize("kind", NOT_RECORDINGS)
def test_what_is_no_recording_is_named(mia: Command, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "some.mcap"
    NOT_RECORDINGS[kind](path)

    ended = mia("replay", path, "--json")

    assert ended.status == 1
    assert ended.complaint.startswith(f"mia: {path}: ")


def test_recording_that_is_there_is_not_written_over(mia: Command, tmp_path: Path) -> None:
    path = tmp_path / "precious.mcap"
    path.write_bytes(b"precious")

    ended = mia("record", "--bind", "tcp://127.0.0.1:*", "--out", path)

    assert ended.status == 1
    assert str(path) in ended.complaint
    assert path.read_bytes() == b"precious"
