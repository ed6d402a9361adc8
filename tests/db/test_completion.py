"""What the store offers for tab: names and ids that begin as typed, for whoever reaches them (R185)."""

from sqlalchemy import select

from billia_tui.db import completion
from billia_tui.db.completion import MOST, Seat
from billia_tui.db.models import Admin, Customer, StoreSetting
from billia_tui.db.store import Store
from billia_tui.operations.actor import load
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import queues
from billia_tui.operations.reach import reached
from billia_tui.vocabulary import SIGN_IN, AdminStatus, Role, SignInRule
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.labels.kit import TIER, component
from tests.operations.together import url_of


def offered(store: Store, admin: str, kind: str, begun: str = "") -> list[str]:
    """The values alone, as the admin gets them; nothing where the admin has no seat."""
    with completion.opened(url_of(store)) as ask:
        who = completion.seat(ask, admin)
        return [value for value, _ in completion.found(ask, who, kind, begun)] if who else []


def test_a_customer_by_the_start_of_the_username_or_of_the_id(desk: Desk, add_customer: AddCustomer) -> None:
    """Case does not matter; deleted ones are gone."""
    idents = [add_customer(desk, username=f"{name}.user", reseller="default") for name in ("anna", "annika", "bert")]
    with desk.store.writing() as session:
        session.get_one(Customer, idents[1]).deleted_at = factories.THEN
    assert offered(desk.store, "ana", "customer", "An") == ["anna.user"]
    assert offered(desk.store, "Ana", "customer", str(idents[2])) == [str(idents[2])]
    assert str(idents[1]) not in offered(desk.store, "ana", "customer", "")


def test_ids_of_every_length_that_begin_so(desk: Desk, add_customer: AddCustomer) -> None:
    """`1` is also the start of 10 and 19, not of 2."""
    idents = [add_customer(desk) for _ in range(21)]
    begun = str(idents[0])[0]
    assert offered(desk.store, "ana", "customer", begun) == [str(one) for one in idents if str(one).startswith(begun)]
    assert offered(desk.store, "ana", "order", "9" * 30) == []
    assert len(offered(desk.store, "ana", "customer", "")) <= MOST


def test_what_a_percent_sign_or_a_quote_begins(desk: Desk, add_customer: AddCustomer) -> None:
    """What is typed is a value, never a piece of a question."""
    add_customer(desk)
    for begun in ("%", "_", "'", "'; DROP TABLE customers; --"):
        assert offered(desk.store, "ana", "customer", begun) == []
    assert desk.ask(lambda session, _: session.scalar(select(Customer.id))) is not None


def test_orders_and_services_with_whose_they_are(desk: Desk, add_customer: AddCustomer) -> None:
    """Their ids, told apart by the username."""
    ident = add_customer(desk, username="maria")
    service = factories.add_service(desk, ident)
    with completion.opened(url_of(desk.store)) as ask:
        who = completion.seat(ask, "ana")
        assert who is not None
        assert completion.found(ask, who, "service", str(service)) == [(str(service), "maria")]
        assert completion.found(ask, who, "order", "") == []


def test_everybody_gets_those_whom_they_reach(desk: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer) -> None:
    """R184, R185: the same customers as operations give, for admins of each kind of reseller."""
    factories.reseller(desk.store, "South")
    factories.reseller(desk.store, "North", reaches=("South",))
    for reseller in ("default", "North", "South"):
        for _ in range(2):
            add_customer(desk, reseller=reseller)
    names = ["ana"]
    for number, reseller in enumerate(("default", "North", "South")):
        desk_of_role(Role.SUPPORT, reseller, username=f"staff{number}")
        names.append(f"staff{number}")
    for name in names:
        with completion.opened(url_of(desk.store)) as ask:
            who = completion.seat(ask, name)
            assert isinstance(who, Seat)
        with desk.store.reading() as session:
            actor = load(session, who.admin_id)
            assert actor.username == name
            there = set(session.scalars(select(Customer.username).where(reached(actor))))
        assert set(offered(desk.store, name, "customer")) == there
        assert ("ana" in offered(desk.store, name, "admin")) == (actor.reach is None)


def test_queues_labels_resellers_and_ways_to_pay(desk: Desk, desk_of_role: DeskOfRole) -> None:
    """A queue is everybody's or one's own; behind the key of a label stand its values."""
    other = desk_of_role(Role.SUPPORT, username="ben")
    desk.change(queues.add, "Late payers", "wallet:<0", everybody=True)
    other.change(queues.add, "Late for ben", "wallet:<0")
    component(desk, TIER)
    assert offered(desk.store, "ana", "queue", "late") == ["Late payers"]
    assert offered(desk.store, "ben", "queue", "late") == ["Late for ben", "Late payers"]
    assert offered(desk.store, "ana", "label", "T") == ["tier"]
    assert offered(desk.store, "ana", "label", "tier=g") == ["tier=gold"]
    assert offered(desk.store, "ana", "reseller", "DEF") == ["default"]
    assert offered(desk.store, "ana", "nothing of ours") == []


def test_nothing_for_whom_the_store_does_not_know(
    desk: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer
) -> None:
    """R180, R181: a stranger, an inactive admin, and everybody where a password is asked for first."""
    add_customer(desk)
    gone = desk_of_role(Role.SUPPORT, username="gone")
    with desk.store.writing() as session:
        session.get_one(Admin, gone.actor.admin_id).status = AdminStatus.INACTIVE
    assert offered(desk.store, "nobody", "customer") == offered(desk.store, "gone", "customer") == []
    assert offered(desk.store, "ana", "customer") != []
    with desk.store.writing() as session:
        session.add(StoreSetting(name=SIGN_IN, value=SignInRule.REQUIRED))
    assert offered(desk.store, "ana", "customer") == []


def test_a_store_is_only_read(desk: Desk) -> None:
    """Not even by a mistake of ours can a tab change something."""
    with completion.opened(url_of(desk.store)) as ask:
        refused = ""
        try:
            ask("DELETE FROM admins")
        except Exception as error:  # noqa: BLE001 - the driver's own, another for each
            refused = str(error)
    assert "read" in refused
    assert offered(desk.store, "ana", "admin") == ["ana"]
