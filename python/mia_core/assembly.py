"""Puts a host together from a configuration and a home; the one place that knows all the parts."""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING

import msgspec

from mia_core import _native
from mia_core.app import Host
from mia_core.config import Config, Mode, load_contract
from mia_core.dtc.link import TradingLink
from mia_core.engine import Setup
from mia_core.errors import ConfigError
from mia_core.execution.ledger import StartingState
from mia_core.experiments.source import resolve
from mia_core.feeds.live import LiveFeed
from mia_core.journal.orders import OrderJournal
from mia_core.journal.recording import Opening, RecordingWriter
from mia_core.overlay import Overlay
from mia_core.strategies.card import load_card
from mia_core.studymap.rows import load_rows
from mia_core.versions import running_versions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import zmq

    from mia_core.clock import Clock
    from mia_core.config import StudyId
    from mia_core.home import Home
    from mia_core.studymap.rows import Row

__all__ = ["Parts", "check_ids", "make_setup", "open_parts", "opening_of", "resolve_detectors"]


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """The open sockets and files of a host."""

    setup: Setup
    feed: LiveFeed
    overlay: Overlay | None
    trading: TradingLink | None
    orders: OrderJournal | None
    recording: RecordingWriter | None

    def host(self, clock: Clock) -> Host:
        """Build the host around them."""
        return Host(
            self.setup,
            clock=clock,
            feed=self.feed,
            overlay=self.overlay,
            trading=self.trading,
            orders=self.orders,
            recording=self.recording,
        )


def resolve_detectors(given: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Fill in every default, so that a recording holds what was really used."""
    return {
        row["name"]: {
            parameter["name"]: float(
                given.get(row["name"], {}).get(parameter["name"], parameter["default"])
            )
            for parameter in row["parameters"]
        }
        for row in _native.detector_catalog()
    }


def make_setup(config: Config, mode: Mode, start: StartingState) -> Setup:
    """Resolve what a run is decided by."""
    if mode is not Mode.READ_ONLY and not config.trading.symbol:
        message = (
            "[trading] symbol: expected Sierra's exact symbol of what is traded, found nothing"
        )
        raise ConfigError(message)
    resolved = msgspec.structs.replace(config, detectors=resolve_detectors(config.detectors))
    rows = load_rows(config.studies.maps)
    check_ids(config.studies.ids, rows)
    return Setup(
        mode=mode,
        config=resolved,
        card=load_card(config.card),
        contract=load_contract(config.trading.contract),
        start=start,
        studies=rows,
        experiments=resolve(config.experiments),
    )


def check_ids(ids: Sequence[StudyId], rows: Sequence[Row]) -> None:
    """Refuse an id that is given for a meaning of no study map."""
    meanings = {row.meaning for row in rows}
    for given in ids:
        if given.meaning not in meanings:
            message = f"[[studies.ids]] meaning: no study map has a study {given.meaning!r}"
            raise ConfigError(message)


def opening_of(setup: Setup) -> Opening:
    """What a recording begins with: all that its decisions depend on, and no secret."""
    return Opening(
        setup=msgspec.to_builtins(setup),
        schema=dict(_native.schema()),
        versions=running_versions(),
    )


def open_parts(
    config: Config,
    mode: Mode,
    *,
    home: Home,
    context: zmq.Context[zmq.Socket[bytes]],
    environment: Mapping[str, str],
    recording_path: Path | None,
    begin_ns: int = 0,
) -> Parts:
    """Open everything a host needs; read-only opens no way to trade at all.

    What is wrong with the configuration is found before anything is opened, and what was opened
    is closed again when the next part cannot be.
    """
    make_setup(config, mode, StartingState())
    with contextlib.ExitStack() as opened:
        feed = LiveFeed(context, config.host.bind, token=home.token())
        opened.callback(feed.close)
        overlay = Overlay(context, config.host.overlay, publisher=secrets.randbits(64))
        opened.callback(overlay.close)
        orders, trading = None, None
        start = StartingState(order_tag=config.trading.order_tag or "MIA")
        if mode is not Mode.READ_ONLY:
            orders = OrderJournal(home.orders)
            opened.callback(orders.close)
            start = _starting_state(orders, config)
            trading = TradingLink(
                config.trading,
                username=environment.get("MIA_DTC_USERNAME", ""),
                password=environment.get("MIA_DTC_PASSWORD", ""),
                unheard=start.unheard,
            )
        setup = make_setup(config, mode, start)
        recording = None
        if recording_path is not None:
            recording = RecordingWriter(recording_path, opening_of(setup), begin_ns=begin_ns)
        opened.pop_all()
    return Parts(
        setup=setup, feed=feed, overlay=overlay, trading=trading, orders=orders, recording=recording
    )


def _starting_state(orders: OrderJournal, config: Config) -> StartingState:
    return StartingState(
        order_tag=config.trading.order_tag or orders.tag(),
        next_order_number=orders.next_number(),
        unresolved=tuple(row.as_earlier() for row in orders.open_orders()),
    )
