from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.run import BENCHMARKS
from bench.workbench import ROOT


def test_every_benchmark_is_in_the_list() -> None:
    measuring = {
        path.stem
        for path in (ROOT / "bench").glob("*.py")
        if "\ndef measure(" in path.read_text(encoding="utf-8")
    }

    assert measuring == set(BENCHMARKS)


def test_results_hold_the_noise_beside_the_figures(tmp_path: Path) -> None:
    out = tmp_path / "results.md"
    command = [sys.executable, "bench/run.py", "--small", "--out", str(out), "ingest", "study_call"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    text = out.read_text(encoding="utf-8")
    assert text.count("before: hiccup p50") == text.count("after: hiccup p50") == 2
    assert text.index("## Against the targets") < text.index("## Market.ingest")
    assert "| Market.ingest |" in text
    assert "commit " in text
