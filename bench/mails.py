"""Mails a second beside a bare loop of smtplib over one line: the same messages, nothing claimed, nothing recorded."""

import re
import smtplib
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from bench.peers import NAMES
from bench.table import line
from billia_tui.db.store import open_store
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from tests.operations.mails.kit import put
from tests.terminal.program import console_command

MAILS = 10_000
MOST = round(1 / 0.7, 2)
"""What ours may take, next to the bare loop: at least seven messages in the time of ten."""

_TEXT = "Hello Maria Köhler,\n\nOrder 1234 over 10.00 EUR is paid. Thank you.\n"
_PAGE = '<!DOCTYPE html>\n<html lang="en"><body><p>Hello Maria Köhler,</p><p>Thank you.</p></body></html>\n'


class Delivered(NamedTuple):
    """Seconds of ours and of the bare loop; peak memory of ours in MB, in its first third and at its end."""

    ours: float
    bare: float
    early: float
    peak: float


def delivered(folder: Path, environment: Mapping[str, str], mails: int = MAILS) -> Delivered:
    """Queues so many mails in a new store, hands them over, and sends as many by hand."""
    store, home = folder / "mails.db", Path(environment["HOME"])
    for old in folder.glob("mails.db*"):
        old.unlink()
    with _server() as port:
        bare = _bare(port, mails)
        _run(environment, "init", "--database", str(store), "--admin", "ana")
        _queue(store, mails)
        settings = Path(environment.get("XDG_CONFIG_HOME", home / ".config")) / "billia" / "config.toml"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "a@example.org"\n'
            'links = "http://127.0.0.1:1"\n',  # nobody is asked over the network
            encoding="utf-8",
        )
        try:
            began = time.monotonic()
            peaks = _run(environment, "mails", "deliver", "--database", str(store), "--admin", "ana")
            ours = time.monotonic() - began
        finally:
            settings.unlink()
    with closing(sqlite3.connect(store)) as raw:
        (sent,) = raw.execute("SELECT count(*) FROM outgoing_mails WHERE state = 'sent'").fetchone()
    if sent != mails:
        raise SystemExit(f"only {sent:,} of {mails:,} mails were sent")
    return Delivered(ours, bare, peaks[len(peaks) // 3], peaks[-1])


def rows(done: Delivered, mails: int = MAILS) -> list[list[str]]:
    """Their lines of the table."""
    name = f"{mails:,} mails"
    shown = [f"{mails / done.bare:,.0f}/s", *["–"] * len(NAMES), "–", f"{mails / done.ours:,.0f}/s"]
    memory = ["–"] * (1 + len(NAMES)) + [f"{done.early:,.0f}", f"{done.peak:,.0f}"]
    return [
        line(name, shown, ratio=done.ours / done.bare, most=MOST, growth=None),
        line(
            f"{name}, peak memory, MB, of a third and all", memory, ratio=None, most=None, growth=done.peak / done.early
        ),
    ]


def _bare(port: int, mails: int) -> float:
    began = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(mails):
            message = EmailMessage()
            message["From"], message["To"] = "a@example.org", f"Maria Köhler <maria{number}@example.org>"
            message["Subject"] = f"Order {number} paid"
            message["Message-ID"] = f"<{number}@example.org>"
            message.set_content(_TEXT)
            message.add_alternative(_PAGE, subtype="html")
            server.send_message(message)
    return time.monotonic() - began


def _queue(path: Path, mails: int) -> None:
    """A customer, and mails to it that are due."""
    store = open_store(str(path))
    new = NewCustomer("Maria", "Köhler", "maria@example.org", "DE", "EUR")
    desk = Desk(store, 1)
    customer_id = desk.change(customers.add, new, then=AfterAdding.NOTHING)
    addresses = (f"m{number}@example.org" for number in range(mails))
    put(desk, customer_id, *addresses, subject="Order paid", body=_TEXT, html=_PAGE)
    store.close()


@contextmanager
def _server() -> Iterator[int]:
    """A server that takes everything and keeps nothing, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield port
        finally:
            process.kill()


def _run(environment: Mapping[str, str], *arguments: str) -> list[float]:
    """Runs a command of ours; gives its peak memory in MB, as it was every moment.

    What `wait4` tells of it would be at least the memory of this process, from which it was started.
    """
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        console_command(*arguments), env=dict(environment), stdin=quiet, stdout=quiet, stderr=quiet
    )
    peaks = [0.0]
    while process.poll() is None:
        found = re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text("ascii"), re.MULTILINE)
        if found is not None:  # else it has ended this moment
            peaks.append(int(found[1]) / 1024)
        time.sleep(0.05)
    return peaks
