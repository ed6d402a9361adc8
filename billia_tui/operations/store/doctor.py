"""What `billia doctor` tells of the store: enough for whoever helps, and nothing of anybody (P8).

No name, no address, no path: those of a file and of a server name people and businesses.
"""

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import schema
from billia_tui.db.models import Admin, Customer, LogEntry, LogHead, Service
from billia_tui.db.store import Store, open_store
from billia_tui.errors import BilliaError, StoreBusy, StoreError, StoreLost
from billia_tui.operations.messages import mail_health
from billia_tui.operations.store import runs
from billia_tui.operations.store.runs import Run
from billia_tui.settings.address import sqlite_path
from billia_tui.vocabulary import AdminStatus

TRIES = 5
SLOW_MS = 250
"""Milliseconds for one question from which work is no pleasure."""
LITTLE_ROOM = 2
"""Times the size of the store that must be free on its disk, for a copy before a migration."""


_LATE = "not within a day: put {} into cron or a timer"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about this installation; `finding` says what is wrong with it and what to do, empty if nothing is."""

    name: str
    value: str
    finding: str = ""


def of_store(url: str) -> Iterator[Fact]:
    """The store at `url`: kind, schema, size, permissions, room, latency. Whatever fails becomes a finding."""
    path = sqlite_path(url)
    yield Fact("store", "PostgreSQL server" if path is None else "SQLite file")
    if path is not None and path.is_file():
        yield from _file(path)
    try:
        store = open_store(url)
    except BilliaError as error:
        yield Fact("opens", "no", _without_place(error))
        return
    try:
        yield from _opened(store)
    except BilliaError as error:
        yield Fact("answers", "no", _without_place(error))
    finally:
        store.close()


def _file(path: Path) -> Iterator[Fact]:
    kept = path.stat()
    yield Fact("size", f"{kept.st_size:,} bytes")
    sides = [path.with_name(path.name + ending) for ending in ("-wal", "-shm")]
    open_to = [file for file in (path, *sides) if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077]
    mode = f"{stat.S_IMODE(kept.st_mode):04o}, its folder {stat.S_IMODE(path.parent.stat().st_mode):04o}"
    yield Fact("permissions", mode, "others on this machine can read the store; chmod 600 it" if open_to else "")
    yield Fact("owner", "you" if kept.st_uid == os.getuid() else "somebody else")
    free = shutil.disk_usage(path.parent).free
    yield Fact(
        "room on the disk",
        f"{free:,} bytes",
        "too little for a copy before a migration; free some" if free < LITTLE_ROOM * kept.st_size else "",
    )


def _opened(store: Store) -> Iterator[Fact]:
    yield Fact("opens", "yes")
    yield Fact("schema", schema.HEAD)
    with store.reading() as session:
        if store.dialect == "sqlite":
            yield Fact("journal", str(session.scalar(text("PRAGMA journal_mode"))))
        else:
            number = str(session.scalar(text("SHOW server_version"))).split()[0]
            encrypted = session.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
            kind = f"PostgreSQL {number}, {'encrypted' if encrypted else 'not encrypted'}"
            from billia_tui.db import server  # its driver is loaded only where there is a server

            pooled = ", behind a pooler" if server.is_pooled(session.connection()) else ""
            yield Fact("server", kind + pooled)
        active = select(func.count()).select_from(Admin).where(Admin.status == AdminStatus.ACTIVE)
        yield Fact("customers", f"{session.scalar(select(func.count()).select_from(Customer)) or 0:,}")
        yield Fact("active admins", f"{session.scalar(active) or 0:,}")
        yield from _ran(session, store)
        yield from _mail(session)
        yield Fact("log lines", f"{session.scalar(select(func.sum(LogHead.number))) or 0:,}")
    yield _latency("a question takes", lambda: _ask(store))
    if store.is_standby:
        yield Fact("a change", "is refused", "it is a standby: work on the server that it follows, or promote it")
    else:
        yield _latency("a change waits", lambda: _begin(store))


def _ran(session: Session, store: Store) -> Iterator[Fact]:
    """When what should run each day did so last (R197); what nobody needs yet is not missed."""
    made = session.scalar(select(LogEntry.at).order_by(LogEntry.id).limit(1))
    has_services = session.scalar(select(Service.id).limit(1)) is not None
    has_customers = session.scalar(select(Customer.id).limit(1)) is not None
    advanced = runs.last(session, Run.ADVANCE)
    late = has_services and runs.is_late(advanced or made)
    yield Fact("advance ran", _when(advanced), f"{_LATE.format('billia advance')} (docs/advance.md)" if late else "")
    if store.dialect == "sqlite":  # a server is backed up by its own tools
        copied = runs.last(session, Run.BACKUP)
        late = has_customers and runs.is_late(copied or made)
        yield Fact("backup ran", _when(copied), _LATE.format("billia backup") if late else "")


def _mail(session: Session) -> Iterator[Fact]:
    """Whether mail leaves (R225); what a server said is for `billia mails`, it may name people."""
    if mail_health.is_demo(session):
        yield Fact("mail", "off: a demo store sends none")
        return
    health, ran = mail_health.read(session), runs.last(session, Run.DELIVER)
    off = "nobody delivers it: billia mails deliver (docs/mail.md)" if health.is_old and ran is None else ""
    yield Fact("mail delivered", _when(ran), off)
    old = f"due since {clock.shown(health.oldest)} UTC: is billia mails deliver running?" if health.is_old else ""
    yield Fact("mails that wait", f"{health.waiting:,}", old)
    failed = "the mail server was in the way; billia mails deliver says how" if health.failure else ""
    yield Fact("last delivery", "failed" if health.failure else "sound", failed)
    if health.link_pages:
        yield Fact("link pages, where mail is delivered", "no answer", health.link_pages)


def _when(at: datetime | None) -> str:
    return f"{clock.shown(at)} UTC" if at is not None else "not yet"


def _latency(name: str, do: Callable[[], None]) -> Fact:
    took = []
    for _ in range(TRIES):
        began = time.perf_counter()
        do()
        took.append((time.perf_counter() - began) * 1000)
    value = f"{median(took):.1f} ms, at most {max(took):.1f} ms"
    return Fact(name, value, "slow; look at the network or the disk" if median(took) > SLOW_MS else "")


def _ask(store: Store) -> None:
    with store.reading() as session:
        session.scalar(select(Customer.id).limit(1))


def _begin(store: Store) -> None:
    """Takes the turn to write, and writes nothing."""
    with store.writing() as session:
        session.connection()


def _without_place(error: BilliaError) -> str:
    """What is wrong in words of our own: those of the error name the file or the server."""
    match error:
        case StoreBusy():
            return "it is busy; try again"
        case StoreLost():
            return f"it cannot be reached: {error.advice or 'look at the server, the network and the login'}"
        case StoreError():
            return "it cannot be used; any other billia command says why"
        case _:
            return "it was refused"
