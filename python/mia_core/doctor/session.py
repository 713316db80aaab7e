"""What a doctor heard of the DTC server: one logon through the product's own link, and never an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mia_core.execution.events import OrderUpdate, PositionUpdate, TradingLost, TradingReady
from mia_core.execution.order import Report, report_of

if TYPE_CHECKING:
    import zmq

    from mia_core.config import TradingConfig
    from mia_core.dtc.link import TradingLink
    from mia_core.execution.events import ExecutionEvent

__all__ = ["Session"]

_LIVES = (Report.ALIVE, Report.PARTIAL)


class Session:
    """Lets the link log on, and keeps what the server says."""

    def __init__(self, link: TradingLink, trading: TradingConfig) -> None:
        self._link = link
        self.trading = trading
        self.ready: TradingReady | None = None
        self.lost: list[str] = []
        self.waited_s = 0.0
        self.stopped = False
        self.positions: dict[str, PositionUpdate] = {}
        self._orders: dict[str, OrderUpdate] = {}

    @property
    def place(self) -> str:
        """Where the server is looked for."""
        return f"{self.trading.dtc_host}:{self.trading.dtc_port}"

    @property
    def is_settled(self) -> bool:
        """Whether the server has said all that a logon asks for, or that there is none."""
        return self.ready is not None or bool(self.lost)

    @property
    def working(self) -> list[OrderUpdate]:
        """The orders that work in the account, whoever made them."""
        return [
            update
            for update in self._orders.values()
            if report_of(update.reason, update.status) in _LIVES
        ]

    def register(self, poller: zmq.Poller) -> None:
        """Let the poller watch the connection."""
        self._link.register(poller)

    def receive(self, now_ns: int) -> None:
        """Take in what the server sent."""
        for event in self._link.receive(now_ns):
            self.take(event)

    def take(self, event: ExecutionEvent) -> None:
        """Keep the newest word about each thing."""
        match event:
            case TradingReady():
                self.ready = event
            case TradingLost():
                self.lost.append(event.reason)
            case PositionUpdate():
                self.positions[event.symbol] = event
            case OrderUpdate():
                self._orders.pop(event.previous_server_order_id, None)
                self._orders[event.server_order_id] = event
