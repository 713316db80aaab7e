"""The folder where a host keeps its secret, its orders and its recordings."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mia_core.clock import NANOSECONDS
from mia_core.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TOKEN_BYTES", "Home"]

TOKEN_BYTES = 32
_BINARY = getattr(os, "O_BINARY", 0)


class Home:
    """One host, one home: two hosts in the same home would share orders, so the order journal locks it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of_user(cls, environment: Mapping[str, str]) -> Home:
        r"""Find the user's: MIA_HOME, else %APPDATA%\MIA on Windows, else $XDG_CONFIG_HOME/mia."""
        if given := environment.get("MIA_HOME"):
            return cls(Path(given))
        if sys.platform == "win32":
            if not environment.get("APPDATA"):
                message = "expected APPDATA or MIA_HOME in the environment, found neither"
                raise ConfigError(message)
            return cls(Path(environment["APPDATA"]) / "MIA")
        base = environment.get("XDG_CONFIG_HOME")
        return cls((Path(base) if base else Path.home() / ".config") / "mia")

    @property
    def orders(self) -> Path:
        """The order journal."""
        return self.folder / "orders.sqlite"

    @property
    def token_file(self) -> Path:
        """The secret that introduces a study to its host."""
        return self.folder / "token"

    def new_recording(self, now_ns: int) -> Path:
        """Name a recording after the time it begins."""
        begin = dt.datetime.fromtimestamp(now_ns // NANOSECONDS, tz=dt.UTC)
        recordings = self.folder / "recordings"
        recordings.mkdir(parents=True, exist_ok=True)
        stem = f"{begin:%Y%m%d-%H%M%S}"
        path = recordings / f"{stem}.mcap"
        number = 1
        while path.exists():
            number += 1
            path = recordings / f"{stem}-{number}.mcap"
        return path

    def token(self) -> bytes:
        """Read the secret, making it first where there is none; only the user may read it.

        A file that others may read is refused and not mended: narrowing its mode would keep a
        secret that may have been copied, and replacing it would cut off studies without a word.
        On Windows the access list of the profile's folder keeps others out, and modes say nothing.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        found = self.find_token()
        if found is None:
            self._make_token()
            found = self.find_token()
        if found is None:
            message = f"{self.token_file}: it was made and is gone again"
            raise ConfigError(message)
        return found

    def find_token(self) -> bytes | None:
        """Read the secret as `token` does; None where there is none, and nothing is made."""
        try:
            found = self.token_file.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        if wrong := _what_is_wrong(found):
            message = f"{self.token_file}: {wrong}; delete it to make a new one"
            raise ConfigError(message)
        return self.token_file.read_bytes()

    def _make_token(self) -> None:
        """Put a whole token in place at once: studies and other hosts may look at any moment."""
        draft = self.folder / f"token-{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(TOKEN_BYTES))
        try:
            # Another host may have been faster: then its token counts, for both.
            with contextlib.suppress(FileExistsError):
                os.link(draft, self.token_file)
        finally:
            draft.unlink()


def _what_is_wrong(found: os.stat_result) -> str:
    """Say why a file cannot be the secret; empty when it can."""
    if not stat.S_ISREG(found.st_mode):
        return f"expected a plain file, found {stat.filemode(found.st_mode)}"
    if sys.platform != "win32":
        if found.st_uid not in (os.geteuid(), 0):
            return f"expected a file of this user, found one of user {found.st_uid}"
        if stat.S_IMODE(found.st_mode) & 0o077:
            return f"expected mode 0600, found {stat.S_IMODE(found.st_mode):04o}: others may use it"
    if found.st_size != TOKEN_BYTES:
        return f"expected {TOKEN_BYTES} bytes, found {found.st_size}"
    return ""
