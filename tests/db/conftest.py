"""The store of a team on PostgreSQL, under the login of its console."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from billia_tui.db.store import Store, open_store
from billia_tui.operations.store import copy as store_copy
from billia_tui.operations.store import opening
from tests import postgres
from tests.operations.conftest import filled_template  # noqa: F401 - a fixture of these tests too
from tests.postgres import as_role, run_roles


@pytest.fixture(scope="module")
def console_url(postgresql: postgres.Server, filled_template: Path) -> Iterator[str]:  # noqa: F811 - the fixture
    """A store with something of everything as the file's own text says to make it; the address is the console's."""
    with postgresql.database("template0") as url:
        run_roles(url)
        owner = as_role(url, "billia_owner")
        assert opening.prepare(owner, "ana").first_admin == "ana"
        run_roles(url)
        store_copy.copy(str(filled_template), owner)
        yield as_role(url, "billia_console")


@pytest.fixture
def console(console_url: str) -> Iterator[Store]:
    """That store, opened by the console's role."""
    store = open_store(console_url)
    yield store
    store.close()
