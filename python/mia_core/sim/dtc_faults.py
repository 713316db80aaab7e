"""Faults the simulated DTC server shows on command, read from a TOML file."""

from __future__ import annotations

from pathlib import Path

import msgspec

from mia_core.errors import ConfigError

__all__ = ["Faults", "read_faults"]


class Faults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong; the defaults are a server in good health.

    reject_orders: every new order is rejected.
    drop_after_orders: the connection is closed without a word when this order has been taken.
    silent_acks: orders are taken and filled, but neither their receipt nor their opening is said.
    silent_heartbeats: the server sends no heartbeats.
    trading_supported: what the logon answer says.
    disabled_accounts: accounts listed as not allowed to trade.
    lose_orders: orders are read and counted, and nothing else: as if they had never arrived.
    hold_orders: orders are taken and open, and nothing fills them.
    nameless_orders: the list of working orders leaves the client's ids out.
    cut_order_list: the last message of a list of working orders is not sent.
    refuse_order_list, refuse_position_list: these requests are rejected.
    refuse_logon: the logon is answered with an error.
    echo_logon: every text holds the user name and the password that the client gave.
    """

    reject_orders: bool = False
    drop_after_orders: int | None = None
    silent_acks: bool = False
    silent_heartbeats: bool = False
    trading_supported: bool = True
    disabled_accounts: tuple[str, ...] = ()
    lose_orders: bool = False
    hold_orders: bool = False
    nameless_orders: bool = False
    cut_order_list: bool = False
    refuse_order_list: bool = False
    refuse_position_list: bool = False
    refuse_logon: bool = False
    echo_logon: bool = False


def read_faults(path: Path) -> Faults:
    """Read a faults file strictly.

    Raises:
        ConfigError: the file cannot be read or holds something unknown.
    """
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Faults)
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigError(f"faults file {path}: {error}") from error
