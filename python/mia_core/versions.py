"""What runs here: all that may change a decision without being part of the configuration.

A recording carries it, and a replay that promises the same bytes compares it.
"""

from __future__ import annotations

import functools
import hashlib
import platform
import sys
from pathlib import Path

import msgspec
import numpy as np

from mia_core import __version__, _native

__all__ = ["running_versions", "sources_digest", "why_not_comparable"]

DIGEST_BYTES = 16
# The native build's compiler and version are part of its id, and told only for people.
COMPARED = ("mia", "mia.sources", "native.build_id", "python", "numpy", "msgspec", "platform")


def running_versions() -> dict[str, str]:
    """Tell what runs in this process."""
    return {
        "mia": __version__,
        "mia.sources": _own_sources_digest(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "msgspec": msgspec.__version__,
        "platform": f"{sys.platform}-{platform.machine()}",
        **{f"native.{key}": str(value) for key, value in _native.build_info().items()},
    }


def sources_digest(package: Path) -> str:
    """Hash all Python sources of a package: the same for every checkout of the same sources.

    Line ends are those of Unix whatever the file has, for git writes others on Windows. Presets are
    not in it: a recording holds those it was decided by, and a replay goes by them.
    """
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    sources = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    for name, path in sorted(sources.items()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


@functools.cache
def _own_sources_digest() -> str:
    return sources_digest(Path(__file__).parent)


def why_not_comparable(recorded: dict[str, str], here: dict[str, str]) -> str:
    """Say why byte-for-byte equality is not promised; empty when it is.

    Of Python the minor version decides: within one, arithmetic and containers stay as they are, and
    a recording must outlive a security update. numpy and msgspec promise no such thing. What a
    recording does not tell is taken as different.
    """
    differences = []
    for key in COMPARED:
        then, now = recorded.get(key, "unknown"), here.get(key, "unknown")
        if then == "unknown" or _what_counts(key, then) != _what_counts(key, now):
            differences.append(f"recorded with {key} {then}, this is {now}")
    return "; ".join(differences)


def _what_counts(key: str, version: str) -> str:
    return ".".join(version.split(".")[:2]) if key == "python" else version
