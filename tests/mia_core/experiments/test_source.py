from __future__ import annotations

from pathlib import Path

import pytest

from mia_core.config import ExperimentConfig, load_config
from mia_core.errors import ConfigError
from mia_core.experiments.crew import Crew
from mia_core.experiments.source import Experiment, load, resolve
from tests.mia_core.experiments.patterns import PATTERNS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "patterns.py"
    path.write_text(PATTERNS, encoding="utf-8", newline="\n")
    return path


def resolved(file: Path, pattern: str = "big_print", **parameters: float) -> Experiment:
    (found,) = resolve([ExperimentConfig(pattern=pattern, file=str(file), parameters=parameters)])
    return found


def test_what_is_not_set_is_filled_in(file: Path) -> None:
    assert resolved(file).parameters == {"size": 50.0}
    assert resolved(file, size=7).parameters == {"size": 7.0}


def test_the_hash_is_that_of_the_source_whatever_its_line_ends(file: Path) -> None:
    unix = resolved(file).sha256
    file.write_bytes(PATTERNS.replace("\n", "\r\n").encode())

    assert resolved(file).sha256 == unix
    file.write_text(PATTERNS + "# changed\n", encoding="utf-8")
    assert resolved(file).sha256 != unix


def test_another_source_than_the_recorded_one_is_not_run(file: Path, tmp_path: Path) -> None:
    recorded = resolved(file)
    witness = tmp_path / "witness"
    file.write_text(f"open({str(witness)!r}, 'w').close()\n{PATTERNS}", encoding="utf-8")

    with pytest.raises(ConfigError, match="is not the source of 'big_print' that was recorded"):
        Crew([recorded])

    assert not witness.exists()


def test_the_recorded_source_is_found_again(file: Path) -> None:
    pattern, kind = load(resolved(file))

    assert (pattern.name, kind.__name__) == ("big_print", "BigPrint")


@pytest.mark.parametrize(
    ("pattern", "parameters", "complaint"),
    [
        ("no_such", {}, "has no detector of 'no_such'; there are: big_print, fragile, greedy"),
        ("big_print", {"sise": 1.0}, "no parameter 'sise'; there are: size"),
        ("fragile", {"size": 1.0}, "no parameter 'size'; there are: none"),
    ],
)
def test_what_is_wrong_is_named(
    file: Path, pattern: str, parameters: dict[str, float], complaint: str
) -> None:
    with pytest.raises(ConfigError, match=complaint):
        resolved(file, pattern, **parameters)


def test_a_file_that_is_not_there_or_does_not_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        resolved(tmp_path / "none.py")
    broken = tmp_path / "broken.py"
    broken.write_text("1 / 0\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="does not run: ZeroDivisionError"):
        resolved(broken)


def test_a_file_is_looked_for_beside_the_configuration(file: Path) -> None:
    config = file.parent / "mia.toml"
    config.write_text(
        '[[experiments]]\npattern = "big_print"\nfile = "patterns.py"\nparameters = { size = 9 }\n',
        encoding="utf-8",
    )

    (found,) = load_config(config, {}).experiments

    assert (found.file, found.parameters) == (str(file), {"size": 9.0})
