"""Checks of the way from the studies to here: who is heard, of which version, and whether all of it arrives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mia_core import __version__
from mia_core.clock import NANOSECONDS
from mia_core.doctor.checks import Finding, bad, good, unseen
from mia_core.doctor.heard import Heard, Refusal, Speaker

__all__ = [
    "calls",
    "complaints",
    "each",
    "gaps",
    "heard_at_all",
    "latency",
    "let_in",
    "listened",
    "overlay_listened",
    "pauses",
    "shows",
    "snapshots",
    "update_interval",
    "versions",
]

SAME_DLL: Final = (
    "copy MIA_64.dll and libzmq.dll of this package into Sierra's Data Files Folder, side by side"
    " (docs/windows.md, Another version of the DLL)"
)
SAME_HOME: Final = (
    "run Sierra Chart and the host as the same user with the same MIA_HOME; input 'Token file' of"
    " MIA Feed empty, or the path that check token tells; then start the study again"
)
REMEDIES: Final = {
    "bad-token": SAME_HOME,
    "unknown-publisher": SAME_HOME,
    "layout-mismatch": SAME_DLL,
    "unknown-major": SAME_DLL,
    "too-many-publishers": "fewer charts with MIA Feed",
    "bad-time": "set the clock of the machine; Sierra Chart takes its time from it",
}
DAMAGED: Final = "another program sends to this port: find it and give it another"
STAND_IN_HEADER: Final = 1
UPDATE_INTERVAL_MAX_MS: Final = 100
INTERVAL_PLACE: Final = "Global Settings >> General Settings, or Chart >> Chart Settings >> Display, Chart Update Interval"


def listened(heard: Heard) -> Finding:
    """The address could be listened on."""
    return good(f"{heard.address}, listened for {heard.listened_s:.1f} s")


def overlay_listened(address: str) -> Finding:
    """The other address could be listened on, for the overlay studies."""
    return good(address)


def heard_at_all(heard: Heard) -> Finding:
    """At least one MIA Feed was let in."""
    count = len(heard.speakers)
    if count:
        return good(f"{count} MIA Feed, {heard.batches:,} batches")
    if heard.stopped:
        return unseen(f"stopped after {heard.listened_s:.1f} s, nothing was let in by then")
    found = f"no MIA Feed was let in within {heard.listened_s:.1f} s"
    if heard.refusals:
        return bad(f"{found}, {len(heard.refusals)} refused", "do what check let-in says")
    return bad(
        found,
        "start Sierra Chart and add MIA Feed to the chart (Analysis >> Studies >> Add Custom Study"
        f" >> MIA); its input 'Address of the MIA host' is {heard.settings.config.host.bind};"
        " Window >> Message Log tells what it lacks",
    )


def let_in(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Nobody who spoke was refused."""
    refusals = heard.refusals
    if not refusals:
        return good("nobody was refused") if heard.batches else unseen("nothing came in")
    return {
        _who(item): bad(
            f"{item.outcome}, {item.count:,} batches{f': {item.note}' if item.note else ''}",
            REMEDIES.get(item.outcome, DAMAGED),
        )
        for item in refusals
    }


