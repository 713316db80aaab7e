"""What is read off a batch without decoding it: what to subscribe to, its place in time."""

from __future__ import annotations

import struct

from mia_core.frames import BATCH_HEADER, make_batch

__all__ = ["MAGIC", "place_of", "publisher_prefix"]


def _reader(field: str, code: str) -> struct.Struct:
    offset = BATCH_HEADER.fields[field][1] if BATCH_HEADER.fields is not None else 0
    return struct.Struct(f"<{offset}x{code}")


MAGIC = make_batch({}, [])[: BATCH_HEADER["magic"].itemsize]
"""The first bytes of every batch: a subscription to all publishers."""

_CHART = _reader("chart", "i")
_SEQUENCE = _reader("sequence", "Q")


def publisher_prefix(publisher: int) -> bytes:
    """What to subscribe to so that one publisher sees itself asked for."""
    return MAGIC + publisher.to_bytes(BATCH_HEADER["publisher"].itemsize, "little")


def place_of(batch: bytes) -> tuple[int, int]:
    """Sort key that puts the batches of one moment in an order that does not depend on their arrival."""
    if len(batch) < BATCH_HEADER.itemsize:
        return (0, 0)
    return (_CHART.unpack_from(batch)[0], _SEQUENCE.unpack_from(batch)[0])
