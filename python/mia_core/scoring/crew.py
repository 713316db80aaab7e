"""Many markets at once, each in a process of its own, on Linux and Windows alike."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for
from typing import TYPE_CHECKING

from mia_core.errors import SimulationError
from mia_core.scoring.trial import Trial, play

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized
    from multiprocessing.synchronize import Event

    from mia_core.scoring.scorecard import Played

__all__ = ["play_all"]

_LOOK_S = 0.1
_crew: _Crew | None = None  # of this process, when it is one of a crew


class _Crew:
    """What the processes of a crew share: when to stop, and how many minutes all have played."""

    def __init__(self, stop: Event, minutes: Synchronized[int]) -> None:
        self._stop = stop
        self._minutes = minutes

    def minute_over(self) -> bool:
        """Count a minute; say whether it is enough."""
        with self._minutes.get_lock():
            self._minutes.value += 1
        return self._stop.is_set()


def play_all(
    trials: Sequence[Trial],
    *,
    should_stop: Callable[[], bool],
    show: Callable[[int], None],
    jobs: int | None = None,
) -> Iterator[Played]:
    """Give out each market as it ends; when told to stop, those that had ended by then.

    `show` is given the simulated minutes played so far, a few times a second.
    """
    context = multiprocessing.get_context("spawn")
    stop, minutes = context.Event(), context.Value("q", 0)
    jobs = min(len(trials), jobs or os.cpu_count() or 1)
    pool = ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_join, initargs=(stop, minutes)
    )
    try:
        with _interrupts_held():
            waiting = {pool.submit(_play, trial) for trial in trials}
        while waiting:
            ended, waiting = wait(waiting, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
            show(minutes.value)
            yield from _results(ended)
            if should_stop():
                return
    except BrokenProcessPool as error:
        if should_stop():
            return
        message = "a process that played a market ended before its time"
        raise SimulationError(message) from error
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def _results(ended: set[Future[Played | None]]) -> Iterator[Played]:
    for future in ended:
        played = future.result()
        if played is not None:
            yield played


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach, from their first moment on; ours comes later.

    Windows has no such thing: there they ignore it once they have joined.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _join(stop: Event, minutes: Synchronized[int]) -> None:
    """Begin a process of the crew: who asks it to stop is its parent, not the terminal."""
    global _crew  # noqa: PLW0603  # a pool hands its processes what they share in no other way
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGBREAK"):
        signal.signal(signal.SIGBREAK, signal.SIG_IGN)
    _crew = _Crew(stop, minutes)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Leave when the parent is gone: one that was killed tells nobody to stop."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait_for([parent.sentinel])
    os._exit(1)


def _play(trial: Trial) -> Played | None:
    assert _crew is not None
    return play(trial, minute_over=_crew.minute_over)
