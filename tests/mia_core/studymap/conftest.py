from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mia_core.config import StudiesConfig
from tests.mia_core.studymap.screen import Screen


@pytest.fixture
def make_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Screen]]:
    """Make screens whose studies find the token of their home."""
    monkeypatch.setenv("MIA_HOME", str(tmp_path))
    made: list[Screen] = []

    def make(config: StudiesConfig | None = None) -> Screen:
        made.append(Screen(tmp_path, config=config))
        return made[-1]

    yield make
    for screen in made:
        screen.close()
