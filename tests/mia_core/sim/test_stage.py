from __future__ import annotations

from mia_core.sim.background import Background
from mia_core.sim.book import Block
from mia_core.sim.draws import stream
from mia_core.sim.exchange import NEVER, Exchange
from mia_core.sim.stage import MS, SECOND, Act, Playbill, Stage, drive
from mia_core.sim.truth import TruthLog


def stage_at(now_ns: int) -> Stage:
    exchange = Exchange(
        1000, depth=20, levels=stream(1, "levels"), refills=stream(1, "refills"), sink=[]
    )
    return Stage(
        exchange,
        Background(1, exchange, start_ns=now_ns, level_changes_per_s=150),
        truth=TruthLog(0.25),
        rng=stream(1, "plants"),
        now_ns=now_ns,
    )


def test_acts_play_side_by_side_each_at_its_time() -> None:
    stage = stage_at(100)
    heard: list[tuple[str, int]] = []

    def act(name: str, waits: list[int]) -> Act:
        for wait in waits:
            heard.append((name, stage.now_ns))
            yield wait
        heard.append((name, stage.now_ns))

    playbill = Playbill(stage, [act("a", [10, 30]), act("b", [25])])
    while playbill.next_ns < NEVER:
        playbill.step(playbill.next_ns)

    assert heard == [("a", 100), ("b", 100), ("a", 110), ("b", 125), ("a", 140)]


def test_a_playbill_without_acts_is_never_due() -> None:
    assert Playbill(stage_at(0), []).next_ns == NEVER


def test_driving_ends_at_its_limit_and_lets_go_of_the_market() -> None:
    stage = stage_at(0)
    side = stage.exchange.bid
    playbill = Playbill(
        stage,
        [drive(stage, side, until=lambda: False, mean_gap_ns=10 * MS, limit_ns=SECOND)],
    )

    playbill.step(0)
    driven_first = stage.exchange.driven
    while playbill.next_ns < NEVER:
        playbill.step(playbill.next_ns)

    assert driven_first is side
    assert stage.exchange.driven is None
    assert side.traded > 100
    assert SECOND <= stage.now_ns < 2 * SECOND


def test_clearing_withdraws_only_what_is_near() -> None:
    stage = stage_at(0)
    ask = stage.exchange.ask
    near, far = Block(ask.price(3), 300, orders=1), Block(ask.price(12), 300, orders=1)
    ask.place(0, 3, near)
    ask.place(0, 12, far)

    stage.clear(ask, within=8)

    assert (near.fate, far.fate) == ("withdrawn", "standing")
