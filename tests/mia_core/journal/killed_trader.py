"""Sends orders, each on disk before its bytes leave, and is killed at a moment drawn from a seed.

The bytes go to standard output; whoever reads that is the server.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from mia_core.execution.events import OrderStatus, UpdateReason
from mia_core.journal.orders import OrderJournal
from tests.mia_core.journal.session import kill_self, submit, update


class Fate:
    """Counts the moments at which a process can die, and chooses one of them."""

    def __init__(self, moments: int) -> None:
        self._left = moments

    def may_strike(self) -> None:
        if self._left == 0:
            kill_self()
        self._left -= 1


def main() -> None:
    journal = OrderJournal(Path(sys.argv[1]))
    seed = int(sys.argv[2])
    fate = Fate(random.Random(seed).randrange(60) if seed >= 0 else -1)
    now_ns = 0
    while True:
        now_ns += 1
        client_order_id = f"{journal.tag()}-{journal.next_number():06d}"
        fate.may_strike()
        journal.prepare(submit(client_order_id), now_ns)
        fate.may_strike()
        os.write(1, f"{client_order_id}\n".encode())
        fate.may_strike()
        journal.sent(client_order_id)
        fate.may_strike()
        if now_ns % 3 == 0:
            filled = update(
                client_order_id,
                UpdateReason.FILLED,
                OrderStatus.FILLED,
                total=2,
                filled=2,
                price=5500.25,
            )
            journal.apply(filled, now_ns)


if __name__ == "__main__":
    main()
