"""Configuration: one strict TOML file, single keys overridden by environment variables `MIA_*`."""

from __future__ import annotations

import enum
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from mia_core.errors import ConfigError

__all__ = [
    "Config",
    "Contract",
    "HostConfig",
    "Mode",
    "RiskConfig",
    "TradingConfig",
    "decode_toml",
    "load_config",
    "load_contract",
    "read_preset",
]

Positive = Annotated[int, Meta(gt=0)]
PositiveSeconds = Annotated[float, Meta(gt=0)]


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
    account: str = "Sim1"
    order_tag: Annotated[str, Meta(pattern="^[A-Za-z0-9]{0,8}$")] = ""
    dtc_host: str = "127.0.0.1"
    dtc_port: Annotated[int, Meta(ge=1, le=65535)] = 11099
    heartbeat_s: Annotated[int, Meta(ge=5, le=60)] = 10
    price_multiplier: Annotated[float, Meta(gt=0)] = 1.0
    simulated_accounts: str = "Sim*"


class RiskConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The limits; each is one check of the risk gate."""

    max_order_size: Positive = 2
    max_position: Positive = 2
    stale_feed_s: PositiveSeconds = 2.0
    ack_timeout_s: PositiveSeconds = 5.0
    max_spread_ticks: Positive = 4


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a host needs to know."""

    card: str = "orderflow"
    host: HostConfig = HostConfig()
    trading: TradingConfig = TradingConfig()
    risk: RiskConfig = RiskConfig()
    detectors: dict[str, dict[str, float]] = {}


class Contract(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one tick of a future is, and what it is worth."""

    tick_size: Annotated[float, Meta(gt=0)]
    tick_value_usd: Annotated[float, Meta(gt=0)]


T = TypeVar("T")


def load_config(path: Path | None, environment: Mapping[str, str]) -> Config:
    """Read the file, if there is one, and apply the overrides of the environment."""
    text, where = "", "configuration"
    if path is not None:
        where = str(path)
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            message = f"{where}: cannot be read: {error.strerror}"
            raise ConfigError(message) from error
    tree = _parse(text, where)
    for (section, key), value in _overrides(environment).items():
        table = tree.setdefault(section, {}) if section else tree
        table[key] = value
    return _convert(tree, Config, text=text, where=where)


def decode_toml(text: str, kind: type[T], *, where: str) -> T:
    """Decode strict TOML; an error names the line it stands on."""
    return _convert(_parse(text, where), kind, text=text, where=where)


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


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{where}: not valid TOML: {error}"
        raise ConfigError(message) from error


def _convert(tree: object, kind: type[T], *, text: str, where: str) -> T:
    try:
        return msgspec.convert(tree, kind)
    except msgspec.ValidationError as error:
        line = _line_of(str(error), text)
        message = f"{where}{f':{line}' if line else ''}: {error}"
        raise ConfigError(message) from error


def _line_of(problem: str, text: str) -> int:
    """Find the line that msgspec's complaint (`... - at `$.risk.max_position``) is about."""
    unknown = re.search(r"unknown field `([^`]+)`", problem)
    path = re.search(r"at `\$\.?([^`]*)`", problem)
    parts = [part for part in re.split(r"[.\[\]]+", path[1] if path else "") if part]
    if unknown:
        parts.append(unknown[1])
    if not parts:
        return 0
    section, key, index = _split_path(parts)
    here, seen = "", -1
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([^\]\s]+)\s*\]+", line)
        if header:
            here = header[1]
            seen += here == section
            if f"{section}.{key}".strip(".") == here:
                return number
        elif here == section and (index is None or seen == index):
            name = re.match(r'\s*"?([^"=\s]+)"?\s*=', line)
            if name and name[1] == key:
                return number
    return 0


def _split_path(parts: list[str]) -> tuple[str, str, int | None]:
    names = [part for part in parts if not part.isdigit() and part != "..."]
    index = next((int(part) for part in parts if part.isdigit()), None)
    return ".".join(names[:-1]), names[-1] if names else "", index


def _overrides(environment: Mapping[str, str]) -> dict[tuple[str, str], object]:
    """Collect MIA_<SECTION>_<KEY>; a section with an unknown key is an error, not a shrug."""
    found: dict[tuple[str, str], object] = {}
    sections = {"host": HostConfig, "trading": TradingConfig, "risk": RiskConfig}
    for name in sorted(environment):
        for section, kind in sections.items():
            prefix = f"MIA_{section.upper()}_"
            if not name.startswith(prefix):
                continue
            key = name.removeprefix(prefix).lower()
            types = {field.name: field.type for field in msgspec.structs.fields(kind)}
            if key not in types:
                message = f"environment: {name}: no key {key!r} in [{section}]; there are: {', '.join(types)}"
                raise ConfigError(message)
            found[section, key] = _from_text(environment[name], types[key], name)
    if "MIA_CARD" in environment:
        found["", "card"] = environment["MIA_CARD"]
    return found


def _from_text(text: str, kind: object, name: str) -> object:
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError as error:
        message = f"environment: {name}: {error}"
        raise ConfigError(message) from error
