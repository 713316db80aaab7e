from __future__ import annotations

from bench import ingest
from bench.workbench import SMALL


def test_batches_of_64_are_all_accepted_and_give_the_same_state_each_time() -> None:
    first, second = ingest.measure(SMALL), ingest.measure(SMALL)

    assert first.checksum == second.checksum
