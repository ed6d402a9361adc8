"""Reading files that others wrote: encodings, delimiters, shapes, formulas (design, section 2; P5)."""

import io
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from billia_tui.errors import Invalid, Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.files import table, text_file
from billia_tui.operations.imports.files.formulas import guarded, unguarded
from billia_tui.operations.imports.files.rejected import place_of
from tests.operations.imports.kit import Importer, customer_file, customer_line
from tests.operations.kit import page_of

pytestmark = pytest.mark.dear


@pytest.fixture
def bring(sqlite_desk: Desk, tmp_path: Path) -> Importer:
    return Importer(sqlite_desk, tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(bring: Importer, encoding: str, delimiter: str, end: str) -> None:
    """Design 2: comma, semicolon or tab; UTF-8 with and without mark, UTF-16, Windows-1252; every line end."""
    text = customer_file(customer_line(1)).replace(",", delimiter).replace("\n", end)
    assert bring(text.encode(encoding)).numbers == (1, 0, 0, 0)
    assert page_of(bring.desk, 1).last_name == "Köhler"


def test_free_order_and_unknown_columns(bring: Importer) -> None:
    """Design 2: columns in any order, named by people; unknown ones are reported and stop nothing."""
    done = bring("Fax,E-Mail,Currency,LastName,first name,Country\n1,a@example.org,EUR,Lee,Ann,DE\n")
    assert done.numbers == (1, 0, 0, 0)
    assert done.notes == ["customers.csv: not imported: Fax"]
    assert page_of(bring.desk, 1).username == "a@example.org"


def test_missing_column(bring: Importer) -> None:
    """Design 2: a missing required column is said before anything is done."""
    with pytest.raises(Refused, match=r"no column for email, country; .*--map email=COLUMN .*it has Vorname"):
        bring("Vorname,first_name,last_name,currency\nx,a,b,EUR\n")
    assert not (bring.folder / "customers.rejected.csv").exists()


def test_map_and_set(bring: Importer) -> None:
    """Design 2: --map names a column, an empty one takes the field out; --set gives all rows a value."""
    done = bring(
        "Vorname,Name,Mail,id\nAnn,Lee,a@example.org,7\n",
        columns={"first_name": "vorname", "last_name": "Name", "email": "Mail", "id": ""},
        values={"country": "DE", "currency": "EUR"},
    )
    assert (done.numbers, done.notes) == ((1, 0, 0, 0), ["customers.csv: not imported: id"])


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"columns": {"colour": "id"}}, "is no field"),
        ({"columns": {"lines.price": "id"}}, "is no field"),
        ({"columns": {"email": "Mail"}}, "has no column 'Mail'"),
        ({"mapping": "nobody"}, "there is no mapping"),
        ({"source": "a\x1bb"}, "hidden character"),
    ],
)
def test_wrong_wishes(bring: Importer, wishes: dict[str, Any], message: str) -> None:
    """Design 2: a wish that cannot be met is said before anything is done."""
    with pytest.raises((Refused, Invalid), match=message):
        bring(customer_file(customer_line(1)), **wishes)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"P\x00K\x03,\x00\n", "a,b".encode("utf-16-le")])
def test_no_table(bring: Importer, content: bytes) -> None:
    """P7: what is no CSV text is said, not guessed."""
    with pytest.raises(Refused, match=r"customers.csv (is empty|is no CSV text|has no column)"):
        bring(content)


def test_missing_file(bring: Importer) -> None:
    """P7: a file that is not there is said."""
    with pytest.raises(Refused, match=r"cannot read none.csv: No such file"):
        bring.file(bring.folder / "none.csv")


BAD_RECORDS = {
    "short,row": "has 2 cells, the header has 6",
    customer_line(9) + ",more": "has 7 cells, the header has 6",
    customer_line(9, first_name="a\x00b"): "U+0000",
    customer_line(9, first_name='"a"b"'): 'must be doubled: ""',
    customer_line(9, first_name='"open'): "opened and never closed",
    customer_line(9, first_name="a\x1b[2J"): "U+001B",
    customer_line(9, first_name="\u202eevil"): "U+202E",
    customer_line(9, first_name="x" * 10_000): "has 10,000 characters; at most 200",
    customer_line(9, country="Nowhere"): "'Nowhere' is no country",
}


@pytest.mark.parametrize("bad", BAD_RECORDS)
def test_bad_rows_are_listed_and_the_others_kept(bring: Importer, bad: str) -> None:
    """Design 2: a bad row is listed with its line and reason and stops nothing, whatever it is."""
    done = bring(customer_file(customer_line(1), bad, customer_line(2)))
    assert done.numbers == (2, 0, 0, 1)
    assert done.refused[0]["line"] == "3"
    assert BAD_RECORDS[bad] in done.refused[0]["reason"]


