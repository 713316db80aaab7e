"""The libzmq that came with pyzmq: compiled parts of this process load the same one, so no system package is needed."""

from __future__ import annotations

import os
from pathlib import Path

import zmq

__all__ = ["find_bundled_libzmq", "use_bundled_libzmq"]


def find_bundled_libzmq() -> Path | None:
    """Find it beside pyzmq; None where pyzmq uses the system's or carries it inside itself."""
    folder = Path(zmq.__file__).parent.parent / "pyzmq.libs"
    return next(iter(sorted(folder.glob("libzmq*"))), None)


def use_bundled_libzmq() -> None:
    """Tell compiled parts where it is, unless the user said so already."""
    path = find_bundled_libzmq()
    if path is not None:
        os.environ.setdefault("MIA_LIBZMQ", str(path))
