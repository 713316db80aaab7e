from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from mia_core._native import detector_catalog
from mia_core.config import (
    Config,
    Contract,
    HostConfig,
    RiskConfig,
    StudyId,
    TradingConfig,
    decode_toml,
    line_of,
    load_config,
    load_contract,
    read_preset,
)
from mia_core.errors import ConfigError

GOOD = """\
# a comment with risk.max_position = 9 in it
card = "orderflow"

[trading]
symbol = "ESH26-CME"
account = "Sim2"

[risk]
max_order_size = 1
max_position = 3
stale_feed_s = 1
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "mia.toml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def refusal(folder: Path, text: str, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(write(folder, text), environment or {})
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_without_a_file_everything_has_its_default() -> None:
    assert load_config(None, {}) == Config()


def test_file_replaces_defaults_and_leaves_the_others(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD), {})

    assert config.trading == TradingConfig(symbol="ESH26-CME", account="Sim2")
    assert config.risk == RiskConfig(max_order_size=1, max_position=3, stale_feed_s=1.0)
    assert config.host == HostConfig()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("cart = 1\n", 1, "unknown field `cart`"),
        (GOOD + "max_positoin = 1\n", 12, "unknown field `max_positoin`"),
        ("[rsik]\nmax_position = 1\n", 1, "unknown field `rsik`"),
        (GOOD.replace("max_position = 3", "max_position = -1"), 10, ">= 1"),
        (GOOD.replace("max_position = 3", 'max_position = "3"'), 10, "Expected `int`"),
        (GOOD.replace("stale_feed_s = 1", "stale_feed_s = 0"), 11, "> 0.0"),
        (GOOD.replace("stale_feed_s = 1", "stale_feed_s = nan"), 11, "> 0.0"),
        (GOOD.replace("stale_feed_s = 1", "stale_feed_s = inf"), 11, "<= 86400.0"),
        (GOOD.replace("Sim2", ""), 6, "length >= 1"),
        ('[trading]\norder_tag = "not good"\n', 2, "matching regex"),
        ("[trading]\n'dtc_port' = 70000\n", 2, "<= 65535"),
        ("risk.max_position = 0\n", 1, ">= 1"),
        ("\nrisk = {max_order_size = 1, max_position = 0}\n", 2, ">= 1"),
        ("\n\nrisk = 5\n", 3, "Expected `object`"),
        ("[[risk]]\nmax_position = 1\n", 1, "Expected `object`"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    message = refusal(tmp_path, text)

    assert message.startswith(f"{tmp_path / 'mia.toml'}:{line}: ")
    assert words in message


def test_text_that_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    message = refusal(tmp_path, "[risk]\nmax_position 3\n")

    assert "not valid TOML" in message
    assert "line 2" in message


def test_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml: cannot be read: No such file"):
        load_config(tmp_path / "absent.toml", {})


def test_mark_that_editors_on_windows_write_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mia.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())

    assert load_config(path, {}).trading.account == "Sim2"


def test_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mia.toml"
    path.write_bytes(GOOD.encode("utf-16"))

    with pytest.raises(ConfigError, match="expected UTF-8"):
        load_config(path, {})


def test_environment_overrides_single_keys(tmp_path: Path) -> None:
    environment = {
        "MIA_RISK_MAX_POSITION": "7",
        "MIA_RISK_STALE_FEED_S": "0.5",
        "MIA_TRADING_ACCOUNT": "Sim9",
        "MIA_HOST_BIND": "tcp://127.0.0.1:9",
        "MIA_CARD": "other",
        "MIA_HOME": "/somewhere",
        "PATH": "/bin",
    }

    config = load_config(write(tmp_path, GOOD), environment)

    assert config.risk == RiskConfig(max_order_size=1, max_position=7, stale_feed_s=0.5)
    assert config.trading == TradingConfig(symbol="ESH26-CME", account="Sim9")
    assert config.host.bind == "tcp://127.0.0.1:9"
    assert config.card == "other"


def test_environment_overrides_parameters_of_detectors(tmp_path: Path) -> None:
    text = "[detectors.wall]\nhold_s = 3\nratio = 5\n"
    environment = {"MIA_DETECTORS_WALL_HOLD_S": "4.5", "MIA_DETECTORS_ABSORPTION_RATIO": "2"}

    assert load_config(write(tmp_path, text), environment).detectors == {
        "wall": {"hold_s": 4.5, "ratio": 5.0},
        "absorption": {"ratio": 2.0},
    }


def test_every_key_has_a_variable_of_its_own() -> None:
    plain = msgspec.to_builtins(Config())
    keys = {f"MIA_{name.upper()}": value for name, value in plain.items() if name == "card"}
    for section in ("host", "trading", "risk"):
        keys |= {f"MIA_{section}_{key}".upper(): value for key, value in plain[section].items()}
    for row in detector_catalog():
        for given in row["parameters"]:
            name = f"MIA_DETECTORS_{row['name']}_{given['name']}".upper()
            assert name not in keys
            keys[name] = given["default"]

    config = load_config(None, {name: str(value) for name, value in keys.items()})

    assert config == msgspec.structs.replace(Config(), detectors=config.detectors)
    assert config.detectors == {
        row["name"]: {given["name"]: given["default"] for given in row["parameters"]}
        for row in detector_catalog()
    }


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MIA_DETECTORS_WALL_HOLD_S", "1e6", "<= 120.0"),
        ("MIA_DETECTORS_WALL_HOLD_S", "long", "Expected `float`"),
        (
            "MIA_DETECTORS_WALL_HOLD_MS",
            "3",
            "no key 'hold_ms' in [detectors.wall]; there are: ",
        ),
        ("MIA_DETECTORS_WAL_HOLD_S", "3", "MIA_DETECTORS_WALL_<KEY>"),
        (
            "MIA_RISK_MAX_POSITOIN",
            "1",
            "no key 'max_positoin' in [risk]; there are: max_order_size",
        ),
        ("MIA_RSIK_MAX_POSITION", "1", "overrides nothing; there are: MIA_CARD, MIA_HOST_<KEY>"),
        ("MIA_RISK", "1", "overrides nothing"),
        ("MIA_HOMES", "/somewhere", "_<KEY>, MIA_HOME, MIA_LIBZMQ"),
        ("MIA_RISK_MAX_POSITION", "0", ">= 1"),
        ("MIA_RISK_MAX_POSITION", "two", "Expected `int`"),
        ("MIA_RISK_STALE_FEED_S", "nan", "> 0.0"),
        ("MIA_TRADING_ACCOUNT", "", "length >= 1"),
    ],
)
def test_wrong_override_names_the_variable(name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(None, {name: value})

    assert str(caught.value).startswith(f"environment: {name}: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "MIA_HOME",
        "MIA_LIBZMQ",
        "MIA_DTC_USERNAME",
        "MIA_DTC_PASSWORD",
        "MIA_PYTHON",
        "MIA_TEST_SHARED",
        "MIA_TEST_X",
        "MIA_FUZZ_RUNS",
        "MIA_BENCH_PROGRAMS",
        "MIA_EMBED_SESSION",
        "AMIA_RSIK",
    ],
)
def test_variables_that_are_read_elsewhere_override_nothing(name: str) -> None:
    assert load_config(None, {name: "x"}) == Config()


def test_override_does_not_hide_a_section_of_the_wrong_type(tmp_path: Path) -> None:
    message = refusal(tmp_path, "risk = 5\n", {"MIA_RISK_MAX_POSITION": "1"})

    assert ":1: " in message


def test_detectors_are_tables_of_numbers(tmp_path: Path) -> None:
    text = "[detectors.wall]\nhold_s = 3\n\n[detectors.absorption]\n"

    assert load_config(write(tmp_path, text), {}).detectors == {
        "wall": {"hold_s": 3.0},
        "absorption": {},
    }


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\n[detectors]\nwall = 1\n", 3, "Expected `object`"),
        ("[detectors.wal]\nhold_s = 3\n", 1, "unknown field `wal`"),
        ("[detectors.wall]\nratio = 5\nhold_ms = 3\n", 3, "unknown field `hold_ms`"),
        ("[detectors.wall]\nhold_s = '3'\n", 2, "Expected `float`"),
        ("[detectors.wall]\nhold_s = -1\n", 2, ">= 0.1"),
        ("[detectors.wall]\nhold_s = 1e6\n", 2, "<= 120.0"),
        ("[detectors.wall]\nhold_s = nan\n", 2, ">= 0.1"),
        ("detectors.absorption.ratio = 0\n", 1, ">= 1.0"),
    ],
)
def test_detectors_are_held_against_their_catalog(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    message = refusal(tmp_path, text)

    assert f"mia.toml:{line}: " in message
    assert words in message


def test_every_default_of_the_catalog_may_be_written_down(tmp_path: Path) -> None:
    text = "".join(
        f"[detectors.{row['name']}]\n"
        + "".join(f"{given['name']} = {given['default']}\n" for given in row["parameters"])
        for row in detector_catalog()
    )

    names = {row["name"] for row in detector_catalog()}
    assert set(load_config(write(tmp_path, text), {}).detectors) == names > {"wall", "absorption"}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 1),
        (("entry",), 2),
        (("entry", "rearm"), 3),
        (("input", 0, "weight"), 6),
        (("input", 1, "weight"), 9),
        (("input", 1, "absent"), 7),
        (("input", 2, "weight"), 4),
        (("absent",), 0),
        ((), 0),
    ],
)
def test_line_of_a_key_or_else_of_its_table(path: tuple[str | int, ...], line: int) -> None:
    text = (
        'name = "rearm = weight"\n'
        "[entry] # rearm\n"
        "rearm = 1 # weight = 2\n"
        "[[input]]\n"
        'feature = "weight"\n'
        '"weight" = 1\n'
        "[[input]]\n"
        "\n"
        "weight = 2\n"
    )

    assert line_of(text, path) == line


def test_strict_toml_names_where_it_stands() -> None:
    class Small(msgspec.Struct, forbid_unknown_fields=True):
        size: int

    assert decode_toml("size = 3", Small, where="here").size == 3
    with pytest.raises(ConfigError, match=r"^here:2: .*unknown field `sise`"):
        decode_toml("size = 3\nsise = 4", Small, where="here")
    with pytest.raises(ConfigError, match=r"^here: .*missing required field `size`"):
        decode_toml("", Small, where="here")


def test_shipped_contracts_are_read() -> None:
    assert load_contract("ES") == Contract(tick_size=0.25, tick_value_usd=12.5)
    assert load_contract("MNQ") == Contract(tick_size=0.25, tick_value_usd=0.5)
    with pytest.raises(ConfigError, match=r"contract 'XX' is not in .*; there are: ES"):
        load_contract("XX")


def test_preset_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ConfigError, match=r"cards/none: no such preset; there are: .*orderflow"):
        read_preset("cards", "none")


@pytest.mark.parametrize("name", ["../contracts/cme", "a/b", "a.b", "", "C:x", "a\n"])
def test_preset_name_is_a_plain_name(name: str) -> None:
    with pytest.raises(ConfigError, match="expected a plain name"):
        read_preset("cards", name)


def test_configuration_survives_being_written_down() -> None:
    config = Config(detectors={"wall": {"hold_s": 1.5}})

    plain: Any = msgspec.to_builtins(config)

    assert msgspec.convert(plain, Config) == config


def test_studies_are_read_from_maps_and_an_id_is_given_only_by_the_user(tmp_path: Path) -> None:
    path = tmp_path / "mia.toml"
    path.write_text(
        """
[studies]
maps = ["sierra", "my.toml"]
main_period_s = 1800

[[studies.ids]]
meaning = "value_area.previous"
chart = 3
study = 2
""",
        encoding="utf-8",
    )

    studies = load_config(path, {}).studies

    assert studies.maps == ("sierra", "my.toml")
    assert studies.main_period_s == 1800
    assert studies.ids == (StudyId(meaning="value_area.previous", chart=3, study=2),)
    path.write_text(path.read_text(encoding="utf-8") + 'name = "x"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mia\.toml:10: .*unknown field `name`"):
        load_config(path, {})
