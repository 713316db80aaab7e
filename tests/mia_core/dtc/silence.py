"""An address that never answers: a listener whose queue is full, so that further calls are left hanging."""

from __future__ import annotations

import contextlib
import selectors
import socket
from types import TracebackType
from typing import Self

CALLS_MAX = 64


class Silence:
    """Calls itself until one call is left without an answer; those that follow are too."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.port = int(self._listener.getsockname()[1])
        self._callers: list[socket.socket] = []
        for _ in range(CALLS_MAX):
            if not self._is_answered():
                return
        message = "the queue never filled up"
        raise AssertionError(message)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for caller in self._callers:
            caller.close()
        self._listener.close()

    def _is_answered(self) -> bool:
        caller = socket.socket()
        self._callers.append(caller)
        caller.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            caller.connect(("127.0.0.1", self.port))
        with selectors.DefaultSelector() as selector:
            selector.register(caller, selectors.EVENT_WRITE)
            return bool(selector.select(0.2))
