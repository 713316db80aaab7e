"""Records a session second by second and is killed, kill -9, at the step it is told."""

from __future__ import annotations

import sys
from pathlib import Path

from mia_core.journal.recording import RecordingWriter
from tests.mia_core.journal.session import OPENING, START_NS, kill_self, session


def main() -> None:
    path, count = Path(sys.argv[1]), int(sys.argv[2])
    writer = RecordingWriter(path, OPENING, begin_ns=START_NS)
    for event, decision in session(count):
        writer.maybe_flush(event.t_ns)
        writer.write(event, decision)
    kill_self()


if __name__ == "__main__":
    main()