def shows(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Tell what each chart shows."""
    return each(heard, _shown)


def versions(heard: Heard) -> Finding | Mapping[str, Finding]:
    """The DLL in Sierra Chart is of this package's version. Sierra's own version does not cross the wire."""
    return each(heard, _version)


def snapshots(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Each chart has told all it has to tell."""
    return each(heard, lambda speaker: _snapshot(heard, speaker))


def update_interval(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Each chart is updated often enough."""
    return each(heard, _interval)


def calls(heard: Heard) -> Finding | Mapping[str, Finding]:
    """Tell what each study does: the cost of its calls, what it sent, what it had to refuse."""
    return each(heard, _calls)


def complaints(heard: Heard) -> Finding | Mapping[str, Finding]:
    """The studies themselves lose nothing and complain of nothing."""
    return each(heard, _complaint)


def gaps(heard: Heard) -> Finding:
    """Every batch arrived."""
    if not heard.speakers:
        return unseen("no chart was heard")
    missed = {item.chart: item.missed for item in heard.speakers if item.missed}
    if not missed:
        return good(f"none in {heard.batches:,} batches")
    told = ", ".join(f"chart {chart}: {count:,}" for chart, count in missed.items())
    return bad(
        f"batches missing: {told}",
        "the machine is too busy: fewer charts with MIA Feed, longer Chart Update Intervals, fewer"
        " programs beside Sierra Chart",
    )


def pauses(heard: Heard) -> Finding | Mapping[str, Finding]:
    """No chart was silent for as long as a feed may be old; each says something once a second."""
    limit_s = heard.settings.config.risk.stale_feed_s
    if heard.listened_s <= limit_s:
        return unseen(
            f"listened for {heard.listened_s:.1f} s, a feed may be {limit_s:g} s old",
            "mia doctor --monitor 60",
        )

    def judge(speaker: Speaker) -> Finding:
        found = f"longest silence {speaker.longest_pause_ns / NANOSECONDS:.2f} s"
        if speaker.longest_pause_ns <= limit_s * NANOSECONDS:
            return good(found)
        return bad(
            f"{found}, a feed may be {limit_s:g} s old",
            "orders are refused as stale-feed meanwhile: look what holds up Sierra Chart (Window >>"
            " Message Log; long recalculations, a hidden or busy chart)",
        )

    return each(heard, judge)


def latency(heard: Heard) -> Finding:
    """What a study sends is here soon. Both ends read the clock of this machine."""
    p50, p99 = heard.latency.percentile_us(50), heard.latency.percentile_us(99)
    if p50 is None or p99 is None:
        return unseen("no batch told when it was sent")
    found = f"p50 {p50:,.0f} us, p99 {p99:,.0f} us over {heard.latency.count:,} batches"
    if p99 / 1e6 <= heard.settings.config.risk.stale_feed_s:
        return good(found)
    return bad(found, "the machine is too busy: fewer programs beside Sierra Chart and the host")


def each(heard: Heard, judge: Callable[[Speaker], Finding]) -> Finding | Mapping[str, Finding]:
    """Judge every study that was let in."""
    return {name: judge(speaker) for name, speaker in heard.named.items()} or unseen(
        "no chart was heard"
    )


def _who(item: Refusal) -> str:
    if not item.publisher:
        return "nobody"
    return f"chart {item.chart} publisher {item.publisher:016x}"


def _shown(speaker: Speaker) -> Finding:
    own = speaker.own
    if own is None:
        return unseen("it has not said what it shows")
    others = ", ".join(
        f"chart {item.number} ({item})" for item in speaker.charts.values() if item is not own
    )
    return good(f"{own}, tick {own.tick_size:g}{f'; tells of {others} too' if others else ''}")


def _version(speaker: Speaker) -> Finding:
    headers = (
        "built against MIA's own stand-in for Sierra's headers"
        if speaker.header_version == STAND_IN_HEADER
        else f"built with Sierra's headers of version {speaker.header_version}"
        if speaker.header_version
        else "it does not say with which headers it was built"
    )
    found = f"MIA_64 {speaker.version or 'of unknown version'}, {headers}"
    if speaker.version == __version__:
        return good(found)
    return bad(f"{found}; this package is {__version__}", SAME_DLL)


def _snapshot(heard: Heard, speaker: Speaker) -> Finding:
    if speaker.state == "synchronised":
        return good("complete")
    found = f"not complete after {heard.listened_s:.1f} s ({speaker.state or 'unknown'})"
    if heard.stopped:
        return unseen(found)
    return bad(
        found,
        "listen longer (--monitor 60); the panel of MIA Feed on the chart tells how far it is",
    )


def _interval(speaker: Speaker) -> Finding:
    interval_ms = speaker.update_interval_ms
    if not interval_ms:
        return unseen(
            "the chart does not say", f"{INTERVAL_PLACE}: {UPDATE_INTERVAL_MAX_MS} ms or less"
        )
    if interval_ms > UPDATE_INTERVAL_MAX_MS:
        return bad(f"{interval_ms} ms", f"{INTERVAL_PLACE}: {UPDATE_INTERVAL_MAX_MS} ms or less")
    return good(f"{interval_ms} ms")


def _calls(speaker: Speaker) -> Finding:
    median_us, p99_us = speaker.call_cost_us
    found = f"{speaker.sent:,} batches sent, {speaker.values_refused:,} values refused"
    if not p99_us:
        return unseen(f"{found}; it has not said what its calls cost")
    return good(f"a call takes {median_us:,.1f} us (median), {p99_us:,.1f} us (p99); {found}")


def _complaint(speaker: Speaker) -> Finding:
    batches, overruns = speaker.lost
    before = speaker.lost_before or (0, 0)
    found = f"since its start {batches:,} batches lost, {overruns:,} overruns of the tape"
    if speaker.last_error:
        return bad(
            f"its last error: {speaker.last_error}; {found}",
            "Window >> Message Log tells more; Chart >> Recalculate starts the study again",
        )
    if speaker.lost == before:
        return good(f"{found}, none of them now")
    return bad(
        f"{found}, {batches - before[0]:,} and {overruns - before[1]:,} of them now",
        "shorter Chart Update Interval, more stored Time and Sales records, a less busy machine",
    )
