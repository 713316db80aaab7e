"""A few lines of the recording of 2025-09-16, for where the recording itself is not."""

from __future__ import annotations

from msgspec.structs import replace

from mia_core.clock import NANOSECONDS
from tests.mia_core.studymap import inventory
from tests.mia_core.studymap.recorded import NBCV, VALUES
from tests.scenarios.recorded_session import (
    AT_ASK,
    MINUTE_NS,
    PREVIOUS_VALUES,
    QUOTE,
    Moment,
    Session,
    TapeRecord,
)

AT_09_26_NS = 1_758_014_760 * NANOSECONDS  # 11:26 in Paris
AT_09_28_NS = AT_09_26_NS + 2 * MINUTE_NS
TRADED_NS = AT_09_28_NS + 912_000_000

QUOTE_BESIDE = TapeRecord(
    sequence=49_540,
    time_ns=TRADED_NS,
    type=QUOTE,
    bid=6693.5,
    ask=6693.75,
    bid_size=36,
    ask_size=5,
)
# The minute from 09:28 had five trades of one contract; the quotes between them are left out.
TAPE = (
    QUOTE_BESIDE,
    *(
        replace(QUOTE_BESIDE, sequence=sequence, type=AT_ASK, price=6693.75, volume=1)
        for sequence in (49_541, 49_543, 49_544, 49_546, 49_548)
    ),
)
# The first look at the book; the second level of each side, which was lost, as the next look has it.
BIDS = ((6693.25, 33), (6693.0, 46), (6692.75, 60), (6692.5, 53))
ASKS = ((6693.5, 7), (6693.75, 38), (6694.0, 83), (6694.25, 59))
FIVE_BOUGHT = {
    (NBCV, 0): 5.0,
    (NBCV, 1): 5.0,
    (NBCV, 5): 5.0,
    (NBCV, 6): 0.0,
    (NBCV, 9): -490.0,
    (NBCV, 7): 5.0,
    (NBCV, 8): 0.0,
    (NBCV, 10): 1.0,
    (NBCV, 11): 5.0,
    (NBCV, 12): 5.0,
    (NBCV, 16): 1.0,
    (NBCV, 17): 0.0,
}

SHORT = Session(
    studies=tuple(inventory.study(item) for item in inventory.MINUTE),
    moments=(
        Moment(
            time_ns=AT_09_26_NS + NANOSECONDS,
            bar_start_ns=AT_09_26_NS,
            bar=(6693.25, 6693.5, 6693.25, 6693.5, 45.0, 32.0, 15.0, 30.0),
            values={**VALUES, **PREVIOUS_VALUES, (NBCV, 7): 15.0, (NBCV, 8): 0.0},
            book=(BIDS, ASKS),
        ),
        # Not recorded but likely: the two best bids are gone, and the best offer was bought.
        Moment(time_ns=AT_09_26_NS + 2 * NANOSECONDS, book=(BIDS[2:], ASKS[1:])),
        Moment(
            time_ns=TRADED_NS,
            tape=TAPE,
            bar_start_ns=AT_09_28_NS,
            bar=(6693.75, 6693.75, 6693.75, 6693.75, 5.0, 5.0, 0.0, 5.0),
            values=FIVE_BOUGHT,
        ),
    ),
    whole_minutes_ns=(AT_09_28_NS,),
)