def test_bytes_that_are_no_text(bring: Importer) -> None:
    """Design 2: UTF-8 with a spoilt row stays UTF-8: one row is refused instead of all names spoilt."""
    data = customer_file(customer_line(1), customer_line(2)).encode() + b"3,bad\xff,X,x@example.org,DE,EUR\n"
    done = bring(data)
    assert (done.numbers, done.refused[0]["reason"]) == (
        (2, 0, 0, 1),
        "holds characters that cannot be read as UTF-8",
    )
    assert b"bad\xff" in (bring.folder / "customers.rejected.csv").read_bytes()
    data = customer_file(customer_line(4)).encode("utf-16") + b"\x00\xd8x\x00"  # half a pair
    assert bring(data).numbers == (1, 0, 0, 1)


def test_lines_are_physical(bring: Importer) -> None:
    """Design 2: the line number is that of the file, where the record starts; newlines in quotes are data."""
    done = bring(
        'note,id,first_name,last_name,email,country,currency\n"a\nb\nc",' + customer_line(1) + "\n\n,short\n",
    )
    assert done.numbers == (1, 0, 0, 1)
    assert done.refused[0]["line"] == "6"


def test_cells_and_lines_without_end(bring: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Design 2: memory is flat: over-long cells and lines are refused, what follows is read."""
    huge = customer_line(2, first_name="y" * (table.LONGEST_CELL + 1))
    assert bring(customer_file(customer_line(1), huge, customer_line(3))).numbers == (2, 0, 0, 1)
    monkeypatch.setattr(text_file, "LONGEST_LINE", 200)
    long = customer_line(4, first_name="z" * 5000)
    done = bring(customer_file(long, customer_line(5)))
    assert (done.numbers, done.refused[0]["reason"]) == ((1, 0, 0, 1), "the line is too long")


def test_all_mistakes_of_a_row_at_once(bring: Importer) -> None:
    """R152: the list names every mistake with the column as the file calls it."""
    done = bring(
        "First,last_name,Mail,country,currency\n,Lee,x,DE,EUR\n", columns={"first_name": "First", "email": "Mail"}
    )
    assert done.refused[0]["column"] == "First; Mail"
    assert done.refused[0]["reason"] == "First: is required; Mail: needs exactly one @, e.g. ana@example.org"


def test_mended_list_can_be_imported(bring: Importer) -> None:
    """Design 2: the list of refused rows, mended, is a file to import."""
    bring(customer_file(customer_line(1, country="XX")))
    path = bring.folder / "customers.rejected.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text(path.read_text().replace('"XX"', '"DE"'))
    done = bring.file(path)
    assert (done.numbers, done.notes) == ((1, 0, 0, 0), [])


def test_list_goes_when_nothing_is_refused(bring: Importer) -> None:
    """Design 2: a list of an earlier run does not stay beside a file that is good now."""
    bring(customer_file(customer_line(1, country="XX")))
    assert bring(customer_file(customer_line(1))).summary.rejected_file is None
    assert not (bring.folder / "customers.rejected.csv").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_folder_that_cannot_be_written(bring: Importer) -> None:
    """P7: where the list cannot be written, nothing is imported."""
    path = bring.folder / "locked" / "c.csv"
    path.parent.mkdir()
    path.write_text(customer_file(customer_line(1)))
    path.parent.chmod(0o500)
    with pytest.raises(Refused, match="cannot write"):
        bring.file(path)


def test_place_of_the_list(tmp_path: Path) -> None:
    """Design 2: beside the file; for standard input in the working directory."""
    (tmp_path / "a.csv").touch()
    (tmp_path / "b.txt").touch()
    assert place_of(tmp_path / "a.csv") == tmp_path / "a.rejected.csv"
    assert place_of(tmp_path / "b.txt") == tmp_path / "b.txt.rejected.csv"
    assert place_of(None) == Path("import.rejected.csv")


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "-1", "@x", "\t", "\r=", "  =x", "\ufeff=x", "'=x", "''-", "'", "'a", "a=", "", " a", "\n@"]
)
def test_formulas(text: str) -> None:
    """P5, reliability 3.5: what a spreadsheet would run gets a mark, which is taken off again, nothing else."""
    cell = guarded(text)
    assert not cell.lstrip(" \ufeff\n").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(cell) == text


def test_a_pipe_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """P7: it is refused after the limit, instead of filling the disk with a temporary file."""
    monkeypatch.setattr(text_file, "LARGEST_PIPE", 3_000_000)
    with pytest.raises(Refused, match=r"more than 3,000,000 bytes .* nothing was imported"):
        text_file.open_file(Path("/dev/zero"))
    monkeypatch.setattr(text_file, "LARGEST_PIPE", 1000)
    assert text_file.open_file(None, io.BytesIO(b"x" * 1000)).text().read() == "x" * 1000
