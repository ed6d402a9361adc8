"""Importing in the console over SSH: files of the admin's own upload folder alone, and nothing written (R240, R98)."""

import os
from pathlib import Path

import pytest

from billia_tui.db.models import Customer
from billia_tui.errors import Invalid, Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches.run import Import, Order
from billia_tui.operations.imports.fields import KindName
from billia_tui.settings import restricted
from billia_tui.settings.model import Settings
from tests.operations.imports.kit import customer_file, customer_line
from tests.operations.kit import everything, stored


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ana's upload folder with two good rows and a bad one, and ways out of it."""
    folder = tmp_path / "uploads" / "ana"
    folder.mkdir(parents=True)
    (folder / "clients.csv").write_text(
        customer_file(customer_line(1), customer_line(2, country="XX"), customer_line(3))
    )
    (tmp_path / "secret.csv").write_text(customer_file(customer_line(9)))
    (tmp_path / "lines.csv").write_text("order,price\n1,1\n")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "map.toml").write_text('[customers.columns]\nid = "id"\n')
    os.mkfifo(folder / "pipe.csv")
    monkeypatch.setattr(restricted, "_settings", Settings("", "ana", uploads=tmp_path / "uploads"))
    return folder


def test_a_file_of_ones_own(sqlite_desk: Desk, uploads: Path) -> None:
    """R240: it comes in as elsewhere; refused rows are told by their lines, and no list of them is written."""
    there = sorted(uploads.iterdir())
    with Import(sqlite_desk, Order(KindName.CUSTOMERS, Path("clients.csv"))) as running:
        summary = running.run()
    assert (summary.new, summary.refused, summary.rejected_file, running.refused_lines) == (2, 1, None, [3])
    assert sorted(uploads.iterdir()) == there
    assert len(stored(sqlite_desk.store, Customer)) == 2


@pytest.mark.parametrize(
    "name",
    [
        "{folder}/clients.csv",
        "../../secret.csv",
        "/etc/passwd",
        "link.csv",
        "pipe.csv",
        "x\0y",
        "~/x",
        "none.csv",
        "..",
    ],
)
def test_no_other_file(sqlite_desk: Desk, uploads: Path, name: str) -> None:
    """P8, R98: no path, no link, no pipe; nothing is stored, and the refusal names no path."""
    before = everything(sqlite_desk.store)
    for order in (
        Order(KindName.CUSTOMERS, Path(name.format(folder=uploads))),
        Order(KindName.ORDERS, Path("clients.csv"), lines=Path(name.format(folder=uploads))),
    ):
        with pytest.raises((Invalid, Refused)) as refused:
            Import(sqlite_desk, order)
        assert str(uploads.parent) not in refused.value.text
    assert everything(sqlite_desk.store) == before


def test_no_mapping_of_ones_own(sqlite_desk: Desk, uploads: Path) -> None:
    """P8: a mapping file would be a path of the host."""
    with pytest.raises(Refused, match="only the mappings that are shipped"):
        Import(sqlite_desk, Order(KindName.CUSTOMERS, Path("clients.csv"), mapping=str(uploads / "map.toml")))
