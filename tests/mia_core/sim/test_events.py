from __future__ import annotations

import gc

import pytest

from mia_core.sim.events import DepthChange, MarketEvent, TapeTrade, VixTick

EVENTS: list[MarketEvent] = [
    DepthChange(1, "bid", 26_800, 60, 24),
    TapeTrade(1, 26_800, 2, "sell", 26_800, 26_801, 60, 55),
    VixTick(1, 16.5),
]


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_cannot_be_changed(event: MarketEvent) -> None:
    with pytest.raises(AttributeError):
        event.t_ns = 2  # type: ignore[misc]


@pytest.mark.parametrize("event", EVENTS)
def test_the_collector_does_not_walk_millions_of_events(event: MarketEvent) -> None:
    assert not gc.is_tracked(event)
