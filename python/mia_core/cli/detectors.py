"""`mia detectors`: what is looked for, and how well it is found."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Any

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from mia_core._native import detector_catalog
from mia_core.cli.options import json_option, print_json, stop_on_signals
from mia_core.cli.study_table import plain_table
from mia_core.errors import ConfigError
from mia_core.scoring.crew import play_all
from mia_core.scoring.hours import HOURS, hours_of
from mia_core.scoring.scorecard import score_patterns
from mia_core.scoring.seeds import kind_of, read_seeds
from mia_core.scoring.trial import MINUTES, Trial
from mia_core.sim.difficulty import DIFFICULTIES, MEDIUM
from mia_core.versions import running_versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.table import Table

    from mia_core._native import DetectorRow
    from mia_core.scoring.scorecard import PatternScore, Played

__all__ = ["detectors"]

PATTERNS = tuple(row["name"] for row in detector_catalog())
_WIDTH = 100  # of tables that go into a file, where no terminal says


class _Seeds(click.ParamType[range]):
    """Seeds `A-B`, of one kind."""

    name = "seeds"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> range:
        """Refuse what is no range of seeds, and one in which tuning and reporting mix."""
        if isinstance(value, range):
            return value
        try:
            seeds = read_seeds(str(value))
            kind_of(seeds)
        except ConfigError as error:
            self.fail(str(error), param, ctx)
        return seeds


@click.group(short_help="The patterns, and how well each is found.")
def detectors() -> None:
    """The patterns that are looked for, and how well each is found."""


@detectors.command("list", short_help="Every detector and its parameters.")
@json_option
def list_(*, as_json: bool) -> None:
    """Every detector: what it means, its parameters, the evidence it gives."""
    catalog = detector_catalog()
    if as_json:
        print_json({"detectors": catalog})
        return
    console = Console(file=sys.stdout)
    for row in catalog:
        console.print(_parameter_table(row))
        evidence = ", ".join(row["evidence"])
        console.print(f"evidence: {evidence}\n", highlight=False, markup=False)
    console.print(
        "set in mia.toml as [detectors.NAME], see docs/operations.md",
        highlight=False,
        markup=False,
    )


def _parameter_table(row: DetectorRow) -> Table:
    columns = ("parameter", "default", "from", "to", "unit", "meaning")
    table = plain_table(f"{row['name']}: {row['meaning']}", columns)
    for given in row["parameters"]:
        numbers = (given["default"], given["minimum"], given["maximum"])
        told = (f"{number:g}" for number in numbers)
        table.add_row(given["name"], *told, given["unit"], Text(given["meaning"]))
    return table


@detectors.command(short_help="Precision, recall and delay against planted truth.")
@click.option(
    "--seeds",
    type=_Seeds(),
    default="1001-1006",
    show_default=True,
    metavar="A-B",
    help="Which markets, both ends included. Up to 1000 they are for tuning, above for reporting.",
)
@click.option("--pattern", type=click.Choice(PATTERNS), help="Score this one alone.")
@click.option(
    "--difficulty",
    type=click.Choice(list(DIFFICULTIES)),
    default=MEDIUM.name,
    show_default=True,
    help="How plain the plants are and how like them the decoys.",
)
@click.option(
    "--minutes",
    type=click.IntRange(1, MINUTES),
    default=MINUTES,
    show_default=True,
    help="Simulated minutes of each seed; fewer hold fewer plants.",
)
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes.  [default: one a processor]")
@json_option
def score(
    *,
    seeds: range,
    pattern: str | None,
    difficulty: str,
    minutes: int,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Play simulated markets through the detectors and hold what they report against what was planted.

    Each seed is played three times: with book patterns and their decoys, with flow patterns and
    theirs, and plain, where every report is a false alarm.
    """
    stop = stop_on_signals()
    begin = time.monotonic()
    patterns = PATTERNS if pattern is None else (pattern,)
    trials = [
        Trial(seed=seed, hour=hour, difficulty=DIFFICULTIES[difficulty], minutes=minutes)
        for seed in seeds
        for hour in hours_of(patterns)
    ]
    with _progress(minutes * len(trials), quiet=as_json) as show:
        played = list(play_all(trials, should_stop=stop.is_set, show=show, jobs=jobs))
    played.sort(key=lambda market: (market.seed, market.hour))
    scores = score_patterns(played, patterns)
    figures = {
        "patterns": msgspec.to_builtins(scores),
        "difficulty": msgspec.to_builtins(DIFFICULTIES[difficulty]),
        "kind": kind_of(seeds).value,
        **_extent(played),
        "took_s": round(time.monotonic() - begin, 1),
        "stopped": stop.is_set(),
        "versions": running_versions(),
    }
    if as_json:
        print_json(figures)
    else:
        _print(scores, figures)
    if stop.is_set():
        click.echo("stopped before the end", err=True)
        raise click.exceptions.Exit(1)


