"""The 68 studies of the author's charts as their inventories of September 2025 list them: ids, names, subgraphs.

Facts, cut down to what a chart tells of itself; no value and no setting is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mia_core.frames import CONSTANTS, make_frame
from mia_core.studymap.catalog import ChartCatalog, ChartId, Study

ALERT = {0: "Color Bar", 1: "Extension Lines", 2: "Sum of Alerts"}
EDGE = (
    {number: f"Trigger {number}" for number in range(47)}
    | {48 + number: f"Adjacent Alert Highlight Bottom {number + 1}" for number in range(5)}
    | {53 + number: f"Adjacent Alert Highlight Top {number + 1}" for number in range(5)}
    | {58: "Count of Alerts", 59: "Extension Line Properties"}
)
AVERAGES = {4: "Volume", 6: "OHLC Avg", 7: "HLC Avg", 8: "HL Avg"}
BAR = {0: "Open", 1: "High", 2: "Low", 3: "Close"} | AVERAGES
OVERLAY = {0: "Open", 1: "High", 2: "Low", 3: "Last", 6: "OHLC Avg", 7: "HLC Avg", 8: "HL Avg"}
VALUE_AREA = {0: "Vol POC", 1: "Vol Value Area High", 2: "Vol Value Area Low"}
PREVIOUS_AREA = {0: "PPOC", 1: "PVAH", 2: "PVAL"}
VWAP = dict(enumerate(["V", "+1", "-1", "+2", "-2", "+3", "-3", "+4", "-4"]))
VWAP_30 = dict(enumerate(["VWAP", *(f"SD{side}{k}" for k in range(1, 5) for side in "+-")]))
DELTA_DAY = "Cumulative Sum Of Ask Volume Bid Volume Difference - Day"
DELTA_ALL = "Cumulative Sum Of Ask Volume Bid Volume Difference - All"
NBCV = {
    0: "Ask Volume Bid Volume Difference",
    1: "Ask Volume Bid Volume Total",
    2: "Ask Volume Bid Volume Difference Change",
    3: "Positive Delta Sum",
    4: "Negative Delta Sum",
    5: "Ask Volume Total",
    6: "Bid Volume Total",
    7: "Maximum Ask Volume Bid Volume Difference",
    8: "Minimum Ask Volume Bid Volume Difference",
    9: DELTA_DAY,
    10: "Ask Volume Bid Volume Difference Percent",
    11: "Number of Trades",
    12: "Total Volume",
    13: "Total Volume Bar Difference",
    14: "Average Volume Per Trade",
    15: "Average Volume Per Price",
    16: "Ask Volume Percent",
    17: "Bid Volume Percent",
    18: DELTA_ALL,
    19: "Point Of Control Volume",
    20: "Cumulative Delta Volume High",
    21: "Cumulative Delta Volume Low",
    29: "Bar Duration",
    30: "Daily Range",
    32: "Weekly Range",
    35: "Volume / Sec",
    39: "Cumulative Volume - Day",
    40: "High-Low Range",
    41: "Point Of Control Value",
    42: "Diagonal Positive Delta Sum",
    43: "Diagonal Negative Delta Sum",
    47: "Total Up Tick Volume",
    48: "Total Down Tick Volume",
    50: "Average Bid Trade Size",
    51: "Average Ask Trade Size",
    54: "Grid Lines",
}
PROFILE_REST = {
    5: "Bid Volume and Ask Volume Colors",
    8: "VA",
    11: "Trade Weighted Mean Price",
    14: "Mean Price + 2 * Std Dev",
    15: "Mean Price - 2 * Std Dev",
    17: "HVN",
    18: "LVN",
}
PROFILE = PROFILE_REST | {
    1: "VPOC",
    2: "VAH",
    3: "VAL",
    4: "Volume Weighted Average Price",
    12: "Mean Price + Std Dev",
    13: "Mean Price - Std Dev",
}
PROFILE_PREVIOUS = PROFILE_REST | {
    1: "PVPOC",
    2: "PVAH",
    3: "PVAL",
    4: "PVWAP",
    12: "PSD+1",
    13: "PSD-1",
}
GAMMA = dict(
    enumerate(
        [
            "Call Resistance",
            "Put Support",
            "HVL",
            "1D Min",
            "1D Max",
            "Call Resistance 0DTE & Gamma Wall 0DTE",
            "Put Support 0DTE",
            "HVL 0DTE",
            "Gamma Wall 0DTE",
            *(f"GEX {number}" for number in range(1, 11)),
            *(f"SG{number}" for number in range(20, 61)),
        ]
    )
)
SWING = {number: f"SG{number + 1}" for number in range(60)}
BLIND = {number: f"BL {number + 1}" if number < 10 else f"SG{number + 1}" for number in range(60)}

Named = tuple[int, str, Mapping[int, str]]

EDGES = (
    (5, "SELL rev2 800"),
    (6, "BUY rev2 800"),
    (16, "BUY 600"),
    (26, "SELL rev3 800"),
    (27, "BUY rev3 800"),
    (28, "SELL rev1 800"),
    (29, "BUY rev1 800"),
    (44, "SELL 600"),
)
ALERTS = (
    (17, "[AV] LONG DOWN BAR"),
    (18, "[AV] LONG UP BAR"),
    (19, "[AS] SD+1"),
    (20, "[AS] SD-1"),
    (21, "[AS] VWAP"),
    (24, "[AV] COLOR UP"),
    (25, "[AV] COLOR DOWN"),
    (30, "[AV] COLOR UP 2"),
    (31, "[AV] COLOR DOWN 2"),
    (38, "[AV] LONG DOWN UP BAR ROND JAUNE"),
    (39, "[AV] LONG UP DOWN BAR ROND JAUNE"),
)
NEWS = ((34, "07.30", "7.."), (35, "08.45", "8..."), (36, "09.00", "9"), (37, "09.30", "9.."))

MINUTE: tuple[Named, ...] = (
    (1, "Volume Value Area Lines", VALUE_AREA),
    (2, "Volume Value Area Previous", PREVIOUS_AREA),
    (3, "HIGHLIGHT CASH SESSION", {0: "TR"}),
    (4, "QUOTATION LINE", {0: "CPL"}),
    *((number, f"EDGE ZONES IMBALANCE {name}%DIAG", EDGE) for number, name in EDGES),
    (7, "COLOR BAR", {0: "Color Bar"}),
    (8, "HIGHER HIGH CURRENT SESSION", BAR),
    (9, "LOWER LOW CURRENT SESSION", BAR),
    (10, "[AS] HIGHER HIGH CURRENT SESSION", BAR | {1: "HH"}),
    (11, "[AS] LOWER LOW CURRENT SESSION", BAR | {2: "LL"}),
    (12, "HIGHER HIGH CASH SESSION", BAR | {1: "H"}),
    (13, "LOWER LOW CASH SESSION", BAR | {2: "L"}),
    (14, "[AS] OPEN 08.30", BAR | {0: "O", 2: "L"}),
    (15, "Trading: Position Quantity (T)", {0: "Position Quantity"}),
    *((number, name, ALERT) for number, name in ALERTS),
    (22, "VWAP", VWAP),
    (23, "VIX_CGI[M]  1 Min  #8", BAR | OVERLAY | {5: "# of Trades", 9: "Bid Volume"}),
    (32, "Cumulative Delta Bars - Volume", BAR),
    (33, "Numbers Bars Calculated Values", NBCV),
    *((number, f"NEWS {at}", BAR | {0: mark, 2: "L"}) for number, at, mark in NEWS),
    (40, "Trading: Profit/Loss Text", {}),
    (41, "[AV] DOUBLE ASK", ALERT | {0: "DOUBLE ASK"}),
    (42, "[AV] DOUBLE BID", ALERT | {0: "DOUBLE BID"}),
    (43, "NEWS 07.15", BAR | {0: "7.", 2: "L"}),
    (45, "Average True Range", {0: "ATR"}),
    (46, "Correlation Coefficient", {0: "CC"}),
    (47, "Overlay OHLC of NQZ25_FUT_CME[M]  1 Min  #26", OVERLAY),
    (48, "MIA - Study Inspector", {}),
)
HALF_HOUR: tuple[Named, ...] = (
    (1, "VWAP", VWAP_30),
    (2, "PREVIOUS VPOC VAH VAL", PROFILE_PREVIOUS),
    (3, "PREVIOUS VWAP SD+1 SD-1", PROFILE_PREVIOUS),
    (4, "QUOTATION LINE", {0: "CPL"}),
    (5, "Average True Range", {0: "ATR"}),
    (6, "Cumulative Delta Bars - Volume", BAR),
    (7, "COLOR BAR", {0: "Color Bar"}),
    (8, "Volume Value Area Lines", VALUE_AREA),
    (9, "Volume Value Area Previous", PREVIOUS_AREA),
    (10, "HIGHER HIGH CURRENT SESSION", BAR | {1: "HH"}),
    (11, "LOWER LOW CURRENT SESSION", BAR | {2: "LL"}),
    (12, "MIA - Study Inspector", {}),
    (13, "MULTIPLE VOLUME PROFILE", PROFILE),
    (14, "Numbers Bars Calculated Values", NBCV),
    (15, "Correlation Coefficient", {0: "CC"}),
    (16, "Overlay OHLC of NQU25_FUT_CME[M]  30 Min  #26", OVERLAY),
)
MENTHORQ: tuple[Named, ...] = (
    (1, "MenthorQ Gamma Levels", GAMMA),
    (2, "MenthorQ Swing Levels", SWING),
    (3, "MenthorQ Blind Spots Levels", BLIND),
    (4, "MIA - Study Inspector", {}),
)
CHARTS = {3: (MINUTE, 60), 4: (HALF_HOUR, 1800), 10: (MENTHORQ, 60)}

# What the built-in ones are called by Sierra itself, whatever the user made of that.
ORIGINALS = {
    "VWAP": "Volume Weighted Average Price",
    "Volume Value Area Previous": "Volume Value Area Lines",
}
BUILT_IN = (
    "Volume Value Area Lines",
    "Numbers Bars Calculated Values",
    "Cumulative Delta Bars - Volume",
    "Average True Range",
    "Correlation Coefficient",
)


def study(named: Named, *, original: bool = True, short: str = "") -> Study:
    """Make a study as a chart tells it; without `original` as an old Sierra does, by its names alone."""
    number, name, subgraphs = named
    own = ORIGINALS.get(name, name if name in BUILT_IN or "MenthorQ" in name else "")
    return Study(
        id=number,
        original=own if original else "",
        displayed=name,
        short=short,
        subgraphs=dict(subgraphs),
    )


def catalog(
    chart: int, *, symbol: str = "ESZ25_FUT_CME", studies: Iterable[Study] | None = None
) -> ChartCatalog:
    listed, period_s = CHARTS[chart]
    told = [study(item) for item in listed] if studies is None else studies
    return ChartCatalog(id=ChartId(1, chart), symbol=symbol, period_s=period_s, studies=tuple(told))


def catalog_frames(studies: Iterable[Study], *, chart: int = 3) -> list[bytes]:
    """Make the frames that tell these studies and, where there are any, their inputs."""
    frames = []
    for item in studies:
        head = {
            "chart": chart,
            "study": item.id,
            "internal_id": item.internal_id,
            "name_original": item.original.encode(),
            "name_displayed": item.displayed.encode(),
            "name_short": item.short.encode(),
        }
        subgraphs = [
            {"subgraph": index, "flags": 1, "name": name.encode()}
            for index, name in item.subgraphs.items()
        ]
        frames.append(make_frame("StudyCatalog", head, entries=subgraphs))
        if item.inputs:
            told = [_input(*pair) for pair in enumerate(item.inputs.items())]
            frames.append(
                make_frame("StudyInput", {"chart": chart, "study": item.id}, entries=told)
            )
    return frames


def _input(number: int, given: tuple[str, float | str]) -> dict[str, object]:
    name, value = given
    types = CONSTANTS["input_type"]
    if isinstance(value, str):
        told: dict[str, object] = {"type": types["text"], "text": value.encode()}
    else:
        told = {"type": types["number"], "number": value}
    return {"input": number, "name": name.encode(), **told}
