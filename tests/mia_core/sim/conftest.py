from __future__ import annotations

from collections.abc import Iterator

import pytest

from mia_core.dtc.session import SessionSettings
from mia_core.sim.dtc_desk import DeskSettings
from mia_core.sim.dtc_faults import Faults
from mia_core.sim.dtc_server import SimDtcServer
from mia_core.sim.events import TapeTrade
from tests.mia_core.sim.dtc_client import SYMBOL, Client, Play
from tests.mia_core.sim.scripted_market import ScriptedMarket, Touch


@pytest.fixture
def play() -> Iterator[Play]:
    """Start a server with a script and faults, and log a client on to it."""
    opened: list[SimDtcServer | Client] = []

    def start(
        *script: Touch | TapeTrade,
        faults: Faults | None = None,
        settings: SessionSettings | None = None,
    ) -> Client:
        desk = DeskSettings(symbols=(SYMBOL,), seed=7, faults=faults or Faults())
        server = SimDtcServer(ScriptedMarket(*script), desk)
        opened.append(server)
        client = Client(server, settings)
        opened.append(client)
        return client.log_on()

    yield start
    for item in reversed(opened):
        if isinstance(item, Client):
            item.connection.close()
        else:
            item.close()
