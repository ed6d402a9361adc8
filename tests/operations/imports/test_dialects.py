"""Files as other systems write them, of invented people, with the mappings that are shipped (R233)."""

from pathlib import Path
from typing import Any

import pytest

from billia_tui.db.models import Customer, Order, Profile, Purchase, Service
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches.run import Import
from billia_tui.operations.imports.batches.run import Order as Wish
from billia_tui.operations.imports.fields import FIELDS, LINES, PARTED, KindName
from billia_tui.operations.imports.mapping import headings, mapping_files
from tests.operations.imports.kit import Importer
from tests.operations.kit import stored

DIALECTS = Path(__file__).parent / "dialects"
EXPECTED: dict[str, tuple[dict[str, Any], list[tuple[str, str, str, str, int]]]] = {
    "whmcs": ({}, [("Nora", "Example", "Example & Co", "Active", 1250), ("-", "Solo", "- Solo", "Blocked", 0)]),
    "fossbilling": ({}, [("Ann", "Lee", "Ann Lee", "Active", 0), ("Bob", "-", "Bob GmbH", "Blocked", 0)]),
    "blesta": (
        {},
        [
            ("Ann", "Lee", "Lee & Co", "Active", 0),
            ("Bob", "Roe", "Bob Roe", "Blocked", 0),
            ("Eva", "Solo", "Eva Solo", "Blocked", 0),
        ],
    ),
    "hostbill": ({}, [("Ann", "Lee", "Lee & Co", "Active", 1250), ("Bob", "Roe", "Bob Roe", "Blocked", 0)]),
    "invoiceninja": ({}, [("Ann", "Lee", "Sample Ltd", "Active", 0)]),
    "stripe": (
        {"defaults": {"country": "DE", "currency": "EUR"}},
        [("Ann", "Lee", "Ann Lee", "Active", 0), ("Shop", "-", "Shop -", "Active", 0)],
    ),
    "shopify": ({"values": {"currency": "USD"}}, [("Ann", "Lee", "Ann Lee", "Active", 0)]),
    "odoo": ({"values": {"currency": "EUR"}}, [("Ann", "Lee", "Sample BV", "Active", 0)]),
    "dolibarr": ({"values": {"currency": "EUR"}}, [("Exemple", "Durand", "Exemple Durand", "Active", 0)]),
    "akaunting": ({}, [("Ann", "Lee", "Ann Lee", "Active", 0), ("Bob", "Roe", "Bob Roe", "Blocked", 0)]),
}
"""What must be typed beside the mapping, and the customers: first, last and shown name, status, wallet."""


@pytest.fixture
def bring(sqlite_desk: Desk, tmp_path: Path) -> Importer:
    return Importer(sqlite_desk, tmp_path)


def text_of(name: str) -> str:
    """The file of a system."""
    return next(DIALECTS.glob(f"{name}.*")).read_text()


@pytest.mark.parametrize("name", EXPECTED)
def test_customers(bring: Importer, name: str) -> None:
    """R233: a file in the dialect of the system goes in with one command; again nothing changes."""
    text, (wishes, expected) = text_of(name), EXPECTED[name]
    done = bring(text, mapping=name, **wishes)
    assert (done.refused, done.numbers) == ([], (len(expected), 0, 0, 0))
    found = stored(bring.desk.store, Customer)
    assert [(one.first_name, one.last_name, one.name, one.status, one.wallet) for one in found] == expected
    assert bring(text, mapping=name, **wishes).numbers == (0, 0, len(expected), 0)


def test_shopify_numbers_that_are_texts(bring: Importer) -> None:
    """R238: the ' before a number is taken off, and told."""
    done = bring(text_of("shopify"), mapping="shopify", values={"currency": "USD"})
    assert "began with the '" in done.notes[-1]
    assert stored(bring.desk.store, Customer)[0].postcode == "89801"


def test_whmcs_services_and_invoices(bring: Importer) -> None:
    """R233, R235: services and invoices of the same source find their clients; words of status and cycle are known."""
    bring(text_of("whmcs"), mapping="whmcs")
    services = (
        '"id","userid","orderid","packageid","regdate","domain","amount","billingcycle","nextduedate","domainstatus"\n'
        '11,7,1,"3","2020-01-31","nora.example.org","9.95","Annually","2027-01-31","Active"\n'
        '12,8,1,"3","2020-01-31","",0.00,"Free Account","0000-00-00","Fraud"\n'
    )
    assert bring(services, KindName.SERVICES, mapping="whmcs").numbers == (2, 0, 0, 0)
    assert [(one.status, one.period_months, one.price) for one in stored(bring.desk.store, Service)] == [
        ("Active", 12, 995),
        ("Terminated", None, 0),
    ]
    invoices = (
        '"id","userid","invoicenum","date","duedate","datepaid","total","status","paymentmethod","notes"\n'
        '1,7,"","2026-02-02","2026-02-16","2026-02-03 10:00:00","9.95","Paid","paypal",""\n'
        '2,7,"","2026-03-02","2026-03-16","0000-00-00 00:00:00","9.95","Unpaid","paypal",""\n'
        '3,8,"","2026-03-02","2026-03-16","0000-00-00 00:00:00","9.95","Refunded","paypal",""\n'
    )
    lines = '"id","invoiceid","userid","type","relid","description","amount"\n'
    lines += '1,1,7,"Hosting",11,"Starter\nDisk: 10 GB","9.95"\n'
    place = bring.folder / "lines.csv"
    place.write_text(lines)
    assert bring(invoices, KindName.ORDERS, mapping="whmcs", lines=place).numbers == (3, 0, 0, 0)
    assert [(one.status, one.paid) for one in stored(bring.desk.store, Purchase)] == [
        ("Activated", True),
        ("Pending", False),
        ("Cancelled", False),
    ]
    assert stored(bring.desk.store, Order)[0].description == "Starter\nDisk: 10 GB"


