from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from mia_core.clock import ClockSpec, wall_ns
from mia_core.errors import SimulationError
from mia_core.feeds.live import LiveFeed
from mia_core.home import Home
from mia_core.sim.control import (
    Command,
    Done,
    Finish,
    Ready,
    Reply,
    Report,
    Start,
    Step,
    decode_reply,
    encode,
)
from mia_core.sim.market import DEMO_START_NS
from mia_core.sim.sierra_process import SierraOptions, serve_sierra
from mia_core.sim.solo import SoloTime
from tests.mia_core.wire_feed import MS

WAIT_MS = 20_000


@pytest.fixture
def feed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, context: zmq.Context[zmq.Socket[bytes]]
) -> LiveFeed:
    monkeypatch.setenv("MIA_HOME", str(tmp_path))
    return LiveFeed(context, "tcp://127.0.0.1:*", token=Home(tmp_path).token())


def options(feed: LiveFeed, **changes: Any) -> SierraOptions:
    return SierraOptions(connect=feed.address, overlay="tcp://127.0.0.1:1", seed=7, **changes)


@pytest.mark.parametrize("as_json", [True, False])
def test_alone_it_plays_its_time_and_sums_up(
    feed: LiveFeed, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    truth = tmp_path / "truth.jsonl"
    given = options(feed, seconds=2.0, time=SoloTime(speed=20.0), truth=truth)

    serve_sierra(given, control=None, should_stop=lambda: False, as_json=as_json)

    told = capsys.readouterr().out
    if as_json:
        figures = json.loads(told)
        assert figures.keys() == {
            *("batches_sent", "messages", "study_call", "study_errors", "drawn", "panels"),
        }
        assert figures["drawn"] == {"levels": 0, "signals": 0}
        assert figures["study_errors"] == []
        assert any(panel.startswith("MIA Feed: ") for panel in figures["panels"])
        assert figures["study_call"]["calls"] > 1
    else:
        assert "batches sent" in told
        assert "study calls, median" in told
    assert truth.is_file()


def test_alone_it_stops_when_told(feed: LiveFeed, capsys: pytest.CaptureFixture[str]) -> None:
    serve_sierra(options(feed), control=None, should_stop=lambda: True, as_json=True)

    assert json.loads(capsys.readouterr().out)["study_call"]["calls"] == 0


class Conducted:
    """A simulated Sierra Chart in a thread of its own, under a conductor that is the test."""

    def __init__(self, given: SierraOptions, socket: zmq.Socket[bytes]) -> None:
        port = socket.bind_to_random_port("tcp://127.0.0.1")
        self._socket = socket
        self._given = given
        self._address = f"tcp://127.0.0.1:{port}"
        self.stop = threading.Event()
        self.failure: SimulationError | None = None
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        self._identity, first = self._receive()
        assert first == Ready(role="sierra")

    def _serve(self) -> None:
        try:
            serve_sierra(
                self._given, control=self._address, should_stop=self.stop.is_set, as_json=False
            )
        except SimulationError as error:
            self.failure = error

    def _receive(self) -> tuple[bytes, Reply]:
        assert self._socket.poll(WAIT_MS)
        identity, payload = self._socket.recv_multipart()
        return identity, decode_reply(payload)

    def say(self, command: Command) -> None:
        self._socket.send_multipart([self._identity, encode(command)])

    def hear(self) -> Reply:
        return self._receive()[1]

    def join(self) -> None:
        self._thread.join(WAIT_MS / 1000)
        assert not self._thread.is_alive()


@pytest.fixture
def conducted(
    feed: LiveFeed, tmp_path: Path, context: zmq.Context[zmq.Socket[bytes]]
) -> Iterator[Conducted]:
    socket = context.socket(zmq.ROUTER)
    made = Conducted(options(feed, truth=tmp_path / "truth.jsonl"), socket)
    yield made
    socket.close(linger=0)
    made.join()


def test_steps_move_the_market_and_tell_what_was_sent(
    conducted: Conducted, feed: LiveFeed, tmp_path: Path
) -> None:
    conducted.say(Start(start_ns=DEMO_START_NS))
    done = Done(settled=False)
    for _ in range(1_000):
        conducted.say(Step(t_ns=DEMO_START_NS))
        answer = conducted.hear()
        assert isinstance(answer, Done)
        done = answer
        feed.socket.poll(1)
        while feed.receive() is not None:
            pass
        if done.settled:
            break
    conducted.say(Step(t_ns=DEMO_START_NS + 50 * MS))
    last = conducted.hear()
    conducted.say(Finish())
    report = conducted.hear()
    conducted.join()

    assert done.settled
    assert isinstance(last, Done)
    assert last.batches > done.batches
    assert isinstance(report, Report)
    assert report.figures["batches_sent"] == last.batches
    assert report.figures["study_errors"] == []
    assert (tmp_path / "truth.jsonl").is_file()


def test_running_it_goes_on_until_the_finish(conducted: Conducted) -> None:
    spec = ClockSpec(start_ns=DEMO_START_NS, wall_start_ns=wall_ns(), speed=2.0)
    conducted.say(Start(start_ns=DEMO_START_NS, clock=spec))
    conducted.say(Finish())

    report = conducted.hear()

    assert isinstance(report, Report)
    conducted.join()
    assert conducted.failure is None


def test_running_it_reports_when_it_is_stopped_by_another(conducted: Conducted) -> None:
    conducted.stop.set()
    spec = ClockSpec(start_ns=DEMO_START_NS, wall_start_ns=wall_ns(), speed=1.0)

    conducted.say(Start(start_ns=DEMO_START_NS, clock=spec))

    assert isinstance(conducted.hear(), Report)
