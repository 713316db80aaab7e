"""Hand-made truth and reports."""

from __future__ import annotations

from typing import Any

from mia_core.scoring.matching import Report
from mia_core.sim.truth import PlantedPattern

S = 1_000_000_000
PRICE = 26_800


def episode(start_s: float = 10, end_s: float = 20, **fields: Any) -> PlantedPattern:
    given: dict[str, Any] = {
        "pattern": "wall",
        "kind": "planted",
        "name": "made",
        "side": "bid",
        "price_ticks": PRICE,
        "price": 6700.0,
        "t_start_ns": int(start_s * S),
        "t_end_ns": int(end_s * S),
        "outcome": "cancelled",
        "evidence": {},
    }
    return PlantedPattern(**(given | fields))


def report(t_s: float = 12, **fields: Any) -> Report:
    given: dict[str, Any] = {
        "pattern": "wall",
        "side": "bid",
        "price_ticks": PRICE,
        "confidence": 0.8,
    }
    return Report(t_open_ns=int(t_s * S), **(given | fields))
