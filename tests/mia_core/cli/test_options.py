from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from mia_core.cli.options import (
    Instant,
    Speed,
    config_option,
    control_option,
    json_option,
    print_json,
    stop_on_signals,
    with_addresses,
)
from mia_core.config import Config, HostConfig
from mia_core.errors import ConfigError


@click.command()
@click.option("--speed", type=Speed(zero=True), default=1.0)
@config_option
@json_option
@control_option
def tell(**given: object) -> None:
    click.echo(json.dumps(given, default=str))


@pytest.mark.parametrize(("text", "value"), [("0", 0.0), ("2.5", 2.5), ("1e4", 1e4)])
def test_number_within_its_range_is_taken(text: str, value: float) -> None:
    done = CliRunner().invoke(tell, ["--speed", text])

    assert json.loads(done.stdout)["speed"] == value


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "-1", "fast", "1e999", "1e-300", "1e5"])
def test_number_that_no_clock_can_take_is_an_error_of_use(text: str) -> None:
    done = CliRunner().invoke(tell, ["--speed", text])

    assert done.exit_code == 2
    assert "--speed" in done.stderr


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("2026-03-11T14:35:00Z", 1_773_239_700_000_000_000),
        ("2026-03-11T10:35:00.000001-04:00", 1_773_239_700_000_001_000),
        ("2026-03-11 14:35+00:00", 1_773_239_700_000_000_000),
    ],
)
def test_instant_is_read_with_its_zone(text: str, ns: int) -> None:
    assert Instant().convert(text, None, None) == ns


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("noon", "expected a time as 2026-03-11T14:35:00Z, found 'noon'"),
        ("2026-03-11T14:35:00", "expected a zone behind the time, as in 2026-03-11T14:35:00Z"),
        ("1066-10-14T09:00:00Z", "expected a year from 2000 to 2099, found 1066"),
        ("", "expected a time"),
    ],
)
def test_instant_that_nobody_can_place_is_refused(text: str, words: str) -> None:
    with pytest.raises(click.BadParameter, match=re.escape(words)):
        Instant().convert(text, None, None)


def test_shared_options_have_the_same_names_everywhere() -> None:
    given = ["--config", "x.toml", "--json", "--control", "tcp://127.0.0.1:1"]

    done = CliRunner().invoke(tell, given)

    assert json.loads(done.stdout) == {
        "speed": 1.0,
        "config_path": "x.toml",
        "as_json": True,
        "control": "tcp://127.0.0.1:1",
    }
    assert "--control" not in CliRunner().invoke(tell, ["--help"]).stdout


def test_folder_is_no_configuration_file() -> None:
    assert CliRunner().invoke(tell, ["--config", "."]).exit_code == 2


def test_one_object_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": 1, "b": None, "c": {"d": [1.5]}})

    assert capsys.readouterr().out == '{"a": 1, "b": null, "c": {"d": [1.5]}}\n'


def test_number_that_json_does_not_know_is_never_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"pnl": float("nan")})

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("key", ["bind", "overlay"])
def test_address_of_another_machine_is_named_with_its_key(key: str) -> None:
    wrong = "tcp://10.0.0.1:1"
    none: dict[str, str | None] = {"bind": None, "overlay": None}

    for config, given in (
        (Config(host=HostConfig(**{key: wrong})), none),
        (Config(), none | {key: wrong}),
    ):
        with pytest.raises(ConfigError, match=rf"^\[host\] {key}: {wrong}: expected tcp"):
            with_addresses(config, **given)


def test_given_addresses_replace_the_configured_ones() -> None:
    config = Config(host=HostConfig(overlay="tcp://127.0.0.1:3"))

    assert with_addresses(config, "tcp://127.0.0.1:1", None).host == HostConfig(
        bind="tcp://127.0.0.1:1", overlay="tcp://127.0.0.1:3"
    )
    assert with_addresses(config, None, None) == config


@pytest.fixture
def signals() -> Iterator[None]:
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asking_to_stop_is_an_event_and_not_the_end(number: signal.Signals) -> None:
    stop = stop_on_signals()
    before = stop.is_set()

    signal.raise_signal(number)

    assert (before, stop.is_set()) == (False, True)


@pytest.mark.usefixtures("signals")
def test_one_who_has_a_conductor_leaves_ctrl_c_to_it() -> None:
    stop = stop_on_signals(ignore_interrupt=True)

    signal.raise_signal(signal.SIGINT)
    after_interrupt = stop.is_set()
    signal.raise_signal(signal.SIGTERM)

    assert (after_interrupt, stop.is_set()) == (False, True)
