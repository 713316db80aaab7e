"""Detectors of one's own, written in Python: to try an idea before it is worth compiling.

A file of the user's holds classes marked with `experimental`; `[[experiments]]` in mia.toml names them. They report
episodes as compiled detectors do, and are part of every decision and recording. They are slower: see docs/experiments.md.
"""

from __future__ import annotations

from mia_core._native import EVENT_DTYPE
from mia_core.experiments.episodes import Episodes
from mia_core.experiments.pattern import LEVEL, TRADE, experimental

__all__ = ["EVENT_DTYPE", "LEVEL", "TRADE", "Episodes", "experimental"]
