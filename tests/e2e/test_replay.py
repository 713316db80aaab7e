"""`mia replay` from outside: what it goes by, what it compares, what it says of a recording that is not whole."""

from __future__ import annotations

import io
import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mcap.writer import Writer

from mia_core.events import BatchReceived
from mia_core.journal.reader import BatchRecord, EventRecord, NoteRecord, read_recording
from mia_core.journal.recording import RecordingWriter
from tests.e2e.command import PACKAGE, Command, Ended, eventually
from tests.mia_core.wire_feed import WireFeed

KEYS = {
    *("pattern", "side", "price", "price_ticks", "t_start_ns", "t_open_ns", "t_end_ns"),
    *("confidence", "evidence"),
}
CUTS = 8
TENTH_NS = 100_000_000
EAGER_WALL = """
[trading]
symbol = "ESH26_FUT_CME"

[detectors.wall]
hold_s = 0.5
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The report of a demo with orders and detections."""
    folder = tmp_path_factory.mktemp("demo")
    mia = Command(folder / "none")
    try:
        ended = mia(*("demo", "--seconds", 20, "--speed", 0, "--json", "--state", folder / "demo"))
        assert ended.status == 0, ended.err
        assert ended.figures["orders"] > 0
        yield ended.figures
    finally:
        mia.close()


@pytest.fixture
def installed_anew(tmp_path: Path) -> Iterator[Command]:
    """The same build with other cards and contracts, and an environment that asks for yet others."""
    package = tmp_path / "installed" / "mia_core"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for card in (package / "presets" / "cards").glob("*.toml"):
        text = card.read_text(encoding="utf-8")
        changed = text.replace("threshold = ", "threshold = 0.9 # ").replace(
            "quantity = ", "quantity = 2 # "
        )
        assert changed != text
        card.write_text(changed, encoding="utf-8")
    contracts = package / "presets" / "contracts" / "cme.toml"
    contracts.write_text(
        contracts.read_text(encoding="utf-8").replace("tick_value_usd = ", "tick_value_usd = 9 # "),
        encoding="utf-8",
    )
    mia = Command(tmp_path / "home", package=package)
    mia.environment |= {"MIA_RISK_MAX_POSITION": "1", "MIA_RISK_STALE_FEED_S": "0.001"}
    yield mia
    mia.close()


def test_replay_that_waits_for_its_next_event_ends_when_asked(
    mia: Command, demo: dict[str, Any], tmp_path: Path
) -> None:
    told = tmp_path / "told.jsonl"
    slowly = ("--speed", 0.001, "--json", "--detections", told)  # 50 s from one event to the next
    replay = mia.start("replay", demo["journal"], *slowly)
    eventually(told.exists)

    replay.send_signal(signal.SIGINT)

    ended = mia.end(replay)
    assert ended.status == 1  # it did not play all of it
    assert ended.figures["stopped"] is True


def test_verify_goes_by_what_was_recorded_and_not_by_what_is_installed(
    installed_anew: Command, demo: dict[str, Any]
) -> None:
    ended = installed_anew("replay", demo["journal"], "--verify", "--json")

    assert ended.status == 0, ended.err
    assert ended.figures["identical"] is True
    assert ended.figures["digest"] == demo["digest"]
    assert ended.figures["pnl"] == demo["pnl"]


def test_what_is_installed_is_asked_where_another_configuration_is_given(
    installed_anew: Command, demo: dict[str, Any]
) -> None:
    """The same configuration again: only the card and the environment differ."""
    config = Path(demo["journal"]).with_name("mia.toml")

    ended = installed_anew("replay", demo["journal"], "--config", config, "--json")

    assert ended.status == 0, ended.err
    assert ended.figures["detections"] == demo["detections"]
    assert ended.figures["signals"] < demo["signals"]


def test_other_configuration_decides_otherwise(
    installed_anew: Command, demo: dict[str, Any], tmp_path: Path
) -> None:
    config = tmp_path / "mia.toml"
    config.write_text(EAGER_WALL, encoding="utf-8")

    ended = installed_anew("replay", demo["journal"], "--config", config, "--json")

    assert ended.status == 0, ended.err
    assert ended.figures["identical"] is None
    assert ended.figures["digest"] != demo["digest"]
    assert ended.figures["batches"] == demo["batches"]


def test_other_configuration_cannot_be_verified(
    mia: Command, demo: dict[str, Any], tmp_path: Path
) -> None:
    ended = mia("replay", demo["journal"], "--verify", "--config", tmp_path / "mia.toml")

    assert ended.status == 2
    assert "--config" in ended.complaint


