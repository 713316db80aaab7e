from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.windows.wine import BUILT, Wine, find_wine

PREFIX = ROOT / "build" / "wine" / "prefix"


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    """A Windows of its own, in the build folder; it is made once and ends with the tests."""
    loader = find_wine()
    if loader is None:
        pytest.skip("wine is not installed (Debian's wine64): nothing runs a Windows program")
    if not BUILT.is_dir():
        pytest.skip(f"{BUILT} is not there: scripts/dll.sh wine builds it, with mingw-w64")
    windows = Wine(loader, PREFIX)
    windows.boot()
    yield windows
    windows.end()


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A Data Files Folder as a trader may have it, with both DLLs in it.

    No code page of Windows has all the letters of its name.
    """
    folder = tmp_path / "Sierra Chart" / "Donn\u00e9es de l'\u00e9t\u00e9 \u0394 \u0416"
    folder.mkdir(parents=True)
    for name in ("MIA_64.dll", "libzmq.dll"):
        shutil.copy(BUILT / name, folder)
    return folder
