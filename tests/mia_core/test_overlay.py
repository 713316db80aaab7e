from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zmq

from mia_core._native import decode
from mia_core.errors import FeedError
from mia_core.execution.commands import Side
from mia_core.frames import CONSTANTS, Frame, read_frames
from mia_core.overlay import (
    LEVELS_MAX,
    RECENT_SIGNALS,
    Drawn,
    GammaRegime,
    Level,
    LevelStyle,
    Overlay,
    Regime,
)
from mia_core.strategies.intent import Signal
from tests.mia_core.overlay_chart import CHART, START_NS, SYMBOL, OverlayChart

Context = zmq.Context[zmq.Socket[bytes]]
WAIT_MS = 5_000
ES = Drawn(symbol=SYMBOL, tick_size=0.25)
NQ = Drawn(symbol="NQH26_FUT_CME", tick_size=0.25)
SECOND_NS = 1_000_000_000
POSITIVE_GAMMA = 7


@pytest.fixture
def overlay(context: Context) -> Iterator[Overlay]:
    made = Overlay(context, "tcp://127.0.0.1:*", publisher=77)
    yield made
    made.close()


def signal(number: int, side: Side = Side.BUY) -> Signal:
    return Signal(number=number, side=side, score=0.5 * side.sign, price_ticks=20_000 + number)


def level(number: int, name: str = "gamma.call_wall", price: float = 6700.0) -> Level:
    return Level(id=number, name=name, price=price, valid_from_ns=START_NS)


@pytest.fixture
def chart(context: Context) -> Iterator[zmq.Socket[bytes]]:
    with context.socket(zmq.SUB) as socket:
        socket.subscribe(b"")
        yield socket


def connect(chart: zmq.Socket[bytes], overlay: Overlay) -> list[bytes]:
    """Subscribe, and receive what is current."""
    chart.connect(overlay.address)
    assert overlay.socket.poll(WAIT_MS), "nobody subscribed"
    overlay.serve_subscribers(now_ns=9)
    last = CONSTANTS["batch_flag"]["snapshot_last"]
    batches = [receive(chart)]
    while not flags_of(batches[-1]) & last:
        batches.append(receive(chart))
    return batches


def receive(socket: zmq.Socket[bytes]) -> bytes:
    assert socket.poll(WAIT_MS), "nothing was received"
    return socket.recv()


def flags_of(batch: bytes) -> int:
    header = decode(batch).header
    assert header is not None
    return int(header["flags"])


def frames_of(batch: bytes) -> tuple[str, list[Frame]]:
    """Tell which symbol a batch is about, and what it says of it."""
    instrument, *frames = read_frames(batch)
    assert instrument.layout.name == "Instrument"
    return instrument.head["symbol"].decode(), frames


def test_signal_reaches_the_charts_that_listen(chart: zmq.Socket[bytes], overlay: Overlay) -> None:
    connect(chart, overlay)

    overlay.publish(signal(3, Side.SELL), on=ES, time_ns=5)
    batch = receive(chart)

    header = decode(batch).header
    assert header is not None
    assert (header["publisher"], header["sequence"], header["call_time_ns"]) == (77, 2, 5)
    symbol, (frame,) = frames_of(batch)
    assert symbol == SYMBOL
    assert frame.layout.name == "Signal"
    assert (frame.head["id"], frame.head["time_ns"], frame.head["price_ticks"]) == (3, 5, 20_003)
    assert (frame.head["side"], frame.head["score"]) == (2, -0.5)
    assert frame.head["text"] == b"sell -0.50"


def test_chart_that_comes_later_gets_the_recent_signals(
    chart: zmq.Socket[bytes], overlay: Overlay
) -> None:
    for number in range(RECENT_SIGNALS + 10):
        overlay.publish(signal(number), on=ES, time_ns=number)

    (batch,) = connect(chart, overlay)

    _, frames = frames_of(batch)
    assert [int(frame.head["id"]) for frame in frames] == list(range(10, RECENT_SIGNALS + 10))


