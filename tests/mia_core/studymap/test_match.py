from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mia_core.studymap.catalog import ChartCatalog, ChartId, Study
from mia_core.studymap.match import Found, Match, match_chart
from mia_core.studymap.rows import Row, load_rows
from tests.mia_core.studymap import inventory

ROWS = tuple(row.spread() for row in load_rows(("sierra", "menthorq", "author")))
MINUTE = [inventory.study(item) for item in inventory.MINUTE]
CURRENT, PREVIOUS = MINUTE[0], MINUTE[1]
CASES = st.sampled_from([str.upper, str.lower, str.title])


def matched(
    studies: Sequence[Study], *, ids: dict[str, int] | None = None, chart: int = 3
) -> dict[str, Match]:
    catalog = inventory.catalog(chart, studies=studies)
    return {match.row.meaning: match for match in match_chart(catalog, ROWS, ids or {})}


def ids_of(matches: dict[str, Match]) -> dict[str, int]:
    return {meaning: item.study.id for meaning, item in matches.items() if item.study}


def changed(study: Study, **fields: object) -> Study:
    return msgspec.structs.replace(study, **fields)


def changed_row(row: Row, **fields: object) -> Row:
    return msgspec.structs.replace(row, **fields)


@pytest.mark.parametrize("told", ["with originals", "names alone"])
def test_all_68_studies_of_the_inventory_are_found(told: str) -> None:
    original = told == "with originals"
    found = 0
    for chart, (listed, _) in inventory.CHARTS.items():
        studies = [inventory.study(item, original=original) for item in listed]
        matches = matched(studies, chart=chart)

        assert {item.id for item in studies} == set(ids_of(matches).values())
        assert [item for item in matches.values() if item.found is Found.AMBIGUOUS] == []
        found += len(ids_of(matches))
    assert found == 68


def test_meanings_stand_for_the_studies_of_the_inventory() -> None:
    ids = ids_of(matched(MINUTE))

    assert ids["vwap"] == 22
    assert (ids["value_area.current"], ids["value_area.previous"]) == (1, 2)
    assert (ids["nbcv"], ids["cumulative_delta"]) == (33, 32)
    assert (ids["atr"], ids["correlation"]) == (45, 46)
    assert (ids["overlay.vix"], ids["overlay.nq"]) == (23, 47)
    assert (ids["author.color_up"], ids["author.color_up_2"]) == (24, 30)
    assert (ids["author.edge_zone.sell_600"], ids["author.edge_zone.buy_rev2_800"]) == (44, 6)
    assert (ids["session.current.higher_high"], ids["session.current.higher_high_alert"]) == (8, 10)


@pytest.mark.parametrize(
    ("name", "is_vix"),
    [
        ("VIX_CGI[M]  1 Min  #8", True),
        ("VIX[M]  1 Min  #8", True),
        ("Overlay OHLC of VIX_CGI[M]  1 Min  #26", True),
        ("Overlay OHLC of VIX[M]  1 Min  #26", True),
        ("Overlay OHLC of VIX9D_CGI[M]  1 Min  #26", False),
        ("Overlay OHLC of VIX3M[M]  1 Min  #26", False),
        ("VIX9D_CGI[M]  1 Min  #8", False),
    ],
)
def test_an_overlay_of_vix_is_of_no_other_term(name: str, *, is_vix: bool) -> None:
    study = Study(id=23, displayed=name, subgraphs=inventory.OVERLAY)

    assert ids_of(matched([study])) == ({"overlay.vix": 23} if is_vix else {})


def test_lines_are_the_subgraphs_of_the_inventory() -> None:
    vwap = matched(MINUTE)["vwap"].subgraphs
    half_hour = matched([inventory.study(item) for item in inventory.HALF_HOUR], chart=4)

    assert (vwap["main"], vwap["up_1"], vwap["down_1"], vwap["down_4"]) == (0, 1, 2, 8)
    assert half_hour["vwap"].subgraphs == vwap
    profile = half_hour["profile.current"].subgraphs
    assert (profile["poc"], profile["high"], profile["low"], profile["vwap"]) == (1, 2, 3, 4)
    nbcv = matched(MINUTE)["nbcv"].subgraphs
    assert (nbcv["delta"], nbcv["ask_volume"], nbcv["bid_volume"], nbcv["volume"]) == (0, 5, 6, 12)
    assert (nbcv["delta_share"], nbcv["ask_share"], nbcv["bid_share"]) == (10, 16, 17)


