"""Small files of other systems, each in the form that once did harm or stopped an import (R235-R238)."""

from pathlib import Path

import pytest

from billia_tui.db.models import Customer, Email, LogEntry, Order, Profile, Purchase, Service, WalletTransaction
from billia_tui.db.store import Store
from billia_tui.errors import Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.fields import KindName
from tests.operations.imports.kit import Done, Importer, customer_file, customer_line
from tests.operations.kit import page_of, stored

CASES = Path(__file__).parent / "cases"
NEW = (1, 0, 0, 0)


@pytest.fixture
def bring(sqlite_desk: Desk, tmp_path: Path) -> Importer:
    return Importer(sqlite_desk, tmp_path)


def case(bring: Importer, name: str, kind: KindName = KindName.CUSTOMERS, **wishes: object) -> Done:
    """Imports a file of the cases, from a copy: the list of refused rows lies beside it."""
    path = bring.folder / name
    if not path.exists():
        path.write_bytes((CASES / name).read_bytes())
    return bring.file(path, kind, **wishes)


def only(bring: Importer) -> Customer:
    """The one customer that there is now."""
    customer: Customer
    (customer,) = stored(bring.desk.store, Customer)
    return customer


def test_01_a_forgotten_source(desk: Desk, tmp_path: Path) -> None:
    """R235: a number that belongs to no source of the store is refused, and the right command is said."""
    bring = Importer(desk, tmp_path)
    assert case(bring, "01-customers.csv", source="whmcs").numbers == (2, 0, 0, 0)
    for wishes in ({}, {"source": "whmsc"}):
        done = case(bring, "01-services.csv", KindName.SERVICES, **wishes)
        source = wishes.get("source", "csv")
        assert done.refused[0]["reason"] == (
            f"no customer came from {source}; customers came from whmcs: --source whmcs"
        )
    for kind, text in {
        KindName.ORDERS: "id,customer,placed_at,price\n1,1,2025-01-01,5\n",
        KindName.NOTES: "customer,text\n1,x\n",
        KindName.EMAILS: "customer,address\n1,new@example.org\n",
    }.items():
        assert bring(text, kind).numbers == (0, 0, 0, 1)
    assert stored(desk.store, Service) == []
    assert case(bring, "01-services.csv", KindName.SERVICES, source="whmcs").numbers == NEW
    (service,) = stored(desk.store, Service)
    assert page_of(desk, service.customer_id).first_name == "Ann"
    bring(customer_file(customer_line(1)), source="blesta")
    done = case(bring, "01-services.csv", KindName.SERVICES, source="")
    assert "customers came from blesta and whmcs" in done.refused[0]["reason"]
    bring(customer_file(customer_line(1, email="own@example.org")))
    done = case(bring, "01-services.csv", KindName.SERVICES)
    assert "customers came from blesta, csv and whmcs; say from which with --source" in done.refused[0]["reason"]


def test_02_what_differs(desk: Desk, tmp_path: Path) -> None:
    """R236: what differs and was left is told each time, and --update brings it along, with a ledger entry."""
    bring = Importer(desk, tmp_path)
    case(bring, "02-first.csv", source="w")
    for _ in range(2):
        done = case(bring, "02-second.csv", source="w")
        assert (done.numbers, page_of(desk, 1).status) == ((0, 0, 1, 0), "Active")
        assert done.notes == [
            f"1 known record has another {name} now, left; --update brings it along"
            for name in ("credit limit", "status", "wallet")
        ]
    assert case(bring, "02-second.csv", source="w", update=True).numbers == (0, 1, 0, 0)
    page = page_of(desk, 1)
    assert (page.status, str(page.wallet), str(page.credit_limit)) == ("Blocked", "25.00 EUR", "100.00 EUR")
    entry = stored(desk.store, WalletTransaction)[-1]
    assert (entry.kind, entry.amount, entry.note) == ("correction", 1500, "brought along from w")
    again = case(bring, "02-second.csv", source="w", update=True)
    assert (again.numbers, again.notes) == ((0, 0, 1, 0), [])
    times = (
        (CASES / "02-first.csv").read_text().replace(",status", ",status,created_at").replace("Active", ",2020-05-01")
    )
    assert "another created at" in bring(times.replace("10.00", ""), source="w").notes[0]
    assert bring(times.replace("10.00", ""), source="w", update=True).numbers == (0, 1, 0, 0)
    assert f"{page_of(desk, 1).created_at:%F}" == "2020-05-01"


