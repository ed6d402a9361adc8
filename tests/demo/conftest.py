"""A small demo book, made once for all tests of this folder; they only read it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from billia_tui.db.store import Store, open_store
from billia_tui.demo import make

NOW = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)


@pytest.fixture(scope="package")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """200 customers."""
    store = open_store(str(tmp_path_factory.mktemp("demo") / "book.db"), create=True)
    make(store, customers=200, now=NOW, admin="ana")
    yield store
    store.close()


@pytest.fixture
def session(book: Store) -> Iterator[Session]:
    """A reading transaction on it."""
    with book.reading() as opened:
        yield opened
