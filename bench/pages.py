"""Pages of the list in every order: what the console's operation takes, next to the bare query by key."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench.peers import NAMES
from bench.searches import timed
from bench.table import line
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort
from billia_tui.operations.store import opening
from billia_tui.paging import Window

MOST = 3
_LIMIT = 50
_COLUMNS = {
    Sort.ID: ("id",),
    Sort.USERNAME: ("username_key",),
    Sort.NAME: ("name_key",),
    Sort.PRODUCTS: ("products_count",),
    Sort.RESELLER: ("reseller_key",),
    Sort.WALLET: ("currency", "wallet_rank"),
    Sort.STATUS: ("status",),
}


class Paged(NamedTuple):
    """Seconds of the operation and of the bare query."""

    ours: float
    bare: float


def measured_in(store: Path, admin: str) -> dict[str, Paged]:
    """Every order, first, middle and last page."""
    desk = opening.open_desk(str(store), admin)
    with closing(sqlite3.connect(store)) as raw:
        found = dict(_all(desk, raw))
    desk.store.close()
    return found


def _all(desk: Desk, raw: sqlite3.Connection) -> Iterator[tuple[str, Paged]]:
    middle = raw.execute("SELECT max(id) / 2 FROM customers").fetchone()[0]
    some = raw.execute("SELECT id FROM customers WHERE deleted_at IS NULL AND id >= ?", (middle,)).fetchone()[0]
    for sort in Sort:
        query = CustomerQuery(sort=sort, descending=False)
        key = desk.ask(customer_list.key_of, query, some)
        for where, window in (
            ("first", Window(limit=_LIMIT)),
            ("middle", Window(limit=_LIMIT, after=key)),
            ("last", Window(limit=_LIMIT, bottom=True)),
        ):
            ours = timed(lambda: desk.ask(customer_list.page, query, window))  # noqa: B023 - called at once
            yield f"{sort}, {where}", Paged(ours, timed(_bare(raw, sort, window)))


def _bare(raw: sqlite3.Connection, sort: Sort, window: Window) -> Callable[[], object]:
    order = [*_COLUMNS[sort], "id"] if sort != Sort.ID else ["id"]
    after = window.after
    way = "DESC" if window.bottom else "ASC"
    by = ", ".join(f"c.{column} {way}" for column in order)
    sql = (
        "SELECT c.*, r.name FROM customers c JOIN resellers r ON r.id = c.reseller_id "
        f"WHERE c.deleted_at IS NULL {{place}} ORDER BY {by} LIMIT {_LIMIT}"
    )
    if after is None:
        return lambda: raw.execute(sql.format(place="")).fetchall()
    asked = []  # all in one comparison SQLite reads all that are alike
    for number in reversed(range(len(order))):
        alike = "".join(f"AND c.{column} = ? " for column in order[:number])
        asked.append((sql.format(place=f"{alike}AND c.{order[number]} > ?"), after[: number + 1]))
    return lambda: next((rows for one, key in asked if (rows := raw.execute(one, key).fetchall())), [])


def rows(found: Sequence[dict[str, Paged]], repaint: float) -> list[list[str]]:
    """One line: the slowest of all orders and places."""
    few, many = found
    slowest = max(many, key=lambda name: (many[name].ours + repaint) / (many[name].bare + repaint))
    floor, ours = many[slowest].bare + repaint, many[slowest].ours + repaint
    small = few[slowest].ours + repaint
    shown = [_ms(floor), *["–"] * len(NAMES), _ms(small), _ms(ours)]
    name = f"any order, any page (slowest: {slowest}), with a repaint, ms"
    return [line(name, shown, ratio=ours / floor, most=MOST, growth=ours / small)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"