def _extent(played: list[Played]) -> dict[str, Any]:
    """Say what the figures stand on: of a run that was stopped, what had ended."""
    planted = [market for market in played if not market.plain]
    plain = [market for market in played if market.plain]
    return {
        "seeds": sorted({market.seed for market in planted}),
        "plain_seeds": [market.seed for market in plain],
        "hours": _hours(planted),
        "plain_hours": _hours(plain),
        "hours_of": {
            hour: _hours([item for item in played if item.hour == hour]) for hour in HOURS
        },
        "events": sum(market.events for market in played),
    }


def _hours(played: list[Played]) -> float:
    return round(sum(market.lasted_ns for market in played) / 3.6e12, 4)


@contextlib.contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Keep a bar on the terminal, in simulated minutes."""
    console = Console(stderr=True)
    columns = (TextColumn("playing"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("playing", total=total)
        yield lambda minutes: bar.update(task, completed=minutes)


def _print(scores: dict[str, PatternScore], figures: dict[str, Any]) -> None:
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else _WIDTH)
    planted = {name: item for name, item in scores.items() if item.truth or item.found}
    for table in (_score_table(planted), _delay_table(planted), _calibration_table(planted)):
        table.columns[0].no_wrap = True
        console.print(table)
    seeds, versions = figures["seeds"], figures["versions"]
    told = f"{seeds[0]}-{seeds[-1]}" if seeds else "none"
    played = (
        f"seeds {told}, for {figures['kind']}; {figures['difficulty']['name']}; "
        f"{figures['hours']:g} h with plants and {figures['plain_hours']:g} h plain, "
        f"{figures['events']:,} events in {figures['took_s']:g} s"
    )
    by = (
        f"mia {versions['mia']}, sources {versions['mia.sources']}, "
        f"native {versions['native.build_id']}"
    )
    silent = ", ".join(name for name in scores if name not in planted)
    without = [f"neither planted nor reported: {silent}"] if silent else []
    for line in (*without, played, by):
        console.print(line, soft_wrap=True, highlight=False, markup=False)


def _score_table(scores: dict[str, PatternScore]) -> Table:
    columns = ("pattern", "truth", "found", "hits", "precision", "low", "recall", "low")
    table = plain_table("Scorecard (low: at least that, 95 % sure)", columns)
    for name, item in scores.items():
        table.add_row(
            name,
            *(str(count) for count in (item.truth, item.found, item.hits)),
            *map(_number, (item.precision, item.precision_low, item.recall, item.recall_low)),
        )
    return table


def _delay_table(scores: dict[str, PatternScore]) -> Table:
    columns = ("pattern", "delay ms", "decoys", "repeats", "false", "neutral", "plain/h")
    title = "Delay after the evidence (median), and reports that are no hits"
    table = plain_table(title, columns)
    for name, item in scores.items():
        table.add_row(
            name,
            _number(item.delay_ms, digits=0),
            f"{item.decoy_hits} of {item.decoys}",
            *(str(count) for count in (item.repeats, item.false, item.neutral)),
            _number(item.false_per_hour, digits=2),
        )
    return table


def _calibration_table(scores: dict[str, PatternScore]) -> Table:
    columns = ("pattern", "confidence", "reports", "mean confidence", "share true")
    table = plain_table("Calibration", columns)
    for name, item in scores.items():
        for row in item.calibration:
            table.add_row(
                name,
                f"{row.low:.1f} to {row.high:.1f}",
                str(row.n),
                _number(row.confidence),
                _number(row.share_true),
            )
    return table


def _number(value: float | None, *, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