def test_menthorq_has_19_gamma_levels_10_blind_spots_and_as_many_swings_as_it_shows() -> None:
    listed = [inventory.study(item) for item in inventory.MENTHORQ]
    matches = matched(listed, chart=10)

    assert sorted(matches["menthorq.gamma"].subgraphs.values()) == list(range(19))
    assert sorted(matches["menthorq.blind_spots"].subgraphs.values()) == list(range(10))
    assert len(matches["menthorq.swing"].subgraphs) == 60
    nine = changed(listed[1], subgraphs={index: f"SG{index + 1}" for index in range(9)})
    assert len(matched([nine], chart=10)["menthorq.swing"].subgraphs) == 9


@given(st.randoms(use_true_random=False), CASES)
def test_order_ids_case_and_gaps_do_not_matter(chance: random.Random, cased: object) -> None:
    numbers = chance.sample(range(1, 500), len(MINUTE))
    renumbered = {item.id: number for item, number in zip(MINUTE, numbers, strict=True)}
    other = [
        changed(
            item,
            id=renumbered[item.id],
            displayed=f"  {cased(item.displayed).replace(' ', '   ')} ",  # type: ignore[operator]
        )
        for item in MINUTE
    ]
    chance.shuffle(other)

    expected = {meaning: renumbered[study] for meaning, study in ids_of(matched(MINUTE)).items()}
    assert ids_of(matched(other)) == expected


@given(st.sets(st.sampled_from([item.id for item in MINUTE])))
def test_what_is_not_there_is_missing_and_nothing_takes_its_place(gone: set[int]) -> None:
    expected = {m: number for m, number in ids_of(matched(MINUTE)).items() if number not in gone}

    left = matched([item for item in MINUTE if item.id not in gone])

    assert ids_of(left) == expected
    assert all(item.reason for item in left.values() if item.found is not Found.MATCHED)


@given(st.sampled_from(MINUTE))
def test_a_study_that_is_there_twice_is_nobodys_and_both_are_named(twin: Study) -> None:
    meaning = next(m for m, number in ids_of(matched(MINUTE)).items() if number == twin.id)

    matches = matched([*MINUTE, changed(twin, id=900)])

    assert matches[meaning].found is Found.AMBIGUOUS
    assert f"study {twin.id} " in matches[meaning].reason
    assert "study 900 " in matches[meaning].reason
    others = {m: number for m, number in ids_of(matched(MINUTE)).items() if m != meaning}
    assert ids_of(matches) == others


VARIED = ("Volume Value Area Lines", "Volume Weighted Average Price")
SINGLE = [item for item in MINUTE if item.original and item.original not in VARIED]


@given(st.sampled_from(SINGLE), st.text(max_size=12))
def test_a_renamed_built_in_study_is_known_by_its_original_name(item: Study, name: str) -> None:
    renamed = changed(item, displayed=f"renamed {name}")
    others = [other for other in MINUTE if other.id != item.id]

    assert ids_of(matched([*others, renamed])) == ids_of(matched(MINUTE))


IDENTITIES = {"vwap": 61, "value_area.current": 62, "value_area.previous": 62}
KNOWING = [changed_row(row, internal_id=IDENTITIES.get(row.meaning)) for row in ROWS]


def matched_by_identity(*studies: Study, ids: dict[str, int] | None = None) -> dict[str, Match]:
    catalog = inventory.catalog(3, studies=studies)
    return {match.row.meaning: match for match in match_chart(catalog, KNOWING, ids or {})}


