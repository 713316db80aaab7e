"""The schedule of planted patterns and decoys, drawn from the seed; one act at a time.

Acts never overlap in time, so no plant hides another. What the background does by chance goes on
meanwhile; of that its own large levels and sweeps are labelled. A pattern is a line in a table here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from mia_core.sim.absorptions import absorption, burst_through, spread_volume
from mia_core.sim.anomalies import (
    empty_range,
    held_volume,
    microstructure_anomaly,
    two_way_volume,
)
from mia_core.sim.book import BookSide
from mia_core.sim.bursts import (
    delayed_answer,
    delta_burst,
    delta_flip,
    gradual_volume,
    large_print,
    two_sided_rush,
    unanswered_burst,
)
from mia_core.sim.draws import between
from mia_core.sim.exchange import NEVER
from mia_core.sim.icebergs import eaten_order, iceberg, passing_burst, rejoined_level
from mia_core.sim.ladders import (
    flickering_ladder,
    ladder,
    lone_level,
    pair_that_shifts,
    thick_side,
)
from mia_core.sim.money import alternating_blocks, lone_large_order, mixed_flow, smart_money
from mia_core.sim.profiles import (
    fair_trade,
    filled_run,
    moving_accumulation,
    volume_profile_imbalance,
)
from mia_core.sim.spikes import gathering_pace, single_sweep, trade_spike
from mia_core.sim.spoofs import bluff_once, cancel_far, eat_honestly, spoof
from mia_core.sim.squeezes import both_sides_thin, cancel_burst, quiet_hour, squeeze
from mia_core.sim.stacks import contested_climb, short_stack, stacked_imbalance, thin_climb
from mia_core.sim.stage import MS, SECOND, Act, Stage
from mia_core.sim.sweeps import burst_that_holds, quotes_retreat, slow_volume, sweep
from mia_core.sim.truth import BookPattern, FlowPattern
from mia_core.sim.turns import (
    confirmed_high,
    delta_divergence,
    exhaustion,
    heavy_end,
    lower_high,
    renewed_push,
    unfinished_divergence,
)
from mia_core.sim.walls import flickering_level, moderate_level, wall

__all__ = ["BOOK", "FLOW", "Acts", "Play", "Programme", "director"]

Programme = Literal["book", "flow", "all"]
"""Book and flow patterns have hours of their own: an act of one kind is full of the other."""

Play = Callable[[Stage, BookSide], Act]


class Acts(NamedTuple):
    """How a pattern is played: as itself, and as what only looks like it."""

    plant: Play
    decoys: tuple[Play, ...]


BOOK: Mapping[BookPattern, Acts] = {
    "iceberg": Acts(iceberg, (rejoined_level, eaten_order, passing_burst)),
    "wall": Acts(wall, (flickering_level, moderate_level)),
    "ladder": Acts(ladder, (lone_level, flickering_ladder, pair_that_shifts, thick_side)),
    "sweep": Acts(sweep, (quotes_retreat, slow_volume, burst_that_holds)),
    "squeeze": Acts(squeeze, (both_sides_thin, quiet_hour, cancel_burst)),
    "absorption": Acts(absorption, (burst_through, spread_volume)),
    "spoofing": Acts(spoof, (bluff_once, cancel_far, eat_honestly)),
}
FLOW: Mapping[FlowPattern, Acts] = {
    "delta_burst": Acts(delta_burst, (two_sided_rush, gradual_volume, large_print)),
    "delta_flip": Acts(delta_flip, (unanswered_burst, delayed_answer)),
    "stacked_imbalance": Acts(stacked_imbalance, (short_stack, thin_climb, contested_climb)),
    "trade_spike": Acts(trade_spike, (single_sweep, gathering_pace)),
    "exhaustion": Acts(exhaustion, (heavy_end, renewed_push)),
    "delta_divergence": Acts(delta_divergence, (unfinished_divergence, confirmed_high, lower_high)),
    "smart_money": Acts(smart_money, (lone_large_order, alternating_blocks, mixed_flow)),
    "volume_profile_imbalance": Acts(
        volume_profile_imbalance, (fair_trade, moving_accumulation, filled_run)
    ),
    "microstructure_anomaly": Acts(
        microstructure_anomaly, (empty_range, held_volume, two_way_volume)
    ),
}
_PROGRAMMES: Mapping[Programme, list[Acts]] = {
    "book": [*BOOK.values()],
    "flow": [*FLOW.values()],
    "all": [*BOOK.values(), *FLOW.values()],
}

# A flow stands out against the minutes before it; one act upon the other would be what is usual.
_PAUSES_MS: Mapping[Programme, tuple[int, int]] = {
    "book": (2_000, 4_500),
    "flow": (6_000, 14_000),
    "all": (2_000, 4_500),
}

_LONGEST_ACT_NS = 30 * SECOND
_OPENING_NS = 120 * SECOND
_WARM_UP_NS = 10 * SECOND


def director(stage: Stage, programme: Programme, *, opening_ns: int) -> Act:
    """Play plants and decoys for ever, denser for two minutes from `opening_ns` on.

    In the first 20 seconds of the opening a wall and an absorption come and go, unless the
    programme has none.
    """
    if stage.now_ns + _WARM_UP_NS < opening_ns:
        yield _WARM_UP_NS
        while stage.now_ns + _LONGEST_ACT_NS < opening_ns:
            yield from _round(stage, programme, before_ns=opening_ns)
        yield max(1, opening_ns - stage.now_ns)
    if programme != "flow":
        yield from _opening(stage)
    while True:
        yield from _round(stage, programme, dense_until_ns=opening_ns + _OPENING_NS)


def _opening(stage: Stage) -> Act:
    yield between(stage.rng, 2_500, 3_500) * MS
    yield from wall(stage, _either(stage), brief=True)
    yield between(stage.rng, 500, 1_200) * MS
    yield from absorption(stage, _either(stage), brief=True)


def _round(
    stage: Stage, programme: Programme, *, before_ns: int = NEVER, dense_until_ns: int = 0
) -> Act:
    """Each pattern and one of its decoys once on either side, in a drawn order."""
    rng = stage.rng
    plays = _plays(stage, _PROGRAMMES[programme])
    rng.shuffle(plays)
    for play, side in plays:
        if stage.now_ns + _LONGEST_ACT_NS >= before_ns:
            return
        dense = stage.now_ns < dense_until_ns
        pause_ms = (1_000, 2_500) if dense and programme != "flow" else _PAUSES_MS[programme]
        yield between(rng, *pause_ms) * MS
        yield from play(stage, side)


def _plays(stage: Stage, acts: list[Acts]) -> list[tuple[Play, BookSide]]:
    return [
        (play, side)
        for side in (stage.exchange.bid, stage.exchange.ask)
        for plant, decoys in acts
        for play in (plant, decoys[between(stage.rng, 0, len(decoys) - 1)])
    ]


def _either(stage: Stage) -> BookSide:
    return stage.exchange.bid if stage.rng.getrandbits(1) else stage.exchange.ask
