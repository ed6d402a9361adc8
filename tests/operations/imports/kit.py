"""What the tests of imports use: files written as text, imports run in one call, refused rows read back."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches.run import Import, Order, Summary
from billia_tui.operations.imports.fields import KindName

HEADER = "id,first_name,last_name,email,country,currency"
CHINOOK = Path(__file__).parents[3] / ".." / "shared" / "data" / "chinook"


@dataclass(frozen=True)
class Done:
    """How an import ended, and what it said."""

    summary: Summary
    notes: list[str]
    refused: list[dict[str, str]]

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """New, changed, unchanged, refused."""
        return self.summary.new, self.summary.changed, self.summary.unchanged, self.summary.refused


@dataclass(frozen=True)
class Importer:
    """Imports into one store from one folder."""

    desk: Desk
    folder: Path

    def __call__(self, text: str | bytes, kind: KindName = KindName.CUSTOMERS, **wishes: object) -> Done:
        """Writes `text` to a file and imports it."""
        path = self.folder / f"{kind}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.file(path, kind, **wishes)

    def file(self, path: Path, kind: KindName = KindName.CUSTOMERS, **wishes: object) -> Done:
        """Imports a file."""
        with Import(self.desk, Order(kind, path, **wishes)) as running:  # type: ignore[arg-type]  # wishes are fields of an order
            summary = running.run()
        return Done(summary, running.notes, refused_of(summary))


def refused_of(summary: Summary) -> list[dict[str, str]]:
    """The list of refused rows."""
    if summary.rejected_file is None:
        return []
    with Path(summary.rejected_file).open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        return list(csv.DictReader(file))


def customer_line(number: int, **values: str) -> str:
    """A line below HEADER."""
    row = {
        "id": str(number),
        "first_name": "Maria",
        "last_name": "Köhler",
        "email": f"c{number}@example.org",
        "country": "DE",
        "currency": "EUR",
        **values,
    }
    return ",".join(row[name] for name in HEADER.split(","))


def customer_file(*lines: str) -> str:
    """A file of customers."""
    return "\n".join([HEADER, *lines]) + "\n"


def chinook() -> Path:
    """The folder of the Chinook files; skips the test where they are not."""
    if not (CHINOOK / "Customer.csv").is_file():
        pytest.skip("the Chinook files are not at ../shared/data/chinook")
    return CHINOOK


FULL = "id,username,first_name,last_name,email,phone,country,city,address,postcode,currency,status,created_at,\
activated_at,credit_limit,wallet,company_name,company_number,vat_number\n"


MARIA = "7,Maria,Maria,Köhler,m@example.org,'+49 711,Germany,Bonn,Weg 1,53111,eur,blocked,2020-05-01 10:00,\
2020-05-02,500,-12.50,Köhler GmbH,HRB 1,DE1\n"
