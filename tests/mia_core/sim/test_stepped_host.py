from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zmq

from mia_core.config import Mode
from mia_core.errors import MiaError, SimulationError
from mia_core.sim.control import (
    Command,
    ControlLink,
    Done,
    Finish,
    Progress,
    Ready,
    Reply,
    Start,
    Step,
    decode_reply,
    encode,
)
from mia_core.sim.stepped_host import PROGRESS_EVERY, run_stepped
from tests.mia_core.host_stand import Context, HostStand
from tests.mia_core.line import SYMBOL
from tests.mia_core.wire_feed import MS

PATIENCE_S = 10.0


class Conducted:
    """A host that takes steps in the test's thread; what conducts it works in another one."""

    def __init__(self, stand: HostStand, context: Context) -> None:
        self.stand = stand
        self.t_ns = stand.clock.now_ns()
        self.socket = context.socket(zmq.ROUTER)
        port = self.socket.bind_to_random_port("tcp://127.0.0.1")
        self.link = ControlLink(f"tcp://127.0.0.1:{port}")
        self.link.send(Ready(role="host"))
        self.identity = self.socket.recv_multipart()[0]
        self.progress: list[Progress] = []
        self._failure: BaseException | None = None

    def play(self, script: Callable[[], None]) -> None:
        """Run the host while the script conducts it; the script's failure is the test's."""
        conductor = threading.Thread(target=self._conduct, args=(script,))
        conductor.start()
        try:
            stand = self.stand
            run_stepped(
                stand.host, self.link, clock=stand.clock, feed=stand.feed, trading=stand.trading
            )
        finally:
            conductor.join(PATIENCE_S)
            if self._failure is not None:
                raise self._failure

    def _conduct(self, script: Callable[[], None]) -> None:
        try:
            script()
        except BaseException as error:  # noqa: BLE001 -- raised in the test's thread
            self._failure = error
        self.say(Finish())

    def say(self, command: Command) -> None:
        self.socket.send_multipart([self.identity, encode(command)])

    def step(self, *, after_ms: int = 50) -> Done:
        """Take one step: all that the study and the server sent is to be taken in."""
        self.t_ns += after_ms * MS
        sent = Step(
            t_ns=self.t_ns, batches=self.stand.study.sent, bytes_in=self.stand.server.bytes_out
        )
        self.say(sent)
        done = self._hear()
        while isinstance(done, Progress):
            self.progress.append(done)
            done = self._hear()
        assert isinstance(done, Done)
        self.stand.server.read_until(done.bytes_out, PATIENCE_S)
        self.stand.server.advance(self.t_ns)
        return done

    def _hear(self) -> Reply:
        assert self.socket.poll(int(PATIENCE_S * 1000))
        return decode_reply(self.socket.recv_multipart()[1])

    def close(self) -> None:
        self.link.close()
        self.socket.close(linger=0)


@pytest.fixture
def conduct(tmp_path: Path) -> Iterator[Callable[[Mode], Conducted]]:
    context: Context = zmq.Context()
    made: list[Conducted] = []

    def start(mode: Mode) -> Conducted:
        made.append(Conducted(HostStand(tmp_path, context, mode=mode), context))
        return made[-1]

    yield start
    for conducted in made:
        conducted.close()
        conducted.stand.close()
    context.destroy(linger=0)


def test_lockstep_logs_on_orders_and_is_filled(conduct: Callable[[Mode], Conducted]) -> None:
    conducted = conduct(Mode.PAPER)
    stand, wire = conducted.stand, conducted.stand.wire
    settled: list[bool] = []

    def script() -> None:
        settled.extend(conducted.step(after_ms=0).settled for _ in range(8))
        wire.set_levels([("bid", 99, 100, 5), ("ask", 100, 100, 5)])
        stand.study.send(wire.snapshot())
        conducted.step()
        stand.study.send(stand.leaning())
        for _ in range(4):
            conducted.step()

    conducted.play(script)

    assert (settled[0], settled[-1]) == (False, True)
    figures = stand.host.report(timed=False)
    assert (figures["orders"], figures["fills"], figures["position"]) == (1, 1, 1)
    assert stand.server.positions == {SYMBOL: 1}


def test_batches_of_a_step_are_taken_at_its_time_in_an_order_of_their_own(
    conduct: Callable[[Mode], Conducted],
) -> None:
    conducted = conduct(Mode.READ_ONLY)
    stand, wire = conducted.stand, conducted.stand.wire
    done: list[Done] = []

    def script() -> None:
        wire.set_levels([("bid", 99, 100, 5), ("ask", 100, 100, 5)])
        for batch in reversed([wire.snapshot(), wire.heartbeat(), wire.heartbeat()]):
            stand.study.send(batch)
        done.append(conducted.step())

    conducted.play(script)

    assert done == [Done(bytes_out=0, settled=True)]
    assert stand.host.tally.batches == 3
    assert stand.host.tally.gaps == 0
    assert stand.host.report(timed=False)["rejected"] == {}
    assert stand.clock.now_ns() == conducted.t_ns


def test_progress_is_told_now_and_then(conduct: Callable[[Mode], Conducted]) -> None:
    conducted = conduct(Mode.READ_ONLY)

    def script() -> None:
        for _ in range(2 * PROGRESS_EVERY):
            conducted.step()

    conducted.play(script)

    assert len(conducted.progress) == 2
    assert conducted.progress[0].figures["batches"] == 0


def test_anything_but_steps_is_an_error(conduct: Callable[[Mode], Conducted]) -> None:
    conducted = conduct(Mode.READ_ONLY)

    with pytest.raises(SimulationError, match="expected a step, the conductor said Start"):
        conducted.play(lambda: conducted.say(Start(start_ns=1)))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(t_ns=2**62, batches=1), "0 of 1 batches came from the simulated Sierra Chart"),
        (Step(t_ns=2**62, bytes_in=1), "0 of 1 bytes came from the DTC server"),
    ],
)
def test_what_was_announced_and_does_not_come_is_an_error(
    conduct: Callable[[Mode], Conducted],
    monkeypatch: pytest.MonkeyPatch,
    step: Step,
    words: str,
) -> None:
    monkeypatch.setattr("mia_core.sim.stepped_host.ARRIVAL_S", 0.0)
    conducted = conduct(Mode.PAPER)

    with pytest.raises(MiaError, match=words):
        conducted.play(lambda: conducted.say(step))
