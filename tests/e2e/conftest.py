from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.command import Command


@pytest.fixture
def mia(tmp_path: Path) -> Iterator[Command]:
    """`mia` in a fresh home."""
    home = tmp_path / "home"
    home.mkdir()
    command = Command(home)
    yield command
    command.close()