@pytest.mark.parametrize(
    "header",
    [
        "Kundennummer;Vorname;Nachname;E-Mail;Land;Währung;Firma;Straße;PLZ;Ort",
        "N° client;Prénom;Nom de famille;Courriel;Pays;Devise;Société;Rue;Code postal;Ville",
        "Número de cliente;Nombre;Apellidos;Correo electrónico;País;Moneda;Empresa;Dirección;Código postal;Ciudad",
        "Codice cliente;Nome utente;Cognome;Posta elettronica;Paese;Valuta;Azienda;Indirizzo;CAP;Città",
        "Código do cliente;Primeiro nome;Apelido;Endereço de email;País;Moeda;Empresa;Morada;CEP;Cidade",
        "Klantnummer;Voornaam;Achternaam;E-mailadres;Landcode;Valuta;Bedrijf;Straat;Postcode;Woonplaats",
        "Numer klienta;Imię;Nazwisko;Adres e-mail;Kraj;Waluta;Nazwa firmy;Ulica;Kod pocztowy;Miasto",
    ],
)
def test_columns_are_guessed(bring: Importer, header: str) -> None:
    """R233: columns are known by their usual names in the usual languages."""
    text = header + "\n7;Ann;Lee;ann@example.org;DE;EUR;Sample;Weg 1;53111;Bonn\n"
    names = {"first_name": "Nome utente", "username": ""} if "Nome utente" in header else {}
    assert bring(text, columns=names).numbers == (1, 0, 0, 0)
    (customer,) = stored(bring.desk.store, Customer)
    assert (customer.last_name, customer.city, customer.postcode, customer.currency) == ("Lee", "Bonn", "53111", "EUR")
    assert [one.company_name for one in stored(bring.desk.store, Profile)][1:] == ["Sample"]


def test_an_older_invoice_ninja(bring: Importer) -> None:
    """R233: the first releases of version 5 named the columns without whose they are."""
    text = text_of("invoiceninja").replace("Client ", "").replace("Contact ", "")
    assert text.startswith("Name,Number,Street,")
    assert bring(text, mapping="invoiceninja").numbers == (1, 0, 0, 0)
    (customer,) = stored(bring.desk.store, Customer)
    assert (customer.first_name, customer.name, customer.address) == ("Ann", "Sample Ltd", "1 Mill Lane")


def test_each_shipped_mapping_is_tried() -> None:
    """R233: none is shipped of which no file is taken here; chinook has tests of its own."""
    assert {*mapping_files.shipped()} == {*EXPECTED, "chinook"}


def test_shipped_mappings_name_fields() -> None:
    """R233: what a mapping says is a field, and so is what a usual name stands for."""
    known = {kind.value: {field.name for field in (*FIELDS[kind], *PARTED.get(kind, ()))} for kind in KindName}
    known |= {"lines": {field.name for field in LINES}, "catalogue": {"id", "name"}}
    for name in mapping_files.shipped():
        for section, wishes in mapping_files.named(name).sections.items():
            assert {*wishes.columns, *wishes.values, *wishes.words, *wishes.defaults} <= known[section], (name, section)
    for section in ("customers", "emails", "services", "orders", "lines", "notes"):
        assert set(headings.usual(section).values()) <= known[section]


def test_what_was_used_can_be_saved(bring: Importer) -> None:
    """R233: a mapping says again what was typed and guessed."""
    text = "Vorname;Nachname;Mail;Land;Stand\nAnn;Lee;a@example.org;DE;zu\n"
    path = bring.folder / "x.csv"
    path.write_text(text)
    wishes = {"values": {"currency": "EUR"}, "words": {"status": {"zu": "Blocked"}}, "columns": {"status": "Stand"}}
    with Import(bring.desk, Wish(KindName.CUSTOMERS, path, **wishes)) as running:  # type: ignore[arg-type]  # words of one table
        mapping_files.save(running.mapping(), bring.folder / "x.toml")
    assert bring(text, mapping=str(bring.folder / "x.toml")).numbers == (1, 0, 0, 0)
    assert stored(bring.desk.store, Customer)[0].status == "Blocked"
