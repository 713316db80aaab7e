"""The catalog of features: each is one small function of an observation and the open episodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from mia_core.features.levels import LEVELS, StudyFeature

if TYPE_CHECKING:
    from mia_core._native import Observation
    from mia_core.experiments.episodes import AnyDetection

__all__ = ["FEATURES", "Feature"]

Read = Callable[["Observation", Mapping[int, "AnyDetection"]], float | None]


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """A named number. One that `forgets` becomes unknown at once; others keep their last value."""

    name: str
    meaning: str
    read: Read
    forgets: bool = True


def _imbalance(observation: Observation, _: Mapping[int, AnyDetection]) -> float | None:
    if not observation.book_valid:
        return None
    total = observation.bid_size_5 + observation.ask_size_5
    return (observation.bid_size_5 - observation.ask_size_5) / total if total else None


def _spread(observation: Observation, _: Mapping[int, AnyDetection]) -> float | None:
    bid, ask = observation.best_bid_ticks, observation.best_ask_ticks
    if not observation.book_valid or bid is None or ask is None:
        return None
    return float(ask - bid)


def _delta(bought: int, sold: int) -> float | None:
    total = bought + sold
    return (bought - sold) / total if total else None


def _delta_10s(observation: Observation, _: Mapping[int, AnyDetection]) -> float | None:
    return _delta(observation.buy_volume_10s, observation.sell_volume_10s)


def _delta_60s(observation: Observation, _: Mapping[int, AnyDetection]) -> float | None:
    return _delta(observation.buy_volume_60s, observation.sell_volume_60s)


def _vwap_ticks(observation: Observation, _: Mapping[int, AnyDetection]) -> float | None:
    price, vwap = observation.last_trade_ticks, observation.vwap_ticks
    return None if price is None or vwap is None else price - vwap


def _session_delta(observation: Observation, _: Mapping[int, AnyDetection]) -> float | None:
    delta, volume = observation.session_delta, observation.session_volume
    return delta / volume if delta is not None and volume else None


def _speed(observation: Observation, _: Mapping[int, AnyDetection]) -> float | None:
    rank = observation.contracts_rank
    return None if rank is None else rank / 1000


def _pattern(pattern: str) -> Read:
    """Sum the confidence of the open episodes: resting bids speak for a rise, asks for a fall."""

    def read(observation: Observation, active: Mapping[int, AnyDetection]) -> float | None:
        if not observation.book_valid:
            return None
        value = 0.0
        for detection in active.values():
            if detection.pattern == pattern:
                value += detection.confidence if detection.side == "bid" else -detection.confidence
        return value

    return read


FEATURES: dict[str, Feature | StudyFeature] = {
    feature.name: feature
    for feature in (
        Feature(
            name="book.imbalance",
            meaning="(bids - asks) / (bids + asks) over the five best levels of each side",
            read=_imbalance,
        ),
        Feature(
            name="book.spread_ticks", meaning="best ask minus best bid, in ticks", read=_spread
        ),
        Feature(
            name="flow.delta_10s",
            meaning="(bought - sold) / all volume of the last 10 seconds, by aggressor",
            read=_delta_10s,
            forgets=False,
        ),
        Feature(
            name="flow.delta_60s",
            meaning="(bought - sold) / all volume of the last 60 seconds, by aggressor",
            read=_delta_60s,
            forgets=False,
        ),
        Feature(
            name="flow.speed",
            meaning="share of the seconds of the last minutes in which less was traded than in this one",
            read=_speed,
        ),
        Feature(
            name="session.vwap_ticks",
            meaning="last price less VWAP of the session as MIA has heard it, in ticks",
            read=_vwap_ticks,
        ),
        Feature(
            name="session.delta",
            meaning="(bought - sold) / all volume of the session as MIA has heard it, by aggressor",
            read=_session_delta,
        ),
        Feature(
            name="pattern.wall",
            meaning="confidence of open walls, bids positive, asks negative",
            read=_pattern("wall"),
        ),
        Feature(
            name="pattern.absorption",
            meaning="confidence of open absorptions, bids positive, asks negative",
            read=_pattern("absorption"),
        ),
    )
}
FEATURES |= {feature.name: feature for feature in LEVELS}
