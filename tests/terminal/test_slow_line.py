"""A line that delays: who types sees what was there a while ago, and keys come as the line hands them out.

A delay is nothing but an order: so many keys are under way before the first of their pictures is seen. So the order is
what is given here, never the time: keys go out in packets of so many, `under_way` of them before anything is looked at.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.terminal.program import Program

JOB = "/kohler\r\rw25.50\tthank you\rnCalled back\rc100\rh\rL"
"""Search, open, add funds with a note, a note, a limit, a hold, and the log: 50 keys."""


def packets(text: str, sizes: tuple[int, ...]) -> Iterator[bytes]:
    """The text in packets of these sizes, one after the other and again."""
    data, number = text.encode(), 0
    while data:
        size = sizes[number % len(sizes)]
        yield data[:size]
        data, number = data[size:], number + 1


@pytest.mark.parametrize(
    ("sizes", "under_way"),
    [((1,), 1), ((1,), 4), ((1,), 100), ((2, 1), 4), ((3,), 2), ((7, 1, 2), 3), ((20,), 100)],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, tuple) else f"{value} under way",
)
def test_each_key_reaches_what_it_is_meant_for(
    listed: Program, store: Path, sizes: tuple[int, ...], under_way: int
) -> None:
    """P1: however the line cuts and holds what is typed ahead, the job is done as if typed slowly, and once."""
    waits = 0
    for packet in packets(JOB, sizes):
        listed.write(packet)
        waits += 1
        if waits >= under_way:
            listed.read(0.05)  # one picture comes back, maybe of a key long before
            waits -= 1
    listed.wait_for("Log", "on hold by hand", "credit limit", "add note", "add funds")
    with closing(sqlite3.connect(store)) as connection:
        done = connection.execute(
            "SELECT action FROM log_entries WHERE customer_id = 31 AND action NOT IN ('add', 'activate') ORDER BY id"
        ).fetchall()
        (others,) = connection.execute(
            "SELECT count(*) FROM log_entries WHERE customer_id <> 31 AND action NOT IN ('add', 'activate')"
        ).fetchone()
        (moved,) = connection.execute("SELECT group_concat(amount || note) FROM wallet_transactions").fetchone()
    assert [action for (action,) in done] == ["add note", "add funds", "add note", "credit limit", "hold"]
    assert (others, moved) == (0, "2550thank you")
