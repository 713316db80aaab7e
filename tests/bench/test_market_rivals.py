from __future__ import annotations

from bench import market_rivals
from bench.python_dom import DomAnalyser
from bench.workbench import SMALL


def test_what_is_there_is_measured_and_what_is_not_is_said() -> None:
    outcome = market_rivals.measure(SMALL)

    rows = [row[0] for row in outcome.rows]
    assert (rows[0], rows[-1]) == (
        "MIA, all detectors, C++ loop",
        "six patterns in plain Python, each snapshot",
    )
    has_rival = market_rivals.RIVALS.exists()
    assert any("hftbacktest" in row for row in rows) == has_rival
    assert any("is not there" in note for note in outcome.notes) != has_rival


def test_the_plain_analysis_finds_what_its_rules_say() -> None:
    asks = [(101.0 + k / 4, 30) for k in range(10)]
    ordinary = [(100.0 - k / 4, 30) for k in range(10)]
    analyser = DomAnalyser()
    for _ in range(5):
        assert analyser.analyse(ordinary, asks) == []
    large = [*ordinary[:4], (99.0, 700), *ordinary[5:]]
    found = {signal.pattern for signal in analyser.analyse(large, asks)}
    assert found == {"iceberg", "wall"}
    assert [it.pattern for it in analyser.analyse(ordinary, asks)] == ["absorption"]
    steps = [(100.0 - k / 4, size) for k, size in enumerate((90, 60, 40, 30))]
    assert "ladder" in {signal.pattern for signal in analyser.analyse(steps, asks)}
    assert "squeeze" in {it.pattern for it in analyser.analyse([(100.75, 30)], asks)}


def test_the_plain_analysis_calls_a_large_new_level_spoofing() -> None:
    asks = [(101.0 + k / 4, 30) for k in range(10)]
    bids = [(100.0 - k / 4, 30) for k in range(5)]
    analyser = DomAnalyser()
    for _ in range(5):
        analyser.analyse(bids, asks)
    found = analyser.analyse([*bids, (98.0, 500)], asks)
    assert "spoofing" in {signal.pattern for signal in found}
