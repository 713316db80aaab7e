from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.feeds.envelope import MAGIC, place_of, publisher_prefix
from mia_core.frames import make_batch


@given(st.integers(0, (1 << 64) - 1))
def test_every_batch_begins_with_its_publisher_s_prefix(publisher: int) -> None:
    batch = make_batch({"publisher": publisher}, [])

    assert MAGIC == b"MIAWIRE1"
    assert batch.startswith(publisher_prefix(publisher))
    assert len(publisher_prefix(publisher)) == 16


@pytest.mark.parametrize("length", range(20))
def test_too_few_bytes_have_no_place(length: int) -> None:
    assert place_of(b"\xff" * length) == (0, 0)


@given(chart=st.integers(-(1 << 31), (1 << 31) - 1), sequence=st.integers(0, (1 << 64) - 1))
def test_place_is_chart_and_sequence(chart: int, sequence: int) -> None:
    assert place_of(make_batch({"chart": chart, "sequence": sequence}, [])) == (chart, sequence)
