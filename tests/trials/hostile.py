"""Eight writers write while their store is attached, saved over, backed up, copied, restored, replaced and removed.

What they were told was saved is in the store, or in the file that was taken away at that moment (P1, P2).
"""

import os
import random
import select
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from billia_tui.db.store import Store, open_store
from billia_tui.errors import BilliaError, StoreGone
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import upload
from billia_tui.operations.desk import Desk
from billia_tui.operations.orders import document_file
from billia_tui.operations.store import backup
from billia_tui.operations.store import copy as store_copy
from billia_tui.operations.store.restore import restore
from billia_tui.operations.wallet import movements as wallet
from tests.trials.tally import Tally

WRITERS = 8
NOTE = "hostile"
LEFT = 7
"""How a writer ends whose store is gone."""
PATIENCE = 60
"""Seconds after which whatever does not come never will."""
MOST = 12
"""Changes between two kinds of harm."""


@dataclass
class Trial:
    """One store, its writers, and every change that was in a file when that was taken away."""

    path: Path
    folder: Path
    customer_ids: list[int]
    chance: random.Random
    tally: Tally
    heard: dict[int, bytes] = field(default_factory=dict)
    writers: dict[int, int] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    started: int = 0
    told: int = 0
    """Changes that were heard of."""
    kept: set[str] = field(default_factory=set)
    number: int = 0

    @property
    def leave(self) -> Path:
        """While this is there, writers let go of the store."""
        return self.folder / "leave"

    def name(self, what: str) -> Path:
        """A file that is not there."""
        self.number += 1
        return self.folder / f"{what}-{self.number}.db"

    def listen(self, seconds: float) -> None:
        """Reads what writers were told, so that none of them waits for us."""
        end = time.monotonic() + seconds
        while True:
            ready, _, _ = select.select(list(self.heard), [], [], max(end - time.monotonic(), 0))
            for pipe in ready:
                piece = os.read(pipe, 65536)
                self.heard[pipe] += piece
                self.told += piece.count(b"\n")
                if not piece:
                    self._next(pipe)
            if time.monotonic() >= end:
                return

    def listen_for(self, changes: int) -> None:
        """The same until so many more were saved, whatever the machine's speed."""
        wanted, end = self.told + changes, time.monotonic() + PATIENCE
        while self.told < wanted and time.monotonic() < end:
            self.listen(0.01)
        if self.told < wanted:
            self.tally.crashes += 1
            self.tally.note("nobody can write any more")

    def _next(self, pipe: int) -> None:
        """Somebody left, whose store was gone; somebody else comes."""
        self.acknowledged += self.heard.pop(pipe).decode().split()
        os.close(pipe)
        _, status = os.waitpid(self.writers.pop(pipe), 0)
        if os.waitstatus_to_exitcode(status) != LEFT:
            self.tally.crashes += 1
            self.tally.note(f"a writer ended with {status}")
        self.start()

    def start(self) -> None:
        """Another writer begins."""
        hear, tell = os.pipe()
        self.started += 1
        pid = os.fork()
        if not pid:
            os.close(hear)
            _write(self, f"{self.started}", tell)
        os.close(tell)
        self.heard[hear], self.writers[hear] = b"", pid


def run(path: Path, customer_ids: list[int], harms: int, seed: int) -> Tally:
    """Does `harms` kinds of harm to the store at `path`, which nobody has open; then asks for each change again."""
    trial = Trial(path, path.parent / "hostile", customer_ids, random.Random(seed), Tally("hostile files"))
    trial.folder.mkdir()
    try:
        for _ in range(WRITERS):
            trial.start()
        _wait_for_all(trial)
        for number in range(harms):
            HARMS[number % len(HARMS)](trial)
            trial.tally.tries += 1
            trial.listen_for(trial.chance.randint(0, MOST))
    finally:
        (trial.folder / "end").touch()
        for pipe, pid in trial.writers.items():
            while piece := os.read(pipe, 65536):
                trial.heard[pipe] += piece
            _, status = os.waitpid(pid, 0)
            trial.tally.crashes += os.waitstatus_to_exitcode(status) not in (0, LEFT)
            trial.acknowledged += trial.heard[pipe].decode().split()
    _compare(trial)
    return trial.tally


# ── a writer, which also does harm to itself ──


def _write(trial: Trial, name: str, tell: int) -> NoReturn:
    code, number, store = 1, 0, None
    chance = random.Random(name)
    try:
        while not (trial.folder / "end").exists():
            if trial.leave.exists():
                _closed(store)
                store = None
                time.sleep(0.01)
                continue
            try:
                store = store or open_store(str(trial.path))
                _harm_oneself(trial, chance, name)
                key = f"{name}-{number}"
                Desk(store, 1).change(
                    wallet.add_funds, chance.choice(trial.customer_ids), "0.01", NOTE, request_key=key
                )
                os.write(tell, f"{key}\n".encode())
                number += 1
                leaves = chance.random() < 0.2
            except StoreGone:
                code = LEFT
                break
            except BilliaError:  # busy, or another store is coming: closes it and tries again
                leaves = True
            if leaves:
                _closed(store)
                store = None
        else:
            code = 0
    finally:
        _closed(store)
        os._exit(code)


