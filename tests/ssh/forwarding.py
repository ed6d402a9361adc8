"""What somebody would reach through the host if it let them: services behind it, and the client's ends of a forward."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from tests.ssh.client import clean
from tests.terminal.program import PATIENCE

ANSWER = b"you are behind the host"


class Service:
    """Listens on loopback and on a socket file, and tells everybody who comes that they are in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.visits = 0
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._tcp.getsockname()[1]
        self._file = socket.socket(socket.AF_UNIX)
        self._file.bind(str(path))
        self._file.listen()
        for listener in (self._tcp, self._file):
            threading.Thread(target=self._serve, args=(listener,), daemon=True).start()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:  # closed
                return
            self.visits += 1
            with line:
                line.sendall(ANSWER)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for listener in (self._tcp, self._file):
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()


@contextmanager
def staying(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A client that stays while a forward of it is tried."""
    process = subprocess.Popen(command, env=clean(), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def asked(process: "subprocess.Popen[bytes]", end: int | Path, greeting: bytes = b"") -> bytes:
    """What comes through an end of a forward: a port on loopback or a socket file; b"" if there is none.

    Waits for the end to appear as long as the client is there: it exits if the forward is refused.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_INET if isinstance(end, int) else socket.AF_UNIX) as line:
            line.settimeout(PATIENCE)
            try:
                line.connect(("127.0.0.1", end) if isinstance(end, int) else str(end))
            except OSError:
                if process.poll() is not None:
                    return b""
                threading.Event().wait(0.02)
                continue
            return _received(line, greeting)
    raise AssertionError("the client neither forwards nor ends")


def _received(line: socket.socket, greeting: bytes) -> bytes:
    """All that is sent to us after `greeting`."""
    received = b""
    try:
        if greeting:
            line.sendall(greeting)
        while part := line.recv(1 << 12):
            received += part
            if ANSWER in received:
                break
    except OSError:  # cut
        pass
    return received


def socks(port: int) -> bytes:
    """The greeting of SOCKS 4 that asks for a port on the host's loopback."""
    return b"\x04\x01" + port.to_bytes(2, "big") + bytes((127, 0, 0, 1)) + b"x\0"
