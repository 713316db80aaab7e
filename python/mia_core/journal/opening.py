"""How a recording begins: all that its decisions depend on, so that replay needs nothing else."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated, Any

import msgspec

from mia_core.errors import RecordingError

__all__ = ["FORMAT", "PROFILE", "Channel", "Opening", "decode_opening", "part_path"]

FORMAT = 1
PROFILE = "mia"


class Channel(enum.StrEnum):
    """The channels of a recording. They are written in one order: that of entering the engine."""

    OPENING = "opening"
    BATCH = "batch"
    EVENT = "event"
    DECISION = "decision"
    NOTE = "note"


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """The first message of a recording, repeated in each part. The caller keeps secrets out of it.

    `setup` is the resolved configuration, the cards, detector parameters, contracts and the
    engine's starting state; `schema` the tables of the wire; `versions` what was running; `decides`
    whether an engine took part. `part` counts from 0, `name` is the first part's.
    """

    setup: dict[str, Any]
    schema: dict[str, Any]
    versions: dict[str, str]
    decides: bool = True
    format: int = FORMAT
    part: Annotated[int, msgspec.Meta(ge=0)] = 0
    name: str = ""


class _Format(msgspec.Struct):
    """What every version of the opening has had and will have."""

    format: int


def decode_opening(data: bytes, path: Path) -> Opening:
    """Read an opening; the version comes first, for a newer one may have any shape."""
    try:
        found = msgspec.json.decode(data, type=_Format).format
        if found > FORMAT:
            message = f"{path}: recording format {found}, this build reads formats up to {FORMAT}"
            raise RecordingError(message)
        opening = msgspec.json.decode(data, type=Opening)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"{path}: the opening is not one of a recording: {error}"
        raise RecordingError(message) from error
    if opening.part and (opening.name in ("", "..") or Path(opening.name).name != opening.name):
        message = f"{path}: part {opening.part} of {opening.name!r}, which is no file name"
        raise RecordingError(message)
    return opening


def part_path(first: Path, part: int) -> Path:
    """Name a part: run.mcap, run.0001.mcap, run.0002.mcap ..."""
    return first if part == 0 else first.with_name(f"{first.stem}.{part:04d}{first.suffix}")
