"""The numbers DTC uses for closed sets: results, order states, reasons, sides."""

from __future__ import annotations

import enum

__all__ = [
    "BuySell",
    "Encoding",
    "LogonStatus",
    "OrderKind",
    "OrderState",
    "Reason",
    "TimeInForce",
]


class Encoding(enum.IntEnum):
    """How messages are written; this version speaks the first."""

    BINARY = 0
    BINARY_WITH_VARIABLE_LENGTH_STRINGS = 1
    JSON = 2
    JSON_COMPACT = 3
    PROTOCOL_BUFFERS = 4


class LogonStatus(enum.IntEnum):
    """Result of a logon."""

    SUCCESS = 1
    ERROR = 2
    ERROR_NO_RECONNECT = 3
    RECONNECT_NEW_ADDRESS = 4


class OrderState(enum.IntEnum):
    """OrderStatus of an order update."""

    UNSPECIFIED = 0
    ORDER_SENT = 1
    PENDING_OPEN = 2
    PENDING_CHILD = 3
    OPEN = 4
    PENDING_CANCEL_REPLACE = 5
    PENDING_CANCEL = 6
    FILLED = 7
    CANCELED = 8
    REJECTED = 9
    PARTIALLY_FILLED = 10


class Reason(enum.IntEnum):
    """OrderUpdateReason of an order update; it is read before the status."""

    UNSET = 0
    OPEN_ORDERS_REQUEST_RESPONSE = 1
    NEW_ORDER_ACCEPTED = 2
    GENERAL_ORDER_UPDATE = 3
    ORDER_FILLED = 4
    ORDER_FILLED_PARTIALLY = 5
    ORDER_CANCELED = 6
    ORDER_CANCEL_REPLACE_COMPLETE = 7
    NEW_ORDER_REJECTED = 8
    ORDER_CANCEL_REJECTED = 9
    ORDER_CANCEL_REPLACE_REJECTED = 10


class OrderKind(enum.IntEnum):
    """OrderType of an order."""

    UNSET = 0
    MARKET = 1
    LIMIT = 2
    STOP = 3
    STOP_LIMIT = 4
    MARKET_IF_TOUCHED = 5
    LIMIT_IF_TOUCHED = 6
    MARKET_LIMIT = 7


class BuySell(enum.IntEnum):
    """Side of an order."""

    UNSET = 0
    BUY = 1
    SELL = 2


class TimeInForce(enum.IntEnum):
    """How long an order stands."""

    UNSET = 0
    DAY = 1
    GOOD_TILL_CANCELED = 2
    GOOD_TILL_DATE_TIME = 3
    IMMEDIATE_OR_CANCEL = 4
    ALL_OR_NONE = 5
    FILL_OR_KILL = 6