def test_03_a_mended_list(bring: Importer) -> None:
    """R237: refused rows are listed as they stood, so that the mended list imports."""
    done = case(bring, "03-guard.csv")
    assert [(row["first_name"], row["phone"]) for row in done.refused] == [("A", "'+49 30 1"), ("'=A", "")]
    listed = bring.folder / "03-guard.rejected.csv"
    listed.write_text(listed.read_text().replace("Nobody", ""))
    assert bring.file(listed).numbers == (2, 0, 0, 0)
    assert [(row.first_name, row.phone) for row in stored(bring.desk.store, Customer)] == [
        ("A", "+49 30 1"),
        ("=A", ""),
    ]


def test_05_a_company_without_number(bring: Importer) -> None:
    """R238: other systems do not ask for the number of a company."""
    assert case(bring, "05-company.csv").numbers == NEW
    (company,) = [one for one in stored(bring.desk.store, Profile) if one.main]
    assert (company.company_name, company.company_number) == ("Sample Ltd", "")


def test_06_no_date(bring: Importer) -> None:
    """R238: 0000-00-00 is no date."""
    assert case(bring, "06-zero-date.csv").numbers == NEW


def test_07_two_lines(bring: Importer) -> None:
    """R238: line breaks in a field of one line become commas, and it is told."""
    done = case(bring, "07-two-lines.csv")
    assert (done.numbers, only(bring).address) == (NEW, "1 Mill Lane, Floor 2")
    assert done.notes == ["1 cell of one line held line breaks, which became commas"]


def test_08_null(bring: Importer) -> None:
    """R238: NULL without quotes, where others have them, is none, as phpMyAdmin writes it; a name may be NULL."""
    assert case(bring, "08-null.csv", columns={"address": ""}).numbers == NEW
    assert only(bring).postcode == ""
    other = '2,"Ann","NULL",ann@example.org,NULL,NULL,"GB","EUR"\n'
    assert bring("id,firstname,lastname,email,address,postcode,country,currency\n" + other).numbers == NEW
    assert stored(bring.desk.store, Customer)[1].last_name == "NULL"


def test_08_outfile(bring: Importer) -> None:
    r"""R238: as mysql writes it, \N is none and \n a line break."""
    done = case(bring, "08-outfile.tsv")
    assert (done.numbers, only(bring).address, only(bring).postcode) == (NEW, "1 Mill Lane, Floor 2", "")
    assert any("as MySQL writes it" in note for note in done.notes)


def test_09_sep(bring: Importer) -> None:
    """R238: the line by which a spreadsheet is told the delimiter is obeyed."""
    assert case(bring, "09-sep.csv").numbers == NEW


def test_11_a_column_twice(bring: Importer) -> None:
    """R238: a column is named by its place where its name stands twice."""
    with pytest.raises(Exception, match=r"more than one column 'Phone'; name one by its place: .*Phone#2"):
        case(bring, "11-twice.csv", columns={"phone": "Phone"})
    assert case(bring, "11-twice.csv", columns={"phone": "Phone#2"}).numbers == NEW
    assert only(bring).phone == "212 555 0100"


def test_13_entities(bring: Importer) -> None:
    """R238: HTML is taken for the signs that it stands for, and told."""
    done = case(bring, "13-entities.csv")
    assert (done.numbers, only(bring).last_name) == (NEW, "O'Sample & Co")
    assert "held HTML" in done.notes[-1]


