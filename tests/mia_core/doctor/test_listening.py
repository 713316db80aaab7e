from __future__ import annotations

import socket
from pathlib import Path

import msgspec
import zmq

from mia_core.clock import SystemClock, wall_ns
from mia_core.config import TradingConfig
from mia_core.doctor.heard import Heard
from mia_core.doctor.listening import Listening
from mia_core.doctor.session import Session
from mia_core.dtc.link import TradingLink
from mia_core.overlay import Overlay
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_server import SimDtcServer
from tests.mia_core.doctor.ward import LONG_S, Ward
from tests.mia_core.host_stand import Context
from tests.mia_core.sim.scripted_market import ScriptedMarket

SYMBOL = "ESH26-CME"


def heard_by(ward: Ward) -> Heard:
    assert isinstance(ward.examination.heard, Heard)
    return ward.examination.heard


def test_it_ends_early_when_all_was_heard(tmp_path: Path, context: Context) -> None:
    ward = Ward(tmp_path, context)

    ward.listen(ward.feed().snapshot())

    heard = heard_by(ward)
    assert heard.is_complete
    assert heard.listened_s < LONG_S
    assert heard.books == {SYMBOL: (10, 10)}


def test_it_listens_to_the_end_when_it_was_told_to(tmp_path: Path, context: Context) -> None:
    ward = Ward(tmp_path, context)

    ward.listen(ward.feed().snapshot(), limit_s=3.0, to_the_end=True)

    assert heard_by(ward).listened_s >= 3.0


def test_it_stops_when_it_is_stopped(tmp_path: Path, context: Context) -> None:
    ward = Ward(tmp_path, context)

    ward.listen(ward.feed().snapshot(), until=lambda: ward.turns == 3)

    assert heard_by(ward).stopped
    assert ward.turns == 3


def test_a_gap_is_asked_to_be_mended(tmp_path: Path, context: Context) -> None:
    ward = Ward(tmp_path, context)
    feed = ward.feed()
    first, _, behind = feed.snapshot(), feed.step(), feed.step([("bid", 99, 61, 5)])

    ward.listen(first, behind, answers={feed.publisher: feed.snapshot()}, limit_s=10.0)

    assert heard_by(ward).is_complete
    assert heard_by(ward).speakers[0].missed == 1


def test_overlay_studies_find_a_host_that_has_nothing_to_draw(context: Context) -> None:
    overlay = Overlay(context, "tcp://127.0.0.1:*", publisher=1)
    chart = context.socket(zmq.SUB)
    chart.connect(overlay.address)
    chart.subscribe(b"")
    listening = Listening(None, None, clock=SystemClock(), feed=None, overlay=overlay)
    got: list[bytes] = []

    def each_turn() -> None:
        while chart.poll(0):
            got.append(chart.recv())

    listening.run(LONG_S, to_the_end=True, should_stop=lambda: bool(got), each_turn=each_turn)

    chart.close()
    overlay.close()
    assert got


def test_a_server_is_logged_on_to_and_hears_of_no_order() -> None:
    server = SimDtcServer(ScriptedMarket(), DeskSettings(symbols=(SYMBOL,), seed=7))
    trading = TradingConfig(symbol=SYMBOL, dtc_port=server.port)
    link = TradingLink(trading)
    session = Session(link, trading)
    listening = Listening(None, session, clock=SystemClock(), feed=None, overlay=None)
    server.advance(wall_ns())

    listening.run(
        LONG_S, to_the_end=False, should_stop=lambda: False, each_turn=lambda: server.poll(0.0)
    )

    link.close()
    counts = server.counts()
    server.close()
    assert session.ready is not None
    assert session.waited_s < LONG_S
    assert (counts.connections, counts.order_messages) == (1, 0)


def test_a_server_is_waited_for_though_the_time_for_studies_is_up() -> None:
    trading = TradingConfig(symbol=SYMBOL)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the call and says nothing
        link = TradingLink(msgspec.structs.replace(trading, dtc_port=silent.getsockname()[1]))
        session = Session(link, trading)
        turns: list[float] = []
        listening = Listening(None, session, clock=SystemClock(), feed=None, overlay=None)

        listening.run(
            0.05,
            to_the_end=True,
            should_stop=lambda: len(turns) == 20,
            each_turn=lambda: turns.append(listening.passed_s),
        )

        link.close()
    assert turns[-1] > 0.05
    assert not session.is_settled
