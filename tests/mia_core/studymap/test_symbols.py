from __future__ import annotations

import pytest

from mia_core.studymap.symbols import is_same_future, root_of


@pytest.mark.parametrize(
    ("symbol", "root"),
    [
        ("ESZ25_FUT_CME", "ES"),
        ("ESM6-CME", "ES"),
        ("ES", "ES"),
        ("ES#", "ES"),
        ("MESZ25_FUT_CME", "MES"),
        ("6EZ25", "6E"),
        ("VIX_CGI", "VIX"),
        ("", ""),
        ("#", "#"),
    ],
)
def test_the_root_of_a_symbol(symbol: str, root: str) -> None:
    assert root_of(symbol) == root


@pytest.mark.parametrize(
    ("symbol", "other", "expected"),
    [
        ("ESZ25_FUT_CME", "ESZ25_FUT_CME", True),
        ("ESZ25_FUT_CME", "ESZ5-CME", True),
        ("ESZ25_FUT_CME", "esz25", True),
        ("ESZ25_FUT_CME", "ES", True),
        ("ESZ25_FUT_CME", "ES#", True),
        ("ESZ25_FUT_CME", "ESU25_FUT_CME", False),
        ("ESZ25_FUT_CME", "ESZ24_FUT_CME", False),
        ("ESZ25_FUT_CME", "ESZ4-CME", False),
        ("ESZ25_FUT_CME", "MESZ25_FUT_CME", False),
        ("VIX_CGI", "VIX", True),
        ("VIX_CGI", "VIX9D_CGI", False),
    ],
)
def test_two_names_of_one_future_agree_in_root_and_month(
    symbol: str, other: str, *, expected: bool
) -> None:
    assert is_same_future(symbol, other) is expected
    assert is_same_future(other, symbol) is expected