def test_15_encodings(bring: Importer) -> None:
    """R233: an encoding that is asked for, else a guess, told with how sure it is."""
    done = case(bring, "15-cp1250.csv", encoding="cp1250")
    assert (done.numbers, only(bring).name, done.notes) == (
        NEW,
        "Łukasz Żak",
        ["15-cp1250.csv: read as Windows-1250"],
    )
    guessed = case(bring, "15-cp1250.csv", source="guessed")
    assert (guessed.numbers, guessed.notes[0]) == ((0, 0, 1, 0), "15-cp1250.csv: read as Windows-1250, surely")
    with pytest.raises(Refused, match="no encoding 'latin-17'"):
        case(bring, "15-cp1250.csv", encoding="latin-17")


def test_16_words_of_another_system(bring: Importer) -> None:
    """R233: --value says what a word means; words that nobody explained are refused with the option."""
    assert "--value status:WORD=VALUE" in case(bring, "16-status.csv").refused[0]["reason"]
    words = {"status": {"suspended": "Blocked", "closed": "Blocked", "1": "Active"}}
    assert case(bring, "16-status.csv", words=words).numbers == (3, 0, 0, 0)
    assert [row.status for row in stored(bring.desk.store, Customer)] == ["Blocked", "Blocked", "Active"]


@pytest.mark.parametrize("columns", [{}, {"first_name": "Name", "last_name": "Name"}, {"name": "Name"}])
def test_18_one_name(bring: Importer, columns: dict[str, str]) -> None:
    """R233: a column of whole names is split, and it is told."""
    done = case(bring, "18-one-name.csv", columns=columns)
    assert (done.numbers, only(bring).first_name, only(bring).last_name) == (NEW, "Tess", "One")
    assert done.notes[0].startswith("Name holds whole names")


def test_20_a_list_that_somebody_mends(bring: Importer) -> None:
    """R237: a list that was changed is never overwritten; one as we left it is; lists of lists have a number."""
    case(bring, "20-mended.csv")
    listed = bring.folder / "20-mended.rejected.csv"
    first = listed.read_text()
    assert case(bring, "20-mended.csv").summary.rejected_file == str(listed)
    mended = first.replace('"A",""', '"A","Half"').replace("DE", "XX")
    listed.write_text(mended)
    done = case(bring, "20-mended.csv", dry_run=True)
    assert listed.read_text() == mended
    assert done.summary.rejected_file == str(bring.folder / "20-mended.rejected-2.csv")
    assert "20-mended.rejected.csv was changed since it was written; it stays" in done.notes[0]
    done = bring.file(listed)
    again = bring.folder / "20-mended.rejected-2.csv"
    assert done.summary.rejected_file == str(again)
    assert again.read_text().splitlines()[0] == first.splitlines()[0]
    again.write_text(again.read_text().replace("XX", "DE"))
    assert bring.file(again).numbers == NEW


def test_22_rows_of_nothing(bring: Importer) -> None:
    """R238: rows of empty cells are none; one cell more at the end is none; so are lines before the header."""
    assert case(bring, "22-empty-rows.csv").numbers == NEW
    text = customer_file(customer_line(1)).replace("\n", ",\n").replace("currency,", "currency")
    done = bring(f"Clients of 2026\nprinted 2026-03-04, by hand\n\n{text}")
    assert done.numbers in {(0, 1, 0, 0), NEW}
    assert done.notes[0] == "customers.csv: 3 lines before the header passed over"


