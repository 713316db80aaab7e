"""A tap on the line between a host and its DTC server: passes every byte on and keeps what the host said."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Callable

from mia_core.dtc import binary
from mia_core.dtc import order_messages as orders
from mia_core.dtc.framing import Framer

CHUNK = 1 << 16


class Tap:
    """Listens on `port` in a thread of its own. `on_order` is called before the order's bytes go on."""

    def __init__(self, server_port: int) -> None:
        self.orders: list[str] = []
        self.on_order: Callable[[], None] = lambda: None
        self._server_port = server_port
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._selector.register(self._listener, selectors.EVENT_READ)
        self.port: int = self._listener.getsockname()[1]
        self._wake, self._woken = socket.socketpair()
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._lines: dict[socket.socket, tuple[socket.socket, Framer | None]] = {}
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        self._wake.send(b"x")
        self._thread.join()
        for end in (*self._lines, self._listener, self._wake, self._woken):
            end.close()
        self._selector.close()

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                end = key.fileobj
                assert isinstance(end, socket.socket)
                if end is self._woken:
                    return
                if end is self._listener:
                    self._accept()
                elif end in self._lines:
                    self._carry(end)

    def _accept(self) -> None:
        host, _ = self._listener.accept()
        server = socket.create_connection(("127.0.0.1", self._server_port))
        self._lines[host] = (server, Framer())
        self._lines[server] = (host, None)
        for end in (host, server):
            self._selector.register(end, selectors.EVENT_READ)

    def _carry(self, end: socket.socket) -> None:
        other, framer = self._lines[end]
        try:
            chunk = end.recv(CHUNK)
            if framer is not None:
                self._listen(framer, chunk)
            if chunk:
                other.sendall(chunk)
                return
        except OSError:
            chunk = b""  # one side is gone: so is the line
        for closed in (end, other):
            self._selector.unregister(closed)
            del self._lines[closed]
            closed.close()

    def _listen(self, framer: Framer, chunk: bytes) -> None:
        framer.feed(chunk)
        for frame in framer.frames():
            message = binary.decode(frame)
            if isinstance(message, orders.SubmitNewSingleOrder):
                self.orders.append(message.ClientOrderID)
                self.on_order()
