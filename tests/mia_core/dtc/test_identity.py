from __future__ import annotations

import pytest

from mia_core.dtc.codes import Reason
from mia_core.dtc.identity import OrderNames
from mia_core.dtc.order_messages import OrderUpdate


def update(reason: Reason, server: str, client: str = "", *, previous: str = "") -> OrderUpdate:
    return OrderUpdate(
        OrderUpdateReason=reason,
        ServerOrderID=server,
        ClientOrderID=client,
        PreviousServerOrderID=previous,
    )


@pytest.fixture
def names() -> OrderNames:
    known = OrderNames()
    known.client_id_of(update(Reason.NEW_ORDER_ACCEPTED, "S1", "MIA-1"))
    return known


@pytest.mark.parametrize("stale", ["", "other"])
def test_later_reports_are_known_by_the_servers_id(names: OrderNames, stale: str) -> None:
    assert names.client_id_of(update(Reason.ORDER_FILLED, "S1", stale)) == "MIA-1"


def test_replace_carries_the_name_over_to_the_new_id(names: OrderNames) -> None:
    replaced = update(Reason.ORDER_CANCEL_REPLACE_COMPLETE, "S2", previous="S1")

    assert names.client_id_of(replaced) == "MIA-1"
    assert names.client_id_of(update(Reason.ORDER_FILLED, "S2")) == "MIA-1"


def test_refused_request_does_not_rename_an_order(names: OrderNames) -> None:
    refused = update(Reason.ORDER_CANCEL_REJECTED, "S1", "MIA-7")

    assert names.client_id_of(refused) == "MIA-7"
    assert names.client_id_of(update(Reason.ORDER_FILLED, "S1")) == "MIA-1"


def test_rejected_order_without_a_server_id_is_known_by_its_own(names: OrderNames) -> None:
    assert names.client_id_of(update(Reason.NEW_ORDER_REJECTED, "", "MIA-2")) == "MIA-2"


def test_unknown_order_takes_the_name_it_is_given_or_none(names: OrderNames) -> None:
    assert names.client_id_of(update(Reason.ORDER_FILLED, "S9", "manual")) == "manual"
    assert names.client_id_of(update(Reason.ORDER_FILLED, "S8")) == ""
    assert names.client_id_of(update(Reason.ORDER_FILLED, "")) == ""
