"""One box for everything that a caller may name (R213), on both databases; the index is true whatever wrote it."""

from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import companies, erasure
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.companies import CompanyData
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import anything, listing
from billia_tui.operations.finding.row import CustomerRow
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.operations.notes import customer_notes, order_notes
from billia_tui.operations.orders import documents, payment
from billia_tui.operations.permissions import RIGHTS
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort
from billia_tui.vocabulary import LabelResource, LabelType, Right, Role, ServiceStatus
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, questions, seat

NOTE = "Called at noon,\nwants the transfer of 2026-11-24 confirmed by letter please"
SERVER = '{"address":"192.0.2.7","v6":"2001:db8::7","host":"srv-07.example.net","rack":4}'


def rows(desk: Desk, words: str, sort: Sort = Sort.ID) -> list[CustomerRow]:
    """What the list shows for these words."""
    return list(desk.ask(listing.page, CustomerQuery(words, sort=sort), ALL).rows)


def found(desk: Desk, words: str) -> dict[int, str]:
    """Whom the list shows for these words, and what it says that they were found by."""
    by_name = {row.id: row.found for row in rows(desk, words, Sort.NAME)}
    by_id = {row.id: row.found for row in rows(desk, words)}
    assert by_id == by_name, words
    assert desk.ask(listing.count, CustomerQuery(words)).number == len(by_id), words
    return by_id


def sound(desk: Desk) -> bool:
    """Whether `billia check` finds the search to be what the records say."""
    with Check(desk.store) as check:
        return [str(one) for one in check.findings() if "search" in str(one)] == []


def component(desk: Desk, key: str, kind: LabelType, *values: tuple[str, str]) -> int:
    """A component for customers and orders."""
    data = ComponentData(key, key, type=kind, values=values, resources=(LabelResource.USERS, LabelResource.ORDERS))
    return desk.change(label_components.add, data)


def test_whatever_a_caller_names(desk: Desk, add_customer: AddCustomer) -> None:
    """R213: by each of them in every order of the list; the row says by what, where that is not in view."""
    other = add_customer(desk, first_name="Xx", last_name="Yy", email="zz@zz.zz", username="zz", city="Bonn")
    ident = add_customer(
        desk,
        last_name="Petrova",
        username="mp",
        country="PT",
        city="Nova Sófia",
        postcode="1000-205",
        phone="+351 21 1",
    )
    data = CompanyData("Petrova Ltd", "175.074/9", vat_number="BG175074752", country="DE", city="Ulm", address="x")
    desk.change(companies.add, ident, data)
    service = factories.add_service(desk, ident, server=SERVER, domain="shop.petrova.example")
    order = max(factories.add_purchase(desk, ident) for _ in range(40))
    desk.change(payment.mark_paid, order, reference="RF18 5390 0754 7034")
    desk.change(labels.attach, ident, component(desk, "tier", LabelType.STRING, ("g", "Très Gold")), "g")
    ticket = component(desk, "ticket", LabelType.INTEGER)
    desk.change(labels.attach, ident, ticket, "51377", resource=LabelResource.ORDERS, object_id=order)
    desk.change(customer_notes.add, ident, NOTE)
    desk.change(order_notes.add, order, "Върнат превод #77012")
    number = next(row.number for row in desk.ask(documents.page, ident, ALL).rows if row.number.startswith("INV"))
    said = {
        "sofia": "city Nova Sófia",
        "ulm": "city Ulm",
        "1000-205": "postcode 1000-205",
        "1000205": "postcode 1000-205",
        "175.074/9": "company number 175.074/9",
        "1750749": "company number 175.074/9",
        "bg175074": "VAT number BG175074752",
        str(order): f"order {order}",
        f"#{order}": f"order {order}",
        number: number,
        number.lower(): number,
        "rf18 5390": "payment RF18 5390 0754 7034",
        "RF18539007547034": "payment RF18 5390 0754 7034",
        "SRV-07": "host srv-07.example.net",
        "192.0.2.7": "IP 192.0.2.7",
        "192.0.2": "IP 192.0.2.7",
        "2001:db8::7": "IP 2001:db8::7",
        "shop.petrova": "shop.petrova.example",
        "tres gold": "tier: Très Gold",
        "51377": "ticket: 51377",
        "noon": "note Called at noon, wants the transfer",
        "2026-11-24": "note … wants the transfer of 2026-11-24 confirmed by",
        "#77012": "note Върнат превод #77012",
        "петр": None,
        "maria": "name Maria Petrova",
        "petrova noon ulm": "note Called at noon, wants the transfer · city Ulm",
        f"petrova {order}": f"order {order}",
        "petrova": "",
        str(service + 999_999): None,
    }
    for words, by in said.items():
        assert found(desk, words) == ({} if by is None else {ident: by}), words
    assert found(desk, "bonn") == {other: "city Bonn"}
    assert sound(desk)


