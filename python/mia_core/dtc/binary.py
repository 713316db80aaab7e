"""Binary encoding (encoding 0): a message to bytes and a frame to a message, by type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mia_core.dtc.layout import HEADER, Layout, Message
from mia_core.dtc.order_messages import ORDER_MESSAGES
from mia_core.dtc.session_messages import SESSION_MESSAGES
from mia_core.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LAYOUTS", "decode", "encode"]

LAYOUTS: Final[Mapping[int, Layout]] = {
    message.TYPE: Layout(message) for message in (*SESSION_MESSAGES, *ORDER_MESSAGES)
}


def encode(message: Message) -> bytes:
    """Write one message."""
    return LAYOUTS[message.TYPE].encode(message)


def decode(frame: bytes) -> Message | None:
    """Read one whole frame; `None` is a message of a type MIA does not speak."""
    if len(frame) < HEADER.size:
        msg = f"frame: at least {HEADER.size} bytes were expected, found {len(frame)}"
        raise ProtocolError(msg)
    layout = LAYOUTS.get(HEADER.unpack_from(frame)[1])
    return None if layout is None else layout.decode(frame)