def test_a_study_is_known_by_its_identity_before_any_name() -> None:
    lines = {index: f"line {index}" for index in range(9)}
    study = Study(
        id=9, internal_id=61, original="Prix moyen", displayed="Prix moyen", subgraphs=lines
    )
    named = Study(id=22, displayed="VWAP", subgraphs={0: "VWAP"})

    match = matched_by_identity(named, study)["vwap"]

    assert (match.study, match.by) == (study, "internal identifier")
    assert (match.subgraphs["main"], match.subgraphs["down_4"]) == (0, 8)


def test_another_identity_is_another_study_whatever_its_names() -> None:
    other = Study(id=22, internal_id=77, displayed="VWAP", subgraphs={0: "VWAP"})
    assert ids_of(matched_by_identity(changed(other, internal_id=0))) == {"vwap": 22}, "not told"

    match = matched_by_identity(other)["vwap"]

    assert match.found is Found.MISSING
    assert match.reason == "study 22 VWAP has the name, but it is of Sierra's kind 77"


def test_an_identity_that_no_row_knows_leaves_the_names_to_decide() -> None:
    study = changed(CURRENT, internal_id=77)
    assert ids_of(matched([study])) == {"value_area.current": 1}


def test_twins_of_one_identity_are_told_apart_by_their_names() -> None:
    lines = {0: "a", 1: "b", 2: "c"}
    twins = [
        Study(id=1, internal_id=62, displayed="Volume Value Area Lines", subgraphs=lines),
        Study(id=2, internal_id=62, displayed="Volume Value Area Previous", subgraphs=lines),
    ]

    found = ids_of(matched_by_identity(*twins))
    assert found == {"value_area.current": 1, "value_area.previous": 2}
    given = ids_of(matched_by_identity(*twins, ids={"value_area.current": 2}))
    assert given["value_area.current"] == 2
    assert given.get("value_area.previous") != 2


def test_renamed_lines_of_a_built_in_study_are_where_its_kind_has_them() -> None:
    vwap = next(item for item in MINUTE if item.displayed == "VWAP")
    renamed = changed(vwap, subgraphs={index: f"line {index}" for index in range(9)})

    assert matched([renamed])["vwap"].subgraphs == matched([vwap])["vwap"].subgraphs
    unknown = matched([changed(renamed, original="")])["vwap"]
    assert unknown.found is Found.MISSING
    assert (
        unknown.reason
        == "study 22 VWAP: has no subgraph called VWAP or V or Volume Weighted Average Price"
    )


def test_a_name_does_not_make_a_study_what_it_is_not() -> None:
    other = changed(PREVIOUS, id=7, original="Moving Average - Simple", displayed="VWAP")

    match = matched([other])["vwap"]

    assert match.found is Found.MISSING
    assert match.reason == "study 7 VWAP has the name, but it is a 'Moving Average - Simple'"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {}, id="as the author named them"),
        pytest.param({}, {"displayed": CURRENT.displayed}, id="told apart by lines"),
        pytest.param(
            {},
            {"displayed": CURRENT.displayed, "short": "Volume Value Area Previous"},
            id="told apart by short name",
        ),
        pytest.param(
            {}, {"subgraphs": {0: "a", 1: "b", 2: "c"}}, id="told apart by displayed name"
        ),
    ],
)
def test_twins_are_told_apart_by_what_their_user_called_them(
    first: dict[str, object], second: dict[str, object]
) -> None:
    twins = [changed(CURRENT, **first), changed(PREVIOUS, **second)]

    for studies in (twins, twins[::-1]):
        assert ids_of(matched(studies)) == {"value_area.current": 1, "value_area.previous": 2}


def test_twins_that_nothing_tells_apart_stay_undecided() -> None:
    matches = matched([CURRENT, changed(CURRENT, id=2)])

    assert ids_of(matches) == {}
    assert matches["value_area.current"].found is Found.AMBIGUOUS
    assert matches["value_area.current"].reason == (
        "twins: study 1 Volume Value Area Lines, study 2 Volume Value Area Lines; "
        "give one of them a name of its own, or its id in the configuration"
    )


