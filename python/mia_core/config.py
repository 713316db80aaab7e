"""Configuration: one strict TOML file, single keys overridden by environment variables `MIA_*`."""

from __future__ import annotations

import enum
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

import msgspec
from msgspec import Meta

from mia_core._native import detector_catalog
from mia_core.errors import ConfigError

__all__ = [
    "Config",
    "Contract",
    "ExperimentConfig",
    "HostConfig",
    "Mode",
    "RiskConfig",
    "StudiesConfig",
    "StudyId",
    "TradingConfig",
    "decode_toml",
    "line_of",
    "load_config",
    "load_contract",
    "override_names",
    "read_preset",
]

Positive = Annotated[int, Meta(gt=0)]
PositiveSeconds = Annotated[float, Meta(gt=0, le=86_400)]
Finite = Annotated[float, Meta(gt=0, le=1e9)]


class Mode(enum.Enum):
    """What the host may do with an approved intent."""

    READ_ONLY = "read-only"
    PAPER = "paper"
    LIVE = "live"


class HostConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the studies connect to."""

    bind: str = "tcp://127.0.0.1:5571"
    overlay: str = "tcp://127.0.0.1:5572"


class TradingConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is traded, and over which DTC server."""

    symbol: str = ""
    contract: str = "ES"
    account: Annotated[str, Meta(min_length=1)] = "Sim1"
    order_tag: Annotated[str, Meta(pattern="^[A-Za-z0-9]{0,8}$")] = ""
    dtc_host: str = "127.0.0.1"
    dtc_port: Annotated[int, Meta(ge=1, le=65535)] = 11099
    heartbeat_s: Annotated[int, Meta(ge=5, le=60)] = 10
    price_multiplier: Finite = 1.0
    simulated_accounts: str = "Sim*"


class RiskConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The limits; each is one check of the risk gate."""

    max_order_size: Positive = 2
    max_position: Positive = 2
    stale_feed_s: PositiveSeconds = 2.0
    ack_timeout_s: PositiveSeconds = 5.0
    max_spread_ticks: Positive = 4


class StudyId(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a row of the study map is on the user's own chart, when its names do not tell."""

    meaning: Annotated[str, Meta(min_length=1)]
    chart: Annotated[int, Meta(ge=1)]
    study: Annotated[int, Meta(ge=1)]
    symbol: str = ""


class StudiesConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which studies are read: maps that ship by name or own ones by path, and the main chart's bars."""

    maps: tuple[str, ...] = ("sierra", "menthorq", "author")
    main_period_s: Annotated[int, Meta(ge=0)] = 60
    ids: tuple[StudyId, ...] = ()


class ExperimentConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One detector written in Python: the pattern, the file that has it, and what to set on it."""

    pattern: str
    file: str
    parameters: dict[str, float] = {}


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a host needs to know."""

    card: str = "orderflow"
    host: HostConfig = HostConfig()
    trading: TradingConfig = TradingConfig()
    risk: RiskConfig = RiskConfig()
    studies: StudiesConfig = StudiesConfig()
    detectors: dict[str, dict[str, float]] = {}
    experiments: tuple[ExperimentConfig, ...] = ()


