from __future__ import annotations

from pathlib import Path

import pytest

from bench.workbench import child, find_program, read_line, sender_arguments


def test_options_are_spelled_as_the_programs_read_them() -> None:
    assert sender_arguments({"rate": 2000.0, "signal-every": 20}) == [
        "--rate",
        "2000.0",
        "--signal-every",
        "20",
    ]


def test_a_program_that_was_not_built_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIA_BENCH_PROGRAMS", str(tmp_path))

    with pytest.raises(FileNotFoundError, match=r"mia_bench_sender: expected in .*make setup"):
        find_program("mia_bench_sender")


def test_a_child_that_says_nothing_is_an_error() -> None:
    with (
        child([str(find_program("mia_bench_sender")), "--rate", "0"]) as process,
        pytest.raises(RuntimeError, match="ended with 2"),
    ):
        read_line(process, dict)
