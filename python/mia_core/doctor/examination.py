"""One examination: what can be looked at without a socket, then what is heard, then all of it as checks."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import zmq

from mia_core.clock import Clock
from mia_core.doctor import catalog
from mia_core.doctor.checks import Absent, Area, Check, Fault, attempt
from mia_core.doctor.configuration import Settings
from mia_core.doctor.files import HomeFolder
from mia_core.doctor.heard import Heard
from mia_core.doctor.listening import Listening
from mia_core.doctor.program import Machine
from mia_core.doctor.session import Session
from mia_core.dtc.link import TradingLink
from mia_core.errors import ConfigError
from mia_core.feeds.live import LiveFeed
from mia_core.overlay import Overlay
from mia_core.studymap.listing import MapRow, map_rows
from mia_core.studymap.study_map import StudyMap

__all__ = ["Examination", "Listen"]

Context = zmq.Context[zmq.Socket[bytes]]

IN_USE: Final = (
    "most likely a `mia run` is at work there, else a `mia record`, another `mia doctor` or another"
    " program: end it first, or leave it at work and look at its own recording with"
    " `mia inspect RECORDING`; or give other addresses here and in the inputs of the studies"
)
NO_CONFIGURATION: Final = Absent("left out: configuration failed")
NO_TOKEN: Final = Absent("left out: token failed")
NO_SYMBOL: Final = Absent("[trading] symbol is not set, so nothing can be traded")


class Listen(msgspec.Struct, frozen=True, kw_only=True):
    """How long to listen, whether to the end of it, and who may end it before."""

    limit_s: float
    to_the_end: bool
    should_stop: Callable[[], bool]
    each_turn: Callable[[float], None]


class Examination:
    """Read-only: makes no token, no order journal and no recording, and sends no order."""

    def __init__(
        self,
        settings: Settings | Fault,
        home: HomeFolder | Fault,
        *,
        clock: Clock,
        environment: Mapping[str, str],
    ) -> None:
        self._settings = settings
        self._home = home
        self._clock = clock
        self._environment = environment
        not_yet = Absent("not looked at: --quick opens no socket")
        self.heard: Heard | Fault | Absent = not_yet
        self.session: Session | Fault | Absent = not_yet
        self._overlay: str | Fault | Absent = not_yet

    def listen(self, context: Context, how: Listen, *, say: Callable[[str], None]) -> None:
        """Be the host for a while."""
        settings = self._settings
        if isinstance(settings, Fault):
            self.heard = self.session = self._overlay = NO_CONFIGURATION
            return
        with contextlib.ExitStack() as opened:
            feed = self._open_feed(context, settings, how)
            overlay = self._open_overlay(context, settings)
            for part in (feed, overlay):
                if part is not None:
                    opened.callback(part.close)
            link = self._open_link(settings)
            if link is not None:
                opened.callback(link.close)
            heard = self.heard if isinstance(self.heard, Heard) else None
            session = self.session if isinstance(self.session, Session) else None
            if heard is None and session is None:
                return
            if feed is not None:
                say(f"listening to studies at {feed.address}; Ctrl-C ends in order")
            listening = Listening(heard, session, clock=self._clock, feed=feed, overlay=overlay)
            listening.run(
                how.limit_s,
                to_the_end=how.to_the_end and heard is not None,
                should_stop=how.should_stop,
                each_turn=lambda: how.each_turn(listening.passed_s),
            )

    def checks(self) -> list[Check]:
        """Make every check there is."""
        heard = self.heard
        behind = Absent("left out: feed-address failed") if isinstance(heard, Fault) else heard
        areas: list[tuple[Area[Any], object]] = [
            (catalog.PROGRAM, Machine(now_ns=self._clock.now_ns())),
            (catalog.CONFIGURATION, self._settings),
            (catalog.HOME, self._home),
            (catalog.FEED, heard),
            (catalog.OVERLAY, self._overlay),
            (catalog.SIERRA, behind),
            (catalog.MARKET, behind),
            (catalog.STUDIES, behind),
            (catalog.TRADING, self.session),
            (catalog.ELSEWHERE, None),
        ]
        return [check for area, subject in areas for check in area.examine(subject)]

    def studies(self) -> tuple[MapRow, ...]:
        """List what every study was mapped to."""
        return map_rows(self.heard.studies) if isinstance(self.heard, Heard) else ()

    @property
    def listened_s(self) -> float:
        """How long the feed was listened to."""
        return self.heard.listened_s if isinstance(self.heard, Heard) else 0.0

    def _open_feed(self, context: Context, settings: Settings, how: Listen) -> LiveFeed | None:
        token = self._token()
        if token is None:
            self.heard = NO_TOKEN
            return None
        host, config = settings.config.host, settings.config
        feed = attempt(lambda: LiveFeed(context, host.bind, token=token), IN_USE)
        if isinstance(feed, Fault):
            self.heard = feed
            return None
        rows = () if isinstance(settings.rows, Fault) else settings.rows
        studies = StudyMap(rows, config.studies, symbol=config.trading.symbol)
        self.heard = Heard(settings, studies, limit_s=how.limit_s)
        self.heard.address = feed.address
        return feed

    def _open_overlay(self, context: Context, settings: Settings) -> Overlay | None:
        address = settings.config.host.overlay
        overlay = attempt(lambda: Overlay(context, address, publisher=secrets.randbits(64)), IN_USE)
        if isinstance(overlay, Fault):
            self._overlay = overlay
            return None
        self._overlay = overlay.address
        return overlay

    def _open_link(self, settings: Settings) -> TradingLink | None:
        trading = settings.config.trading
        if not trading.symbol:
            self.session = NO_SYMBOL
            return None
        link = attempt(
            lambda: TradingLink(
                trading,
                username=self._environment.get("MIA_DTC_USERNAME", ""),
                password=self._environment.get("MIA_DTC_PASSWORD", ""),
            ),
            "[trading] dtc_host: 127.0.0.1 when Sierra Chart runs on this machine",
        )
        if isinstance(link, Fault):
            self.session = link
            return None
        self.session = Session(link, trading)
        return link

    def _token(self) -> bytes | None:
        """Read the secret, where there is one that may be used; check token tells what else there is."""
        if isinstance(self._home, Fault):
            return None
        try:
            return self._home.home.find_token()
        except ConfigError:
            return None