def test_everything_current_is_one_snapshot_with_a_batch_for_each_symbol(
    chart: zmq.Socket[bytes], overlay: Overlay
) -> None:
    overlay.show_level(level(1), on=ES, time_ns=1)
    overlay.show_level(level(1, price=6710.0), on=ES, time_ns=2)
    overlay.show_level(level(2, "gamma.put_wall"), on=ES, time_ns=3)
    overlay.clear_level(2, on=ES, time_ns=4)
    regime = Regime(gamma=GammaRegime.NEGATIVE, valid_from_ns=5)
    overlay.show_regime(regime, on=ES, time_ns=5)
    overlay.publish(signal(1), on=NQ, time_ns=6)

    batches = connect(chart, overlay)

    flags = CONSTANTS["batch_flag"]
    assert [flags_of(batch) for batch in batches] == [
        flags["snapshot"] | flags["snapshot_first"],
        flags["snapshot"] | flags["snapshot_last"],
    ]
    (es, (shown, background)), (nq, (marked,)) = map(frames_of, batches)
    assert (es, nq) == (SYMBOL, "NQH26_FUT_CME")
    assert (shown.head["id"], shown.head["price_raw"], shown.head["price_ticks"]) == (
        1,
        6710.0,
        26_840,
    )
    assert (background.layout.name, background.head["gamma"]) == ("Regime", 2)
    assert marked.layout.name == "Signal"


def test_nothing_current_is_said_too(chart: zmq.Socket[bytes], overlay: Overlay) -> None:
    overlay.show_level(level(1), on=ES, time_ns=1)
    overlay.clear(on=ES, time_ns=2)

    (batch,) = connect(chart, overlay)

    assert list(read_frames(batch)) == []
    flags = CONSTANTS["batch_flag"]
    assert flags_of(batch) == flags["snapshot"] | flags["snapshot_first"] | flags["snapshot_last"]


@pytest.mark.parametrize(
    ("clear", "scope", "left"),
    [
        (lambda overlay: overlay.clear_level(1, on=ES, time_ns=5), 3, ["Level", "Signal"]),
        (lambda overlay: overlay.clear_levels(on=ES, time_ns=5), 1, ["Signal"]),
        (lambda overlay: overlay.clear_signals(on=ES, time_ns=5), 2, ["Level", "Level"]),
        (lambda overlay: overlay.clear(on=ES, time_ns=5), 0, []),
    ],
)
def test_what_is_cleared_is_said_at_once_and_not_again(
    chart: zmq.Socket[bytes],
    overlay: Overlay,
    clear: Callable[[Overlay], None],
    scope: int,
    left: list[str],
) -> None:
    connect(chart, overlay)
    overlay.show_level(level(1), on=ES, time_ns=1)
    overlay.show_level(level(2, "hvl"), on=ES, time_ns=2)
    overlay.publish(signal(1), on=ES, time_ns=3)
    clear(overlay)

    *_, cleared = [receive(chart) for _ in range(4)]
    _, (frame,) = frames_of(cleared)
    assert (frame.layout.name, frame.head["scope"]) == ("Clear", scope)

    chart.subscribe(b"MIAWIRE1")
    assert overlay.socket.poll(WAIT_MS)
    overlay.serve_subscribers(now_ns=9)
    names = [frame.layout.name for frame in read_frames(receive(chart))]
    assert [name for name in names if name != "Instrument"] == left


def test_more_levels_than_a_study_has_places_for_are_the_callers_mistake(overlay: Overlay) -> None:
    for number in range(LEVELS_MAX):
        overlay.show_level(level(number, f"level {number}"), on=ES, time_ns=1)
    overlay.show_level(level(0, "level 0", 6800.0), on=ES, time_ns=2)
    with pytest.raises(ValueError, match=f"at most {LEVELS_MAX} levels"):
        overlay.show_level(level(LEVELS_MAX, "one more"), on=ES, time_ns=3)


