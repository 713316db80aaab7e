from __future__ import annotations

import pytest

from mia_core.sim.dtc_positions import SimPositions


@pytest.mark.parametrize(
    ("fills", "quantity", "average_ticks"),
    [
        ([(2, 100), (2, 110)], 4, 105.0),
        ([(-1, 100), (-3, 104)], -4, 103.0),
        ([(4, 100), (-1, 200)], 3, 100.0),
        ([(2, 100), (-2, 120)], 0, 0.0),
        ([(2, 100), (-5, 120)], -3, 120.0),
        ([(-2, 100), (5, 90)], 3, 90.0),
        ([(2, 100), (-2, 120), (1, 130)], 1, 130.0),
    ],
)
def test_quantity_and_average_after_fills(
    fills: list[tuple[int, int]], quantity: int, average_ticks: float
) -> None:
    positions = SimPositions()

    for signed, price_ticks in fills:
        held = positions.book("Sim1", "ESM26", signed=signed, price_ticks=price_ticks)

    assert (held.quantity, held.average_ticks) == (quantity, average_ticks)


def test_closed_position_stays_listed_with_its_account() -> None:
    positions = SimPositions()
    positions.book("Sim1", "ESM26", signed=1, price_ticks=100)
    positions.book("Sim1", "ESM26", signed=-1, price_ticks=101)
    positions.book("Sim2", "ESM26", signed=1, price_ticks=100)

    assert [held.quantity for held in positions.of("Sim1")] == [0]
    assert [held.account for held in positions.of("")] == ["Sim1", "Sim2"]
