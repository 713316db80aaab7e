"""What enters the engine: the one stream that live, paper and replay share."""

from __future__ import annotations

import msgspec

from mia_core.execution.events import ExecutionEvent

__all__ = ["BatchReceived", "Event", "Executed", "Ticked"]


class BatchReceived(msgspec.Struct, frozen=True, gc=False):
    """A batch of bytes from a publisher, its token already masked."""

    t_ns: int
    data: bytes


class Executed(msgspec.Struct, frozen=True, tag="executed"):
    """Something the trading side reported."""

    t_ns: int
    event: ExecutionEvent


class Ticked(msgspec.Struct, frozen=True, tag="ticked", gc=False):
    """Time passed. Comes about once a second, whether or not anything else does."""

    t_ns: int


Event = BatchReceived | Executed | Ticked
