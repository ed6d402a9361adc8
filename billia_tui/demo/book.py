"""A whole book of customers, made batch by batch, so that memory stays flat however large it is."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import func, select

from billia_tui import clock
from billia_tui.db.models import Customer, LogEntry, StoreSetting
from billia_tui.db.store import Store
from billia_tui.demo import bulk, catalogue, labelling, partners, rows, showcase, staff
from billia_tui.demo.crowd import FAMILY, Crowd
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.times import moment, seconds
from billia_tui.errors import Refused
from billia_tui.vocabulary import DEMO

BATCH = 1000


def make(
    store: Store,
    *,
    customers: int = 500,
    seed: int = 1,
    now: datetime | None = None,
    admin: str,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Fills a new, empty store with made-up customers; the same arguments make the same store.

    The newest customers are written by hand and cover what R190 asks for, if `customers` is large enough.

    Args:
        store: with its schema and the reseller "default", and nothing else.
        customers: how many.
        seed: of the chances.
        now: what all times are relative to; the time now if None.
        admin: the username of the first Administrator; there is one more admin for each other role.
        progress: gets the number of customers made so far, now and then.

    Raises:
        Refused: the store holds customers already.
        StoreError: it cannot be written; what was stored until then stays.
    """
    present = seconds(now or clock.now())
    with store.writing() as session:
        if session.scalar(select(func.count()).select_from(Customer)):
            raise Refused("a demo is made in a new store; this one holds customers")
        session.add(StoreSetting(name=DEMO, value="yes"))
        catalogue.stock(session)
        labelling.stock(session, moment(present))
        partners.stock(session)
        team = staff.hire(session, admin, moment(present))
        sheet = Sheet(first_log_id=(session.scalar(select(func.max(LogEntry.id))) or 0) + 1, now=present)
    crowd = Crowd(sheet, team, seed=seed, now=present, reserved=showcase.LAST_NAMES)
    by_hand = min(customers, showcase.COUNT)
    by_chance = customers - by_hand
    with bulk.indexes_afterwards(store, customers), _no_garbage_collection():
        for start in range(0, by_chance, FAMILY):
            stop = min(start + FAMILY, by_chance)
            for number in range(start, stop):
                crowd.add(number + 1, number / by_chance)
            crowd.close()
            if len(sheet.rows[rows.CustomerRow]) >= BATCH:
                _store(store, sheet)
            if progress:
                progress(stop)
        showcase.write(sheet, team, by_chance + 1, by_hand)
        _store(store, sheet)
        with store.writing() as session:
            bulk.insert(session.connection(), {"document_counters": sheet.numbering.counters()})
    bulk.finish(store)
    if progress:
        progress(customers)


def _store(store: Store, sheet: Sheet) -> None:
    """Stores a batch in one transaction."""
    with store.writing() as session:
        bulk.insert(session.connection(), sheet.by_table())
    sheet.clear()
    gc.collect()  # sessions leave circles behind; only now are there few rows to look through


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Rows hold no circles; looking for some among a batch of them takes a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
