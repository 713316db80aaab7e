from __future__ import annotations

import os
from pathlib import Path

import pytest
import zmq

from mia_core.libzmq import find_bundled_libzmq, use_bundled_libzmq


@pytest.fixture
def beside_pyzmq(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let pyzmq lie in a folder of ours, and give the folder its wheel would carry libraries in."""
    monkeypatch.setattr(zmq, "__file__", str(tmp_path / "zmq" / "__init__.py"))
    folder = tmp_path / "pyzmq.libs"
    folder.mkdir()
    return folder


def test_library_is_found_beside_pyzmq_whatever_its_name_ends_in(beside_pyzmq: Path) -> None:
    for name in ("libsodium-1.so", "libzmq-b.so.5.2.5", "libzmq-a.so.5.2.5"):
        (beside_pyzmq / name).touch()

    assert find_bundled_libzmq() == beside_pyzmq / "libzmq-a.so.5.2.5"


def test_compiled_parts_are_told_unless_the_user_told_them(
    beside_pyzmq: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (beside_pyzmq / "libzmq.so.5").touch()
    monkeypatch.setenv("MIA_LIBZMQ", "/mine/libzmq.so")
    use_bundled_libzmq()
    given = os.environ["MIA_LIBZMQ"]
    monkeypatch.delenv("MIA_LIBZMQ")

    use_bundled_libzmq()

    assert given == "/mine/libzmq.so"
    assert os.environ["MIA_LIBZMQ"] == str(beside_pyzmq / "libzmq.so.5")


@pytest.mark.usefixtures("beside_pyzmq")
def test_without_one_the_system_s_is_left_to_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIA_LIBZMQ", raising=False)

    use_bundled_libzmq()

    assert find_bundled_libzmq() is None
    assert "MIA_LIBZMQ" not in os.environ
