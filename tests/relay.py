"""A line to the tests' PostgreSQL server that can be cut at COMMIT, frozen, or taken away and brought back."""

import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path

from sqlalchemy import make_url

AT_ONCE = 1 << 16


class Cut(Enum):
    """What happens to the next line that sends COMMIT: the client never gets an answer."""

    BEFORE = "the server loses the line before COMMIT comes"
    AFTER = "the server has carried it out"
    HELD = "the server knows of nothing: COMMIT is under way, and comes with `let_go`"


class Relay:
    """Passes bytes between clients on a port of this host and the server's socket, in a thread of its own."""

    def __init__(self, server: Path) -> None:
        self._server = str(server)
        self._ends: dict[socket.socket, socket.socket] = {}
        self._clients: set[socket.socket] = set()
        self._frozen: set[socket.socket] = set()
        self._answers_unheard: set[socket.socket] = set()
        self._held: list[tuple[socket.socket, bytes]] = []
        self._lock = threading.RLock()
        self._bell, self._cord = socket.socketpair()
        self._ended = False
        self.cut: Cut | None = None
        self.gone_after_cut = False
        """Whether the server is gone for all as soon as a line was cut."""
        self._listener: socket.socket | None = None
        self.port = 0
        self.accept()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    # ── what happens to the line ──

    def accept(self) -> None:
        """The server is there, or back."""
        with self._lock:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self.port = self._listener.getsockname()[1]
        self._cord.send(b"x")

    def refuse(self) -> None:
        """The server is gone: all lines are cut, and nobody gets another one."""
        with self._lock:
            if self._listener is not None:
                self._listener.close()
                self._listener = None
        self.drop()

    def drop(self) -> None:
        """Cuts all lines that there are."""
        with self._lock:
            for client in list(self._clients):
                self._close(client)
        self._cord.send(b"x")

    def freeze(self) -> None:
        """The lines that there are stay open, and nothing comes through any more."""
        with self._lock:
            self._frozen |= self._clients
        self._cord.send(b"x")

    def let_go(self) -> None:
        """What was held reaches the server; waits until that has answered."""
        with self._lock:
            held, self._held = self._held, []
        for server, data in held:
            server.sendall(data)
            server.recv(AT_ONCE)
            server.close()

    def end(self) -> None:
        """Cuts everything and ends the thread."""
        self._ended = True
        self.refuse()
        self._thread.join()
        self._bell.close()
        self._cord.close()
        for server, _ in self._held:
            server.close()

    # ── the thread ──

    def _run(self) -> None:
        while not self._ended:
            with self._lock:
                silent = {one for client in self._frozen for one in (client, self._ends.get(client)) if one}
                ready = [self._bell, *([self._listener] if self._listener else []), *self._ends]
                waited_for = [one for one in ready if one not in silent]
            try:
                ready = select.select(waited_for, [], [])[0]
            except (OSError, ValueError):  # cut in this very moment
                continue
            with self._lock:
                for one in ready:
                    if one is self._bell:
                        self._bell.recv(AT_ONCE)
                    elif one is self._listener:
                        self._connect(one)
                    elif one in self._ends:
                        self._pass_on(one)

    def _connect(self, listener: socket.socket) -> None:
        try:
            client, _ = listener.accept()
        except OSError:  # the client has gone again
            return
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._server)
        self._ends |= {client: server, server: client}
        self._clients.add(client)

    def _pass_on(self, one: socket.socket) -> None:
        other = self._ends[one]
        try:
            data = one.recv(AT_ONCE)
        except OSError:
            data = b""
        if not data or one in self._answers_unheard:
            self._close(one if one in self._clients else other)
            if data and self.gone_after_cut:
                self.refuse()
            return
        if one in self._clients and self.cut is not None and b"COMMIT\0" in data:
            cut, self.cut = self.cut, None
            if cut is Cut.AFTER:
                self._answers_unheard.add(other)
            else:
                self._close(one, keep=(other, data) if cut is Cut.HELD else None)
                return
        with suppress(OSError):
            other.sendall(data)

    def _close(self, client: socket.socket, keep: tuple[socket.socket, bytes] | None = None) -> None:
        """Cuts one line; `keep`s the server's end, and what it has not got yet."""
        server = self._ends.pop(client)
        del self._ends[server]
        self._clients.discard(client)
        self._frozen.discard(client)
        self._answers_unheard.discard(server)
        with suppress(OSError):  # a cut line is no goodbye
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        if keep is None:
            server.close()
        else:
            self._held.append(keep)


@contextmanager
def relay_to(url: str) -> Iterator[tuple[Relay, str]]:
    """A relay to the server of an address, and the same address through it."""
    address = make_url(url)
    line = Relay(Path(str(address.query["host"])) / ".s.PGSQL.5432")
    through = address.set(host="127.0.0.1", port=line.port, query={"sslmode": "disable", "gssencmode": "disable"})
    try:
        yield line, through.render_as_string(hide_password=False)
    finally:
        line.end()
