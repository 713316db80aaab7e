from __future__ import annotations

from bench import host_memory
from bench.workbench import SMALL


def test_the_host_tells_its_size_and_takes_every_event() -> None:
    first, second = host_memory.measure(SMALL), host_memory.measure(SMALL)

    assert first.rows[0][0] == second.rows[0][0]
    assert all(float(cell) > 0 for cell in first.rows[0][1:])
