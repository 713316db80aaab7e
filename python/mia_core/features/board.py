"""The board of features: what the engine knows of the traded market, each number with its age.

A number that cannot be known is `None`, never zero.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mia_core.features.catalog import FEATURES, Feature
from mia_core.features.levels import StudyFeature
from mia_core.studymap.study_map import StudyMap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mia_core._native import Observation
    from mia_core.experiments.episodes import AnyDetection

__all__ = ["FeatureBoard"]

Reading = tuple[float | None, int]


class FeatureBoard:
    """Holds the newest reading of every feature that someone asked for."""

    def __init__(
        self, names: Iterable[str], *, symbol: str, studies: StudyMap | None = None
    ) -> None:
        wanted = tuple(FEATURES[name] for name in names)
        self._features = tuple(item for item in wanted if isinstance(item, Feature))
        self._levels = tuple(item for item in wanted if isinstance(item, StudyFeature))
        self._studies = studies or StudyMap()
        self._symbol = symbol
        self._active: dict[int, AnyDetection] = {}
        self._readings: dict[str, Reading] = {feature.name: (None, 0) for feature in wanted}
        self._reasons: dict[str, str] = {}

    def follow(self, opened: Iterable[AnyDetection], closed: Iterable[AnyDetection]) -> None:
        """Note which episodes of the traded symbol begin and end; any batch may end some, a refused one too."""
        for detection in opened:
            if detection.symbol == self._symbol:
                self._active[detection.id] = detection
        for detection in closed:
            self._active.pop(detection.id, None)

    def update(self, observation: Observation) -> None:
        """Take what one accepted batch of the traded symbol says."""
        time_ns = observation.time_ns
        readings = self._readings
        for feature in self._features:
            value = feature.read(observation, self._active)
            if value is not None and not math.isfinite(value):
                value = None
            if value is not None or feature.forgets:
                readings[feature.name] = (value, time_ns)
        for level in self._levels:
            self._read_study(level, observation)

    def why(self, name: str) -> str:
        """Say why a feature that comes from a study is unknown; empty for all others."""
        return self._reasons.get(name, "")

    def reading(self, name: str, now_ns: int, *, max_age_ns: int) -> Reading:
        """Tell value and age; a reading older than allowed is unknown."""
        value, time_ns = self._readings[name]
        age_ns = now_ns - time_ns
        if age_ns > max_age_ns:
            return None, age_ns
        return value, age_ns

    def _read_study(self, feature: StudyFeature, observation: Observation) -> None:
        told = self._studies.reading(feature.study)
        value = None if told.value is None else feature.read(observation, told.value)
        if value is not None and not math.isfinite(value):
            value = None
        # A line is as old as the last word of who tells it: what did not change is not told again. A chart's own price
        # is as old as its last change.
        self._readings[feature.name] = value, told.time_ns
        self._reasons[feature.name] = told.reason

    @property
    def active(self) -> tuple[AnyDetection, ...]:
        """The episodes that are open now."""
        return tuple(self._active.values())
