"""Messages of the connection itself, one row per field: name, type, offset, default.

Offsets and sizes are those of protocol version 8 as of 2025. Earlier and later peers send
shorter or longer messages under the same version; the Size field says which, and the codec
tolerates both.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from mia_core.dtc.layout import Message, i32, i64, text, u8, u32

__all__ = [
    "PROTOCOL_VERSION",
    "SESSION_MESSAGES",
    "AlertMessage",
    "EncodingRequest",
    "EncodingResponse",
    "GeneralLogMessage",
    "Heartbeat",
    "Logoff",
    "LogonRequest",
    "LogonResponse",
    "UserMessage",
]

PROTOCOL_VERSION: Final = 8


class LogonRequest(Message, frozen=True):
    """The client introduces itself."""

    TYPE: ClassVar[int] = 1
    SIZE: ClassVar[int] = 284

    ProtocolVersion: Annotated[int, i32(4)] = PROTOCOL_VERSION
    Username: Annotated[str, text(8, 32)] = ""
    Password: Annotated[str, text(40, 32)] = ""
    GeneralTextData: Annotated[str, text(72, 64)] = ""
    Integer_1: Annotated[int, i32(136)] = 0
    Integer_2: Annotated[int, i32(140)] = 0
    HeartbeatIntervalInSeconds: Annotated[int, i32(144)] = 0
    Unused1: Annotated[int, i32(148)] = 0
    TradeAccount: Annotated[str, text(152, 32)] = ""
    HardwareIdentifier: Annotated[str, text(184, 64)] = ""
    ClientName: Annotated[str, text(248, 32)] = ""
    MarketDataTransmissionInterval: Annotated[int, i32(280)] = 0


class LogonResponse(Message, frozen=True):
    """The server's answer, with what it can do."""

    TYPE: ClassVar[int] = 2
    SIZE: ClassVar[int] = 256

    ProtocolVersion: Annotated[int, i32(4)] = PROTOCOL_VERSION
    Result: Annotated[int, i32(8)] = 1
    ResultText: Annotated[str, text(12, 96)] = ""
    ReconnectAddress: Annotated[str, text(108, 64)] = ""
    Integer_1: Annotated[int, i32(172)] = 0
    ServerName: Annotated[str, text(176, 60)] = ""
    MarketDepthUpdatesBestBidAndAsk: Annotated[int, u8(236)] = 0
    TradingIsSupported: Annotated[int, u8(237)] = 0
    OCOOrdersSupported: Annotated[int, u8(238)] = 0
    OrderCancelReplaceSupported: Annotated[int, u8(239)] = 1
    SymbolExchangeDelimiter: Annotated[str, text(240, 4)] = ""
    SecurityDefinitionsSupported: Annotated[int, u8(244)] = 0
    HistoricalPriceDataSupported: Annotated[int, u8(245)] = 0
    ResubscribeWhenMarketDataFeedAvailable: Annotated[int, u8(246)] = 0
    MarketDepthIsSupported: Annotated[int, u8(247)] = 1
    OneHistoricalPriceDataRequestPerConnection: Annotated[int, u8(248)] = 0
    BracketOrdersSupported: Annotated[int, u8(249)] = 0
    Unused_1: Annotated[int, u8(250)] = 0
    UsesMultiplePositionsPerSymbolAndTradeAccount: Annotated[int, u8(251)] = 0
    MarketDataSupported: Annotated[int, u8(252)] = 1


class Heartbeat(Message, frozen=True):
    """Proof of life, both ways."""

    TYPE: ClassVar[int] = 3
    SIZE: ClassVar[int] = 16

    NumDroppedMessages: Annotated[int, u32(4)] = 0
    CurrentDateTime: Annotated[int, i64(8)] = 0


class Logoff(Message, frozen=True):
    """A last word before closing."""

    TYPE: ClassVar[int] = 5
    SIZE: ClassVar[int] = 102

    Reason: Annotated[str, text(4, 96)] = ""
    DoNotReconnect: Annotated[int, u8(100)] = 0


class EncodingRequest(Message, frozen=True):
    """Ask for an encoding; always sent in the encoding in force."""

    TYPE: ClassVar[int] = 6
    SIZE: ClassVar[int] = 16

    ProtocolVersion: Annotated[int, i32(4)] = PROTOCOL_VERSION
    Encoding: Annotated[int, i32(8)] = 0
    ProtocolType: Annotated[str, text(12, 4)] = "DTC"


class EncodingResponse(Message, frozen=True):
    """The encoding the server will really use."""

    TYPE: ClassVar[int] = 7
    SIZE: ClassVar[int] = 16

    ProtocolVersion: Annotated[int, i32(4)] = PROTOCOL_VERSION
    Encoding: Annotated[int, i32(8)] = 0
    ProtocolType: Annotated[str, text(12, 4)] = "DTC"


class UserMessage(Message, frozen=True):
    """Text for the person at the screen."""

    TYPE: ClassVar[int] = 700
    SIZE: ClassVar[int] = 262

    UserMessage: Annotated[str, text(4, 256)] = ""
    IsPopupMessage: Annotated[int, u8(260)] = 1


class GeneralLogMessage(Message, frozen=True):
    """Text for a log; may come before the logon answer."""

    TYPE: ClassVar[int] = 701
    SIZE: ClassVar[int] = 132

    MessageText: Annotated[str, text(4, 128)] = ""


class AlertMessage(Message, frozen=True):
    """Text that wants attention."""

    TYPE: ClassVar[int] = 702
    SIZE: ClassVar[int] = 164

    MessageText: Annotated[str, text(4, 128)] = ""
    TradeAccount: Annotated[str, text(132, 32)] = ""


SESSION_MESSAGES: Final[tuple[type[Message], ...]] = (
    LogonRequest,
    LogonResponse,
    Heartbeat,
    Logoff,
    EncodingRequest,
    EncodingResponse,
    UserMessage,
    GeneralLogMessage,
    AlertMessage,
)
