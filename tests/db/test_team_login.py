"""What a team does on PostgreSQL under the login of its console: imports, erasure, copy, compact (P1, P2, P7)."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from billia_tui.db import overwritten_values
from billia_tui.db.models import Customer
from billia_tui.db.store import Store, open_store
from billia_tui.errors import StoreError
from billia_tui.operations.customers import erasure
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.store import copy as store_copy
from billia_tui.operations.store import opening
from tests import postgres
from tests.conftest import AddCustomer
from tests.operations.imports.kit import Importer, customer_file, customer_line
from tests.operations.kit import stored
from tests.postgres import as_role, run_roles


def test_imports_twice(console: Store, tmp_path: Path) -> None:
    """P2: a second import in which one cell is another one changes that row and keeps the new ones of its batch."""
    bring = Importer(Desk(console, 1), tmp_path)
    first = [customer_line(number, email=f"import{number}@example.org") for number in (901, 902)]
    assert bring(customer_file(*first)).numbers == (2, 0, 0, 0)
    other = customer_line(901, email="import901@example.org", last_name="Koch")
    new = customer_line(903, email="import903@example.org")
    for numbers in ((1, 1, 1, 0), (0, 0, 3, 0)):
        assert bring(customer_file(other, first[1], new)).numbers == numbers
    assert [row.last_name for row in stored(console, Customer, username="import901@example.org")] == ["Koch"]
    notes = "customer,text,id\nimport901@example.org,{},1\n"
    for text, numbers in (("one", (1, 0, 0, 0)), ("two", (0, 1, 0, 0))):
        assert bring(notes.format(text), KindName.NOTES).numbers == numbers


def test_erases_but_does_not_say_that_it_compacted(console: Store, add_customer: AddCustomer) -> None:
    """Erasing works under the console's login; that nothing remains in the files only the owner can bring about."""
    desk = Desk(console, 1)
    customer = add_customer(desk, username="leaving", email="leaving@example.org")
    desk.change(erasure.erase, customer, typed_username="leaving")
    with pytest.raises(StoreError) as refused:
        erasure.compact(console)
    assert refused.value.text == overwritten_values.OWNERS


def test_the_console_copies_from(console_url: str, console: Store, tmp_path: Path) -> None:
    """Article 20, and the way back to a file: it reads everything, also where the ids go on."""
    copied = store_copy.copy(console_url, str(tmp_path / "back.db"))
    with console.reading() as session:
        assert copied.customers == len(session.query(Customer).all())
    here = open_store(str(tmp_path / "back.db"))
    assert stored(here, Customer) != []
    here.close()


@pytest.mark.parametrize("denied", ["SELECT ON customers_id_seq", "SELECT ON notes"])
def test_a_copy_names_the_store_that_refused(console_url: str, tmp_path: Path, denied: str) -> None:
    """P7: what the source refuses is said of the source, at once, and leaves no target behind."""
    name = make_url(console_url).database
    owner = as_role(console_url, "billia_owner")
    with psycopg.connect(owner, autocommit=True) as raw:
        raw.execute(b"REVOKE " + denied.encode() + b" FROM billia_console")
    try:
        heard: list[int] = []
        with pytest.raises(StoreError, match=f"no right to do this in .*/{name}"):
            store_copy.copy(console_url, str(tmp_path / "back.db"), progress=lambda done, _: heard.append(done))
        assert list(tmp_path.glob("back*")) == []
        assert heard == []
    finally:
        with psycopg.connect(owner, autocommit=True) as raw:
            raw.execute(b"GRANT " + denied.encode() + b" TO billia_console")


def test_the_owner_compacts(postgresql: postgres.Server, add_customer: AddCustomer) -> None:
    """What was erased is in none of the tables' files afterwards; before, it was."""
    secret = "Quastenflosser"  # noqa: S105 - a name
    with postgresql.database("template0") as url:
        run_roles(url)
        owner = as_role(url, "billia_owner")
        opening.prepare(owner, "ana")
        run_roles(url)
        console = open_store(as_role(url, "billia_console"))
        desk = Desk(console, 1)
        customer = add_customer(desk, username=secret.lower(), last_name=secret, email=f"{secret}@example.org")
        assert files_with(url, secret) != set()
        desk.change(erasure.erase, customer, typed_username=secret.lower())
        console.close()
        own = open_store(owner)
        assert erasure.compact(own) == overwritten_values.TABLES_ALONE
        assert "write-ahead log" in overwritten_values.TABLES_ALONE
        own.close()
        assert files_with(url, secret) == set()


def files_with(url: str, secret: str) -> set[str]:
    """The tables, with their indexes and long values, in whose files a text stands, whatever the case."""
    files = (
        "SELECT c.relname, pg_read_binary_file(pg_relation_filepath(c.oid)) FROM pg_class c "
        "LEFT JOIN pg_class t ON t.reltoastrelid = c.oid "
        "WHERE c.relkind IN ('r', 'i', 't') AND pg_relation_filepath(c.oid) IS NOT NULL "
        "AND (c.relnamespace = 'public'::regnamespace OR t.relnamespace = 'public'::regnamespace)"
    )
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("CHECKPOINT")
        found = raw.execute(files).fetchall()
    return {name for name, content in found if secret.lower().encode() in bytes(content).lower()}
