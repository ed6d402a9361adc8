"""Migration 0013: the columns of the list, for each admin and queue; from the oldest schema and the one before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from billia_tui.db.models import ListLayout
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import columns
from billia_tui.operations.finding.columns import ColumnWish, Shown
from billia_tui.operations.store.opening import prepare
from tests.db.older_stores import older_store, write
from tests.operations.kit import stored


@pytest.fixture(params=[(dialect, revision) for dialect in ("sqlite", "postgresql") for revision in ("0001", "0012")])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store at an older schema."""
    dialect, revision = request.param
    with older_store(request, tmp_path, dialect, "0001", write, revision, lambda _: None) as url:
        yield url


def test_columns_can_be_kept(old: str) -> None:
    """Nobody has chosen any; then somebody does."""
    prepare(old, "ana")
    store = open_store(old)
    try:
        desk = Desk(store, 1)
        assert desk.ask(columns.layouts) == {}
        desk.change(columns.save, 0, (ColumnWish(Shown.CITY, 9),))
        assert [(row.admin_id, row.queue_id, row.columns) for row in stored(store, ListLayout)] == [
            (1, 0, '[["city", 9]]')
        ]
    finally:
        store.close()
