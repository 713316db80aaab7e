"""MIA: what Sierra Chart shows, in Python, live; patterns, scores, risk and orders back."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("mia-core")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0.0.0"
