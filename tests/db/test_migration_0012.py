"""Migration 0012: queues worked together; a store of 0009 keeps its queues, and they can be worked (R241-R243)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from billia_tui.db.models import Queue
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import queue_numbers, queue_work, taking
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import older_store, write
from tests.operations.kit import stored

CASES = [("sqlite", "0001"), ("sqlite", "0009"), ("postgresql", "0009")]


@pytest.fixture(params=CASES, ids=["-".join(case) for case in CASES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store at an older schema."""
    dialect, revision = request.param
    with older_store(request, tmp_path, dialect, "0001", write, revision) as url:
        yield url


def test_its_queues_can_be_worked(url: str) -> None:
    """R241-R243: taken, called done, counted; nothing of the store is another than before."""
    prepare(url, "ana")
    store = open_store(url)
    desk = Desk(store, 1)
    assert len(stored(store, Queue)) == 6
    assert desk.change(taking.take, "c", 2, 1) == ""
    desk.change(queue_work.put_off, 2, 1, "3d", "rings back")
    desk.change(queue_numbers.note, desk.ask(queue_numbers.whole))
    assert desk.ask(queue_numbers.standing, 2).days[-1] == 0
    store.close()
