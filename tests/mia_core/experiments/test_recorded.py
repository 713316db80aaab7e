"""A detector written in Python is part of what is decided and recorded, and a replay proves it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from mia_core.assembly import make_setup, opening_of
from mia_core.cli.main import cli
from mia_core.config import Config, ExperimentConfig, Mode, TradingConfig
from mia_core.engine import Engine, Setup
from mia_core.errors import ConfigError
from mia_core.events import BatchReceived
from mia_core.execution.ledger import StartingState
from mia_core.journal.reader import read_recording
from mia_core.journal.recording import RecordingWriter
from tests.mia_core.experiments.patterns import PATTERNS
from tests.mia_core.wire_feed import WireFeed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "patterns.py"
    path.write_text(PATTERNS, encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def recording(file: Path) -> Path:
    """Make one with three large trades, as the host writes it."""
    config = Config(
        trading=TradingConfig(symbol="ESH26-CME"),
        experiments=(ExperimentConfig(pattern="big_print", file=str(file)),),
    )
    setup = make_setup(config, Mode.READ_ONLY, StartingState(order_tag="T"))
    feed, engine = WireFeed(token=bytes(32), symbol="ESH26-CME"), Engine(setup)
    feed.show_book()
    writer = RecordingWriter(file.parent / "run.mcap", opening_of(setup))
    batches = [feed.snapshot(), *(feed.step(trades=[{"size": size}]) for size in (60, 10, 70))]
    for batch in batches:
        event = BatchReceived(feed.now_ns, batch)
        writer.write(event, engine.step(event).decision)
    writer.close("stopped")
    return writer.path


def replayed(recording: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["replay", str(recording), "--json", *options])


def test_its_detections_are_decided_recorded_and_found_again(
    recording: Path, tmp_path: Path
) -> None:
    lines = tmp_path / "detections.jsonl"
    result = replayed(recording, "--verify", "--detections", str(lines))

    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["identical"] is True
    found = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    assert [(it["pattern"], it["side"], it["reason"]) for it in found] == [
        ("big_print", "bid", "again"),
        ("big_print", "bid", ""),
    ]


def test_the_recording_knows_the_source_by_its_hash(recording: Path, file: Path) -> None:
    (recorded,) = read_recording(recording).opening.setup["experiments"]

    assert recorded["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (recorded["pattern"], recorded["parameters"]) == ("big_print", {"size": 50.0})


def test_a_changed_source_is_not_replayed_as_if_it_were_the_same(
    recording: Path, file: Path
) -> None:
    file.write_text(PATTERNS.replace("0.5", "0.6"), encoding="utf-8")

    for options in (["--verify"], []):
        failure = replayed(recording, *options).exception
        assert isinstance(failure, ConfigError)
        assert "is not the source of 'big_print' that was recorded" in str(failure)


def test_a_recording_that_knows_of_none_is_read_as_before(recording: Path) -> None:
    setup = read_recording(recording).opening.setup
    del setup["experiments"], setup["config"]["experiments"]

    assert msgspec.convert(setup, Setup).experiments == ()
