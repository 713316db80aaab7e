from __future__ import annotations

import sys
from collections.abc import Callable

import click
import pytest

from mia_core import __version__
from mia_core.cli.main import cli, main
from mia_core.errors import ConfigError, FeedError, SimulationError


class Said:
    """What the command line said and how it ended."""

    def __init__(self, status: object, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err


@pytest.fixture
def mia(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["mia", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        told = capsys.readouterr()
        return Said(end.value.code, told.out, told.err)

    return run


def test_every_command_tells_what_it_does(mia: Callable[..., Said]) -> None:
    commands = [(name,) for name in cli.commands] + [
        ("sim", "sierra"),
        ("sim", "dtc"),
        ("detectors", "list"),
        ("detectors", "score"),
        (),
    ]

    for words in commands:
        said = mia(*words, "--help")
        assert (said.status, said.err) == (0, "")
        assert said.out.startswith(f"Usage: {' '.join(('mia', *words))} ")
        assert "--control" not in said.out


def test_no_command_is_told_in_half_a_sentence(mia: Callable[..., Said]) -> None:
    for words in ((), ("sim",), ("detectors",)):
        assert "..." not in mia(*words, "--help").out.split("Commands:")[1]


def test_version_is_that_of_the_package(mia: Callable[..., Said]) -> None:
    assert mia("--version").out == f"mia, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fly",), "No such command 'fly'"),
        (("demo", "--fast"), "No such option '--fast'"),
        (("demo", "--seconds", "0"), "--seconds"),
        (("demo", "--speed", "nan"), "not a finite number"),
        (("demo", "--mode", "live"), "'live' is not one of"),
        (("run", "--mode", "fast"), "'fast' is not one of"),
        (("replay",), "Missing argument 'RECORDING'"),
        (("replay", "absent.mcap"), "'absent.mcap' does not exist"),
        (("replay", __file__, "--verify", "--config", "y.toml"), "--verify"),
        (("record", "--seconds", "inf"), "is not in the range"),
        (("sim", "sierra"), "Missing option '--connect'"),
        (("sim", "dtc", "--port", "70000"), "70000 is not in the range"),
        (("sim", "dtc", "--port", "0", "--encoding", "xml"), "'xml' is not one of"),
    ],
)
def test_what_was_asked_wrongly_is_one_line_and_status_2(
    mia: Callable[..., Said], arguments: tuple[str, ...], words: str
) -> None:
    said = mia(*arguments)

    assert (said.status, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert words in said.err


def test_file_that_is_no_recording_is_one_line_and_status_1(mia: Callable[..., Said]) -> None:
    said = mia("replay", __file__)

    assert (said.status, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert "test_main.py: not a recording" in said.err


def test_nothing_asked_for_is_help_and_status_2(mia: Callable[..., Said]) -> None:
    said = mia()

    assert (said.status, said.out) == (2, "")
    assert "Usage: mia" in said.err


@pytest.mark.parametrize(
    ("failure", "status", "line"),
    [
        (ConfigError("a:3: no\nsuch key"), 2, "mia: a:3: no such key\n"),
        (FeedError("no port"), 1, "mia: no port\n"),
        (SimulationError("host ended"), 1, "mia: host ended\n"),
        (FileNotFoundError(2, "No such file", "/x/y"), 1, "mia: /x/y: No such file\n"),
        (KeyboardInterrupt(), 1, "stopped\n"),
        (click.exceptions.Exit(3), 3, ""),
    ],
)
def test_every_failure_has_its_line_and_its_status(
    mia: Callable[..., Said],
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    status: int,
    line: str,
) -> None:

    @click.command()
    def fail() -> None:
        raise failure

    monkeypatch.setitem(cli.commands, "fail", fail)
    said = mia("fail")

    assert (said.status, said.out) == (status, "")
    assert said.err.endswith(line)


def test_bug_of_ours_is_not_dressed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def fail() -> None:
        raise AssertionError

    monkeypatch.setitem(cli.commands, "fail", fail)
    monkeypatch.setattr(sys, "argv", ["mia", "fail"])

    with pytest.raises(AssertionError):
        main()
