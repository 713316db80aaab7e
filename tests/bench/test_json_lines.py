from __future__ import annotations

import json
from pathlib import Path

from bench import json_lines
from bench.pipeline import Feed
from bench.workbench import SMALL


def test_lines_and_batches_end_with_one_book() -> None:
    outcome = json_lines.measure(SMALL)

    assert [row[0] for row in outcome.rows] == list(json_lines.NAMES)
    assert outcome.checksum


def test_a_line_has_the_fields_of_the_old_dumper(tmp_path: Path) -> None:
    feed = Feed(rate=100_000.0, updates=100)
    lines, due = tmp_path / "lines", tmp_path / "due"

    counts = json_lines.write_lines(feed, file=str(lines), due_file=str(due))

    records = [json.loads(line) for line in lines.read_text(encoding="ascii").splitlines()]
    fields = {record["type"]: list(record) for record in records}
    assert fields == {
        "depth": ["t", "sym", "type", "side", "lvl", "price", "size", "chart"],
        "trade": ["t", "sym", "type", "side", "px", "vol", "seq", "tt", "chart"],
    }
    assert counts["lines"] == len(records) == due.stat().st_size // 8
    assert counts["opening"] == 40
