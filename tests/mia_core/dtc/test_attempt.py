from __future__ import annotations

import socket
import sys

import pytest

from mia_core.dtc.attempt import ConnectionAttempt, places_of
from mia_core.errors import ConfigError, ProtocolError
from tests.mia_core.dtc.silence import Silence

PATIENCE_S = 10.0


def test_server_that_answers_is_connected() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        [place] = places_of("127.0.0.1", listener.getsockname()[1])
        attempt = ConnectionAttempt(place)
        attempt.wait(PATIENCE_S)
        connection = attempt.result()
        other, _ = listener.accept()
        assert connection is not None
        with connection, other:
            assert connection.send(b"hello")
            assert other.recv(10) == b"hello"


def test_port_where_nobody_listens_is_a_reason() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    [place] = places_of("127.0.0.1", port)

    def call() -> None:
        attempt = ConnectionAttempt(place)
        attempt.wait(PATIENCE_S)
        attempt.result()

    with pytest.raises(ProtocolError, match=f"DTC server at 127.0.0.1:{port}: a connection was"):
        call()


@pytest.mark.skipif(sys.platform == "win32", reason="a full queue refuses there")
def test_address_that_never_answers_stays_undecided() -> None:
    with Silence() as silence:
        [place] = places_of("127.0.0.1", silence.port)
        attempt = ConnectionAttempt(place)

        attempt.wait(0)

        assert attempt.result() is None
        assert attempt.fileno() >= 0
        attempt.give_up()
        assert attempt.fileno() < 0


def test_name_that_does_not_exist_is_a_mistake_in_the_configuration() -> None:
    with pytest.raises(ConfigError, match=r"\[trading\] dtc_host: expected a name or an address"):
        places_of("no such host", 1)
