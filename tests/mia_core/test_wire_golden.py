"""The Python half decodes what was sent once, from the same files and to the same facts as C++."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mia_core import _native
from mia_core.frames import BATCH_HEADER, LAYOUTS, Frame, read_frames

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parents[1] / "golden" / "wire"
FACTS: dict[str, Any] = json.loads((FOLDER / "facts.json").read_text(encoding="utf-8"))
FRAME_FIELDS = ("kind", "revision", "length")


def batch_of(name: str) -> bytes:
    return (FOLDER / f"{name}.bin").read_bytes()


def plain(value: Any, field: Mapping[str, Any]) -> Any:
    """Say a numpy value as the facts say it: floats without a word in JSON are strings."""
    if field["type"] == "chars":
        text = bytes(value)
        return text.decode() if field["unit"] == "text" else text.hex()
    if field["type"] == "f64":
        number = float(value)
        return number if math.isfinite(number) else str(number)
    return int(value)


def facts_of(row: np.void, fields: list[Any]) -> dict[str, Any]:
    return {field["name"]: plain(row[field["name"]], field) for field in fields}


def frame_facts(frame: Frame) -> dict[str, Any]:
    row = next(row for row in _native.schema()["kinds"] if row["hash"] == frame.layout.hash)
    return {
        "kind": int(frame.head["kind"]),
        "revision": int(frame.head["revision"]),
        "name": frame.layout.name,
        "hash": f"{frame.layout.hash:016x}",
        "head": facts_of(frame.head, list(row["fields"])),
        "entries": [facts_of(entry, list(row["entry_fields"])) for entry in frame.entries],
    }


def test_every_layout_has_a_golden_batch() -> None:
    recorded = {
        (frame["kind"], frame["revision"]) for batch in FACTS.values() for frame in batch["frames"]
    }

    assert recorded == set(LAYOUTS)
    assert {path.stem for path in FOLDER.glob("*.bin")} >= set(FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_header_is_read_as_the_facts_say(name: str) -> None:
    batch = batch_of(name)

    decoded = _native.decode(batch)
    row = np.frombuffer(batch, dtype=BATCH_HEADER, count=1)[0]

    assert decoded.error == "none"
    assert decoded.header == FACTS[name]["header"]
    assert {field: int(row[field]) for field in decoded.header or {}} == decoded.header


@pytest.mark.parametrize("name", FACTS)
def test_frames_are_read_as_the_facts_say(name: str) -> None:
    frames = [frame_facts(frame) for frame in read_frames(batch_of(name))]

    assert frames == FACTS[name]["frames"]


@pytest.mark.parametrize("name", FACTS)
def test_frames_put_together_again_are_the_same_batch(name: str) -> None:
    batch = batch_of(name)
    decoded = _native.decode(batch)
    frames = [batch[offset : offset + length] for _, _, offset, length in decoded.frames]

    assert _native.encode(decoded.header or {}, frames) == batch


@pytest.mark.parametrize("name", FACTS)
def test_checksum_covers_the_whole_batch_with_its_own_field_zero(name: str) -> None:
    batch = bytearray(batch_of(name))
    at = BATCH_HEADER.fields["crc32c"][1] if BATCH_HEADER.fields else 0
    batch[at : at + 4] = bytes(4)

    assert _native.crc32c(bytes(batch)) == FACTS[name]["header"]["crc32c"]


def test_token_of_the_golden_snapshot_is_masked_and_nothing_else() -> None:
    batch = batch_of("snapshot")
    hello, at = next(
        (frame, place[2] + 8)
        for frame, place in zip(
            FACTS["snapshot"]["frames"],
            _native.decode(batch).frames,
            strict=True,
        )
        if frame["name"] == "Hello"
    )
    token = bytes.fromhex(hello["head"]["token"])

    right = _native.without_secrets(batch, token)
    wrong = _native.without_secrets(batch, bytes(32))

    assert right[at : at + 32] == bytes(32)
    assert wrong[at : at + 32] == b"\xff" * 32
    for masked in (right, wrong):
        assert _native.decode(masked).error == "none"
        assert masked[:60] == batch[:60]
        assert masked[64:at] == batch[64:at]
        assert masked[at + 32 :] == batch[at + 32 :]
