"""Checks of the home: the secret, the orders, the room for recordings. Nothing is made and nothing mended."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from mia_core.doctor.checks import Finding, bad, good
from mia_core.errors import ConfigError, OrderJournalError
from mia_core.home import Home
from mia_core.journal.orders import OrderJournal, OrderRow

__all__ = ["HomeFolder", "orders", "space", "token", "unresolved", "writable"]

SPACE_MIN_BYTES: Final = 2**30
MOVE: Final = "MIA_HOME moves it elsewhere, for the host and for the study alike"


class HomeFolder:
    """A home as it is found, and whether the user said where it is."""

    def __init__(self, home: Home, *, is_moved: bool) -> None:
        self.home = home
        self.is_moved = is_moved

    @property
    def place(self) -> Path:
        """The folder, or where it would be made."""
        folder = self.home.folder.absolute()
        return next((path for path in (folder, *folder.parents) if path.exists()), folder)


def writable(folder: HomeFolder) -> Finding:
    """Something can be written there: a file without a name is, and is gone at once."""
    try:
        with tempfile.TemporaryFile(dir=folder.place) as probe:
            probe.write(b"MIA")
    except OSError as error:
        return bad(f"{folder.home.folder}: {error.strerror}", f"make it writable; {MOVE}")
    if not folder.home.folder.exists():
        return good(f"{folder.home.folder}: not there yet, the first `mia run` makes it")
    return good(str(folder.home.folder))


def space(folder: HomeFolder) -> Finding:
    """There is room for a recording."""
    free = shutil.disk_usage(folder.place).free
    told = f"{free / 2**30:.1f} GiB free"
    if free < SPACE_MIN_BYTES:
        return bad(told, f"delete recordings that need no replay any more; {MOVE}")
    return good(told)


def token(folder: HomeFolder) -> Finding:
    """The secret is there, and for the user alone."""
    home = folder.home
    try:
        found = home.find_token()
    except ConfigError as error:
        return bad(
            str(error),
            "delete it, start the host once (`mia run`): it makes another; studies read it anew",
        )
    if found is None:
        return bad(
            f"{home.token_file}: there is none, so no study is let in",
            "start the host once (`mia run`): it makes the file, studies find it within seconds",
        )
    study_input = (
        f"this path, unless Sierra Chart runs with the same MIA_HOME ({home.folder})"
        if folder.is_moved
        else "empty"
    )
    return good(f"{home.token_file}; input 'Token file' of MIA Feed: {study_input}")


def orders(folder: HomeFolder) -> Finding:
    """The order journal opens and is sound."""
    if not folder.home.orders.exists():
        return good("no order was ever sent from this home")
    fault, _ = _look_into(folder.home.orders)
    if fault:
        return bad(
            fault,
            "no order leaves while it is so: look in Sierra's Trade Orders Window what is open,"
            " then move the file away; a new one is begun",
        )
    return good(f"{folder.home.orders}: sound")


def unresolved(folder: HomeFolder) -> Finding:
    """No order of an earlier run is without an end."""
    if not folder.home.orders.exists():
        return good("none")
    fault, rows = _look_into(folder.home.orders)
    if fault:
        return Finding(None, "left out: order-journal failed")
    if not rows:
        return good("none")
    names = ", ".join(
        f"{row.client_order_id} ({row.side.value} {row.quantity} {row.symbol}, {row.state.value})"
        for row in rows
    )
    return bad(
        f"{len(rows)} without an end: {names}",
        "look whether they work or were filled (Sierra's Trade Orders Window); the host asks the"
        " server at its next logon and opens nothing until that is settled",
    )


def _look_into(path: Path) -> tuple[str, list[OrderRow]]:
    """Read the journal without leaving a trace beside it, also while a host writes it."""
    at_rest = not path.with_name(path.name + "-wal").exists()
    try:
        journal = OrderJournal(path, read_only=True, at_rest=at_rest)
    except OrderJournalError as error:
        return str(error), []
    try:
        fault = journal.fault()
        return (f"{path}: {fault}", []) if fault else ("", journal.open_orders())
    except OrderJournalError as error:
        return str(error), []
    finally:
        journal.close()
