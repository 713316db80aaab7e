"""All checks there are, in the order they are told. A new one is a function and a line here."""

from __future__ import annotations

from typing import Final

from mia_core.doctor import (
    configuration,
    elsewhere,
    feed,
    files,
    market,
    program,
    sierra,
    studies,
    trading,
)
from mia_core.doctor.checks import Area

__all__ = [
    "CONFIGURATION",
    "ELSEWHERE",
    "FEED",
    "HOME",
    "MARKET",
    "OVERLAY",
    "PROGRAM",
    "SIERRA",
    "STUDIES",
    "TRADING",
]

PROGRAM: Final = Area(
    "program",
    {
        "compiled-module": program.compiled,
        "study-library": program.study_library,
        "libzmq": program.libzmq,
        "time-zones": program.time_zones,
        "clock": program.clock,
    },
)
CONFIGURATION: Final = Area(
    "configuration",
    {
        "configuration": configuration.file,
        "addresses": configuration.addresses,
        "card": configuration.card,
        "contract": configuration.contract,
        "study-maps": configuration.study_maps,
        "study-ids": configuration.study_ids,
    },
)
HOME: Final = Area(
    "home",
    {
        "home": files.writable,
        "space": files.space,
        "token": files.token,
        "order-journal": files.orders,
        "unresolved-orders": files.unresolved,
    },
)
FEED: Final = Area(
    "feed",
    {
        "feed-address": feed.listened,
        "feed": feed.heard_at_all,
        "let-in": feed.let_in,
        "shows": feed.shows,
        "version": feed.versions,
        "snapshot": feed.snapshots,
        "update-interval": feed.update_interval,
        "study-calls": feed.calls,
        "complaint": feed.complaints,
        "gaps": feed.gaps,
        "silence": feed.pauses,
        "latency": feed.latency,
    },
)
OVERLAY: Final = Area("overlay", {"overlay-address": feed.overlay_listened})
SIERRA: Final = Area(
    "Sierra Chart",
    {
        "connection": sierra.connection,
        "data-delay": sierra.delay,
        "replay": sierra.replay,
        "time": sierra.time_of_study,
        "told-charts": sierra.conditions,
    },
)
MARKET: Final = Area(
    "market",
    {
        "symbol": market.symbol,
        "tick-size": market.tick_size,
        "book": market.books,
        "tape": market.tapes,
    },
)
STUDIES: Final = Area(
    "studies",
    {
        "recognised": studies.recognised,
        "ambiguous": studies.ambiguous,
        "contradicted": studies.contradicted,
        "unproved": studies.unproved,
        "input": studies.card_inputs,
    },
)
TRADING: Final = Area(
    "trading",
    {
        "dtc-server": trading.server,
        "orders-taken": trading.supported,
        "account": trading.account,
        "position": trading.position,
        "working-orders": trading.orders,
    },
)
ELSEWHERE: Final = Area(
    "to be looked at in Sierra Chart",
    {
        "daily-loss-limit": elsewhere.loss_limit,
        "simulation-mode": elsewhere.simulation_mode,
        "sierra-version": elsewhere.sierra_version,
        "tick-storage": elsewhere.tick_storage,
        "dtc-reach": elsewhere.dtc_reach,
    },
)
