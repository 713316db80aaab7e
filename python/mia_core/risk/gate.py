"""The risk gate: Intent -> Approved | Refused. Each limit is one function; the first that objects decides.

Everything fails closed: what is unknown refuses.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from mia_core.clock import NANOSECONDS
from mia_core.config import Mode
from mia_core.execution.commands import Side
from mia_core.strategies.intent import Intent, Purpose

if TYPE_CHECKING:
    from collections.abc import Callable

    from mia_core._native import Observation
    from mia_core.config import RiskConfig, TradingConfig
    from mia_core.execution.ledger import Ledger

__all__ = ["Approved", "Gate", "Refused", "Situation"]


class Refused(msgspec.Struct, frozen=True):
    """No, and why: a short name to count by, and a sentence."""

    reason: str
    detail: str


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """All that the limits look at."""

    now_ns: int
    feed_ns: int | None
    observation: Observation | None
    tick_size: float
    ledger: Ledger
    trading_ready: bool
    trading_reason: str


class Approved:
    """An intent that passed every limit. Only the gate makes one, and only this becomes an order."""

    __slots__ = ("_intent",)

    def __init__(self, intent: Intent, *, seal: object) -> None:
        if seal is not _SEAL:
            message = "only the risk gate approves"
            raise ValueError(message)
        self._intent = intent

    @property
    def intent(self) -> Intent:
        """What was approved; it cannot be exchanged afterwards."""
        return self._intent


_SEAL = object()


class Gate:
    """Holds the limits of one run."""

    def __init__(self, *, mode: Mode, risk: RiskConfig, trading: TradingConfig) -> None:
        self._mode = mode
        self._risk = risk
        self._trading = trading
        self._limits: tuple[Callable[[Intent, Situation], Refused | None], ...] = (
            self._mode_allows,
            self._account_fits_mode,
            self._trading_is_ready,
            self._orders_are_resolved,
            self._position_is_known,
            self._position_is_managed,
            self._exit_only_reduces,
            self._size_is_allowed,
            self._position_is_allowed,
            self._feed_is_fresh,
            self._feed_is_real_time,
            self._delay_is_known,
            self._source_is_connected,
            self._contract_fits,
            self._book_is_sound,
        )

    def assess(self, intent: Intent, situation: Situation) -> Approved | Refused:
        """Ask every limit."""
        for limit in self._limits:
            refusal = limit(intent, situation)
            if refusal is not None:
                return refusal
        return Approved(intent, seal=_SEAL)

    def _mode_allows(self, _: Intent, __: Situation) -> Refused | None:
        if self._mode is Mode.READ_ONLY:
            return Refused(
                "read-only", "the host runs read-only; --mode paper or live sends orders"
            )
        return None

    def _account_fits_mode(self, _: Intent, __: Situation) -> Refused | None:
        simulated = fnmatchcase(self._trading.account, self._trading.simulated_accounts)
        if simulated == (self._mode is Mode.PAPER):
            return None
        kind = "simulated" if simulated else "real"
        return Refused(
            "account", f"{self._trading.account} is a {kind} account, mode is {self._mode.value}"
        )

    def _trading_is_ready(self, _: Intent, situation: Situation) -> Refused | None:
        if situation.trading_ready:
            return None
        return Refused("trading-not-ready", situation.trading_reason)

    def _orders_are_resolved(self, _: Intent, situation: Situation) -> Refused | None:
        ledger = situation.ledger
        if ledger.unresolved:
            doubts = (f"{item.order.client_order_id}: {item.doubt}" for item in ledger.unresolved)
            return Refused("unresolved-orders", "; ".join(doubts))
        since_ns = ledger.oldest_unacknowledged_ns()
        if since_ns is None or situation.now_ns - since_ns < self._risk.ack_timeout_s * NANOSECONDS:
            return None
        return Refused(
            "unacknowledged-order",
            f"no answer for {self._risk.ack_timeout_s:g} s: the server is asked for its working orders",
        )

    def _position_is_known(self, intent: Intent, situation: Situation) -> Refused | None:
        ledger = situation.ledger
        if ledger.server_position is None:
            return Refused("position-unknown", "the server has not said what the position is")
        if intent.purpose is Purpose.ENTRY and not ledger.is_reconciled():
            detail = f"fills say {ledger.position:+d}, the server says {ledger.server_position:+d}"
            remedy = "look at the account, then start the host again: it begins with what the server says"
            return Refused("position-mismatch", f"{detail}; {remedy}")
        return None

    def _position_is_managed(self, intent: Intent, situation: Situation) -> Refused | None:
        """What this run did not open it does not close; nothing is opened beside it (docs/adr/0005)."""
        others = situation.ledger.others
        if intent.purpose is Purpose.EXIT or others == 0:
            return None
        detail = f"{others:+d} in the account was not made by this run"
        return Refused("position-not-ours", f"{detail}; close it by hand")

    def _exit_only_reduces(self, intent: Intent, situation: Situation) -> Refused | None:
        """An exit may close what is there by every count, and not a contract more: never open the other way."""
        if intent.purpose is not Purpose.EXIT:
            return None
        ledger = situation.ledger
        leaving = intent.quantity + ledger.working_quantity(intent.side)
        for name, held in (("fills", ledger.position), ("the server", ledger.server_position)):
            if held is None or held * intent.side.sign >= 0 or leaving > abs(held):
                count = "nothing" if held is None else f"{held:+d}"
                return Refused("nothing-to-close", f"{leaving} would leave, {name} say {count}")
        return None

    def _size_is_allowed(self, intent: Intent, _: Situation) -> Refused | None:
        if 0 < intent.quantity <= self._risk.max_order_size:
            return None
        return Refused(
            "max-order-size", f"{intent.quantity} of {self._risk.max_order_size} allowed"
        )

    def _position_is_allowed(self, intent: Intent, situation: Situation) -> Refused | None:
        """Every fill that could still come must leave the position inside the limit.

        An entry also reckons with what somebody else's orders may fill. An exit does not: it
        reduces, and must not hang on them.
        """
        ledger = situation.ledger
        foreign = 0 if intent.purpose is Purpose.EXIT else ledger.foreign.open_quantity(intent.side)
        if foreign is None:
            return Refused(
                "foreign-order", "a working order not of this host does not say its size: cancel it"
            )
        known = (
            ledger.position,
            ledger.position if ledger.server_position is None else ledger.server_position,
        )
        asked = intent.quantity + foreign
        if intent.side is Side.BUY:
            worst = max(known) + ledger.working_quantity(Side.BUY) + asked
        else:
            worst = -(min(known) - ledger.working_quantity(Side.SELL) - asked)
        if worst <= self._risk.max_position:
            return None
        beside = f", {foreign} of it by orders not of this host" if foreign else ""
        return Refused(
            "max-position", f"could reach {worst}{beside}, {self._risk.max_position} allowed"
        )

    def _feed_is_fresh(self, _: Intent, situation: Situation) -> Refused | None:
        if situation.feed_ns is None:
            return Refused("stale-feed", "no batch has come yet")
        age_ns = situation.now_ns - situation.feed_ns
        if abs(age_ns) <= self._risk.stale_feed_s * NANOSECONDS:
            return None
        if age_ns < 0:  # with a wrong clock or time zone nobody can tell how old anything is
            return Refused(
                "future-feed",
                f"the newest batch is dated {-age_ns / NANOSECONDS:.1f} s in the future",
            )
        return Refused("stale-feed", f"the newest batch is {age_ns / NANOSECONDS:.1f} s old")

    def _feed_is_real_time(self, _: Intent, situation: Situation) -> Refused | None:
        observation = situation.observation
        if observation is None or not (observation.delayed or observation.replay):
            return None
        return Refused("not-real-time", "Sierra replays or shows delayed data")

    def _delay_is_known(self, _: Intent, situation: Situation) -> Refused | None:
        """Real money needs Sierra's word that the data are not late; older versions cannot give it."""
        observation = situation.observation
        if self._mode is not Mode.LIVE or observation is None:
            return None
        if observation.data_delay_s is not None:
            return None
        return Refused(
            "delay-unknown",
            "Sierra Chart does not say whether its data are delayed; live orders need to know",
        )

    def _source_is_connected(self, _: Intent, situation: Situation) -> Refused | None:
        observation = situation.observation
        if observation is None or observation.connected:
            return None
        return Refused(
            "not-connected", "no chart with this book says that its Sierra Chart is connected"
        )

    def _contract_fits(self, _: Intent, situation: Situation) -> Refused | None:
        observation = situation.observation
        if observation is not None and observation.tick_size == situation.tick_size:
            return None
        found = "unknown" if observation is None else f"{observation.tick_size:g}"
        return Refused(
            "contract", f"the contract's tick is {situation.tick_size:g}, the chart's is {found}"
        )

    def _book_is_sound(self, intent: Intent, situation: Situation) -> Refused | None:
        observation = situation.observation
        if observation is None or not observation.book_valid:
            return Refused("book-unknown", "there is no valid book")
        bid, ask = observation.best_bid_ticks, observation.best_ask_ticks
        if bid is None or ask is None:
            return Refused("book-unknown", "one side of the book is empty")
        if intent.purpose is Purpose.ENTRY and ask - bid > self._risk.max_spread_ticks:
            return Refused(
                "wide-spread", f"{ask - bid} ticks, {self._risk.max_spread_ticks} allowed"
            )
        return None
