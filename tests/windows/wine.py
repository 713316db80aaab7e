"""Windows programs on Linux: wine with a prefix of its own, and the simulated host as a program under it."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import IO

from tests.house.sources import ROOT

BUILT = ROOT / "build" / "wine" / "bin"
PATIENCE_S = 120.0
NETWORK_DRIVE = "N:"
"""Our files once more, on what Windows programs are told is the network."""
# Debian keeps them out of the way.
DEBIAN = Path("/usr/lib/wine")


def find_wine() -> Path | None:
    """Find the loader of 64-bit programs."""
    if (DEBIAN / "wine64").exists():
        return DEBIAN / "wine64"
    found = shutil.which("wine64") or shutil.which("wine")
    return None if found is None else Path(found)


def windows_path(path: Path, drive: str = "Z:") -> str:
    """Name a file of ours as a Windows program knows it."""
    return drive + str(path).replace("/", "\\")


class Wine:
    """One prefix; everything that is started in it is ended by its handle."""

    def __init__(self, loader: Path, prefix: Path) -> None:
        self._loader = loader
        self._prefix = prefix
        beside = loader.parent / "wineserver"
        self._server = beside if beside.exists() else Path(shutil.which("wineserver") or beside)
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MIA_", "WINE")) and name != "DISPLAY"
        } | {
            "WINEPREFIX": str(prefix),
            "WINEDEBUG": "-all",
            # No offers to install a .NET or a browser, no entries in anybody's menu.
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=d",
            # How names of files are told to Windows programs.
            "LC_ALL": "C.UTF-8",
        }

    def boot(self) -> None:
        """Make the prefix, or bring it up to date."""
        self._prefix.mkdir(parents=True, exist_ok=True)
        self._run(str(self._loader), "wineboot.exe", "-i")
        self._add_network_drive()

    def start(self, program: Path, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self._loader), str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=self.environment | environment,
        )

    def end(self) -> None:
        """Wait until wine's own services have ended, as they do soon after the last program; else end them."""
        try:
            self._run(str(self._server), "-w")
        except subprocess.TimeoutExpired:
            self._run(str(self._server), "-k")

    def _add_network_drive(self) -> None:
        link = self._prefix / "dosdevices" / NETWORK_DRIVE.lower()
        if link.is_symlink():
            return
        key = r"HKLM\Software\Wine\Drives"
        value = ["/v", NETWORK_DRIVE.lower(), "/t", "REG_SZ", "/d", "network", "/f"]
        self._run(str(self._loader), "reg.exe", "add", key, *value)
        # What drives there are is read at its start.
        self.end()
        link.symlink_to("/")

    def _run(self, *command: str) -> None:
        # Its services outlive the call and would hold on to a pipe.
        subprocess.run(
            command,
            env=self.environment,
            check=True,
            timeout=PATIENCE_S,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


class Console:
    """`mia_sim_console`: one line of words for a command, one line for its answer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        self._input = process.stdin
        self._answers: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        self._reader.start()

    def ask(self, *words: object) -> str:
        """Give out what follows "ok"."""
        self._input.write("\t".join(map(str, words)) + "\n")
        self._input.flush()
        verdict, _, answer = self._answers.get(timeout=PATIENCE_S).partition(" ")
        assert verdict == "ok", f"{words[0]}: {verdict} {answer}"
        return answer.strip()

    def finish(self) -> int:
        """End its input; the status it ends with."""
        self._input.close()
        return self._process.wait(PATIENCE_S)

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        self._input.close()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self, lines: IO[str]) -> None:
        for line in lines:
            self._answers.put(line)
        self._answers.put("error it has ended")
