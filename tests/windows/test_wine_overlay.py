"""MIA Overlay for Windows: it draws what a Linux process says over loopback, and what a levels file holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zmq

from mia_core.execution.commands import Side
from mia_core.overlay import Drawn, Level, Overlay
from mia_core.strategies.intent import Signal
from tests.windows.wine import BUILT, NETWORK_DRIVE, PATIENCE_S, Console, Wine, windows_path

CHART = 3
ES = Drawn(symbol="ESH26_FUT_CME", tick_size=0.25)
START_NS = 1_773_239_700_000_000_000  # 2026-03-11 14:35 UTC
LOOK_MS = 20
HEADER = (
    "symbol,timestamp,spot_price,call_wall,put_wall,gamma_flip,max_pain,pin1,pin2,vol_trigger\n"
)
ROW = "ESH26_FUT_CME,2026-03-11T14:30:00Z,6675.25,{},6600,,,,,\n"


class Screen:
    """A chart of the simulated host under wine, and what MIA Overlay draws on it."""

    def __init__(self, wine: Wine, data_folder: Path) -> None:
        self.sierra = Console(wine.start(BUILT / "mia_sim_console.exe"))
        assert self.sierra.ask("load", windows_path(data_folder / "MIA_64.dll")) == "MIA 1"
        self.study = ""

    def attach(self, address: str, levels_file: str = "") -> None:
        self.study = self.sierra.ask("overlay", CHART, address, levels_file)

    def drawn(self) -> dict[str, float]:
        """List what is drawn by its words; the panel is one of it."""
        parts = self.sierra.ask("drawn", CHART).split("\t")
        words = (each.rpartition("=") for each in parts)
        return {text: float(value) for text, _, value in words if text}

    def lines(self) -> dict[str, float]:
        """Leave out the panel, and how old a line is: the chart's time flies."""
        drawn = self.drawn().items()
        return {text.split(",")[0]: value for text, value in drawn if "|" not in text}

    def panel(self) -> list[str]:
        (panel,) = [text for text in self.drawn() if "|" in text]
        return panel.split("|")

    def play_until(self, is_so: Callable[[], bool], serve: Callable[[], object] = bool) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < deadline, f"{self.drawn()} {self.sierra.ask('complaints')}"
            serve()
            self.sierra.ask("play", 1)


@pytest.fixture
def screen(wine: Wine, data_folder: Path) -> Iterator[Screen]:
    screen = Screen(wine, data_folder)
    yield screen
    screen.sierra.close()


@pytest.fixture
def overlay() -> Iterator[Overlay]:
    with zmq.Context() as context:
        overlay = Overlay(context, "tcp://127.0.0.1:*", publisher=77)
        yield overlay
        overlay.close()


def level(number: int, name: str, price: float) -> Level:
    return Level(id=number, name=name, price=price, valid_from_ns=START_NS)


def test_it_draws_what_a_linux_process_says(
    screen: Screen, overlay: Overlay, data_folder: Path
) -> None:
    file = data_folder / "niveaux de l\u2019\u00e9t\u00e9 \u0394.csv"
    file.write_text(HEADER + ROW.format(6690), encoding="utf-8")
    overlay.show_level(level(1, "gamma.call_wall", 6700.0), on=ES, time_ns=START_NS)
    overlay.show_level(level(2, "r\u00e9sistance", 6712.5), on=ES, time_ns=START_NS)
    overlay.publish(
        Signal(number=1, side=Side.BUY, score=0.72, price_ticks=26_700), on=ES, time_ns=START_NS
    )
    screen.attach(overlay.address, windows_path(file))

    def serve() -> None:
        overlay.socket.poll(LOOK_MS)
        overlay.serve_subscribers(now_ns=START_NS)

    expected = {
        "Call wall": 6700.0,  # of the host, which counts before the file
        "Put wall": 6600.0,
        "r\u00e9sistance [SG15]": 6712.5,
        "buy +0.72": 6675.0,
    }
    screen.play_until(lambda: screen.lines() == expected, serve)
    screen.play_until(lambda: "MIA Overlay: connected" in screen.panel(), serve)

    overlay.clear_signals(on=ES, time_ns=START_NS)
    overlay.clear_level(1, on=ES, time_ns=START_NS)
    del expected["buy +0.72"]
    expected["Call wall"] = 6690.0
    screen.play_until(lambda: screen.lines() == expected, serve)
    screen.sierra.ask("remove", screen.study)

    assert screen.drawn() == {}
    assert screen.sierra.ask("complaints") == ""
    assert screen.sierra.finish() == 0


def test_a_change_of_the_levels_file_is_seen(screen: Screen, data_folder: Path) -> None:
    file = data_folder / "levels.csv"
    screen.attach("", windows_path(file))
    screen.sierra.ask("play", 1)
    assert "levels file: there is no such file" in screen.panel()

    file.write_text(HEADER + ROW.format(6700), encoding="utf-8")
    screen.play_until(lambda: screen.lines() == {"Call wall": 6700.0, "Put wall": 6600.0})
    file.write_text(HEADER + ROW.format(6710.5), encoding="utf-8")
    screen.play_until(lambda: screen.lines() == {"Call wall": 6710.5, "Put wall": 6600.0})
    assert screen.sierra.ask("complaints") == ""


@pytest.mark.parametrize("place", ["network drive", "share", "device", "pipe"])
def test_a_file_on_no_drive_of_this_machine_is_not_opened(
    screen: Screen, data_folder: Path, place: str
) -> None:
    file = data_folder / "levels.csv"
    file.write_text(HEADER + ROW.format(6700), encoding="utf-8")
    path = {
        "network drive": windows_path(file, NETWORK_DRIVE),
        "share": r"\\server\share\levels.csv",
        "device": "NUL",
        "pipe": r"\\.\pipe\levels",
    }[place]
    screen.attach("", path)
    screen.sierra.ask("play", 5)

    found = "levels file: a local drive was expected, found the network or a device"
    assert found in screen.panel()
    assert screen.lines() == {}
    assert screen.sierra.ask("complaints") == f"MIA Overlay, {found};"
