"""A latency histogram of fixed size: buckets about 3 % wide, from a nanosecond to days."""

from __future__ import annotations

__all__ = ["LatencyHistogram"]

MANTISSA_BITS = 5
BUCKETS = 64 << MANTISSA_BITS


class LatencyHistogram:
    """Counts durations in nanoseconds; a negative one (a clock was set) is counted apart."""

    def __init__(self) -> None:
        self._counts = [0] * BUCKETS
        self.count = 0
        self.negative = 0

    def add(self, duration_ns: int) -> None:
        """Count one duration."""
        if duration_ns < 0:
            self.negative += 1
            return
        self._counts[_bucket(duration_ns)] += 1
        self.count += 1

    def percentile_us(self, percent: float) -> float | None:
        """Tell the duration that this share of all did not exceed; None when nothing was counted."""
        if self.count == 0:
            return None
        wanted = max(1, -(-self.count * percent // 100))
        seen = 0
        for bucket, count in enumerate(self._counts):
            seen += count
            if seen >= wanted:
                return _upper_ns(bucket) / 1000
        return None


def _bucket(duration_ns: int) -> int:
    shift = max(0, duration_ns.bit_length() - MANTISSA_BITS - 1)
    return min(BUCKETS - 1, (shift << MANTISSA_BITS) + (duration_ns >> shift))


def _upper_ns(bucket: int) -> int:
    if bucket < (2 << MANTISSA_BITS):
        return bucket
    shift = (bucket >> MANTISSA_BITS) - 1
    mantissa = bucket - (shift << MANTISSA_BITS)
    return ((mantissa + 1) << shift) - 1
