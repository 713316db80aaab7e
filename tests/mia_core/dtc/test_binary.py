from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.dtc.binary import LAYOUTS, decode, encode
from mia_core.dtc.layout import DOUBLE_UNSET, Layout
from mia_core.dtc.order_messages import OrderUpdate, SubmitNewSingleOrder, TradeAccountResponse
from mia_core.errors import ProtocolError

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "dtc"
REFERENCE = ROOT.parent / "shared" / "reference"

LAYOUT_ROWS = json.loads((GOLDEN / "layouts.json").read_text())
VECTORS = json.loads((GOLDEN / "vectors.json").read_text())


def by_name(row: dict[str, Any]) -> str:
    return str(row["message"])


def reference(name: str) -> Any:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"the reference {name} is not beside this checkout")
    return json.loads(path.read_text())


def rows_of(layout: Layout) -> list[list[object]]:
    return [[name, at.offset, at.wire] for name, at in layout.fields.items()]


def values_of(frame: bytes) -> dict[str, Any]:
    message = decode(frame)
    assert message is not None
    return msgspec.structs.asdict(message)


def check_both_ways(vector: dict[str, Any]) -> None:
    frame = bytes.fromhex(vector["hex"])
    values = values_of(frame)

    assert {name: values[name] for name in vector["values"]} == vector["values"]
    assert encode(LAYOUTS[vector["type"]].message(**vector["values"])) == frame


@pytest.mark.parametrize("row", LAYOUT_ROWS, ids=by_name)
def test_layout_is_the_golden_one(row: dict[str, Any]) -> None:
    layout = LAYOUTS[row["type"]]

    assert rows_of(layout) == row["fields"]
    assert layout.size == row["size"]
    assert layout.unset_image.hex() == row["unset"]


def test_every_message_has_a_golden_layout_and_a_golden_vector() -> None:
    assert {row["type"] for row in LAYOUT_ROWS} == set(LAYOUTS)
    assert {vector["type"] for vector in VECTORS} == set(LAYOUTS)


@pytest.mark.parametrize("vector", VECTORS, ids=by_name)
def test_golden_vector_both_ways(vector: dict[str, Any]) -> None:
    check_both_ways(vector)


def test_layouts_agree_with_the_reference() -> None:
    messages = {row["type"]: row for row in reference("dtc-layout.json")["messages"]}

    for kind, layout in LAYOUTS.items():
        fields = [[f["name"], f["offset"], f["wire"]] for f in messages[kind]["fields"][2:]]
        assert rows_of(layout) == fields
        assert layout.unset_image.hex() == messages[kind]["default_hex"]


def test_vectors_of_the_reference_both_ways() -> None:
    vectors = reference("dtc-vectors.json")["vectors"]

    for vector in vectors:
        if vector["type"] in LAYOUTS:
            check_both_ways(vector)


def test_unset_prices_and_quantities_are_none_not_zero() -> None:
    values = values_of(encode(OrderUpdate()))

    assert values["Price1"] is None
    assert values["FilledQuantity"] is None
    assert struct.pack("<d", DOUBLE_UNSET) in encode(OrderUpdate())


@pytest.mark.parametrize("vector", VECTORS, ids=by_name)
def test_shorter_message_keeps_whole_fields_and_defaults_the_rest(vector: dict[str, Any]) -> None:
    frame = bytes.fromhex(vector["hex"])
    layout = LAYOUTS[vector["type"]]
    defaults = msgspec.structs.asdict(layout.message())

    for length in range(4, layout.size):
        values = values_of(frame[:length])
        for name, at in layout.fields.items():
            assert values[name] == (vector["values"][name] if at.end <= length else defaults[name])


def test_account_of_an_older_server_is_not_disabled() -> None:
    frame = encode(TradeAccountResponse(TradeAccount="Sim1", TradingIsDisabled=1))[:48]

    assert values_of(frame)["TradingIsDisabled"] == 0


@pytest.mark.parametrize("vector", VECTORS, ids=by_name)
def test_longer_message_ignores_the_tail(vector: dict[str, Any]) -> None:
    frame = bytes.fromhex(vector["hex"])

    assert values_of(frame + b"\xff" * 32) == values_of(frame)


def test_unknown_type_is_none() -> None:
    assert decode(bytes.fromhex("04003930")) is None


def test_frame_without_a_header_is_an_error() -> None:
    with pytest.raises(ProtocolError, match="at least 4 bytes were expected, found 3"):
        decode(b"\x04\x00\x01")


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (
            "x" * 32,
            "SubmitNewSingleOrder.ClientOrderID: at most 31 characters were expected, found 32",
        ),
        ("a\0b", "without NUL"),
        ("\u20ac1", "only 8-bit characters"),
    ],
)
def test_text_that_does_not_fit_is_refused(value: str, complaint: str) -> None:
    with pytest.raises(ProtocolError, match=complaint):
        encode(SubmitNewSingleOrder(ClientOrderID=value))


def test_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ProtocolError, match="SubmitNewSingleOrder: a value does not fit its field"):
        encode(SubmitNewSingleOrder(OrderType=1 << 40))


LETTERS = st.characters(min_codepoint=1, max_codepoint=255)
NUMBERS = {
    "u8": st.integers(0, 255),
    "i32": st.integers(-(1 << 31), (1 << 31) - 1),
    "u32": st.integers(0, (1 << 32) - 1),
    "i64": st.integers(-(1 << 63), (1 << 63) - 1),
    "f64": st.floats(allow_nan=False),
}


@st.composite
def messages(draw: st.DrawFn) -> Any:
    layout = LAYOUTS[draw(st.sampled_from(sorted(LAYOUTS)))]
    values = {
        name: draw(
            NUMBERS[at.wire] if at.wire in NUMBERS else st.text(LETTERS, max_size=at.size - 1)
        )
        for name, at in layout.fields.items()
    }
    return layout.message(**values)


@given(messages())
def test_any_message_survives_the_round_trip(message: Any) -> None:
    frame = encode(message)

    assert len(frame) == message.SIZE
    assert struct.unpack_from("<HH", frame) == (message.SIZE, message.TYPE)
    assert encode(LAYOUTS[message.TYPE].decode(frame)) == frame


@given(st.sampled_from(sorted(LAYOUTS)), st.binary(max_size=800))
def test_any_body_decodes(kind: int, body: bytes) -> None:
    frame = struct.pack("<HH", 4 + len(body), kind) + body

    assert type(decode(frame)) is LAYOUTS[kind].message
