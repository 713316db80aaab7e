"""Messages of orders, positions and accounts, one row per field: name, type, offset, default.

A field whose default is `None` travels as DBL_MAX when unset.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from mia_core.dtc.layout import Message, f64, i32, i64, text, u8, u32

__all__ = [
    "ORDER_MESSAGES",
    "CancelOrder",
    "CurrentPositionsReject",
    "CurrentPositionsRequest",
    "OpenOrdersReject",
    "OpenOrdersRequest",
    "OrderUpdate",
    "PositionUpdate",
    "SubmitNewSingleOrder",
    "TradeAccountResponse",
    "TradeAccountsRequest",
]


class CancelOrder(Message, frozen=True):
    """Cancel by the server's id; the client's id must match it."""

    TYPE: ClassVar[int] = 203
    SIZE: ClassVar[int] = 100

    ServerOrderID: Annotated[str, text(4, 32)] = ""
    ClientOrderID: Annotated[str, text(36, 32)] = ""
    TradeAccount: Annotated[str, text(68, 32)] = ""


class SubmitNewSingleOrder(Message, frozen=True):
    """One new order."""

    TYPE: ClassVar[int] = 208
    SIZE: ClassVar[int] = 304

    Symbol: Annotated[str, text(4, 64)] = ""
    Exchange: Annotated[str, text(68, 16)] = ""
    TradeAccount: Annotated[str, text(84, 32)] = ""
    ClientOrderID: Annotated[str, text(116, 32)] = ""
    OrderType: Annotated[int, i32(148)] = 0
    BuySell: Annotated[int, i32(152)] = 0
    Price1: Annotated[float, f64(160)] = 0.0
    Price2: Annotated[float, f64(168)] = 0.0
    Quantity: Annotated[float, f64(176)] = 0.0
    TimeInForce: Annotated[int, i32(184)] = 0
    GoodTillDateTime: Annotated[int, i64(192)] = 0
    IsAutomatedOrder: Annotated[int, u8(200)] = 0
    IsParentOrder: Annotated[int, u8(201)] = 0
    FreeFormText: Annotated[str, text(202, 48)] = ""
    OpenOrClose: Annotated[int, i32(252)] = 0
    MaxShowQuantity: Annotated[float, f64(256)] = 0.0
    Price1AsString: Annotated[str, text(264, 16)] = ""
    Price2AsString: Annotated[str, text(280, 16)] = ""
    IntendedPositionQuantity: Annotated[float, f64(296)] = 0.0


class OpenOrdersRequest(Message, frozen=True):
    """Ask for the working orders."""

    TYPE: ClassVar[int] = 300
    SIZE: ClassVar[int] = 76

    RequestID: Annotated[int, i32(4)] = 0
    RequestAllOrders: Annotated[int, i32(8)] = 1
    ServerOrderID: Annotated[str, text(12, 32)] = ""
    TradeAccount: Annotated[str, text(44, 32)] = ""


class OrderUpdate(Message, frozen=True):
    """One report about one order. `None` is unset, not zero."""

    TYPE: ClassVar[int] = 301
    SIZE: ClassVar[int] = 720

    RequestID: Annotated[int, i32(4)] = 0
    TotalNumMessages: Annotated[int, i32(8)] = 0
    MessageNumber: Annotated[int, i32(12)] = 0
    Symbol: Annotated[str, text(16, 64)] = ""
    Exchange: Annotated[str, text(80, 16)] = ""
    PreviousServerOrderID: Annotated[str, text(96, 32)] = ""
    ServerOrderID: Annotated[str, text(128, 32)] = ""
    ClientOrderID: Annotated[str, text(160, 32)] = ""
    ExchangeOrderID: Annotated[str, text(192, 32)] = ""
    OrderStatus: Annotated[int, i32(224)] = 0
    OrderUpdateReason: Annotated[int, i32(228)] = 0
    OrderType: Annotated[int, i32(232)] = 0
    BuySell: Annotated[int, i32(236)] = 0
    Price1: Annotated[float | None, f64(240)] = None
    Price2: Annotated[float | None, f64(248)] = None
    TimeInForce: Annotated[int, i32(256)] = 0
    GoodTillDateTime: Annotated[int, i64(264)] = 0
    OrderQuantity: Annotated[float | None, f64(272)] = None
    FilledQuantity: Annotated[float | None, f64(280)] = None
    RemainingQuantity: Annotated[float | None, f64(288)] = None
    AverageFillPrice: Annotated[float | None, f64(296)] = None
    LastFillPrice: Annotated[float | None, f64(304)] = None
    LastFillDateTime: Annotated[int, i64(312)] = 0
    LastFillQuantity: Annotated[float | None, f64(320)] = None
    LastFillExecutionID: Annotated[str, text(328, 64)] = ""
    TradeAccount: Annotated[str, text(392, 32)] = ""
    InfoText: Annotated[str, text(424, 96)] = ""
    NoOrders: Annotated[int, u8(520)] = 0
    ParentServerOrderID: Annotated[str, text(521, 32)] = ""
    OCOLinkedOrderServerOrderID: Annotated[str, text(553, 32)] = ""
    OpenOrClose: Annotated[int, i32(588)] = 0
    PreviousClientOrderID: Annotated[str, text(592, 32)] = ""
    FreeFormText: Annotated[str, text(624, 48)] = ""
    OrderReceivedDateTime: Annotated[int, i64(672)] = 0
    LatestTransactionDateTime: Annotated[float, f64(680)] = 0.0
    Username: Annotated[str, text(688, 32)] = ""


class OpenOrdersReject(Message, frozen=True):
    """No working orders will be sent."""

    TYPE: ClassVar[int] = 302
    SIZE: ClassVar[int] = 104

    RequestID: Annotated[int, i32(4)] = 0
    RejectText: Annotated[str, text(8, 96)] = ""


class CurrentPositionsRequest(Message, frozen=True):
    """Ask for the positions."""

    TYPE: ClassVar[int] = 305
    SIZE: ClassVar[int] = 40

    RequestID: Annotated[int, i32(4)] = 0
    TradeAccount: Annotated[str, text(8, 32)] = ""


class PositionUpdate(Message, frozen=True):
    """One position; quantity 0 is a closed one."""

    TYPE: ClassVar[int] = 306
    SIZE: ClassVar[int] = 240

    RequestID: Annotated[int, i32(4)] = 0
    TotalNumberMessages: Annotated[int, i32(8)] = 0
    MessageNumber: Annotated[int, i32(12)] = 0
    Symbol: Annotated[str, text(16, 64)] = ""
    Exchange: Annotated[str, text(80, 16)] = ""
    Quantity: Annotated[float, f64(96)] = 0.0
    AveragePrice: Annotated[float, f64(104)] = 0.0
    PositionIdentifier: Annotated[str, text(112, 32)] = ""
    TradeAccount: Annotated[str, text(144, 32)] = ""
    NoPositions: Annotated[int, u8(176)] = 0
    Unsolicited: Annotated[int, u8(177)] = 0
    MarginRequirement: Annotated[float, f64(184)] = 0.0
    EntryDateTime: Annotated[int, u32(192)] = 0
    OpenProfitLoss: Annotated[float, f64(200)] = 0.0
    HighPriceDuringPosition: Annotated[float, f64(208)] = 0.0
    LowPriceDuringPosition: Annotated[float, f64(216)] = 0.0
    QuantityLimit: Annotated[float, f64(224)] = 0.0
    MaxPotentialPostionQuantity: Annotated[float, f64(232)] = 0.0


class CurrentPositionsReject(Message, frozen=True):
    """No positions will be sent."""

    TYPE: ClassVar[int] = 307
    SIZE: ClassVar[int] = 104

    RequestID: Annotated[int, i32(4)] = 0
    RejectText: Annotated[str, text(8, 96)] = ""


class TradeAccountsRequest(Message, frozen=True):
    """Ask for the trade accounts."""

    TYPE: ClassVar[int] = 400
    SIZE: ClassVar[int] = 8

    RequestID: Annotated[int, i32(4)] = 0


class TradeAccountResponse(Message, frozen=True):
    """One trade account."""

    TYPE: ClassVar[int] = 401
    SIZE: ClassVar[int] = 52

    TotalNumberMessages: Annotated[int, i32(4)] = 0
    MessageNumber: Annotated[int, i32(8)] = 0
    TradeAccount: Annotated[str, text(12, 32)] = ""
    RequestID: Annotated[int, i32(44)] = 0
    TradingIsDisabled: Annotated[int, i32(48)] = 0


ORDER_MESSAGES: Final[tuple[type[Message], ...]] = (
    CancelOrder,
    SubmitNewSingleOrder,
    OpenOrdersRequest,
    OrderUpdate,
    OpenOrdersReject,
    CurrentPositionsRequest,
    PositionUpdate,
    CurrentPositionsReject,
    TradeAccountsRequest,
    TradeAccountResponse,
)