def test_what_was_found_is_told_in_two_questions(desk: Desk, add_customer: AddCustomer) -> None:
    """R213: whatever the word is and however many have it, two more than for a name, which is in view already."""
    for number in range(5):
        ident = add_customer(desk, last_name="Petrova", phone=f"+49 30 5559{number:03}", city="Ulm")
        factories.add_service(desk, ident, server='{"host": "m\\u00fcller"}')
        desk.change(customer_notes.add, ident, "Noon")
    rows(desk, "petrova")  # the first search asks what the server has
    asked: dict[str, int] = {}
    for words in ("petrova", "ulm", "noon", "muller"):
        with questions(desk) as seen:
            assert len(rows(desk, words)) == 5
        asked[words] = len(seen) - asked.get("petrova", 0)
    assert asked == {"petrova": asked["petrova"], "ulm": 1, "noon": 2, "muller": 2}
    assert set(found(desk, "muller").values()) == {"host müller"}


def test_the_number_of_a_record_stands_first(desk: Desk, add_customer: AddCustomer) -> None:
    """R37, R213: the id, then who owns the record, then whoever has the digits somewhere; no one twice."""
    ids = [add_customer(desk, first_name="Ada", phone=f"+49 30 5559{number:03}") for number in range(1, 6)]
    order = factories.add_purchase(desk, ids[1])
    service = factories.add_service(desk, ids[4])
    assert order == service == ids[0]
    shown = rows(desk, str(order))
    assert [row.id for row in shown][:3] == [ids[0], ids[4], ids[1]]
    assert len({row.id for row in shown}) == len(shown) == desk.ask(listing.count, CustomerQuery(str(order))).number
    assert [row.found for row in shown[:3]] == ["", f"service {service}", f"order {order}"]
    assert [row.id for row in rows(desk, f"ada {order} -5559005")] == [ids[0], ids[1]]


def test_what_is_taken_away_is_not_found(desk: Desk, add_customer: AddCustomer) -> None:
    """R213, R45, R65, R115: an ended service, a label, a note, an old town, a renamed value, an erased customer."""
    ident = add_customer(desk, username="mp", city="Sofia")
    desk.change(customers.edit, ident, {"city": "Varna"})
    tier = component(desk, "tier", LabelType.STRING, ("g", "Gold"), ("s", "Silver"))
    desk.change(labels.attach, ident, tier, "g")
    renamed = ComponentData("tier", "tier", type=LabelType.STRING, values=(("g", "Jade"), ("s", "Silver")))
    desk.change(label_components.edit, tier, renamed)
    note = desk.change(customer_notes.add, ident, "kestrel")
    desk.change(customer_notes.edit, ident, note, "heron")
    service = factories.add_service(desk, ident, server=SERVER)
    for gone, here in (("sofia", "varna"), ("gold", "jade"), ("kestrel", "heron"), ("nobody", "192.0.2.7")):
        assert (list(found(desk, gone)), list(found(desk, here))) == ([], [ident]), here
    desk.change(customer_notes.delete, ident, note)
    factories.set_service_status(desk, service, ServiceStatus.TERMINATED)
    desk.change(label_components.delete_component, tier, expected=1)
    for gone in ("heron", "192.0.2.7", "jade"):
        assert found(desk, gone) == {}, gone
    assert sound(desk)
    desk.change(erasure.erase, ident, typed_username="mp")
    assert found(desk, "varna") == {}
    assert sound(desk)


def test_find_names_the_record_itself(desk: Desk, add_customer: AddCustomer) -> None:
    """R213: the service behind an address or a host, the order behind a reference; what matched is said of each."""
    ident = add_customer(desk, last_name="Petrova", username="mp", city="Sofia")
    service = factories.add_service(desk, ident, server=SERVER)
    order = factories.add_purchase(desk, ident)
    desk.change(payment.mark_paid, order, reference="RF18 5390")

    def lines(text: str) -> list[tuple[str, int, str, str]]:
        return [(one.kind, one.id, one.customer, one.matched) for one in desk.ask(anything.find, text)]

    assert lines("192.0.2.7") == [
        ("service", service, "mp", "IP 192.0.2.7"),
        ("customer", ident, "mp", "IP 192.0.2.7"),
    ]
    assert [one[:2] for one in lines("srv-07.example.net")] == [("service", service), ("customer", ident)]
    assert lines("rf18 5390") == [
        ("order", order, "mp", "payment RF18 5390"),
        ("customer", ident, "mp", "payment RF18 5390"),
    ]
    assert lines("sofia") == [("customer", ident, "mp", "city Sofia")]
    assert lines("petrova") == [("customer", ident, "mp", "name")]


def test_nobody_out_of_reach(desk: Desk, add_customer: AddCustomer) -> None:
    """R185, R213: not by any of it; and whoever may see customers may see their notes."""
    ident = add_customer(desk, city="Sofia")
    factories.add_service(desk, ident, server=SERVER)
    order = factories.add_purchase(desk, ident)
    desk.change(customer_notes.add, ident, "kestrel")
    north = seat(desk, Role.SUPPORT, "North")
    for words in ("sofia", "192.0.2.7", f"#{order}", "kestrel", str(order)):
        assert found(north, words) == {}, words
        assert north.ask(anything.find, words) == (), words
    for role in Role:
        assert (Right.VIEW in RIGHTS[role]) == (Right.NOTES in RIGHTS[role])
