from __future__ import annotations

from bench.noise import Steal, hiccup


def test_hiccup_orders_its_figures() -> None:
    noise = hiccup(0.02)

    assert 0 <= noise.p50_us <= noise.p99_us <= noise.max_us
    assert str(noise).startswith("hiccup p50 ")


def test_steal_is_a_share() -> None:
    assert 0 <= Steal().percent() <= 100