def _closed(store: Store | None) -> None:
    """Leaves it; whoever leaves a store that is gone ends, as a console does, and lets go of it only then."""
    if store is not None:
        store.close()
        if store.is_gone:
            os._exit(LEFT)


def _harm_oneself(trial: Trial, chance: random.Random, name: str) -> None:
    """What an admin at this console might name where a file is asked for: nothing of it may matter."""
    victim = trial.path.with_name(trial.path.name + chance.choice(["", "-wal", "-shm", ".lock"]))
    tries: list[Callable[[], object]] = [
        lambda: upload.read_file(str(victim)),
        lambda: document_file.write(b"x", "x", victim, overwrite=True),
        lambda: backup.copy(str(trial.path), victim, overwrite=True),
        lambda: open_store(str(trial.path)).close(),
        lambda: store_copy.copy(str(trial.path), str(victim)),
        lambda: restore(str(trial.path), victim),
        lambda: restore(str(trial.folder / f"elsewhere-{name}.db"), victim),
    ]
    with suppress(BilliaError):
        chance.choice(tries[: 1 + (chance.random() < 0.3) * len(tries)])()


# ── harm from outside ──


def _backup(trial: Trial) -> None:
    _refusable(trial, lambda: backup.copy(str(trial.path), trial.name("backup")))


def _copy(trial: Trial) -> None:
    _refusable(trial, lambda: store_copy.copy(str(trial.path), str(trial.name("copy"))))


def _restore(trial: Trial) -> None:
    """A backup that was just made; half of the time all are told to leave before."""
    made = trial.name("backup")

    def bring_back() -> None:
        backup.copy(str(trial.path), made)
        if trial.chance.random() < 0.5:
            trial.leave.touch()
        done = restore(str(trial.path), made)
        if done.kept:
            trial.kept |= _keys(Path(done.kept))

    _refusable(trial, bring_back)
    trial.leave.unlink(missing_ok=True)


def _replace(trial: Trial) -> None:
    """Another file takes the name of the store, as `mv` does it."""
    made = trial.name("backup")

    def exchange() -> None:
        backup.copy(str(trial.path), made)
        with _looking(trial):
            made.replace(trial.path)

    _refusable(trial, exchange)


def _remove(trial: Trial) -> None:
    """The store is moved away, and a backup is brought back as soon as all have noticed."""
    made, old = trial.name("backup"), trial.name("old")

    def move() -> None:
        backup.copy(str(trial.path), made)
        with _looking(trial):
            trial.path.rename(old)

    _refusable(trial, move)
    end = time.monotonic() + PATIENCE
    while not trial.path.exists() and time.monotonic() < end:
        _refusable(trial, lambda: restore(str(trial.path), made))
        trial.listen(0.01)


@contextmanager
def _looking(trial: Trial) -> Iterator[None]:
    """Sees all that was in the store as it was taken away, and not what comes later.

    In a process of its own, that ends without closing anything, as one that is killed: the journal stays as it is.
    """
    ready, go, answer = os.pipe(), os.pipe(), os.pipe()
    pid = os.fork()
    if not pid:
        raw = sqlite3.connect(trial.path, timeout=30)
        raw.execute("SELECT count(*) FROM request_keys").fetchone()
        os.write(ready[1], b"x")
        os.read(go[0], 1)
        found = " ".join(key for (key,) in raw.execute("SELECT key FROM request_keys"))
        for at in range(0, len(found), 4096):
            os.write(answer[1], found[at : at + 4096].encode())
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        os._exit(0)
    os.close(answer[1])
    os.read(ready[0], 1)
    yield
    os.write(go[1], b"x")
    with open(answer[0], encoding="utf-8") as told:  # noqa: PTH123 - a pipe
        trial.kept |= set(told.read().split())
    os.waitpid(pid, 0)
    for number in (*ready, *go):
        os.close(number)


def _refusable(trial: Trial, harm: Callable[[], object]) -> None:
    with suppress(BilliaError):
        harm()


HARMS = (_backup, _copy, _restore, _replace, _remove, _restore)


# ── what came of it ──


def _wait_for_all(trial: Trial) -> None:
    end = time.monotonic() + PATIENCE
    while not (len(trial.heard) == WRITERS and all(trial.heard.values())) and time.monotonic() < end:
        trial.listen(0.05)


def _keys(path: Path) -> set[str]:
    with closing(sqlite3.connect(path, timeout=30)) as raw:
        return {key for (key,) in raw.execute("SELECT key FROM request_keys")}


def _compare(trial: Trial) -> None:
    """Every change that was acknowledged is in the store or was in the file that went; the store is sound."""
    tally = trial.tally
    if not trial.path.exists():
        tally.crashes += 1
        tally.note("the store could not be brought back")
        return
    there = trial.kept | _keys(trial.path)
    acknowledged = trial.acknowledged
    for key in acknowledged:
        if key not in there:
            tally.lost += 1
            tally.note(f"{key} was acknowledged and is nowhere")
    tally.doubled += len(acknowledged) - len(set(acknowledged))
    tally.what = f"hostile files, {len(acknowledged):,} changes"
    with Check.opened(str(trial.path)) as check:
        for finding in check.findings():
            tally.leaks += 1
            tally.note(str(finding))
    for left in [*trial.path.parent.glob(".billia-*"), *trial.folder.glob(".billia-*")]:
        tally.leaks += 1
        tally.note(f"{left.name} was left")
