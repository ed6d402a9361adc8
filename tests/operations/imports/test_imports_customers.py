"""Importing customers: once, again, changed, half-way, by whom (R3, R33, R75, R92, R182, R185, R186; P1, P2)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from billia_tui.db.models import CreditChange, Customer, Email, LogEntry, Profile, WalletTransaction
from billia_tui.db.store import Store
from billia_tui.errors import Forbidden, StoreError
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import emails
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import lookup
from billia_tui.operations.imports.batches import batch, run
from billia_tui.operations.imports.kinds.kind import Verdict
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.paging import Window
from billia_tui.vocabulary import CustomerStatus, Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.imports.kit import FULL, MARIA, Importer, customer_file, customer_line
from tests.operations.kit import actions_of, everything, log_of, page_of, statements, stored

pytestmark = pytest.mark.dear


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Importer:
    return Importer(desk, tmp_path)


def sound(store: Store) -> list[str]:
    """What `billia check` finds."""
    return [str(finding) for finding in Check(store).findings()]


def test_all_fields(bring: Importer, store: Store) -> None:
    """R3, R17, R33, R104, P1: a customer of an existing book keeps status, times and money; the books agree."""
    assert bring(FULL + MARIA).numbers == (1, 0, 0, 0)
    page = page_of(bring.desk, 1)
    assert (page.username, page.name, page.profile_type) == ("Maria", "Köhler GmbH", "Company")
    assert (page.status, str(page.wallet), str(page.credit_limit)) == ("Blocked", "-12.50 EUR", "500.00 EUR")
    assert (f"{page.created_at:%F %H:%M}", f"{page.activated_at:%F}") == ("2020-05-01 10:00", "2020-05-02")
    assert page.hold == "negative wallet"
    (entry,) = stored(store, WalletTransaction)
    assert (entry.kind, entry.amount, entry.balance_after, entry.note) == (
        "correction",
        -1250,
        -1250,
        "imported opening balance",
    )
    assert [(change.old, change.new) for change in stored(store, CreditChange)] == [(0, 50000)]
    assert [(row.type, row.main) for row in stored(store, Profile)] == [("Person", False), ("Company", True)]
    assert actions_of(bring.desk, 1) == ["import", "hold by system"]
    assert log_of(bring.desk, 1)[1].reason == "from csv"
    for words in ("koehler", "kohler gmbh", "m@example", "4971"):
        found = bring.desk.ask(customer_list.page, CustomerQuery(words), Window()).rows
        assert [row.id for row in found] == ([] if words == "koehler" else [1])
    assert sound(store) == []


def test_new_customers_are_inactive_by_default(bring: Importer) -> None:
    """R3: without a status a customer starts Inactive; an Active one was activated when it was created."""
    bring(customer_file(customer_line(1)))
    text = FULL.strip() + "\n9,,A,B,a@example.org,,DE,,,,EUR,Active,2020-01-01,,,,,,\n"
    bring(text)
    assert page_of(bring.desk, 1).status == CustomerStatus.INACTIVE
    active = page_of(bring.desk, 2)
    assert active.activated_at == active.created_at


def test_again_changes_nothing(bring: Importer, store: Store) -> None:
    """Design 2: a second run of the same file changes nothing at all."""
    text = FULL + MARIA
    bring(text)
    before = everything(store)
    assert bring(text).numbers == (0, 0, 1, 0)
    assert everything(store) == before


def test_changed_contact_data(bring: Importer, store: Store) -> None:
    """R75, R186: what differs is changed with a log line; fields that are not in the file stay."""
    bring(customer_file(customer_line(1)))
    assert bring(customer_file(customer_line(1, last_name="Novák"))).numbers == (0, 1, 0, 0)
    assert log_of(bring.desk, 1)[0].summary == "last name: Köhler → Novák"
    assert page_of(bring.desk, 1).name == "Maria Novák"
    assert bring(customer_file(customer_line(1, last_name="Novák"))).numbers == (0, 0, 1, 0)
    assert sound(store) == []


def test_staff_changes_survive(bring: Importer) -> None:
    """Design 2: the same file again does not undo what the staff has changed since."""
    from billia_tui.operations.customers import editing as customers

    bring(customer_file(customer_line(1)))
    bring.desk.change(customers.edit, 1, {"last_name": "Meyer"})
    assert bring(customer_file(customer_line(1))).numbers == (0, 0, 1, 0)
    assert page_of(bring.desk, 1).last_name == "Meyer"


def test_fixed_fields_are_reported(bring: Importer) -> None:
    """R75: username, e-mail and currency are not contact data; a difference is said once and changes nothing."""
    bring(customer_file(customer_line(1)))
    text = customer_file(customer_line(1, email="new@example.org", currency="USD"))
    done = bring(text)
    assert done.numbers == (0, 0, 1, 0)
    assert done.notes == [
        "1 known record has another currency now; an import does not change it",
        "1 known record has another email now; an import does not change it",
    ]
    assert bring(text).notes == []


def test_same_record_twice_in_a_file(bring: Importer, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Design 2: so that a second run changes nothing, another record of the same id is refused, in any batch."""
    monkeypatch.setattr(run, "TOGETHER", 2)
    one, other = customer_line(1), customer_line(1, last_name="Other")
    text = customer_file(one, other, customer_line(2), one, other, customer_line(3, country="XX"), customer_line(3))
    first = bring(text)
    assert first.numbers == (3, 0, 1, 3)
    assert (
        first.refused[0]["reason"] == first.refused[1]["reason"] == "the same record stands in line 2 with other values"
    )
    before = everything(store)
    assert bring(text).numbers == (0, 0, 4, 3)
    assert everything(store) == before


