from __future__ import annotations

import enum
import json
from pathlib import Path

import pytest

from mia_core.dtc import codes

GOLDEN = Path(__file__).parents[3] / "tests" / "golden" / "dtc" / "codes.json"
CODES = {
    "EncodingEnum": (codes.Encoding, "_ENCODING"),
    "LogonStatusEnum": (codes.LogonStatus, "LOGON_"),
    "OrderStatusEnum": (codes.OrderState, "ORDER_STATUS_"),
    "OrderUpdateReasonEnum": (codes.Reason, "ORDER_UPDATE_REASON_"),
    "OrderTypeEnum": (codes.OrderKind, "ORDER_TYPE_"),
    "BuySellEnum": (codes.BuySell, "BUY_SELL_"),
    "TimeInForceEnum": (codes.TimeInForce, "TIF_"),
}


@pytest.mark.parametrize("name", CODES)
def test_codes_are_the_golden_numbers(name: str) -> None:
    golden: dict[str, int] = json.loads(GOLDEN.read_text())[name]
    ours: type[enum.IntEnum]
    ours, affix = CODES[name]

    assert {member.name: int(member) for member in ours} == {
        text.removeprefix(affix).removesuffix(affix): number for text, number in golden.items()
    }