def test_24_a_currency_that_was(bring: Importer) -> None:
    """R238: orders of the past keep their currency; one that was none then is refused."""
    case(bring, "02-first.csv", source="w")
    assert case(bring, "24-old-currency.csv", KindName.ORDERS, source="w").numbers == NEW
    (order,) = stored(bring.desk.store, Purchase)
    assert (order.price, order.currency) == (1956, "BGN")
    late = "id,customer,placed_at,price,currency\n2,1,2026-03-01,5,BGN\n3,1,2024-03-01,5,HRK\n"
    assert bring(late, KindName.ORDERS, source="w").numbers == (0, 0, 0, 2)


def test_26_invoices(bring: Importer) -> None:
    """R238: a zero date, a description of two lines, an invoice that was cancelled."""
    case(bring, "02-first.csv", source="w")
    (bring.folder / "lines.csv").write_bytes((CASES / "26-lines.csv").read_bytes())
    done = case(bring, "26-invoices.csv", KindName.ORDERS, source="w", lines=bring.folder / "lines.csv")
    assert done.numbers == (2, 0, 0, 0)
    assert [(row.status, row.paid) for row in stored(bring.desk.store, Purchase)] == [
        ("Pending", False),
        ("Cancelled", False),
    ]
    assert stored(bring.desk.store, Order)[0].description == "Starter (02/01 - 01/02)\nDisk: 10 GB"


@pytest.mark.parametrize(
    ("country", "code"),
    {"UK": "GB", "Russia": "RU", "Turkey": "TR", "U.S.A": "US", "Deutschland": "DE", "Niederlande": "NL"}.items(),
)
def test_countries_as_people_write_them(bring: Importer, country: str, code: str) -> None:
    """R238: usual names of countries, in the usual languages."""
    assert bring(customer_file(customer_line(1, country=country))).numbers == NEW
    assert only(bring).country == code


def test_money_as_others_write_it(bring: Importer, store: Store) -> None:
    """R238: zeros behind the decimals of the currency, and the currency beside the number; 1.500 may be two things."""
    header = "id,first_name,last_name,email,country,currency,wallet\n"
    rows = [customer_line(1) + ",0.000", customer_line(2, currency="JPY") + ",JPY 1500.00"]
    rows += [customer_line(3) + ",1.500", customer_line(4) + ',"€ 12,500"']
    done = bring(header + "\n".join(rows) + "\n")
    assert [row.wallet for row in stored(bring.desk.store, Customer)] == [0, 1500]
    assert done.refused[0]["reason"] == "EUR has at most 2 decimals; --decimal , reads it as 1500"
    assert bring(header + rows[2] + "\n", decimal=",").numbers == NEW
    assert stored(bring.desk.store, Customer)[2].wallet == 150_000


def test_yes_and_no_for_subscriptions(bring: Importer) -> None:
    """R238: subscribed or not, in words for yes and no."""
    bring(customer_file(customer_line(70)))
    text = "customer,address,marketing\n70,a@example.org,yes\n70,b@example.org,no\n"
    assert bring(text, KindName.EMAILS).numbers == (2, 0, 0, 0)
    assert [one.marketing for one in stored(bring.desk.store, Email)][1:] == ["subscribed", "unsubscribed"]


@pytest.mark.parametrize("data", [b"x", b"'", b'""', b"\\", "\u2028".encode()])
def test_hostile_mysql_lines(bring: Importer, data: bytes) -> None:
    """P7: lines as MySQL writes them, cut anywhere, cost themselves only."""
    head = b"id\tfirst_name\tlast_name\temail\tcountry\tcurrency\n"
    good = b"1\tA\tB\ta@example.org\tDE\tEUR\n"
    done = bring(head + good + b"2\t\\N\t" + data + b"\n" + good.replace(b"1\tA", b"3\tA").replace(b"a@", b"c@"))
    assert done.numbers in {(2, 0, 0, 1), (1, 0, 0, 1)}


def test_log_tells_whence(bring: Importer) -> None:
    """R186: the log's line says from which source a customer came."""
    case(bring, "02-first.csv", source="w")
    assert stored(bring.desk.store, LogEntry)[-1].reason == "from w"
