from __future__ import annotations

from mia_core.sim.events import Aggressor, TapeTrade
from mia_core.sim.recent import SLICES_A_SECOND, Recent, Usual


def trade(t_ns: int, price: int, size: int, aggressor: Aggressor) -> TapeTrade:
    return TapeTrade(t_ns, price, size, aggressor, price - 1, price + 1, 60, 60)


def test_what_is_usual_is_the_middle_of_the_newest_values() -> None:
    usual = Usual(100)
    for value in range(59):
        usual.add(value)
    assert usual.at(500) == 0

    for value in range(1000, 1100):
        usual.add(value)
    assert (usual.at(0), usual.at(500)) == (1000, 1050)


def test_fills_of_one_order_are_one_trade_and_sums_are_those_of_the_newest_slices() -> None:
    recent = Recent()
    recent.add(trade(10, 100, 3, "buy"))
    recent.add(trade(10, 101, 4, "buy"))
    recent.add(trade(20, 100, 5, "sell"))
    recent.close()
    recent.add(trade(30, 102, 1, "buy"))
    recent.close()

    assert recent.trades_of(SLICES_A_SECOND) == 3
    assert (recent.net_of(1), recent.net_of(2), recent.volume_of(2)) == (1, 3, 13)
    assert recent.range_of(2) == 2
    assert recent.levels_of(2) == {100: [3, 5], 101: [4, 0], 102: [1, 0]}


def test_it_forgets_slices_and_keeps_its_sums() -> None:
    recent = Recent()
    for k in range(2000):
        recent.add(trade(k, 100, 2, "buy"))
        recent.close()

    assert len(recent.slices) < 700
    assert recent.net_of(5) == 10
