"""Features read from studies: where the price stands to a level, and what a study itself says.

The study map decides whether a number can be trusted; here it only becomes a feature.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from mia_core._native import Observation

__all__ = ["LEVELS", "StudyFeature"]


class StudyFeature(msgspec.Struct, frozen=True, kw_only=True):
    """A number made of one meaning of the study map; unknown whenever that is."""

    name: str
    meaning: str
    study: str
    read: Callable[[Observation, float], float | None]


def _distance(observation: Observation, level: float) -> float | None:
    price_ticks = observation.last_trade_ticks
    if price_ticks is None or observation.tick_size <= 0:
        return None
    return price_ticks - level / observation.tick_size


def _itself(_: Observation, value: float) -> float | None:
    return value


_DISTANCES = {
    "levels.vwap": ("vwap.main", "VWAP"),
    "levels.vwap_up_1": ("vwap.up_1", "the first band above VWAP"),
    "levels.vwap_down_1": ("vwap.down_1", "the first band below VWAP"),
    "levels.poc": ("value_area.current.poc", "the point of control"),
    "levels.value_area_high": ("value_area.current.high", "the high of the value area"),
    "levels.value_area_low": ("value_area.current.low", "the low of the value area"),
    "levels.previous_poc": ("value_area.previous.poc", "yesterday's point of control"),
    "levels.previous_value_area_high": (
        "value_area.previous.high",
        "the high of yesterday's value area",
    ),
    "levels.previous_value_area_low": (
        "value_area.previous.low",
        "the low of yesterday's value area",
    ),
}

LEVELS: tuple[StudyFeature, ...] = (
    *(
        StudyFeature(
            name=name, meaning=f"last price less {level}, in ticks", study=study, read=_distance
        )
        for name, (study, level) in _DISTANCES.items()
    ),
    StudyFeature(
        name="flow.bar_delta",
        meaning="(ask volume - bid volume) / volume of the forming bar, by its study",
        study="nbcv.delta_share",
        read=_itself,
    ),
    StudyFeature(
        name="vix.last",
        meaning="the volatility index as its own chart shows it; as old as its last change",
        study="vix.last",
        read=_itself,
    ),
)
