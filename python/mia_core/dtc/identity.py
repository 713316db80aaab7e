"""Which of our orders an update is about: learned from the server's ids, as DTC asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mia_core.dtc.codes import Reason

if TYPE_CHECKING:
    from mia_core.dtc.order_messages import OrderUpdate

__all__ = ["OrderNames"]

_NAMES_THE_ORDER: Final = frozenset(
    {Reason.NEW_ORDER_ACCEPTED, Reason.ORDER_CANCELED, Reason.ORDER_CANCEL_REPLACE_COMPLETE},
)
_ANSWERS_A_REQUEST: Final = frozenset(
    {
        Reason.NEW_ORDER_REJECTED,
        Reason.ORDER_CANCEL_REJECTED,
        Reason.ORDER_CANCEL_REPLACE_REJECTED,
    },
)


class OrderNames:
    """The client's id of each of the server's ids seen on this connection.

    The client's id in an update counts only for some reasons; later reports are known by the
    server's id, which a replace may change.
    """

    def __init__(self) -> None:
        self._client_ids: dict[str, str] = {}

    def client_id_of(self, update: OrderUpdate) -> str:
        """Tell the client's id of the order; empty where nobody knows it."""
        server_id, given = update.ServerOrderID, update.ClientOrderID
        known = self._client_ids.get(server_id) or self._client_ids.get(
            update.PreviousServerOrderID,
        )
        reason = update.OrderUpdateReason
        if reason in _ANSWERS_A_REQUEST:
            return given or known or ""
        client_id = (given or known) if reason in _NAMES_THE_ORDER else (known or given)
        if client_id and server_id:
            self._client_ids[server_id] = client_id
        return client_id or ""
