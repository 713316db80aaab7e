from __future__ import annotations

import platform
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

import mia_core
from mia_core.versions import running_versions, sources_digest, why_not_comparable

PACKAGE = Path(mia_core.__file__).parent
HERE = {
    "mia": "1",
    "mia.sources": "s",
    "native.build_id": "b",
    "native.compiler": "c",
    "python": "3.11.2",
    "numpy": "2.0.1",
    "msgspec": "0.19.0",
    "platform": "linux-x86_64",
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The package in another place, as somebody else checked it out."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "elsewhere"))


def test_what_runs_is_told_with_the_digest_of_its_sources() -> None:
    told = running_versions()

    assert told["mia"] == mia_core.__version__
    assert told["mia.sources"] == sources_digest(PACKAGE)
    assert told["python"] == platform.python_version()
    assert (told["numpy"], told["msgspec"]) == (np.__version__, msgspec.__version__)
    assert why_not_comparable(told, running_versions()) == ""


def test_sources_in_another_place_with_other_line_ends_are_the_same(copied: Path) -> None:
    (copied / "engine.py").write_bytes((copied / "engine.py").read_bytes().replace(b"\n", b"\r\n"))
    (copied / "presets" / "cards" / "another.toml").write_text("name = 'another'\n")
    (copied / "notes.txt").write_text("not a source\n")

    assert sources_digest(copied) == sources_digest(PACKAGE)


@pytest.mark.parametrize("name", ["engine.py", "strategies/score.py", "features/catalog.py"])
def test_any_source_that_changed_shows(copied: Path, name: str) -> None:
    with (copied / name).open("a", encoding="utf-8") as file:
        file.write("# a remark\n")

    assert sources_digest(copied) != sources_digest(PACKAGE)


def test_a_source_that_was_added_removed_or_renamed_shows(copied: Path) -> None:
    digests = {sources_digest(copied)}
    (copied / "extra.py").write_bytes(b"")
    digests.add(sources_digest(copied))
    (copied / "extra.py").rename(copied / "other.py")
    digests.add(sources_digest(copied))
    (copied / "other.py").unlink()
    (copied / "engine.py").unlink()
    digests.add(sources_digest(copied))

    assert len(digests) == 4


@pytest.mark.parametrize(
    "key", ["mia", "mia.sources", "native.build_id", "numpy", "msgspec", "platform"]
)
def test_what_differs_is_named(key: str) -> None:
    told = why_not_comparable(HERE | {key: "other"}, HERE)

    assert told == f"recorded with {key} other, this is {HERE[key]}"


@pytest.mark.parametrize(
    ("recorded", "comparable"),
    [("3.11.2", True), ("3.11.14", True), ("3.12.2", False), ("3.1.2", False), ("4.11.2", False)],
)
def test_the_minor_version_of_python_decides(recorded: str, *, comparable: bool) -> None:
    told = why_not_comparable(HERE | {"python": recorded}, HERE)

    assert told == ("" if comparable else f"recorded with python {recorded}, this is 3.11.2")


def test_all_that_differs_is_named() -> None:
    told = why_not_comparable(HERE | {"numpy": "1.26.4", "mia.sources": "r"}, HERE)

    assert (
        told == "recorded with mia.sources r, this is s; recorded with numpy 1.26.4, this is 2.0.1"
    )


def test_what_is_for_people_only_is_not_compared() -> None:
    assert why_not_comparable(HERE | {"native.compiler": "another"}, HERE) == ""


@pytest.mark.parametrize("here", [HERE, {}])
def test_what_was_not_recorded_is_not_taken_as_equal(here: dict[str, str]) -> None:
    older = {key: value for key, value in HERE.items() if key != "mia.sources"}

    assert "recorded with mia.sources unknown, this is " in why_not_comparable(older, here)
