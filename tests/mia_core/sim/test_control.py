from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
import zmq

from mia_core.clock import ClockSpec, ScaledClock, SteppedClock, wall_ns
from mia_core.errors import SimulationError
from mia_core.sim.control import (
    Command,
    ControlLink,
    Done,
    Finish,
    Progress,
    Ready,
    Reply,
    Report,
    Start,
    Step,
    decode_command,
    decode_reply,
    encode,
)

WAIT_MS = 5_000


class Conductor:
    """The other end of one link."""

    def __init__(self) -> None:
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self.context.socket(zmq.ROUTER)
        self.socket.setsockopt(zmq.LINGER, 0)
        port = self.socket.bind_to_random_port("tcp://127.0.0.1")
        self.link = ControlLink(f"tcp://127.0.0.1:{port}")
        self.link.send(Ready(role="host", addresses={"feed": "tcp://127.0.0.1:1"}))
        self.identity, self.ready = self._receive()

    def say(self, command: Command) -> None:
        self.socket.send_multipart([self.identity, encode(command)])

    def hear(self) -> Reply:
        return self._receive()[1]

    def _receive(self) -> tuple[bytes, Reply]:
        assert self.socket.poll(WAIT_MS)
        identity, payload = self.socket.recv_multipart()
        return identity, decode_reply(payload)

    def close(self) -> None:
        self.socket.close()
        self.context.term()


@pytest.fixture
def conductor() -> Iterator[Conductor]:
    made = Conductor()
    yield made
    made.link.close()
    made.close()


@pytest.mark.parametrize(
    "command",
    [
        Start(start_ns=1),
        Start(start_ns=1, clock=ClockSpec(start_ns=1, wall_start_ns=2, speed=0.5)),
        Step(t_ns=3, batches=4, bytes_in=5),
        Finish(drawings=3),
    ],
)
def test_commands_arrive_as_they_were_said(conductor: Conductor, command: Command) -> None:
    conductor.say(command)

    assert conductor.link.receive(WAIT_MS) == command


@pytest.mark.parametrize(
    "reply",
    [
        Done(batches=1, bytes_out=2, settled=False),
        Progress(figures={"position": None, "pnl": 1.5, "book": ["ES", 1]}),
        Report(figures={}),
    ],
)
def test_replies_arrive_as_they_were_said(conductor: Conductor, reply: Reply) -> None:
    conductor.link.send(reply)

    assert conductor.hear() == reply
    assert conductor.ready == Ready(role="host", addresses={"feed": "tcp://127.0.0.1:1"})


def test_nothing_said_is_none_and_not_waited_for(conductor: Conductor) -> None:
    assert conductor.link.receive(0) is None


def test_start_without_a_clock_is_a_time_that_stands_still(conductor: Conductor) -> None:
    conductor.say(Start(start_ns=77))

    clock, is_stepped = conductor.link.start()

    assert isinstance(clock, SteppedClock)
    assert (clock.now_ns(), is_stepped, conductor.link.speed) == (77, True, 0.0)


def test_start_with_a_clock_is_a_time_that_runs(conductor: Conductor) -> None:
    spec = ClockSpec(start_ns=1_000, wall_start_ns=wall_ns(), speed=5.0)
    conductor.say(Start(start_ns=1_000, clock=spec))

    clock, is_stepped = conductor.link.start()

    assert isinstance(clock, ScaledClock)
    assert (is_stepped, conductor.link.speed) == (False, 5.0)
    assert clock.now_ns() >= 1_000


def test_anything_else_before_the_start_is_an_error(conductor: Conductor) -> None:
    conductor.say(Step(t_ns=1))

    with pytest.raises(SimulationError, match="expected start, the conductor said Step"):
        conductor.link.start()


def test_conductor_that_is_gone_is_an_error_even_for_one_who_only_looks(
    conductor: Conductor,
) -> None:
    conductor.close()

    with pytest.raises(SimulationError, match="the conductor is gone"):
        conductor.link.receive(WAIT_MS)
    with pytest.raises(SimulationError, match="the conductor is gone"):
        conductor.link.expect()


def test_what_was_said_before_it_left_is_heard_first(conductor: Conductor) -> None:
    conductor.socket.setsockopt(zmq.LINGER, WAIT_MS)
    conductor.say(Finish())
    assert conductor.link.socket.poll(WAIT_MS)
    conductor.close()

    assert conductor.link.receive(WAIT_MS) == Finish()


def test_last_answer_is_out_before_the_link_is_closed() -> None:
    conductor = Conductor()

    conductor.link.send(Report(figures={"batches": 3}))
    conductor.link.close()

    assert conductor.hear() == Report(figures={"batches": 3})
    conductor.close()


@pytest.mark.parametrize("content", [b"", b"\x81\xa4type\xa4jump", b"nothing"])
def test_what_is_no_command_is_not_taken_for_one(content: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_command(content)