def rewrite(journal: str, path: Path, **versions: str) -> None:
    """Write a recording anew as another build would have."""
    recording = read_recording(Path(journal))
    opening = msgspec.structs.replace(
        recording.opening, versions=recording.opening.versions | versions
    )
    writer = RecordingWriter(path, opening)
    for record in recording:
        if isinstance(record, BatchRecord | EventRecord):
            writer.write(record.to_event())
    writer.close("rewritten")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("native.build_id", "0123"),
        ("platform", "plan9-vax"),
        ("mia", "9.9"),
        ("mia.sources", "4567"),
        ("python", "3.9.2"),
        ("numpy", "1.0.0"),
        ("msgspec", "0.1.0"),
    ],
)
def test_other_build_is_refused_with_the_reason(
    mia: Command, demo: dict[str, Any], tmp_path: Path, key: str, value: str
) -> None:
    path = tmp_path / "other.mcap"
    rewrite(demo["journal"], path, **{key: value})

    ended = mia("replay", path, "--verify", "--json")

    assert ended.status == 1
    for words in (str(path), key, value):
        assert words in ended.complaint
    if key == "platform":
        assert mia("replay", path, "--json").figures["batches"] == demo["batches"]


def test_different_decisions_are_told_and_fail(
    mia: Command, demo: dict[str, Any], tmp_path: Path
) -> None:
    """One batch is missing: whoever recorded that did not decide as we do."""
    path = tmp_path / "other.mcap"
    recording = read_recording(Path(demo["journal"]))
    decisions = iter([item for item in recording if not isinstance(item, NoteRecord)])
    writer = RecordingWriter(path, recording.opening)
    event = None
    for record in decisions:
        if isinstance(record, BatchRecord | EventRecord):
            if event is not None:
                writer.write(event)
            event = record.to_event()
        elif event is not None:
            decided = record.to_decision()
            decided = msgspec.structs.replace(decided, note="somebody decided something else")
            writer.write(event, decided)
            event = None
    writer.close("rewritten")

    ended = mia("replay", path, "--verify", "--json")

    assert ended.status == 1
    assert ended.figures["identical"] is False
    assert ended.figures["differs_at"] == 1
    assert mia("replay", path, "--json").status == 0


def test_detections_are_written_one_a_line(
    mia: Command, demo: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "found.jsonl"

    assert mia("replay", demo["journal"], "--detections", path).status == 0

    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(found) == sum(demo["detections"].values()) > 0
    for item in found:
        assert item.keys() >= KEYS
        assert item["side"] in ("bid", "ask", "both")
        assert item["price"] == item["price_ticks"] * 0.25
        assert item["t_start_ns"] <= item["t_open_ns"]
        assert item["t_end_ns"] is None or item["t_open_ns"] <= item["t_end_ns"]
        assert 0 <= item["confidence"] <= 1


def show_wall(feed: WireFeed) -> list[bytes]:
    """Make the batches of a book on whose bid a wall comes to stand, and stays."""
    feed.show_book()
    wall = [feed.snapshot(), feed.step([("bid", 97, 900, 5)])]
    return wall + [
        feed.step([("bid", 99, 60 + number, 5)], after_ns=TENTH_NS) for number in range(80)
    ]


def test_detections_of_several_symbols_and_tick_sizes_keep_their_own_price(
    mia: Command, demo: dict[str, Any], tmp_path: Path
) -> None:
    """One symbol comes back with another tick size, the other is open to the end."""
    path, found = tmp_path / "made.mcap", tmp_path / "found.jsonl"
    first = WireFeed(1, instance=1, token=bytes(32))
    second = WireFeed(2, instance=2, symbol="6EH26-CME", token=bytes(32), tick_size=0.5)
    again = WireFeed(3, instance=1, token=bytes(32), tick_size=1.0)
    again.now_ns = first.now_ns + 10_000_000_000
    again.show_book()
    opening = read_recording(Path(demo["journal"])).opening
    writer = RecordingWriter(path, opening)
    for batch in [*show_wall(first), *show_wall(second), again.snapshot(), again.step()]:
        writer.write(BatchReceived(again.now_ns, batch))
    writer.close("done")

    ended = mia("replay", path, "--detections", found, "--json")

    assert ended.status == 0, ended.err
    lines = [json.loads(line) for line in found.read_text(encoding="utf-8").splitlines()]
    told = {item["symbol"]: (item["price_ticks"], item["price"]) for item in lines}
    assert [item["pattern"] for item in lines] == ["wall", "wall"]
    assert told == {"ESH26-CME": (97, 24.25), "6EH26-CME": (97, 48.5)}
    ends = {item["symbol"]: item["t_end_ns"] for item in lines}
    assert ends["ESH26-CME"] is not None
    assert ends["6EH26-CME"] is None


def test_a_recording_is_never_written_over_with_its_detections(
    mia: Command, demo: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "run.mcap"
    shutil.copy(demo["journal"], path)

    ended = mia("replay", path, "--detections", path, "--json")

    assert ended.status == 2
    assert f"'--detections': expected a file that is no recording, found {path}" in ended.complaint
    assert path.read_bytes() == Path(demo["journal"]).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--speed", "-1"), 2, "'--speed'"),
        (("--speed", "inf"), 2, "'--speed'"),
        (("--frobnicate",), 2, "--frobnicate"),
        (("another.mcap",), 2, "another.mcap"),
        (("--detections", "."), 2, "'--detections'"),
        (("--detections", "no/such/folder"), 1, "no/such/folder: No such file"),
        (("--config", "no-such.toml"), 2, "no-such.toml"),
    ],
)
def test_wrong_options_are_one_line(
    mia: Command, demo: dict[str, Any], arguments: tuple[str, ...], status: int, words: str
) -> None:
    ended = mia("replay", demo["journal"], "--json", *arguments)

    assert ended.status == status
    assert words in ended.complaint


