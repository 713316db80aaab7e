"""Checks of what each Sierra Chart says of itself: connected, in real time, live, and by which clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mia_core.clock import NANOSECONDS
from mia_core.doctor.checks import Finding, bad, good, unseen
from mia_core.doctor.feed import each
from mia_core.doctor.heard import Heard, Speaker
from mia_core.frames import CONSTANTS

__all__ = ["conditions", "connection", "delay", "replay", "time_of_study"]

_CONNECTIONS: Final = {number: name for name, number in CONSTANTS["connection"].items()}
_CODES: Final = CONSTANTS["chart_condition"]
_CONDITIONS: Final = {
    _CODES["missing"]: (
        "it is not in the chartbook",
        "mend the number in 'Also send chart number' of MIA Feed",
    ),
    _CODES["empty"]: ("it has no complete bar", "wait for one; a chart of a traded symbol"),
    _CODES["downloading"]: ("it downloads its history", "wait until the download is over"),
    _CODES["other_time_zone"]: (
        "it is in another time zone than the study's chart, so its bars cannot be placed",
        "give both charts one time zone: Chart >> Chart Settings",
    ),
    _CODES["no_tick_size"]: (
        "its tick size is unknown, so its bars are not sent",
        "Chart >> Chart Settings: Tick Size of the symbol",
    ),
}


def connection(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Each chart's Sierra Chart is connected to its data feed."""
    return each(heard, _connection)


def delay(heard: Heard) -> Finding | Mapping[str, Finding]:
    """The data are of now."""
    return each(heard, _delay)


def replay(heard: Heard) -> Finding | Mapping[str, Finding]:
    """No chart replays the past."""
    return each(heard, _replay)


def time_of_study(heard: Heard) -> Finding | Mapping[str, Finding]:
    """The study and this machine agree on the time."""
    limit_s = heard.settings.config.risk.stale_feed_s
    return each(heard, lambda speaker: _time(speaker, limit_s))


def conditions(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Every chart that a study was asked to tell of can be told of."""
    told = {
        f"chart {number}": condition
        for speaker in heard.speakers
        for number, condition in speaker.conditions.items()
    }
    found = {
        name: bad(*_CONDITIONS.get(condition, (f"condition {condition}", "install one version")))
        for name, condition in told.items()
        if condition != _CODES["sent"]
    }
    if found:
        return found
    return good(f"all of {len(told)} are sent") if told else unseen("no chart has said")


def _connection(speaker: Speaker) -> Finding:
    name = _CONNECTIONS.get(speaker.connection, f"state {speaker.connection}")
    if speaker.connection == CONSTANTS["connection"]["connected"]:
        return good(name)
    return bad(f"Sierra Chart is not connected: {name}", "File >> Connect to Data Feed")


def _delay(speaker: Speaker) -> Finding:
    if speaker.delay_s is None:
        return unseen(
            "Sierra does not say how late its data are; --mode live needs its word",
            "a newer Sierra Chart says it; else compare the chart's last trade with the clock",
        )
    if speaker.delay_s > 0 or speaker.is_delayed:
        return bad(
            f"the data are {speaker.delay_s} s late",
            "the exchange's real-time data have to be activated for the account: Help >> Account"
            " Control Panel",
        )
    return good("real time")


def _replay(speaker: Speaker) -> Finding:
    if speaker.is_replay:
        return bad("the chart replays", "Chart >> Replay Chart: stop it")
    return good("live")


def _time(speaker: Speaker, limit_s: float) -> Finding:
    behind_s = speaker.behind_ns / NANOSECONDS
    found = f"{abs(behind_s):.3f} s {'ahead of' if behind_s < 0 else 'behind'} this machine's clock"
    if abs(behind_s) <= limit_s:
        return good(found)
    if speaker.is_replay:
        return unseen(f"{found}: a replay has a time of its own")
    return bad(
        f"{found}; {limit_s:g} s are allowed ([risk] stale_feed_s)",
        "set the clock of the machine, then Sierra Chart's Time Zone setting; a simulation with a"
        " time of its own cannot be traded",
    )
