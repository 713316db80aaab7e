"""What several tests stand on: a ZeroMQ context that is gone after the test, hosts that are closed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from mia_core.errors import MiaError
from tests.mia_core.host_stand import Context, HostStand


@pytest.fixture
def context() -> Iterator[Context]:
    made: Context = zmq.Context()
    yield made
    made.destroy(linger=0)


@pytest.fixture
def make(tmp_path: Path, context: Context) -> Iterator[Callable[..., HostStand]]:
    """Make hosts of one home, each closed at the end."""
    made: list[HostStand] = []

    def start(**options: Any) -> HostStand:
        made.append(HostStand(tmp_path, context, **options))
        return made[-1]

    yield start
    for stand in reversed(made):
        with contextlib.suppress(MiaError):  # what a test broke may not be closed as it should be
            stand.close()
