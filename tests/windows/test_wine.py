"""The DLL for Windows as Sierra Chart would have it: loaded by its path, played, released, loaded again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.windows.listener import Listener
from tests.windows.wine import BUILT, NETWORK_DRIVE, Console, Wine, windows_path

ES, VIX = 3, 8
ES_SYMBOL = "ESH26_FUT_CME"
PROGRAM = "mia_sim_console.exe"
LOOK_MS = 20
LOOKS_MAX = 1000


class Session:
    """The simulated host with its two charts under wine, and a Linux process that hears them."""

    def __init__(self, wine: Wine, data_folder: Path) -> None:
        self.listener = Listener(data_folder / "home")
        self.sierra = Console(
            wine.start(BUILT / PROGRAM, MIA_HOME=windows_path(self.listener.home.folder))
        )
        self.dll = windows_path(data_folder / "MIA_64.dll")
        self.studies: dict[int, str] = {}

    def attach(self) -> None:
        """One study is told where the token is, the other finds it."""
        assert self.sierra.ask("load", self.dll) == "MIA 1"
        address = self.listener.feed.address
        token_file = windows_path(self.listener.home.token_file)
        self.studies[ES] = self.sierra.ask("attach", ES, address, token_file)
        self.studies[VIX] = self.sierra.ask("attach", VIX, address, "")

    def sent(self, chart: int) -> int:
        return int(self.sierra.ask("shown", self.studies[chart]).split()[0])

    def is_synchronised(self) -> bool:
        shown = [self.sierra.ask("shown", study) for study in self.studies.values()]
        return all(text.split()[1] == "1" for text in shown)

    def play_until_synchronised(self) -> None:
        for _ in range(LOOKS_MAX):
            self.sierra.ask("play", 1)
            self.listener.listen(wait_ms=LOOK_MS)
            if self.is_synchronised():
                return
        pytest.fail(f"no snapshot came through: {self.sierra.ask('complaints')}")

    def hear_all(self) -> None:
        """Take every batch that was sent up to now."""
        expected = {chart: self.sent(chart) for chart in self.studies}
        self.listener.listen_until(lambda: self.listener.received == expected)

    def play(self, rounds: int) -> None:
        for _ in range(rounds):
            self.sierra.ask("play", 100)
            self.hear_all()

    def book_as_shown(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Read the book off the chart: price in ticks and size, best first."""
        numbers = list(map(float, self.sierra.ask("levels").split()))
        levels = [
            (round(price / 0.25), round(size))
            for price, size in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        return levels[: len(levels) // 2], levels[len(levels) // 2 :]

    def book_as_heard(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        bids, asks = self.listener.market.book(ES_SYMBOL)
        return [level[:2] for level in bids], [level[:2] for level in asks]

    def close(self) -> None:
        self.sierra.close()
        self.listener.close()


@pytest.fixture
def session(wine: Wine, data_folder: Path) -> Iterator[Session]:
    session = Session(wine, data_folder)
    yield session
    session.close()


def test_every_batch_of_a_session_arrives_in_order(session: Session) -> None:
    session.attach()
    session.play_until_synchronised()
    session.play(10)
    (publisher,) = session.listener.publishers[ES]
    before = session.listener.snapshots[ES]
    assert session.listener.feed.request_snapshot(publisher, now_ns=0)
    session.play(10)

    assert session.listener.received[ES] > 2000
    assert session.listener.received[VIX] > 100
    assert session.listener.snapshots[ES] > before
    assert session.book_as_heard() == session.book_as_shown()
    assert session.sierra.ask("complaints") == ""
    assert [row["version"] for row in session.listener.market.publishers()] != []
    assert session.sierra.finish() == 0


def test_a_release_without_a_last_call_loses_nothing(session: Session) -> None:
    session.attach()
    session.play_until_synchronised()
    session.play(1)
    publishers = dict(session.listener.publishers)
    snapshots = session.listener.snapshots[ES]

    for _ in range(3):
        assert session.sierra.ask("release") == "gone"
        session.sierra.ask("play", 50)
        session.sierra.ask("allow")
        session.play_until_synchronised()
        session.play(2)

    assert session.listener.publishers == publishers
    assert session.listener.snapshots[ES] > snapshots
    assert session.book_as_heard() == session.book_as_shown()
    assert session.sierra.ask("complaints") == ""
    assert session.sierra.finish() == 0


def test_sierra_ends_in_order_though_the_dll_was_released(session: Session) -> None:
    session.attach()
    session.play_until_synchronised()
    assert session.sierra.ask("release") == "gone"

    assert session.sierra.finish() == 0


def test_a_study_taken_off_its_chart_comes_back_as_another_publisher(session: Session) -> None:
    session.attach()
    session.play_until_synchronised()
    session.hear_all()
    (first,) = session.listener.publishers[ES]
    for chart in (ES, VIX):
        session.sierra.ask("remove", session.studies[chart])
    session.listener.received.clear()
    session.attach()
    session.play_until_synchronised()
    session.play(1)

    assert len(session.listener.publishers[ES] - {first}) == 1


def test_a_library_of_the_same_name_that_is_there_already_is_not_taken(
    session: Session, tmp_path: Path
) -> None:
    stranger = tmp_path / "libzmq.dll"
    shutil.copy(BUILT / "MIA_64.dll", stranger)
    assert session.sierra.ask("load", windows_path(stranger)) == "MIA 1"
    session.attach()
    session.play_until_synchronised()
    session.play(1)

    assert session.sierra.ask("complaints") == ""


def test_a_token_on_the_network_is_said_and_not_read(session: Session) -> None:
    session.sierra.ask("load", session.dll)
    token_file = windows_path(session.listener.home.token_file, NETWORK_DRIVE)
    session.sierra.ask("attach", ES, session.listener.feed.address, token_file)
    for _ in range(LOOKS_MAX):
        session.sierra.ask("play", 1)
        assert not session.listener.feed.socket.poll(LOOK_MS), "nothing may be sent without a token"
        if "no token at a local drive was expected" in session.sierra.ask("drawn", ES):
            break
    else:
        pytest.fail(session.sierra.ask("drawn", ES))


def test_a_missing_libzmq_is_said_and_hurts_nothing(session: Session, data_folder: Path) -> None:
    (data_folder / "libzmq.dll").unlink()
    session.attach()
    session.sierra.ask("play", 200)

    said = session.sierra.ask("complaints").split(";")
    assert [text.strip() for text in said if text] == [
        "libzmq was not found beside the study DLL"
    ] * 2
    assert session.sent(ES) == 0
    assert session.sierra.finish() == 0
