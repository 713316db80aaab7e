"""Record a short simulated session and write what the C++ test of the embedded host needs of it."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

from mia_core.home import Home
from mia_core.journal.reader import BatchRecord, read_recording


def main(folder: Path) -> None:
    """Play a demo in lockstep, then take its recording apart."""
    folder.mkdir(parents=True, exist_ok=True)
    demo = folder / "demo"
    for old in demo.glob("*"):
        if old.is_file():
            old.unlink()
    run = [sys.executable, "-m", "mia_core.cli.main"]
    asked = ["--seconds", "12", "--seed", "7", "--speed", "0", "--mode", "read-only", "--json"]
    played = subprocess.run(
        [*run, "demo", *asked, "--state", str(demo)], check=True, capture_output=True, text=True
    )
    recording = json.loads(played.stdout)["journal"]
    replayed = subprocess.run(
        [*run, "replay", recording, "--verify", "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    figures = json.loads(replayed.stdout)
    (folder / "state.txt").write_text(figures["state"], encoding="ascii")
    (folder / "digest.txt").write_text(figures["digest"], encoding="ascii")
    (folder / "mia.toml").write_text(
        (demo / "mia.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    home = Home(folder / "home")
    home.folder.mkdir(exist_ok=True)
    # The recording carries zeros where the secret was; a host whose secret is zeros takes it as live.
    home.token()
    home.token_file.write_bytes(bytes(32))
    with (folder / "batches.bin").open("wb") as file:
        for record in read_recording(Path(recording)):
            if isinstance(record, BatchRecord):
                file.write(struct.pack("<qq", record.t_ns, len(record.data)) + record.data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