def test_what_is_no_recording_of_ours_is_one_line(
    mia: Command, demo: dict[str, Any], tmp_path: Path
) -> None:
    whole = Path(demo["journal"]).read_bytes()
    opening = read_recording(Path(demo["journal"])).opening
    later = msgspec.structs.replace(opening, schema=opening.schema | {"protocol_major": 2})
    RecordingWriter(tmp_path / "later.mcap", later).close("done")
    for name, content in {
        "empty.mcap": b"",
        "text.mcap": b"pattern,side\n",
        "begun.mcap": whole[:20],
        "ros.mcap": other_mcap(),
    }.items():
        (tmp_path / name).write_bytes(content)

    for name, words in {
        "empty.mcap": "not a recording: expected an MCAP file, found an empty file",
        "text.mcap": "not a recording: expected an MCAP file, found b'pattern",
        "begun.mcap": "not a recording: no MCAP header",
        "ros.mcap": "not a recording of MIA: an MCAP file of profile 'ros2'",
        "later.mcap": "recorded with protocol major 2, this build reads 1",
    }.items():
        ended = mia("replay", tmp_path / name, "--json")
        assert ended.status == 1, name
        assert ended.complaint.startswith(f"mia: {tmp_path / name}: ")
        assert words in ended.complaint
    assert mia("replay", tmp_path, "--json").status == 2


def other_mcap() -> bytes:
    file = io.BytesIO()
    writer = Writer(file)
    writer.start("ros2")
    writer.add_message(writer.register_channel("/scan", "cdr", 0), 1, b"x", 1)
    writer.finish()  # type: ignore[no-untyped-call]
    return file.getvalue()


def test_cut_recording_is_replayed_up_to_the_cut(
    mia: Command, demo: dict[str, Any], tmp_path: Path
) -> None:
    whole = Path(demo["journal"]).read_bytes()
    sizes = [len(whole) * part // CUTS for part in range(CUTS)] + [len(whole) - 1]
    paths = [tmp_path / f"cut-{size}.mcap" for size in sizes]
    for path, size in zip(paths, sizes, strict=True):
        path.write_bytes(whole[:size])

    ended = [
        mia.end(process)
        for process in [mia.start("replay", path, "--verify", "--json") for path in paths]
    ]

    batches = [check_cut(item, path) for item, path in zip(ended, paths, strict=True)]
    assert batches == sorted(batches)
    assert batches[0] == 0
    assert batches[-1] == demo["batches"]
    assert len(set(batches)) > 3


def check_cut(ended: Ended, path: Path) -> int:
    """Tell how many batches were replayed; nothing at all is a failure, and said in one line."""
    if ended.status == 1:
        assert str(path) in ended.complaint
        return 0
    assert ended.status == 0, ended.err
    figures = ended.figures
    assert figures["identical"] is True
    assert figures["cut"].startswith(f"{path}: cut at byte ")
    return int(figures["batches"])


def test_people_are_told_of_a_cut(mia: Command, demo: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "cut.mcap"
    whole = Path(demo["journal"]).read_bytes()
    path.write_bytes(whole[: len(whole) * 3 // 4])

    ended = mia("replay", path, "--verify")

    assert ended.status == 0, ended.err
    assert f"the recording is cut: {path}: cut at byte " in ended.out
    assert "identical: every decision is the one that was recorded" in ended.out
