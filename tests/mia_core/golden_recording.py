"""What the golden recordings hold, and how one is made: `scripts/golden.sh`.

A recording that is there is never changed: what was recorded once must be read for ever. A layout that none of them
holds yet gets a new one, played by the product from a seed; what all of them hold is written down anew.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from mia_core._native import Detection, Market, decode
from mia_core.frames import LAYOUTS, read_frames
from mia_core.journal.reader import BatchRecord, read_recording
from mia_core.replay import recorded_setup

FOLDER = Path(__file__).parents[1] / "golden" / "recordings"
DEMO = ("demo", "--seconds", "20", "--seed", "7", "--speed", "0", "--json")

# Layouts that no recording of a feed can hold, each with the reason. Who makes a study send one takes it off the list
# and runs `make golden`.
NOT_RECORDED = {
    "Quote": "is sent of a tape with changes of the quotes, and that of the demo holds trades alone",
    "StackPull": "is sent when the user asks for it, and nobody does in the demo",
    "TapeBreak": "is sent when the tape broke, and it does not in the demo",
    "Level": "goes to the chart",
    "Signal": "goes to the chart",
    "Regime": "goes to the chart",
    "Clear": "goes to the chart",
    "Recognition": "goes to the chart",
}


def recordings() -> list[Path]:
    return sorted(FOLDER.glob("*.mcap"))


def expectation_of(recording: Path) -> Path:
    return recording.with_suffix(".json")


def layouts_in(recording: Path) -> set[tuple[int, int]]:
    """Tell which (kind, revision) a recording holds."""
    records = (record for record in read_recording(recording) if isinstance(record, BatchRecord))
    return {
        (kind, revision)
        for record in records
        for kind, revision, _, _ in decode(record.data).frames
    }


def layouts_wanted() -> set[tuple[int, int]]:
    """Tell which this build knows and a recording can hold."""
    return {key for key, layout in LAYOUTS.items() if layout.name not in NOT_RECORDED}


def contents_of(path: Path) -> dict[str, Any]:
    """Put a recording through the market as `mia replay` does, and tell what was in it."""
    recording = read_recording(path)
    market = Market(detectors=recorded_setup(recording).config.detectors)
    frames, outcomes, told = Counter[str](), Counter[str](), Counter[str]()
    detections: list[dict[str, Any]] = []
    for record in recording:
        if not isinstance(record, BatchRecord):
            continue
        frames.update(f"{f.layout.name} {f.layout.revision}" for f in read_frames(record.data))
        seen = market.ingest(record.data)
        outcomes[seen.outcome] += 1
        told.update(
            events=seen.events,
            trades=seen.trades,
            bars=len(seen.closed_bars),
            values=len(seen.values),
        )
        told.update(books=seen.book_valid, live=seen.connected and seen.data_delay_s == 0)
        detections += [_plain("opened", item) for item in seen.opened]
        detections += [_plain("closed", item) for item in seen.closed]
    return {
        "records": recording.counts,
        "end": recording.end,
        "frames": dict(sorted(frames.items())),
        "outcomes": dict(sorted(outcomes.items())),
        "told": dict(sorted(told.items())),
        "counters": {name: count for name, count in market.counters().items() if count},
        "detections": detections,
        "state": market.state_digest(),
    }


def _plain(what: str, item: Detection) -> dict[str, Any]:
    """Say a detection in whole numbers: the last digits of a double are a matter of the compiler."""
    return {
        "what": what,
        "pattern": item.pattern,
        "symbol": item.symbol,
        "side": item.side,
        "price_ticks": item.price_ticks,
        "t_start_ns": item.t_start_ns,
        "t_open_ns": item.t_open_ns,
        "t_end_ns": item.t_end_ns,
        "reason": item.reason,
    }


def make_recording() -> None:
    """Play a demo and keep what its host recorded."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        command = [sys.executable, "-m", "mia_core.cli.main", *DEMO, "--state", str(state)]
        played = subprocess.run(command, check=True, capture_output=True, text=True)
        path = FOLDER / f"demo-{len(recordings()) + 1}.mcap"
        shutil.copyfile(json.loads(played.stdout)["journal"], path)


def main() -> None:
    held = {key for path in recordings() for key in layouts_in(path)}
    if not layouts_wanted() <= held:
        make_recording()
    for path in recordings():
        text = json.dumps(contents_of(path), indent=1, ensure_ascii=False)
        expectation_of(path).write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