class Contract(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one tick of a future is, and what it is worth."""

    tick_size: Finite
    tick_value_usd: Finite


T = TypeVar("T")
KeyPath = tuple[str, ...]

# What begins like an override and is none: read elsewhere, or by tests and benchmarks.
_NO_KEYS = (
    "MIA_HOME",
    "MIA_LIBZMQ",
    "MIA_DTC_USERNAME",
    "MIA_DTC_PASSWORD",
    "MIA_PYTHON",
)
_NO_SECTIONS = ("MIA_TEST_", "MIA_FUZZ_", "MIA_BENCH_", "MIA_EMBED_")


def load_config(path: Path | None, environment: Mapping[str, str]) -> Config:
    """Read the file, if there is one, and apply the overrides of the environment."""
    config = Config()
    if path is not None:
        text = _read(path)
        decode_toml(text, _detectors_only(), where=str(path))
        config = _placed(decode_toml(text, Config, where=str(path)), path.absolute().parent)
    return _overridden(config, _overrides(environment))


def override_names(environment: Mapping[str, str]) -> list[str]:
    """Name the variables of an environment that override a key, or try to."""
    return sorted(filter(_is_override, environment))


def decode_toml(text: str, kind: type[T], *, where: str) -> T:
    """Decode strict TOML; an error names the line it stands on."""
    try:
        return msgspec.convert(tomllib.loads(text), kind)
    except tomllib.TOMLDecodeError as error:
        message = f"{where}: not valid TOML: {error}"
        raise ConfigError(message) from error
    except msgspec.ValidationError as error:
        line = line_of(text, _path_of(str(error)))
        message = f"{where}{f':{line}' if line else ''}: {error}"
        raise ConfigError(message) from error


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Find the line of a key, `("input", 2, "weight")`, or else of the table it belongs to; 0 for neither."""
    wanted = tuple(str(part) for part in path)
    best, length = 0, 0
    for number, here in _keys(text):
        if length < len(here) <= len(wanted) and here == wanted[: len(here)]:
            best, length = number, len(here)
    return best


def read_preset(folder: str, name: str) -> str:
    """Read a file of the presets that ship inside the package."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        message = f"{folder}/{name}: expected a plain name of letters, digits, - and _"
        raise ConfigError(message)
    root = resources.files("mia_core") / "presets" / folder
    entry = root / f"{name}.toml"
    if not entry.is_file():
        known = sorted(item.name.removesuffix(".toml") for item in root.iterdir())
        message = f"{folder}/{name}: no such preset; there are: {', '.join(known)}"
        raise ConfigError(message)
    return entry.read_text(encoding="utf-8")


def load_contract(name: str) -> Contract:
    """Look a future up in the shipped table."""
    where = "presets/contracts/cme.toml"
    table = decode_toml(read_preset("contracts", "cme"), dict[str, Contract], where=where)
    if name not in table:
        message = f"contract {name!r} is not in {where}; there are: {', '.join(table)}"
        raise ConfigError(message)
    return table[name]


def _detectors() -> type[msgspec.Struct]:
    """Make the type of [detectors] from the compiled catalog, so that it is read as strictly as the rest."""
    sections: list[Any] = []
    for row in detector_catalog():
        fields = [
            (given["name"], Annotated[float, Meta(ge=given["minimum"], le=given["maximum"])], 0.0)
            for given in row["parameters"]
        ]
        section = msgspec.defstruct(row["name"], fields, frozen=True, forbid_unknown_fields=True)
        sections.append((row["name"], section, section()))
    return msgspec.defstruct("Detectors", sections, frozen=True, forbid_unknown_fields=True)


def _detectors_only() -> type[msgspec.Struct]:
    """Make the type of a file of which only [detectors] is looked at."""
    detectors = _detectors()
    return msgspec.defstruct("DetectorsOnly", [("detectors", detectors, detectors())])


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # editors on Windows put a mark before the text
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror}"
        raise ConfigError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: expected UTF-8, found another encoding at byte {error.start}"
        raise ConfigError(message) from error


def _keys(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Go through the lines that begin a table or give a key, each with its whole path."""
    table: tuple[str, ...] = ()
    counts: Counter[tuple[str, ...]] = Counter()
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*(\[\[?)([^\[\]]+)\]", line)
        key = re.match(r"\s*([^=#\[\]]+?)\s*=", line)
        if header:
            table = _split(header[2])
            if header[1] == "[[":
                yield number, table
                counts[table] += 1
                table = (*table, str(counts[table] - 1))
            yield number, table
        elif key:
            yield number, (*table, *_split(key[1]))


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _path_of(problem: str) -> list[str]:
    """Read where it is from what msgspec says: "... unknown field `x` - at `$.input[2]`"."""
    place = re.search(r"at `\$\.?([^`]*)`", problem)
    unknown = re.search(r"unknown field `([^`]+)`", problem)
    path = [part for part in re.split(r"[.\[\]]+", place[1] if place else "") if part]
    return [*path, unknown[1]] if unknown else path


def _overrides(environment: Mapping[str, str]) -> dict[KeyPath, object]:
    """Collect MIA_<TABLE>_<KEY>; a name that is no key is an error, not a shrug."""
    kinds = {_variable(path): (path, kind) for path, kind in _keys_of(Config)}
    found: dict[KeyPath, object] = {}
    for name in override_names(environment):
        if name not in kinds:
            message = (
                f"environment: {name}: {_why_no_key(name, [path for path, _ in kinds.values()])}"
            )
            raise ConfigError(message)
        path, kind = kinds[name]
        found[path] = _from_text(environment[name], kind, name)
    return found


def _placed(config: Config, folder: Path) -> Config:
    """Read file names as they are meant: from where the configuration is."""
    experiments = tuple(
        msgspec.structs.replace(item, file=str(folder / item.file)) for item in config.experiments
    )
    return msgspec.structs.replace(config, experiments=experiments)


def _overridden(config: Config, values: Mapping[KeyPath, object]) -> Config:
    plain = msgspec.to_builtins(config)
    for path, value in values.items():
        table = plain
        for part in path[:-1]:
            table = table.setdefault(part, {})
        table[path[-1]] = value
    return msgspec.convert(plain, Config)


def _is_override(name: str) -> bool:
    return name.startswith("MIA_") and not (name in _NO_KEYS or name.startswith(_NO_SECTIONS))


def _variable(path: KeyPath) -> str:
    return "_".join(("MIA", *path)).upper()


def _keys_of(kind: type[msgspec.Struct], *above: str) -> Iterator[tuple[KeyPath, object]]:
    """Go through every key there is, with its type; those of detectors come from their catalog."""
    for field in msgspec.structs.fields(kind):
        path = (*above, field.name)
        inner = _detectors() if path == ("detectors",) else field.type
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from _keys_of(inner, *path)
        elif not _is_list_of_tables(inner):
            yield path, inner


def _is_list_of_tables(kind: object) -> bool:
    """Tell what one variable cannot hold: `[[studies.ids]]`."""
    inner = get_args(kind)
    return bool(inner) and isinstance(inner[0], type) and issubclass(inner[0], msgspec.Struct)


def _why_no_key(name: str, paths: Sequence[KeyPath]) -> str:
    """Say what could have been meant: the keys of the table that the name begins with, or else all tables."""
    tables = list(dict.fromkeys(path[:-1] for path in paths if len(path) > 1))
    for table in tables:
        prefix = f"{_variable(table)}_"
        if name.startswith(prefix):
            keys = ", ".join(path[-1] for path in paths if path[:-1] == table)
            return f"no key {name.removeprefix(prefix).lower()!r} in [{'.'.join(table)}]; there are: {keys}"
    known = [_variable(path) for path in paths if len(path) == 1]
    known += [f"{_variable(table)}_<KEY>" for table in tables]
    return f"overrides nothing; there are: {', '.join((*known, *_NO_KEYS))}"


def _from_text(text: str, kind: object, name: str) -> object:
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError as error:
        message = f"environment: {name}: {error}"
        raise ConfigError(message) from error