def test_one_study_that_could_be_two_things_is_neither() -> None:
    alone = changed(CURRENT, displayed="mine", subgraphs={0: "a", 1: "b", 2: "c"})

    matches = matched([alone])

    assert ids_of(matches) == {}
    for meaning in ("value_area.current", "value_area.previous"):
        assert matches[meaning].found is Found.AMBIGUOUS
        assert matches[meaning].reason == (
            "study 1 mine could be value_area.current, value_area.previous or none: no row knows"
            " the name; say which it is with [[studies.ids]], or call it"
            " 'Volume Value Area Lines' or 'Volume Value Area Previous'"
        )


def test_one_study_goes_to_the_row_for_which_more_speaks() -> None:
    matches = matched([PREVIOUS])

    assert ids_of(matches) == {"value_area.previous": 2}
    assert matches["value_area.current"].reason == (
        "study 2 Volume Value Area Previous is value_area.previous"
    )


def test_an_id_of_the_user_comes_before_all_names() -> None:
    twins = [CURRENT, changed(CURRENT, id=2), changed(CURRENT, id=3)]

    matches = matched(twins, ids={"value_area.previous": 3, "value_area.current": 2})

    assert ids_of(matches) == {"value_area.current": 2, "value_area.previous": 3}
    assert matches["value_area.previous"].by == "id in the configuration"
    absent = matched([CURRENT], ids={"value_area.previous": 9})["value_area.previous"]
    assert absent.reason == "the configuration names study 9, which this chart has not"


def test_gamma_levels_are_known_by_their_lines_when_everything_else_was_renamed() -> None:
    renamed = Study(id=5, displayed="levels", subgraphs=inventory.GAMMA)

    match = matched([renamed], chart=10)["menthorq.gamma"]

    assert (match.found, match.by) == (Found.MATCHED, "names of its lines")


def test_two_lines_of_one_name_are_no_line_unless_one_stands_in_its_place() -> None:
    doubled = changed(PREVIOUS, original="", subgraphs={0: "PPOC", 1: "PVAH", 2: "PVAL", 5: "PPOC"})
    assert ids_of(matched([doubled])) == {"value_area.previous": 2}

    moved = changed(doubled, subgraphs={3: "PPOC", 1: "PVAH", 2: "PVAL", 5: "PPOC"})
    match = matched([moved])["value_area.previous"]
    assert match.found is Found.MISSING
    assert "subgraphs 3, 5 are all called 'ppoc'" in match.reason


def test_a_chart_without_studies_has_nothing() -> None:
    empty = ChartCatalog(id=ChartId(1, 3))

    assert {match.found for match in match_chart(empty, ROWS, {})} == {Found.MISSING}


def test_twins_are_told_apart_by_an_input_that_a_row_names() -> None:
    twins = [changed(CURRENT, inputs={"days back": 0.0}), changed(CURRENT, id=2)]
    twins[1] = changed(twins[1], inputs={"days back": 1.0})
    rows = [
        changed_row(row, inputs={"Days  Back": float(row.meaning == "value_area.previous")})
        for row in ROWS
        if row.meaning.startswith("value_area")
    ]

    matches = match_chart(inventory.catalog(3, studies=twins), rows, {})

    assert {item.row.meaning: item.study and item.study.id for item in matches} == {
        "value_area.current": 1,
        "value_area.previous": 2,
    }
    wrong = match_chart(inventory.catalog(3, studies=twins[:1]), rows[1:], {})
    assert wrong[0].found is Found.MISSING


def test_twins_that_stay_undecided_say_in_which_inputs_they_differ() -> None:
    twins = [
        changed(CURRENT, inputs={"days back": 0.0, "percentage": 70.0}),
        changed(CURRENT, id=2, inputs={"days back": 1.0, "percentage": 70.0}),
    ]

    reason = matched(twins)["value_area.current"].reason

    assert "(input 'days back' is 0.0 or 1.0)" in reason
    assert "percentage" not in reason
