"""The stages that an order passes through, one by one: what each costs when it is warm, and after a pause."""

from __future__ import annotations

import socket
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.capture import capture
from bench.figures import Outcome, checksum, percentile
from bench.host_process import bench_card
from bench.pipeline import Feed
from bench.workbench import SYMBOL
from mia_core._native import Market
from mia_core.config import Config, Contract, Mode, TradingConfig
from mia_core.decision import Decision, Verdict
from mia_core.dtc import binary, translate
from mia_core.dtc.connection import DtcConnection
from mia_core.events import BatchReceived
from mia_core.execution.commands import OrderType, SubmitOrder
from mia_core.execution.ledger import Ledger
from mia_core.features.board import FeatureBoard
from mia_core.journal.opening import Opening
from mia_core.journal.orders import OrderJournal
from mia_core.journal.recording import RecordingWriter
from mia_core.risk.gate import Approved, Gate, Situation
from mia_core.strategies.intent import Intent
from mia_core.strategies.score import score
from mia_core.strategies.trader import CardTrader

if TYPE_CHECKING:
    from bench.workbench import Size
    from mia_core._native import Observation
    from mia_core.strategies.intent import Signal
    from mia_core.strategies.score import Score

__all__ = ["measure"]

ORDER_EVERY = 20
PAUSE_S = 0.005
STAGES = (
    "ingest",
    "features and score",
    "signal and intent",
    "risk",
    "SQLite prepare",
    "DTC encode",
    "socket send",
    "decision record",
    "MCAP write",
)


class OrderPath:
    """Every stage by itself, with a stop-watch between them. Flat before each order, so that each is an entry."""

    def __init__(self, folder: Path) -> None:
        trading = TradingConfig(symbol=SYMBOL)
        config = Config(trading=trading)
        self._card = bench_card()
        self._market = Market()
        self._board = FeatureBoard((given.feature for given in self._card.inputs), symbol=SYMBOL)
        self._trader = CardTrader(self._card)
        self._gate = Gate(mode=Mode.PAPER, risk=config.risk, trading=trading)
        self._ledger = Ledger(symbol=SYMBOL, account="Sim1", tick_size=0.25, unresolved=())
        self._ledger.synchronise()
        self._contract = Contract(tick_size=0.25, tick_value_usd=12.5)
        self._orders = OrderJournal(folder / "orders.sqlite")
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self._connection = DtcConnection.connect(*listener.getsockname())
            self._far_end = listener.accept()[0]
        opening = Opening(setup={}, schema={}, versions={})
        self._recording = RecordingWriter(folder / "path.mcap", opening)
        self.costs_us: dict[str, list[float]] = {name: [] for name in STAGES}
        self._at_ns = 0

    def close(self) -> None:
        self._recording.close("the benchmark ended")
        self._orders.close()
        self._connection.close()
        self._far_end.close()

    @property
    def digest(self) -> str:
        return self._recording.digest

    def take(self, batch: bytes, number: int) -> bool:
        """Take one batch down the line; true when it made an order."""
        costs: list[int] = []
        self._at_ns = time.perf_counter_ns()
        seen = self._market.ingest(batch)
        self._lap(costs)
        self._board.follow(seen.opened, seen.closed)
        if not seen.accepted or seen.symbol != SYMBOL:
            return False
        self._board.update(seen)
        rated = score(self._card, self._board, seen.time_ns)
        self._lap(costs)
        signal = self._trader.signal(rated, seen)
        intent = None if signal is None else self._trader.entry(signal, self._ledger)
        self._lap(costs)
        if signal is None or intent is None:
            return False
        self._order(costs, batch=batch, seen=seen, made=(rated, signal, intent), number=number)
        for name, cost in zip(STAGES, costs, strict=True):
            self.costs_us[name].append(cost / 1e3)
        return True

    def _order(
        self,
        costs: list[int],
        *,
        batch: bytes,
        seen: Observation,
        made: tuple[Score, Signal, Intent],
        number: int,
    ) -> None:
        rated, signal, intent = made
        verdict = self._gate.assess(intent, self._situation(seen))
        self._lap(costs)
        if not isinstance(verdict, Approved):
            message = f"an approved order was expected, found: {verdict}"
            raise TypeError(message)
        order = SubmitOrder(
            client_order_id=f"BENCH-{number:06d}",
            account="Sim1",
            symbol=SYMBOL,
            side=intent.side,
            quantity=intent.quantity,
            order_type=OrderType.MARKET,
        )
        self._orders.prepare(order, seen.time_ns)
        self._lap(costs)
        bytes_out = binary.encode(translate.order_message(order, price_multiplier=1.0))
        self._lap(costs)
        self._connection.send(bytes_out)
        self._lap(costs)
        decision = Decision(
            t_ns=seen.time_ns,
            score=rated,
            signal=signal,
            verdicts=(Verdict(intent=intent, refused=None),),
            commands=(order,),
        )
        self._lap(costs)
        self._recording.write(BatchReceived(seen.time_ns, batch), decision)
        self._lap(costs)
        self._far_end.recv(1 << 16)

    def _situation(self, seen: Observation) -> Situation:
        return Situation(
            now_ns=seen.time_ns,
            feed_ns=seen.time_ns,
            observation=seen,
            tick_size=self._contract.tick_size,
            ledger=self._ledger,
            trading_ready=True,
            trading_reason="",
        )

    def _lap(self, costs: list[int]) -> None:
        now_ns = time.perf_counter_ns()
        costs.append(now_ns - self._at_ns)
        self._at_ns = time.perf_counter_ns()


def measure(size: Size) -> Outcome:
    """Take one feed down the line twice: without a break, and with a pause before each order."""
    # Every other signal is one to buy, so twice as many are asked for.
    feed = Feed(
        rate=20_000.0,
        updates=2 * size.stage_orders * ORDER_EVERY,
        signal_every=ORDER_EVERY,
    )
    batches = capture(feed)
    warm, digest = _run(batches, pause_s=0.0)
    paused, _ = _run(batches[: len(batches) // 4], pause_s=PAUSE_S)
    rows = tuple(
        (name, f"{percentile(warm[name], 50):.1f}", f"{percentile(paused[name], 50):.1f}")
        for name in STAGES
    )
    total = (
        "all of them",
        f"{sum(percentile(warm[name], 50) for name in STAGES):.1f}",
        f"{sum(percentile(paused[name], 50) for name in STAGES):.1f}",
    )
    return Outcome(
        title=f"The order path, stage by stage, over {len(warm[STAGES[0]])} orders",
        columns=(
            "stage",
            "median us, warm",
            f"median us, {PAUSE_S * 1e3:g} ms after the last update",
        ),
        rows=(*rows, total),
        notes=(
            "Each figure holds the cost of the stop-watch, about 0.1 us. The last two stages come after the order left.",
        ),
        checksum=checksum([len(warm[STAGES[0]]), digest != ""]),
    )


def _run(batches: list[bytes], *, pause_s: float) -> tuple[dict[str, list[float]], str]:
    with tempfile.TemporaryDirectory() as folder:
        path = OrderPath(Path(folder))
        number = 0
        for index, batch in enumerate(batches):
            if pause_s and index % (2 * ORDER_EVERY) == ORDER_EVERY:  # the leaning book comes now
                time.sleep(pause_s)
            number += path.take(batch, number)
        path.close()
        return path.costs_us, path.digest
