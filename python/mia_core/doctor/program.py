"""Checks of the program itself and of the machine it runs on."""

from __future__ import annotations

import zoneinfo
from typing import Final

import msgspec
import zmq

from mia_core import __version__, _native
from mia_core.clock import NANOSECONDS
from mia_core.contents import utc_text
from mia_core.doctor.checks import Finding, bad, good, unseen
from mia_core.sim.sierra_chart import find_study_library

__all__ = ["Machine", "clock", "compiled", "libzmq", "study_library", "time_zones"]

ZMQ_MIN: Final = (4, 3)
YEAR_NS: Final = 31_556_952 * NANOSECONDS
# The first release is younger than the one, and no libzmq and no pair of hands will see the other.
EARLIEST_NS: Final = 55 * YEAR_NS
LATEST_NS: Final = 130 * YEAR_NS
EXCHANGE_ZONE: Final = "America/Chicago"
USER_ZONE: Final = "America/New_York"


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """What a process can tell of the machine: its time, and where its time zones are looked for."""

    now_ns: int


def compiled(_: Machine) -> Finding:
    """The compiled module belongs to this Python package."""
    build = _native.build_info()
    if build["version"] != __version__:
        return bad(
            f"compiled module {build['version']}, Python package {__version__}",
            "install MIA again: both parts come from one version",
        )
    return good(f"{__version__}, {build['build_type']} by {build['compiler']}")


def study_library(_: Machine) -> Finding:
    """The study library for the simulated Sierra Chart lies beside the package."""
    path = find_study_library()
    if path is None:
        return unseen(
            "not built beside this package; only the simulated Sierra Chart needs it there",
            "docs/windows.md has the way of MIA_64.dll into Sierra Chart",
        )
    return good(f"{path}, for the simulated Sierra Chart")


def libzmq(_: Machine) -> Finding:
    """The ZeroMQ that carries the feed is not older than what it was tried with."""
    found = f"libzmq {zmq.zmq_version()}, pyzmq {zmq.__version__}"
    if zmq.zmq_version_info()[:2] < ZMQ_MIN:
        return bad(found, "pip install --upgrade pyzmq: it brings its own libzmq")
    return good(found)


def time_zones(_: Machine) -> Finding:
    """The exchange's time zone and the user's are known here."""
    try:
        for zone in (EXCHANGE_ZONE, USER_ZONE):
            zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, OSError) as error:
        return bad(f"no time zone data: {error}", "pip install tzdata")
    return good(f"{EXCHANGE_ZONE} and {USER_ZONE} are known")


def clock(machine: Machine) -> Finding:
    """The time of this machine can be one; how exact it is, is seen by the feed."""
    told = utc_text(machine.now_ns)[:19]
    if not EARLIEST_NS < machine.now_ns < LATEST_NS:
        return bad(
            f"{told} UTC", "set the clock: Settings >> Time & language >> Date & time >> Sync now"
        )
    return good(f"{told} UTC")
