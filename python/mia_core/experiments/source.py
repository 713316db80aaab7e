"""The file of the user's in which a detector is written: read once, and known by what is in it."""

from __future__ import annotations

import hashlib
import types
from collections.abc import Sequence
from pathlib import Path

import msgspec

from mia_core.config import ExperimentConfig
from mia_core.errors import ConfigError
from mia_core.experiments.pattern import Detector, Pattern, pattern_of

__all__ = ["Experiment", "load", "resolve"]


class Experiment(msgspec.Struct, frozen=True, kw_only=True):
    """What a recording says of one: enough to know whether the same would run again."""

    pattern: str
    file: str
    sha256: str
    parameters: dict[str, float]


def resolve(given: Sequence[ExperimentConfig]) -> tuple[Experiment, ...]:
    """Find each one in its file and fill in what is not set on it."""
    return tuple(_resolve(item) for item in given)


def load(item: Experiment) -> tuple[Pattern, type[Detector]]:
    """Run the file that was recorded, and no other: another one is not even begun."""
    text, sha256 = _read(item.file)
    if sha256 != item.sha256:
        message = (
            f"{item.file}: is not the source of {item.pattern!r} that was recorded "
            f"(sha256 {item.sha256[:12]}..., found {sha256[:12]}...)"
        )
        raise ConfigError(message)
    return _find(item.pattern, item.file, text)


def _resolve(given: ExperimentConfig) -> Experiment:
    text, sha256 = _read(given.file)
    pattern, _ = _find(given.pattern, given.file, text)
    unknown = sorted(set(given.parameters) - set(pattern.parameters))
    if unknown:
        known = ", ".join(pattern.parameters) or "none"
        message = (
            f"[[experiments]] {given.pattern}: no parameter {unknown[0]!r}; there are: {known}"
        )
        raise ConfigError(message)
    return Experiment(
        pattern=given.pattern,
        file=given.file,
        sha256=sha256,
        parameters=pattern.parameters | given.parameters,
    )


def _read(file: str) -> tuple[bytes, str]:
    """Read a source and its hash, the same whatever line ends it has."""
    try:
        text = Path(file).read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        message = f"[[experiments]] {file}: cannot be read: {error.strerror}"
        raise ConfigError(message) from error
    return text, hashlib.sha256(text).hexdigest()


def _find(name: str, file: str, text: bytes) -> tuple[Pattern, type[Detector]]:
    """Run what was read and hashed, not what is in the file by now."""
    module = types.ModuleType(f"mia_experiment_{Path(file).stem}")
    module.__file__ = file
    try:
        exec(compile(text, file, "exec"), module.__dict__)  # noqa: S102 - the user's own code, asked for by name
    except Exception as error:
        message = f"[[experiments]] {file}: does not run: {type(error).__name__}: {error}"
        raise ConfigError(message) from error
    found = {
        pattern.name: (pattern, item)
        for item in vars(module).values()
        if (pattern := pattern_of(item)) is not None
    }
    if name not in found:
        known = ", ".join(sorted(found)) or "none"
        message = f"[[experiments]] {file}: has no detector of {name!r}; there are: {known}"
        raise ConfigError(message)
    return found[name]
