"""What the engine decided in one step: the record that is journaled, compared and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mia_core.execution.commands import Command
from mia_core.execution.events import OrderUpdate, TradingLost, TradingReady
from mia_core.execution.ledger import Fill
from mia_core.risk.gate import Refused
from mia_core.strategies.intent import Intent, Signal
from mia_core.strategies.score import Score

if TYPE_CHECKING:
    from mia_core.experiments.episodes import AnyDetection

__all__ = ["Decision", "DetectionRecord", "Verdict"]


class DetectionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A detection as it is written down. `t_end_ns` is None while the episode is open."""

    id: int
    pattern: str
    symbol: str
    side: str
    price_ticks: int
    price: float
    t_start_ns: int
    t_open_ns: int
    t_end_ns: int | None
    confidence: float
    evidence: dict[str, float]
    reason: str

    @classmethod
    def of(cls, detection: AnyDetection, tick_size: float) -> DetectionRecord:
        """Copy a detection out of the compiled state."""
        return cls(
            id=detection.id,
            pattern=detection.pattern,
            symbol=detection.symbol,
            side=detection.side,
            price_ticks=detection.price_ticks,
            price=detection.price_ticks * tick_size,
            t_start_ns=detection.t_start_ns,
            t_open_ns=detection.t_open_ns,
            t_end_ns=detection.t_end_ns or None,
            confidence=detection.confidence,
            evidence=dict(sorted(detection.evidence.items())),
            reason=detection.reason,
        )


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What risk said to an intent: None is yes."""

    intent: Intent
    refused: Refused | None


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything one step decided; a step that decided nothing leaves no decision."""

    t_ns: int
    opened: tuple[DetectionRecord, ...] = ()
    closed: tuple[DetectionRecord, ...] = ()
    score: Score | None = None
    signal: Signal | None = None
    verdicts: tuple[Verdict, ...] = ()
    commands: tuple[Command, ...] = ()
    order: OrderUpdate | None = None
    fill: Fill | None = None
    trading: TradingReady | TradingLost | None = None
    position: int | None = None
    ended_unseen: tuple[str, ...] = ()
    note: str = ""
