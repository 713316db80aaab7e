"""Figures of one minute of ESZ25 on 2025-09-16, as its chart showed them: the facts of a recording, some 30 numbers.

The recording itself had VWAP one subgraph off and took the session's high, low and open for
yesterday's value area; here the numbers stand where they belong.
"""

from __future__ import annotations

VWAP, CURRENT_AREA, PREVIOUS_AREA, SESSION, NBCV, DELTA_BARS = 22, 1, 2, 8, 33, 32
ATR, CORRELATION = 45, 46
PRICE = 6693.5

BANDS = [6675.0, 6681.25, 6668.75, 6687.5, 6662.5, 6693.75, 6656.25, 6700.0, 6650.0]
VWAP_VALUES = {(VWAP, index): value for index, value in enumerate(BANDS)}
AREA_VALUES = {(CURRENT_AREA, 0): 6670.0, (CURRENT_AREA, 1): 6678.25, (CURRENT_AREA, 2): 6668.5}
SESSION_VALUES = {
    (SESSION, 0): 6671.25,
    (SESSION, 1): 6696.75,
    (SESSION, 2): 6663.25,
    (SESSION, 3): 6693.5,
}
NBCV_VALUES = {
    (NBCV, 0): 15.0,
    (NBCV, 1): 45.0,
    (NBCV, 5): 30.0,
    (NBCV, 6): 15.0,
    (NBCV, 9): -508.0,
    (NBCV, 10): 15 / 45,
    (NBCV, 11): 32.0,
    (NBCV, 12): 45.0,
    (NBCV, 16): 30 / 45,
    (NBCV, 17): 15 / 45,
}
OTHER_VALUES = {(ATR, 0): 0.5, (CORRELATION, 0): -0.709847}
# The close was recorded; a bar of delta 15 opened that much lower.
DELTA_BAR_VALUES = {
    (DELTA_BARS, 0): -523.0,
    (DELTA_BARS, 1): -508.0,
    (DELTA_BARS, 2): -523.0,
    (DELTA_BARS, 3): -508.0,
}
VALUES = VWAP_VALUES | AREA_VALUES | SESSION_VALUES | NBCV_VALUES | OTHER_VALUES | DELTA_BAR_VALUES