@pytest.mark.parametrize("dry_run", [False, True])
def test_names_are_unique(
    bring: Importer, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    """R92: usernames and registration e-mails are unique, in the store, in the file, and in a dry run."""
    monkeypatch.setattr(run, "TOGETHER", 2)
    add_customer(bring.desk, email="taken@example.org")
    lines = [
        customer_line(9, email="TAKEN@example.org"),
        customer_line(2, email="a@example.org"),
        customer_line(3, email="A@example.org"),
        customer_line(4, email="b@example.org"),
        customer_line(5, email="A@example.org"),
    ]
    done = bring(customer_file(*lines), dry_run=dry_run)
    assert done.numbers == (2, 0, 0, 3)
    assert [row["line"] for row in done.refused] == ["2", "4", "6"]
    assert {row["reason"] for row in done.refused} == {"is taken by another customer"}


def test_what_only_looks_the_same_is_told(bring: Importer, add_customer: AddCustomer) -> None:
    """R210: told by line and stored, in a dry run too; the same company as well; the same form again says nothing."""
    anna = add_customer(bring.desk, username="anna", email="a@example.org")
    eve = add_customer(bring.desk, email="eve@example.org")
    text = (
        "id,username,first_name,last_name,email,country,currency,company_name,company_number,city,address\n"
        "1,\u0430nn\u0430,Anna,Li,b@example.org,DE,EUR,,,,\n"
        "2,berta,Anna,Li,c@example.org,DE,EUR,B\u00fcro AG,7,Bonn,Weg 1\n"
        "3,carl,Carl,Li,d@example.org,DE,EUR,BU\u0308RO AG,7,Bonn,Weg 1\n"
        "4,dora,Dora,Li,\u0435ve@example.org,DE,EUR,,,,\n"
    )
    told = [f"line 2: \u0430nn\u0430 looks like anna ({anna})"]
    assert bring(text, dry_run=True).notes[:1] == told
    done = bring(text)
    assert done.numbers == (4, 0, 0, 0)
    berta = bring.desk.ask(lookup.customer_id, "berta")
    told.append(f"line 4: BU\u0308RO AG is also the company of berta ({berta})")
    assert done.notes == [*told, f"line 5: \u0435ve@example.org looks like eve@example.org ({eve})"]
    assert bring(text).notes == []


def test_an_address_that_another_customer_has_is_told(bring: Importer, add_customer: AddCustomer) -> None:
    """R210: beside usernames of their own: addresses that differ in accents alone, or one of several of another."""
    jose = add_customer(bring.desk, username="one", email="jose@example.org")
    other = add_customer(bring.desk, username="two", email="x@example.org")
    bring.desk.change(emails.add, other, "office@example.org")
    text = (
        "id,username,first_name,last_name,email,country,currency\n"
        "1,adam,A,Li,jos\u00e9@example.org,DE,EUR\n"
        "2,berta,B,Li,office@example.org,DE,EUR\n"
        "3,carl,C,Li,carl@example.org,DE,EUR\n"
    )
    done = bring(text)
    assert done.numbers == (3, 0, 0, 0)
    assert done.notes == [
        f"line 2: jos\u00e9@example.org looks like an address of one ({jose})",
        f"line 3: office@example.org looks like an address of two ({other})",
    ]
    assert bring(text).notes == []


def test_a_phone_number_that_another_customer_has_is_told(bring: Importer, add_customer: AddCustomer) -> None:
    """R210, R211: however it was typed, read with the country; not one without a country that makes it another."""
    anna = add_customer(bring.desk, username="anna", email="a@example.org", phone="+49 30 1234567", country="DE")
    text = (
        "id,username,first_name,last_name,email,country,currency,phone\n"
        "1,berta,B,Li,b@example.org,DE,EUR,(030) 123-4567\n"
        "2,carl,C,Li,c@example.org,FR,EUR,030 1234567\n"
        "3,dora,D,Li,d@example.org,DE,EUR,\n"
        "4,emil,E,Li,e@example.org,DE,EUR,\n"
    )
    done = bring(text)
    assert done.numbers == (4, 0, 0, 0)
    assert done.notes == [f"line 2: (030) 123-4567 is also the phone of anna ({anna})"]
    assert bring(text).notes == []


def test_many_that_look_the_same_are_counted(bring: Importer, add_customer: AddCustomer) -> None:
    """R210: the first ones are told one by one."""
    add_customer(bring.desk, username="bob", email="bob@example.org")
    number = run.MOST_ALIKE + 3
    rows = "".join(f"{n},{'o' * (n + 1)},A,Li,x{n}@example.org,DE,EUR\n" for n in range(number))
    rows += "".join(f"{n + 100},{'0' * (n + 1)},A,Li,y{n}@example.org,DE,EUR\n" for n in range(number))
    done = bring(f"id,username,first_name,last_name,email,country,currency\n{rows}")
    assert done.notes[0] == "line 25: 0 looks like o (2)"
    assert (len(done.notes), done.notes[-1]) == (run.MOST_ALIKE + 1, "3 more lines of this sort")


def test_one_username_in_two_forms_in_one_file(bring: Importer) -> None:
    """R210: two forms of one name in one file are one name: the second is refused, nothing breaks off."""
    rows = "1,jos\u00e9,A,Li,a@example.org,DE,EUR\n2,jose\u0301,B,Li,b@example.org,DE,EUR\n"
    rows += "3,x,A,Li,i@m\u00fcller.example,DE,EUR\n4,y,B,Li,i@xn--mller-kva.example,DE,EUR\n"
    done = bring(f"id,username,first_name,last_name,email,country,currency\n{rows}")
    assert done.numbers == (2, 0, 0, 2)
    assert "taken by another customer" in done.refused[0]["reason"]
    assert "registration e-mail of another customer" in done.refused[1]["reason"]


def test_dry_run_stores_nothing(bring: Importer, store: Store) -> None:
    """Design 2: --dry-run tells what would happen and leaves the store as it was."""
    bring(customer_file(customer_line(1)))
    before = everything(store)
    done = bring(customer_file(customer_line(1, city="x", last_name="New"), customer_line(2)), dry_run=True)
    assert (done.numbers, done.summary.dry_run) == ((1, 1, 0, 0), True)
    assert everything(store) == before


def test_without_ids_the_username_tells(bring: Importer, add_customer: AddCustomer) -> None:
    """Brief: without ids a customer is known by username or e-mail, also one that was typed in."""
    add_customer(bring.desk, email="m@example.org", last_name="Köhler")
    text = "first_name,last_name,email,country,currency\nMaria,Novák,M@example.org,DE,EUR\n"
    assert bring(text).numbers == (0, 1, 0, 0)
    assert bring(text).numbers == (0, 0, 1, 0)
    assert page_of(bring.desk, 1).last_name == "Novák"


def test_continue_after_an_end_half_way(bring: Importer, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """P2: what was stored before the end stays, the rest follows with the next run."""
    monkeypatch.setattr(run, "TOGETHER", 2)

    def failing(*args: Any) -> Any:
        if args[-1][0].line == 4:
            batch.store_batch(*args)
            raise StoreError("the disk is full")
        return batch.store_batch(*args)

    text = customer_file(*(customer_line(n) for n in range(1, 6)))
    with monkeypatch.context() as patch:
        patch.setattr(run, "store_batch", failing)
        with pytest.raises(StoreError):
            bring(text)
    assert len(stored(store, Customer)) == len(stored(store, LogEntry, action="import")) == 2
    assert bring(text).numbers == (3, 0, 2, 0)
    assert sound(store) == []


def test_rights_row_by_row(bring: Importer, desk_of_role: DeskOfRole) -> None:
    """R182: customers need the right to add; status, balance and limit need theirs, for the rows that have them."""
    header = "id,first_name,last_name,email,country,currency,status,wallet\n"
    text = header + "".join(
        f"{n},A,B,r{n}@example.org,DE,EUR,{end}\n" for n, end in enumerate(("Inactive,0.00", ",", "Active,", ",5"))
    )
    done = Importer(desk_of_role(Role.SUPPORT), bring.folder)(text, source="support")
    assert (done.numbers, done.refused[0]["column"]) == ((3, 0, 0, 1), "wallet")
    assert "your role Support may not set credit limits" in done.refused[0]["reason"]
    sales = Importer(desk_of_role(Role.SALES), bring.folder)
    assert [row["column"] for row in sales(text.replace("@", "@s."), source="sales").refused] == ["status"]
    with pytest.raises(Forbidden, match="may not add or edit customers"):
        Importer(desk_of_role(Role.MARKETING), bring.folder)(text)


def test_reach(bring: Importer, store: Store, desk_of_role: DeskOfRole) -> None:
    """R185: customers go to resellers that the admin reaches; those of others are neither changed nor shown."""
    factories.reseller(store, "North")
    bring(customer_file(customer_line(1)))
    north = Importer(desk_of_role(Role.ADMINISTRATOR, "North"), bring.folder)
    done = north(customer_file(customer_line(1, last_name="X"), customer_line(2)))
    assert [row["reason"] for row in done.refused] == ["there is no customer 1", "there is no reseller 'default'"]
    assert north(customer_file(customer_line(3)), values={"reseller": "north"}).numbers == (1, 0, 0, 0)
    assert page_of(bring.desk, 1).last_name == "Köhler"


def test_deleted_customer(bring: Importer) -> None:
    """R45: a customer that was deleted here is not brought back by the same file; a changed row says why."""
    from billia_tui.operations.customers import editing as customers

    bring(customer_file(customer_line(1)))
    bring.desk.change(customers.delete, 1, typed_username="c1@example.org")
    assert bring(customer_file(customer_line(1))).numbers == (0, 0, 1, 0)
    assert bring(customer_file(customer_line(1, last_name="X"))).refused[0]["reason"] == "there is no customer 1"


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("status", "Gone", "is none of Active, Inactive, Blocked"),
        ("created_at", "1.5.2020", "is no time"),
        ("created_at", "2999-01-01", "lies in the future"),
        ("created_at", "2020-02-30", "is no time"),
        ("created_at", "0099-01-01", "is no time"),
        ("activated_at", "2020-01-01", "never activated"),
        ("wallet", '"1,000.00"', "without thousands marks"),
        ("wallet", "1.005", "EUR has at most 2 decimals"),
        ("wallet", "1e5", "is not a number"),
        ("credit_limit", "-5", "must not be negative"),
        ("reseller", "Nobody", "there is no reseller 'Nobody'"),
        ("company_name", "ACME", "is required"),
    ],
)
def test_bad_values(bring: Importer, column: str, cell: str, reason: str) -> None:
    """R27, R76, R102: bad values are refused in words, each at its column."""
    done = bring(f"id,first_name,last_name,email,country,currency,{column}\n{customer_line(1)},{cell}\n")
    assert done.numbers == (0, 0, 0, 1)
    assert reason in done.refused[0]["reason"]


