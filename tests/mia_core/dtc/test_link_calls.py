from __future__ import annotations

import socket
import sys

import pytest
import zmq

from mia_core.dtc.attempt import ConnectionAttempt, places_of
from mia_core.dtc.link import CONNECT_TIMEOUT_NS, RETRY_NS
from mia_core.execution.events import TradingLost
from tests.mia_core.dtc.link_ends import answered, link_to
from tests.mia_core.dtc.server_words import START
from tests.mia_core.dtc.silence import Silence


@pytest.mark.skipif(sys.platform == "win32", reason="a full queue refuses there")
def test_address_that_never_answers_is_not_waited_for_and_given_up_in_time() -> None:
    with Silence() as silence:
        link = link_to(silence.port)
        poller = zmq.Poller()
        early = [link.receive(START + after_ns) for after_ns in (0, 1, CONNECT_TIMEOUT_NS - 1)]
        link.register(poller)
        watched = list(poller.sockets)

        late = link.receive(START + CONNECT_TIMEOUT_NS)
        again = [
            link.receive(START + RETRY_NS),
            link.receive(START + RETRY_NS + CONNECT_TIMEOUT_NS),
        ]
        link.register(poller)

        assert early == [[], [], []]
        assert len(watched) == 1
        [lost] = late
        assert isinstance(lost, TradingLost)
        assert lost.reason.endswith(f":{silence.port}: no answer in 3 s")
        assert again == [[], []]
        assert poller.sockets == []
        link.close()


def test_poller_wakes_when_the_call_is_decided() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        attempt = ConnectionAttempt(places_of("127.0.0.1", listener.getsockname()[1])[0])
        link = link_to(listener.getsockname()[1])
        link._attempt = attempt
        poller = zmq.Poller()

        link.register(poller)

        assert poller.poll(5_000)
        link.close()


def test_each_address_of_a_name_has_its_turn() -> None:
    with socket.create_server(("127.0.0.1", 0)) as dead:
        nobody = places_of("127.0.0.1", dead.getsockname()[1])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = link_to(listener.getsockname()[1])
        link._places = [*nobody, *link._places]

        first = answered(link, START)
        second = answered(link, START + RETRY_NS)

        assert isinstance(first[0], TradingLost)
        assert second == []
        listener.accept()[0].close()
        link.close()
