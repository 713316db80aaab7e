from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
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


def test_looking_for_a_token_makes_none(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")

    before = home.find_token()
    made = home.folder.exists()

    assert (before, made) == (None, False)
    assert home.token() == home.find_token()


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


def own_token(folder: Path) -> Home:
    """A home with a token that nothing is wrong with."""
    home = Home(folder)
    home.token()
    return home


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_token_of_another_length_is_refused_and_kept(tmp_path: Path, length: int) -> None:
    home = own_token(tmp_path)
    home.token_file.write_bytes(bytes(length))

    with pytest.raises(ConfigError, match=f"expected 32 bytes, found {length}; delete it"):
        home.token()

    assert len(home.token_file.read_bytes()) == length


@posix_only
@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660, 0o602, 0o610, 0o777])
def test_token_that_others_may_use_is_refused_and_kept(tmp_path: Path, mode: int) -> None:
    home = own_token(tmp_path)
    token = home.token_file.read_bytes()
    home.token_file.chmod(mode)

    with pytest.raises(ConfigError) as why:
        home.token()

    assert str(why.value) == (
        f"{home.token_file}: expected mode 0600, found {mode:04o}: others may use it; "
        "delete it to make a new one"
    )
    assert home.token_file.read_bytes() == token
    assert stat.S_IMODE(home.token_file.stat().st_mode) == mode


@posix_only
@pytest.mark.parametrize("mode", [0o400, 0o600, 0o700])
def test_token_that_only_the_user_may_use_is_taken(tmp_path: Path, mode: int) -> None:
    home = own_token(tmp_path)
    home.token_file.chmod(mode)

    assert len(home.token()) == TOKEN_BYTES


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away"
)
def test_token_of_another_user_is_refused(tmp_path: Path) -> None:
    home = own_token(tmp_path)
    os.chown(home.token_file, 12345, -1)

    with pytest.raises(ConfigError, match="a file of this user, found one of user 12345; delete"):
        home.token()


def link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


def link_to_token(path: Path) -> None:
    kept = path.with_name("kept")
    kept.write_bytes(bytes(TOKEN_BYTES))
    kept.chmod(0o600)
    path.symlink_to(kept)


@posix_only
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (Path.mkdir, "d"),
        (getattr(os, "mkfifo", Path.mkdir), "p"),
        (link_to_nothing, "l"),
        (link_to_token, "l"),
    ],
)
def test_what_is_no_plain_file_is_no_token(
    tmp_path: Path, make: Callable[[Path], None], kind: str
) -> None:
    home = Home(tmp_path)
    make(home.token_file)

    with pytest.raises(ConfigError, match=f"expected a plain file, found {kind}.*; delete it to"):
        home.token()


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
