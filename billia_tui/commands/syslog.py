"""Handing lines to a system log: the local one, another socket, or a server over UDP."""

import os
import socket
from collections.abc import Iterable
from logging import INFO, LogRecord, makeLogRecord
from logging.handlers import SysLogHandler

from billia_tui import clock
from billia_tui.errors import BilliaError

LOCAL = "/dev/log"
PORT = 514
LONGEST = 900
"""Letters of a message that every system log takes; older ones cut at 1024 bytes with all that is put in front."""


class NotSent(BilliaError):
    """The system log was not reached. Over UDP nobody says whether a message arrived."""

    exit_code = 3


class _Sender(SysLogHandler):
    """Sends, and does not keep quiet about what went wrong."""

    append_nul = False

    def __init__(self, address: str | tuple[str, int]) -> None:
        self.is_local = isinstance(address, str)
        super().__init__(address, SysLogHandler.LOG_USER)

    def format(self, record: LogRecord) -> str:
        """As RFC 5424 has it; a local log wants the short old form and adds time and host itself."""
        if self.is_local:
            return f"billia[{os.getpid()}]: {record.msg}"
        return f"1 {clock.now():%Y-%m-%dT%H:%M:%SZ} {socket.gethostname() or '-'} billia {os.getpid()} - - {record.msg}"

    def handleError(self, record: LogRecord) -> None:  # noqa: ARG002, N802 - the signature is logging's
        """Called while an error is handled, which goes on to whoever wanted to send."""
        raise  # noqa: PLE0704 - the one that is handled


def send(lines: Iterable[str], to: str = LOCAL) -> None:
    """Sends each line as a message with the tag billia.

    Args:
        lines: without control characters, at most `LONGEST` letters each.
        to: the path of a socket, HOST, HOST:PORT or [ADDRESS]:PORT.

    Raises:
        NotSent: no such socket, nobody listens there, no such host.
    """
    try:
        sender = _Sender(to if to.startswith("/") else _address(to))
        try:
            for line in lines:
                sender.emit(makeLogRecord({"msg": line, "levelno": INFO, "levelname": "INFO"}))
        finally:
            sender.close()
    except (OSError, UnicodeError) as error:
        raise NotSent(_said(to, error)) from error


def _said(to: str, error: OSError | UnicodeError) -> str:
    """What went wrong, and what to do about it."""
    if to.startswith("/") and isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return (
            f"the anchor was not sent: this host has no system log at {to}; install one (on Debian: apt-get install "
            "rsyslog), or name the host that shall keep it: billia log anchor --syslog HOST"
        )
    reason = getattr(error, "strerror", None) or "no such host"
    return f"the anchor was not sent: the system log at {to} was not reached: {reason}"


def _address(text: str) -> tuple[str, int]:
    """Host and port; raises NotSent."""
    host, port = text, str(PORT)
    if text.startswith("["):
        host, _, after = text[1:].partition("]")
        port = after.removeprefix(":") or port
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 2**16):
        raise NotSent(f"--syslog takes the path of a socket, HOST or HOST:PORT, not {text!r}")
    return host, int(port)
