from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mia_core.errors import ConfigError
from mia_core.home import TOKEN_BYTES, Home

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")


def test_home_is_where_the_user_says(tmp_path: Path) -> None:
    assert Home.of_user({"MIA_HOME": str(tmp_path), "APPDATA": "x"}).folder == tmp_path


@posix_only
def test_home_follows_the_desktop_standard() -> None:
    assert Home.of_user({"XDG_CONFIG_HOME": "/x"}).folder == Path("/x/mia")
    assert Home.of_user({}).folder == Path.home() / ".config" / "mia"


@pytest.mark.skipif(sys.platform != "win32", reason="APPDATA is Windows' own")
def test_home_on_windows_is_in_appdata() -> None:
    assert Home.of_user({"APPDATA": "C:\\x"}).folder == Path("C:\\x\\MIA")
    with pytest.raises(ConfigError, match="APPDATA or MIA_HOME"):
        Home.of_user({})


def test_token_is_made_once_and_then_stays(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "home")

    token = home.token()

    assert len(token) == TOKEN_BYTES == 32
    assert token != bytes(TOKEN_BYTES)
    assert home.token() == token
    assert Home(home.folder).token() == token
    assert home.token_file.read_bytes() == token
    assert [path.name for path in home.folder.iterdir()] == ["token"]


def test_every_home_has_its_own_token(tmp_path: Path) -> None:
    assert Home(tmp_path / "a").token() != Home(tmp_path / "b").token()


@posix_only
def test_only_the_user_may_read_the_token(tmp_path: Path) -> None:
    home = Home(tmp_path)

    home.token()

    assert stat.S_IMODE(home.token_file.stat().st_mode) == 0o600


def test_hosts_that_start_together_agree_on_one_token(tmp_path: Path) -> None:
    homes = [Home(tmp_path) for _ in range(16)]

    with ThreadPoolExecutor(len(homes)) as pool:
        tokens = list(pool.map(Home.token, homes))

    assert len(set(tokens)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["token"]


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_token_of_another_length_is_refused_and_kept(tmp_path: Path, length: int) -> None:
    home = Home(tmp_path)
    home.token_file.write_bytes(bytes(length))

    with pytest.raises(ConfigError, match=f"expected 32 bytes, found {length}; delete it"):
        home.token()

    assert len(home.token_file.read_bytes()) == length


def test_recordings_are_named_after_their_beginning_and_never_overwritten(tmp_path: Path) -> None:
    home = Home(tmp_path)
    begin_ns = 1_773_239_700_000_000_000  # 2026-03-11 14:35:00 UTC

    names = []
    for _ in range(3):
        path = home.new_recording(begin_ns)
        path.touch()
        names.append(path.name)

    assert names == ["20260311-143500.mcap", "20260311-143500-2.mcap", "20260311-143500-3.mcap"]
    assert home.orders == tmp_path / "orders.sqlite"
