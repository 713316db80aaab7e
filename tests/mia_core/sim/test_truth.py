from __future__ import annotations

import json
from pathlib import Path

from mia_core.sim.market import DEMO_START_NS, SimMarket
from mia_core.sim.truth import Episode, TruthLog, write_truth
from tests.mia_core.sim.market_replay import SECOND


def begun() -> tuple[TruthLog, Episode]:
    log = TruthLog(0.25)
    episode = Episode(
        "wall", "planted", name="wall", side="ask", price_ticks=26_803, t_start_ns=100
    )
    return log, log.open(episode)


def test_an_episode_under_way_ends_now_so_far() -> None:
    log, _ = begun()

    (pattern,) = log.patterns(250)

    assert (pattern.t_start_ns, pattern.t_end_ns, pattern.outcome) == (100, 250, "under-way")
    assert pattern.price == 6700.75


def test_a_closed_episode_keeps_its_end() -> None:
    log, episode = begun()

    episode.close(180, "cancelled", traded=0)

    (pattern,) = log.patterns(250)
    assert (pattern.t_end_ns, pattern.outcome, pattern.evidence) == (
        180,
        "cancelled",
        {"traded": 0},
    )


def test_what_was_handed_out_does_not_change_later() -> None:
    log, episode = begun()
    (before,) = log.patterns(250)

    episode.close(180, "cancelled", traded=5)

    assert (before.outcome, before.evidence) == ("under-way", {})


def test_the_truth_file_holds_one_object_a_line(tmp_path: Path) -> None:
    market = SimMarket(7, start_ns=DEMO_START_NS, opening_after_ns=0)
    market.advance(DEMO_START_NS + 60 * SECOND)
    path = tmp_path / "truth.jsonl"

    count = write_truth(path, market.truth)

    raw = path.read_bytes()
    lines = [json.loads(line) for line in raw.splitlines()]
    assert count == len(lines) == len(market.truth)
    assert b"\r" not in raw
    first = lines[0]
    assert set(first) == {
        "pattern",
        "kind",
        "name",
        "side",
        "price_ticks",
        "price",
        "t_start_ns",
        "t_end_ns",
        "t_evident_ns",
        "outcome",
        "evidence",
    }
    assert all(line["price"] == line["price_ticks"] / 4 for line in lines)
    assert {line["kind"] for line in lines} <= {"planted", "decoy", "background"}
