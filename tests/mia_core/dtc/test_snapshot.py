from __future__ import annotations

import pytest

from mia_core.dtc.snapshot import SnapshotCount
from mia_core.errors import ProtocolError


@pytest.mark.parametrize("numbers", [(1, 2, 3), (3, 1, 2), (0, 1, 2), (1, 1, 2, 2, 3)])
def test_complete_with_the_last_missing_part(numbers: tuple[int, ...]) -> None:
    count = SnapshotCount()

    answers = [count.is_complete(3, number) for number in numbers]

    assert answers == [False] * (len(numbers) - 1) + [True]


def test_parts_that_do_not_agree_are_an_error() -> None:
    count = SnapshotCount()
    count.is_complete(3, 1)

    with pytest.raises(ProtocolError, match="3 of them were expected, found a total of 2"):
        count.is_complete(2, 2)
