from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from mia_core.errors import RecordingError
from mia_core.journal.opening import FORMAT, decode_opening, part_path
from tests.mia_core.journal.session import OPENING

PATH = Path("run.mcap")


def test_an_opening_comes_back_as_it_was() -> None:
    assert decode_opening(msgspec.json.encode(OPENING), PATH) == OPENING


def test_a_newer_format_is_refused_whatever_else_it_holds() -> None:
    newer = msgspec.json.encode({"format": FORMAT + 1, "setup": "of another shape"})

    with pytest.raises(RecordingError, match=rf"run.mcap: recording format {FORMAT + 1}, this"):
        decode_opening(newer, PATH)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"format":"1"}', b'{"format":1}', b'{"format":1,"setup":3}']
)
def test_anything_else_is_not_an_opening(content: bytes) -> None:
    with pytest.raises(RecordingError, match=r"run.mcap: the opening is not one of a recording"):
        decode_opening(content, PATH)


@pytest.mark.parametrize("name", ["", "..", "../run.mcap", "/etc/passwd"])
def test_a_later_part_names_the_first_by_its_file_name_alone(name: str) -> None:
    later = msgspec.structs.replace(OPENING, part=1, name=name)

    with pytest.raises(RecordingError, match=r"run.mcap: part 1 of .* which is no file name"):
        decode_opening(msgspec.json.encode(later), PATH)


@pytest.mark.parametrize(
    ("part", "name"), [(0, "run.mcap"), (1, "run.0001.mcap"), (12, "run.0012.mcap")]
)
def test_parts_are_named_after_the_first(part: int, name: str) -> None:
    assert part_path(Path("somewhere") / "run.mcap", part) == Path("somewhere") / name
