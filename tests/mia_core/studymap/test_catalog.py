from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from mia_core._native import Market
from mia_core.frames import make_frame
from mia_core.studymap.catalog import CatalogNews, CatalogReader, ChartId, Study, normalised
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.screen import SYMBOL, Screen
from tests.mia_core.wire_feed import FLAGS, WireFeed

MINUTE = [inventory.study(item, short="short name") for item in inventory.MINUTE]


class Reader:
    """A market and a reader of what it accepts."""

    def __init__(self) -> None:
        self.market = Market()
        self.reader = CatalogReader()

    def take(self, batch: bytes) -> CatalogNews:
        seen = self.market.ingest(batch)
        assert seen.accepted
        return self.reader.take(seen, batch)


def feed(**fields: object) -> WireFeed:
    return WireFeed(token=bytes(32), **fields)  # type: ignore[arg-type]


def test_a_snapshot_tells_every_study_with_all_its_names() -> None:
    source = feed(symbol=SYMBOL)

    news = Reader().take(source.snapshot(*inventory.catalog_frames(MINUTE)))

    [catalog] = news.catalogs
    assert (catalog.id, catalog.symbol, catalog.period_s) == (ChartId(1, 3), SYMBOL, 60)
    assert catalog.studies == tuple(MINUTE)
    assert catalog.is_own


def test_inputs_are_told_by_their_names_unless_two_have_one() -> None:
    inputs: dict[str, float | str] = {"Days Back": 1.0, "Label": "here", "Twice": 1.0, "twice ": 2}
    [catalog] = (
        Reader()
        .take(
            feed().snapshot(
                *inventory.catalog_frames([msgspec.structs.replace(MINUTE[0], inputs=inputs)])
            )
        )
        .catalogs
    )

    assert catalog.studies[0].inputs == {"days back": 1.0, "label": "here"}


def test_a_catalog_counts_when_its_snapshot_is_complete() -> None:
    source, reader = feed(), Reader()
    parts = source.snapshot_parts(*inventory.catalog_frames(MINUTE))

    news = [reader.take(part) for part in parts]

    assert [item.begun for item in news] == [True, False, False, False]
    assert [len(item.catalogs) for item in news] == [0, 0, 0, 1]


def test_the_next_snapshot_begins_from_nothing() -> None:
    source, reader = feed(), Reader()
    reader.take(source.snapshot(*inventory.catalog_frames(MINUTE)))

    [catalog] = reader.take(source.snapshot(*inventory.catalog_frames(MINUTE[:2]))).catalogs
    assert catalog.studies == tuple(MINUTE[:2])
    [catalog] = reader.take(source.snapshot()).catalogs
    assert catalog.studies == ()


def test_a_snapshot_that_was_never_finished_leaves_nothing_behind() -> None:
    source, reader = feed(), Reader()
    parts = source.snapshot_parts(*inventory.catalog_frames(MINUTE[:1]))
    told = source.batch(inventory.catalog_frames(MINUTE[1:]), flags=FLAGS["snapshot"])
    for part in (*parts[:3], told):
        reader.reader.take(reader.market.ingest(part), part)

    news = [reader.take(part) for part in source.snapshot_parts()]
    assert [catalog.studies for item in news for catalog in item.catalogs] == [()]


def test_a_study_may_tell_of_another_chart() -> None:
    source = feed(chart=3)
    other = {"chart": 10, "index": 1, "symbol": b"ES", "tick_size": 0.25, "bar_period_s": 900}
    frames = [
        make_frame("Instrument", other),
        *inventory.catalog_frames(MINUTE[:1]),
        *inventory.catalog_frames(MINUTE[1:3], chart=10),
    ]

    news = Reader().take(source.snapshot(*frames))

    own, neighbour = news.catalogs
    assert (own.id.chart, own.is_own, len(own.studies)) == (3, True, 1)
    assert (neighbour.id.chart, neighbour.is_own, len(neighbour.studies)) == (10, False, 2)
    assert (neighbour.symbol, neighbour.period_s) == ("ES", 900)


def test_a_study_that_was_started_again_replaces_its_earlier_self() -> None:
    reader = Reader()
    first, again, other = feed(), feed(publisher=2), feed(publisher=3, instance=12, chart=4)

    assert reader.take(first.snapshot()).replaced == ()
    assert reader.take(other.snapshot()).replaced == ()
    assert reader.take(again.snapshot()).replaced == (1,)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("VWAP", "vwap"),
        ("  MenthorQ  Gamma\tLevels ", "menthorq gamma levels"),
        ("SD\uff0b1", "sd+1"),
    ],
)
def test_names_are_compared_without_case_and_gaps(left: str, right: str) -> None:
    assert normalised(left) == right


def test_a_study_says_who_it_is() -> None:
    assert str(Study(id=22, original="Volume Weighted Average Price", displayed="VWAP")) == (
        "study 22 VWAP"
    )
    assert str(Study(id=22, original="Volume Weighted Average Price")) == (
        "study 22 Volume Weighted Average Price"
    )


def test_a_chart_tells_its_inventory_through_the_real_study(
    make_screen: Callable[..., Screen],
) -> None:
    listed = [inventory.study(item) for item in inventory.MINUTE]
    listed[1] = msgspec.structs.replace(listed[1], inputs={"days back": 1.0, "share": 70.5})
    screen = make_screen()
    screen.add_chart(3, listed)
    screen.settle()

    [chart] = screen.studies.charts.values()
    told = {item.id: item for item in chart.catalog.studies}
    kinds = {item.original: item.internal_id for item in told.values()}

    assert (chart.catalog.symbol, chart.catalog.period_s) == (SYMBOL, 60)
    assert told == {
        item.id: msgspec.structs.replace(item, internal_id=kinds[item.original]) for item in listed
    }
    assert kinds.pop("") == 0
    assert len(set(kinds.values())) == len(kinds)
