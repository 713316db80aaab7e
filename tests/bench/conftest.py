from __future__ import annotations

import pytest

from bench.workbench import find_program


@pytest.fixture(autouse=True)
def programs() -> None:
    """Fail with the reason, before anything was started, when the C++ side was not built."""
    for name in ("mia_bench_sender", "mia_bench_jsonl", "mia_bench_study_call"):
        find_program(name)
