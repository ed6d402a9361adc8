"""Bringing a whole business over from its MySQL or MariaDB database, and from the server's own dumps (R234)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from billia_tui.errors import Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.systems.whole import Report, WholeImport, Wish
from tests import mariadb
from tests.operations.imports import dumps
from tests.operations.kit import everything


@pytest.fixture(scope="module")
def whmcs(shared_folder: Path) -> Iterator[mariadb.Server]:
    """A server with the tables of WHMCS."""
    with mariadb.server(shared_folder) as running:
        running.fill(dumps.mysqldump(dumps.whmcs()).partition("\nDELIMITER")[0])
        yield running


def bring(desk: Desk, source: str, system: str = "whmcs") -> Report:
    """Brings a business over."""
    with WholeImport(desk, Wish(system, source)) as running:
        running.stage()
        return running.run()


def test_the_server_its_dump_and_ours_say_the_same(sqlite_desk: Desk, whmcs: mariadb.Server, tmp_path: Path) -> None:
    """R234: from the address, from mariadb-dump's file and from a file as mysqldump writes it comes the same store."""
    first = bring(sqlite_desk, whmcs.url)
    assert (first.kinds["customers"].new, first.kinds["orders"].new, first.refused) == (20, 35, 0)
    assert all(one.agrees for one in first.sums)
    before = everything(sqlite_desk.store)
    for name, text in (("own", whmcs.dumped()), ("ours", dumps.mysqldump(dumps.whmcs()))):
        path = tmp_path / f"{name}.sql"
        path.write_text(text)
        again = bring(sqlite_desk, str(path))
        assert {(one.new, one.changed, one.refused) for one in again.kinds.values()} == {(0, 0, 0)}, name
        assert everything(sqlite_desk.store) == before


def test_another_system_is_told(sqlite_desk: Desk, whmcs: mariadb.Server) -> None:
    """R234: a database that is none of the system."""
    with pytest.raises(Refused, match="old is no database of FOSSBilling: it has no table client"):
        bring(sqlite_desk, whmcs.url, "fossbilling")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mysql://ana:s3cret@127.0.0.1:1/old", "cannot read 127.0.0.1:1/old: Can't connect"),
        ("mysql://ana:s3cret@127.0.0.1", "names no host or no database"),
        ("mysql://ana:s3cret@h/d?init_command=DROP", "init_command is no option here"),
        ("mysql://ana:s3cret@h:port/d", "no address of a database"),
    ],
)
def test_what_cannot_be_read_is_told_without_the_password(sqlite_desk: Desk, address: str, why: str) -> None:
    """P8: the reason, and never the password."""
    with pytest.raises(Refused) as refused:
        bring(sqlite_desk, address)
    assert why in refused.value.text
    assert "s3cret" not in refused.value.text


def test_a_wrong_database_is_told(sqlite_desk: Desk, whmcs: mariadb.Server) -> None:
    """R234: what the server says, on one line."""
    with pytest.raises(Refused, match=r"cannot read .*/new: Unknown database 'new'"):
        bring(sqlite_desk, whmcs.url.replace("/old?", "/new?"))
