"""Writers are killed with -9 while they write: what they were told was saved is saved, once (P1, P2, P6)."""

import os
import random
import select
import signal
from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import func
from sqlalchemy import select as choose

from billia_tui.db.models import Customer, RequestKey, WalletTransaction
from billia_tui.db.store import open_store
from billia_tui.errors import BilliaError
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import movements as wallet
from tests.trials.tally import Tally

NOTE = "trial"
WRITERS = 4
LONGEST = 0.12
"""Seconds that a writer may live after its first change."""
PATIENCE = 60
"""Seconds after which a writer that has not written is given up: that is a crash."""


@dataclass
class Writer:
    """A process that writes; it tells each change through the pipe after it was told itself that it is saved."""

    pid: int
    told: int
    heard: bytes = b""


def run(url: str, customer_ids: list[int], kills: int, seed: int) -> Tally:
    """Kills `kills` writers, four at a time, on the store at `url`; then asks for each of their changes again."""
    chance = random.Random(seed)
    tally = Tally("kill -9 of a writer")
    acknowledged: dict[str, int] = {}
    writers = [_start(url, customer_ids, f"{seed}-{number}") for number in range(min(WRITERS, kills))]
    started = len(writers)
    while writers:
        writer = writers.pop(0)
        _wait_for_first(writer, tally)
        select.select([], [], [], chance.uniform(0, LONGEST))  # it writes on meanwhile
        os.kill(writer.pid, signal.SIGKILL)
        os.waitpid(writer.pid, 0)
        while piece := os.read(writer.told, 65536):
            writer.heard += piece
        os.close(writer.told)
        tally.tries += 1
        for line in writer.heard.decode().split("\n")[:-1]:
            key, number = line.split()
            acknowledged[key] = int(number)
        if started < kills:
            writers.append(_start(url, customer_ids, f"{seed}-{started}"))
            started += 1
    _compare(url, customer_ids, acknowledged, tally)
    return tally


def _start(url: str, customer_ids: list[int], name: str) -> Writer:
    hear, tell = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(hear)
        _write(url, customer_ids, name, tell)
    os.close(tell)
    return Writer(pid, hear)


def _write(url: str, customer_ids: list[int], name: str, tell: int) -> NoReturn:
    try:
        desk = Desk(open_store(url), 1)
        chance = random.Random(name)
        number = 0
        while True:
            key, amount = f"{name}-{number}", chance.randint(1, 99)
            ident = chance.choice(customer_ids)
            try:
                desk.change(wallet.add_funds, ident, f"0.{amount:02}", NOTE, request_key=key)
            except BilliaError:
                continue  # busy: the same again
            os.write(tell, f"{key} {amount}\n".encode())
            number += 1
    finally:
        os._exit(1)


def _wait_for_first(writer: Writer, tally: Tally) -> None:
    ready, _, _ = select.select([writer.told], [], [], PATIENCE)
    piece = os.read(writer.told, 65536) if ready else b""
    if not piece:
        tally.crashes += 1
        tally.note("a writer ended, or waited for ever, before its first change")
    writer.heard += piece


def _compare(url: str, customer_ids: list[int], acknowledged: dict[str, int], tally: Tally) -> None:
    """Every acknowledged change is there once, with its amount; all sums agree; nothing holds the store."""
    store = open_store(url)
    with store.reading() as session:
        ours = choose(WalletTransaction.id, WalletTransaction.amount).where(WalletTransaction.note == NOTE)
        amounts = {row.id: row.amount for row in session.execute(ours)}
        keys = {row.key: row.result_id for row in session.execute(choose(RequestKey.key, RequestKey.result_id))}
        ledger = session.scalar(choose(func.sum(WalletTransaction.amount))) or 0
        wallets = session.scalar(choose(func.sum(Customer.wallet))) or 0
    for key, amount in acknowledged.items():
        if amounts.get(keys.get(key, 0)) != amount:
            tally.lost += 1
            tally.note(f"{key} was acknowledged and is not there")
    tally.doubled += len(set(amounts) - set(keys.values()))
    if wallets != ledger:
        tally.lost += 1
        tally.note(f"the wallets hold {wallets}, the ledger {ledger}")
    for finding in Check(store).findings():
        tally.leaks += 1
        tally.note(str(finding))
    Desk(store, 1).change(wallet.add_funds, customer_ids[0], "0.01")  # nobody holds it
    store.close()
