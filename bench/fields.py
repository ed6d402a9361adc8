"""The fields of the query language, alone and in pairs: a first page, next to the query that a person would write."""

import itertools
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from bench.pages import Paged
from bench.peers import NAMES
from bench.searches import timed
from bench.table import line
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.store import opening
from billia_tui.paging import Window

MOST = 5
PAIRS = 100
_LIMIT = 50
_SEED = 11

_OF = "SELECT id FROM customers WHERE deleted_at IS NULL AND"
_LABELLED = (
    "SELECT object_id FROM labels WHERE resource = 'Users' "
    "AND component_id = (SELECT id FROM label_components WHERE folded_key = 'tier')"
)
BY_HAND = {
    "maria": "SELECT rowid FROM customer_search WHERE customer_search MATCH '\"maria\"'",
    "ma": "SELECT rowid FROM customer_words WHERE customer_words MATCH '\"ma\" *'",
    "status:blocked": f"{_OF} status = 'Blocked'",
    "status:active": f"{_OF} status = 'Active'",
    "hold:yes": f"{_OF} (on_hold_manual = 1 OR on_hold_auto = 1)",
    "wallet:<0": f"{_OF} wallet_rank < 0",
    "wallet:>100": f"{_OF} wallet_rank > 1000000",
    "credit:>100": f"{_OF} credit_rank > 1000000",
    "label:tier=gold": f"{_LABELLED} AND value = 'gold'",
    "label:tier": _LABELLED,
    "reseller:northhost": f"{_OF} reseller_key = 'northhost'",
    "service:expired": "SELECT customer_id FROM services WHERE status = 'Expired'",
    "expires:<7d": (
        "SELECT customer_id FROM services WHERE status = 'Active' AND expires_at >= :now AND expires_at < :week"
    ),
    "order:unpaid": "SELECT customer_id FROM purchases WHERE paid = 0 AND status <> 'Cancelled'",
    "order:pending": "SELECT customer_id FROM purchases WHERE status = 'Pending'",
    "email:maria*": "SELECT customer_id FROM emails WHERE folded >= 'maria' AND folded < 'marib'",
    "country:de": f"{_OF} country = 'DE'",
    "note:callback": (
        "SELECT customer_id FROM notes WHERE deleted_at IS NULL "
        "AND id IN (SELECT rowid FROM note_search WHERE note_search MATCH '\"callback\"')"
    ),
    "created:>2026-01-01": f"{_OF} created_at > '2026-01-01T23:59:59Z'",
    "blocked:<7d": f"{_OF} blocked_at > :week_ago",
    "products:>3": f"{_OF} products_count > 3",
    "-status:active": f"{_OF} status IN ('Blocked', 'Inactive')",
    "-label:tier=gold": f"{_OF} id NOT IN ({_LABELLED} AND value = 'gold')",
    "-order:unpaid": f"{_OF} id NOT IN (SELECT customer_id FROM purchases WHERE paid = 0 AND status <> 'Cancelled')",
}
"""Who is meant, as one would ask SQLite by hand, by the same indexes."""

_TIMES = (
    "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now') AS now, strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+7 days') AS week, "
    "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-7 days') AS week_ago"
)


def measured_in(store: Path, admin: str) -> dict[str, Paged]:
    """Each field, and some pairs of them, the same for every run."""
    desk = opening.open_desk(str(store), admin)
    with closing(sqlite3.connect(store)) as raw:
        found = dict(_all(desk, raw))
    desk.store.close()
    return found


def _all(desk: Desk, raw: sqlite3.Connection) -> Iterator[tuple[str, Paged]]:
    now, week, week_ago = raw.execute(_TIMES).fetchone()
    times = {"now": now, "week": week, "week_ago": week_ago}
    pairs = random.Random(_SEED).sample([*itertools.combinations(BY_HAND, 2)], PAIRS)
    for terms in (*((term,) for term in BY_HAND), *pairs):
        query = CustomerQuery(" ".join(terms))
        ours = timed(lambda: desk.ask(customer_list.page, query, Window(limit=_LIMIT)))  # noqa: B023 - called at once
        where = " AND ".join(f"c.id IN ({BY_HAND[term]})" for term in terms)
        sql = (
            "SELECT c.*, r.name FROM customers c JOIN resellers r ON r.id = c.reseller_id "
            f"WHERE c.deleted_at IS NULL AND {where} ORDER BY c.id DESC LIMIT {_LIMIT}"
        )
        bare = timed(lambda: raw.execute(sql, times).fetchall())  # noqa: B023 - called at once
        yield query.words, Paged(ours, bare)


def rows(found: Sequence[dict[str, Paged]], repaint: float) -> list[list[str]]:
    """The slowest, next to its floor, of the fields alone and of the pairs; and how many pairs keep to the budget."""
    few, many = found
    lines = []
    for kind, names in (
        ("any field", [name for name in many if " " not in name]),
        ("any two fields", [name for name in many if " " in name]),
    ):
        slowest = max(names, key=lambda name: (many[name].ours + repaint) / (many[name].bare + repaint))
        floor, ours = many[slowest].bare + repaint, many[slowest].ours + repaint
        small = few[slowest].ours + repaint
        shown = [_ms(floor), *["–"] * len(NAMES), _ms(small), _ms(ours)]
        middle = sorted(many[name].ours for name in names)[len(names) // 2]
        what = f"{kind}, first page (farthest from the floor of {len(names)}: {slowest}; median {_ms(middle)}), ms"
        lines.append(line(what, shown, ratio=ours / floor, most=MOST, growth=None))
    return lines


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"
