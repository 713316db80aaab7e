from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mia_core.doctor import files
from mia_core.doctor.catalog import HOME
from mia_core.doctor.files import HomeFolder
from mia_core.execution.commands import OrderType, Side, SubmitOrder
from mia_core.home import Home
from mia_core.journal.orders import OrderJournal

ORDER = SubmitOrder(
    client_order_id="T-1",
    account="Sim1",
    symbol="ESH26-CME",
    side=Side.SELL,
    quantity=2,
    order_type=OrderType.MARKET,
)


def folder_of(path: Path, *, is_moved: bool = False) -> HomeFolder:
    return HomeFolder(Home(path), is_moved=is_moved)


def contents(path: Path) -> dict[str, bytes]:
    return {str(item): item.read_bytes() for item in path.rglob("*") if item.is_file()}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[OrderJournal]:
    """The order journal of a host that runs."""
    made = OrderJournal(tmp_path / "orders.sqlite")
    yield made
    made.close()


def test_a_home_in_use_is_right_and_stays_as_it_is(tmp_path: Path) -> None:
    Home(tmp_path).token()
    OrderJournal(tmp_path / "orders.sqlite").close()
    before = contents(tmp_path)

    checks = HOME.examine(folder_of(tmp_path))

    assert [check for check in checks if not check.ok] == []
    assert contents(tmp_path) == before


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    checks = {check.name: check for check in HOME.examine(folder_of(tmp_path / "a" / "b"))}

    assert [name for name, check in checks.items() if not check.ok] == ["token"]
    assert "there is none" in checks["token"].found
    assert "mia run" in checks["token"].remedy
    assert list(tmp_path.iterdir()) == []


def test_a_home_where_nothing_can_be_written_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    found = files.writable(folder_of(tmp_path / "file" / "home"))

    assert found.ok is False
    assert "MIA_HOME" in found.remedy


def test_a_full_disk_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SPACE_MIN_BYTES", 2**80)

    assert files.space(folder_of(tmp_path)).ok is False


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_a_token_that_others_may_read_fails_and_is_not_mended(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.token()
    home.token_file.chmod(0o644)

    found = files.token(folder_of(tmp_path))

    assert found.ok is False
    assert "expected mode 0600" in found.found
    assert home.token_file.stat().st_mode & 0o777 == 0o644


def test_what_to_put_into_the_study_is_told(tmp_path: Path) -> None:
    Home(tmp_path).token()

    assert files.token(folder_of(tmp_path)).found.endswith("of MIA Feed: empty")
    assert "this path" in files.token(folder_of(tmp_path, is_moved=True)).found


def test_orders_without_an_end_are_named(tmp_path: Path) -> None:
    journal = OrderJournal(tmp_path / "orders.sqlite")
    journal.prepare(ORDER, 1)
    journal.close()

    found = files.unresolved(folder_of(tmp_path))

    assert found.ok is False
    assert found.found == "1 without an end: T-1 (sell 2 ESH26-CME, prepared)"


def test_orders_of_a_host_that_runs_are_seen(tmp_path: Path, journal: OrderJournal) -> None:
    journal.prepare(ORDER, 1)

    assert files.orders(folder_of(tmp_path)).ok is True
    assert "T-1" in files.unresolved(folder_of(tmp_path)).found


@pytest.mark.parametrize("offset", [0, 4096 + 8])
def test_a_journal_that_is_unsound_is_named_and_kept(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "orders.sqlite"
    OrderJournal(path).close()
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xa5" * 4000)
    before = contents(tmp_path)

    orders, unresolved = (look(folder_of(tmp_path)) for look in (files.orders, files.unresolved))

    assert orders.ok is False
    assert str(path) in orders.found
    assert orders.remedy
    assert unresolved.ok is None
    assert contents(tmp_path) == before