def test_says_once_a_second_that_it_is_there(chart: zmq.Socket[bytes], overlay: Overlay) -> None:
    connect(chart, overlay)
    for tenth in range(1, 31):
        overlay.serve_subscribers(now_ns=9 + tenth * SECOND_NS // 10)
    overlay.publish(signal(1), on=ES, time_ns=9)

    heard = [[frame.layout.name for frame in read_frames(receive(chart))] for _ in range(4)]

    assert heard == [["Heartbeat"]] * 3 + [["Instrument", "Signal"]]


def test_batches_are_numbered(chart: zmq.Socket[bytes], overlay: Overlay) -> None:
    connect(chart, overlay)

    for number in range(3):
        overlay.publish(signal(number), on=ES, time_ns=number)
    headers = [decode(receive(chart)).header for _ in range(3)]

    assert [header["sequence"] for header in headers if header is not None] == [2, 3, 4]


def test_port_in_use_is_one_line(context: Context, overlay: Overlay) -> None:
    with pytest.raises(FeedError, match=r"^overlay: cannot listen on tcp://127\.0\.0\.1:\d+: \S"):
        Overlay(context, overlay.address, publisher=1)


def test_other_machines_are_not_listened_to(context: Context) -> None:
    with pytest.raises(FeedError, match="this machine only"):
        Overlay(context, "tcp://0.0.0.0:0", publisher=1)


@pytest.fixture
def screen(overlay: Overlay) -> Iterator[OverlayChart]:
    made = OverlayChart(overlay.address)
    yield made
    made.close()


def serving(overlay: Overlay) -> Callable[[], None]:
    return lambda: overlay.serve_subscribers(now_ns=START_NS)


def test_study_draws_what_the_host_says(overlay: Overlay, screen: OverlayChart) -> None:
    overlay.show_level(level(1), on=ES, time_ns=1)
    overlay.show_level(level(1, "gamma.flip", 24_000.0), on=NQ, time_ns=1)
    overlay.publish(
        Signal(number=1, side=Side.BUY, score=0.72, price_ticks=26_700), on=ES, time_ns=START_NS
    )
    screen.play_until(lambda: len(screen.signals) == 1, serving(overlay))

    assert screen.levels == {"Call wall": 6700.0}
    assert screen.signals == [("buy +0.72", 6675.0, START_NS)]
    screen.play_until(lambda: "connected" in screen.panel, serving(overlay))

    hvl = Level(
        id=3,
        name="menthorq.hvl",
        price=6712.5,
        valid_from_ns=START_NS - 45 * 60 * SECOND_NS,
        style=LevelStyle.DASHED,
        colour_rgb=0xFF0000,
    )
    overlay.show_level(hvl, on=ES, time_ns=2)
    regime = Regime(gamma=GammaRegime.POSITIVE, valid_from_ns=START_NS)
    overlay.show_regime(regime, on=ES, time_ns=2)
    overlay.clear_level(1, on=ES, time_ns=3)
    screen.play_until(
        lambda: screen.levels == {"menthorq.hvl [SG16], 45 min old": 6712.5}, serving(overlay)
    )
    assert screen.value(POSITIVE_GAMMA) == 1.0
    assert screen.value(15) == 6712.5


def listen_again(context: Context, address: str, publisher: int) -> Overlay:
    """Start a host where another one ended; libzmq gives an address back in its own time."""
    deadline = time.monotonic() + WAIT_MS / 1000
    while True:
        try:
            return Overlay(context, address, publisher=publisher)
        except FeedError:
            if time.monotonic() > deadline:
                raise


def test_study_that_waits_for_its_host_meets_it(context: Context, overlay: Overlay) -> None:
    address = overlay.address
    overlay.close()
    screen = OverlayChart(address)
    for _ in range(20):
        screen.sierra.update(CHART)
    assert f"no host at {address}" in screen.panel

    late = listen_again(context, address, 78)
    late.show_level(level(1), on=ES, time_ns=1)
    screen.play_until(lambda: screen.levels == {"Call wall": 6700.0}, serving(late))
    late.close()

    again = listen_again(context, address, 79)
    again.show_level(level(2, "gamma.put_wall", 6600.0), on=ES, time_ns=1)
    screen.play_until(lambda: screen.levels == {"Put wall": 6600.0}, serving(again))
    again.close()
    screen.close()


def test_study_asks_again_for_what_it_missed(overlay: Overlay, screen: OverlayChart) -> None:
    overlay.show_level(level(1), on=ES, time_ns=1)
    screen.play_until(lambda: bool(screen.levels), serving(overlay))

    # More at once than its queue holds, while Sierra does not call the study.
    for number in range(4_000):
        overlay.show_level(level(1, price=6000.0 + number), on=ES, time_ns=2)
    overlay.show_level(level(2, "gamma.put_wall", 6600.0), on=ES, time_ns=3)
    expected = {"Call wall": 9999.0, "Put wall": 6600.0}
    time_ns = START_NS

    def serve() -> None:
        nonlocal time_ns
        time_ns += SECOND_NS  # so that a heartbeat shows what was the last number
        overlay.serve_subscribers(now_ns=time_ns)

    screen.play_until(lambda: screen.levels == expected, serve)


def test_study_reads_the_levels_file_without_any_host(tmp_path: Path) -> None:
    file = tmp_path / "levels.csv"
    file.write_text(
        "symbol,timestamp,spot_price,call_wall,put_wall,gamma_flip,max_pain,pin1,pin2,vol_trigger\n"
        f"{SYMBOL},2026-03-11T14:30:00Z,6675.25,6700,6600,,,,,\n"
        f"{SYMBOL},2026-03-11T14:33:00Z,6675.25,67x0,6600,,,,,\n",
        encoding="utf-8",
    )
    screen = OverlayChart("", levels_file=str(file))
    screen.play_until(lambda: bool(screen.levels), lambda: None)

    assert screen.levels == {"Call wall": 6700.0, "Put wall": 6600.0}
    assert "line 3, column call_wall: '67x0' is no price" in screen.panel
    screen.close()