def test_statements_do_not_grow_with_rows(bring: Importer, store: Store) -> None:
    """Performance: a batch costs the same few statements, however many new rows it has."""
    with statements(store) as few:
        bring(customer_file(*(customer_line(n) for n in range(3))))
    with statements(store) as many:
        bring(customer_file(*(customer_line(n) for n in range(10, 110))))
    assert len(many) <= len(few) + 2


def test_hostile_names_are_data(bring: Importer, store: Store) -> None:
    """P5: markup, formulas and right-to-left letters are text like any other."""
    names = ["[/red]", "'=cmd()", "שלום", "👩\u200d💻", "Robert'); DROP TABLE customers;--"]
    lines = [customer_line(n, first_name=f'"{name}"') for n, name in enumerate(names)]
    assert bring(customer_file(*lines)).numbers == (5, 0, 0, 0)
    with store.reading() as session:
        found = list(session.scalars(select(Customer.first_name).order_by(Customer.id)))
    assert found == ["[/red]", "=cmd()", *names[2:]]
    assert len(stored(store, Email)) == 5


def test_verdicts_are_words() -> None:
    """Design 2: the summary counts new, changed, unchanged and refused."""
    assert [str(verdict) for verdict in Verdict] == ["new", "changed", "unchanged", "refused"]
