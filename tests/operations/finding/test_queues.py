"""Queues: saved queries with a name and a key; and walking through one while it changes."""

import random

import pytest

from billia_tui.db.models import Customer, LogEntry
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import queues, walk
from billia_tui.operations.finding.walk import Standing, Walk
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer
from tests.operations.kit import seat, stored

ON_HOLD = CustomerQuery(words="hold:yes")
OWING = CustomerQuery(words="wallet:<0 sort:wallet")


def names(desk: Desk) -> list[str]:
    """The queues of an admin, in order."""
    return [queue.name for queue in desk.ask(queues.of)]


def test_ready_made(desk: Desk) -> None:
    """Queues: every store has six at first, and each of them can be asked for."""
    ready = desk.ask(queues.of)
    assert [(queue.key, queue.name) for queue in ready] == [
        ("1", "Negative wallet"),
        ("2", "On hold"),
        ("3", "Inactive past the first hour"),
        ("4", "Unpaid orders"),
        ("5", "Services that expire within 7 days"),
        ("6", "Blocked this week"),
    ]
    for queue in ready:
        assert desk.ask(customer_list.count, CustomerQuery(words=queue.query)).number == 0


def test_own_queues(sqlite_desk: Desk) -> None:
    """Queues: one's own come after everybody's, only oneself has them, and they may take a key of everybody's."""
    tech = seat(sqlite_desk, Role.TECH)
    made = tech.change(queues.add, " Big ones ", "wallet:>1000", key="1", request_key="once")
    assert tech.change(queues.add, " Big ones ", "wallet:>1000", key="1", request_key="once") == made
    tech.change(queues.add, "Later", "vip")
    assert names(tech)[6:] == ["Big ones", "Later"]
    assert tech.ask(queues.find, "1").name == tech.ask(queues.find, "BIG ONES").name == "Big ones"
    assert tech.change(queues.move, made, up=False)
    assert not tech.change(queues.move, made, up=False)
    assert names(tech)[6:] == ["Later", "Big ones"]
    assert len(names(sqlite_desk)) == 6
    with pytest.raises(NotFound):
        sqlite_desk.change(queues.delete, made)
    assert tech.change(queues.edit, made, {"key": ""})
    assert not tech.change(queues.edit, made, {"key": ""})
    tech.change(queues.delete, made)
    assert names(tech)[6:] == ["Later"]


def test_everybody_s_are_the_administrator_s(sqlite_desk: Desk) -> None:
    """Queues: an Administrator changes those that everybody has; over a newer version that is a conflict (R189)."""
    assert sqlite_desk.change(queues.edit, 2, {"query": "hold:manual"}, seen=1)
    with pytest.raises(Conflict) as conflict:
        sqlite_desk.change(queues.edit, 2, {"name": "Held"}, seen=1)
    assert (conflict.value.fresh["query"], conflict.value.seen) == ("hold:manual", 2)
    assert seat(sqlite_desk, Role.SALES).ask(queues.find, "2").query == "hold:manual"
    with pytest.raises(Forbidden, match="everybody's queues"):
        seat(sqlite_desk, Role.SALES).change(queues.edit, 2, {"name": "Held"})
    entry = stored(sqlite_desk.store, LogEntry, object="queue")[-1]
    assert (entry.action, entry.before, entry.after) == (
        "edit queue",
        '{"query":"hold:yes"}',
        '{"query":"hold:manual"}',
    )


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        (("", "vip", ""), "name", "is required"),
        (("x" * 61, "vip", ""), "name", "at most 60"),
        (("x\x1b[2J", "vip", ""), "name", "hidden"),
        (("on hold", "vip", ""), "name", "another queue"),
        (("x", "", ""), "query", "is required"),
        (("x", "status:nobody", ""), "query", "active"),
        (("x", "wallet:<", ""), "query", "wallet"),
        (("x", "vip", "2"), "key", "opens On hold"),
        (("x", "vip", "0"), "key", "1 to 9"),
        (("x", "vip", "12"), "key", "1 to 9"),
    ],
    ids=lambda value: "" if isinstance(value, tuple) else ascii(value),
)
def test_mistakes(sqlite_desk: Desk, values: tuple[str, str, str], field: str, said: str) -> None:
    """Queues: name, key and query are checked; a query that cannot be understood is not saved (R152)."""
    name, query, key = values
    with pytest.raises(Invalid) as wrong:
        sqlite_desk.change(queues.add, name, query, key=key, everybody=True)
    assert list(wrong.value.fields) == [field]
    assert said in wrong.value.fields[field]


def test_not_too_many(sqlite_desk: Desk) -> None:
    """Queues: fifty are enough for one admin."""
    for number in range(queues.MOST):
        sqlite_desk.change(queues.add, f"q{number}", "vip")
    with pytest.raises(Refused, match="50 queues already"):
        sqlite_desk.change(queues.add, "one more", "vip")


# ── walking ──


def begun(desk: Desk, query: CustomerQuery, customer_id: int) -> Walk:
    """A walk at a customer, with its key."""
    return desk.ask(walk.place, Walk(query, customer_id)).walk


def place(desk: Desk, at: Walk) -> tuple[str, str, Standing]:
    """Number, total and standing."""
    found = desk.ask(walk.place, at)
    return found.number, str(found.total), found.standing


def test_walk_past_one_who_left(desk: Desk, add_customer: AddCustomer) -> None:
    """Queues: the next one is the next also after the customer has left the queue, and the numbers go on."""
    ids = [add_customer(desk) for _ in range(4)][::-1]
    for customer_id in ids:
        desk.change(hold.put_on, customer_id)
    at = begun(desk, ON_HOLD, ids[1])
    assert place(desk, at) == ("2", "4", Standing.HERE)
    desk.change(hold.release, ids[1])
    assert place(desk, at) == ("2", "3", Standing.LEFT)
    onward = desk.ask(walk.onward, at, forward=True)
    assert onward is not None
    assert onward.customer_id == ids[2]
    assert place(desk, onward) == ("2", "3", Standing.HERE)
    back = desk.ask(walk.onward, onward, forward=False)
    assert back is not None
    assert back.customer_id == ids[0]
    assert desk.ask(walk.onward, back, forward=False) is None


def test_walk_past_one_who_moved(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """Queues: by wallet, money moves a customer; the walk stays where it stood, and goes on there."""
    ids = [add_customer(sqlite_desk) for _ in range(3)]
    for customer_id, debt in zip(ids, ("-30", "-20", "-10"), strict=True):
        sqlite_desk.change(wallet.correct_balance, customer_id, debt, "fee")
    at = begun(sqlite_desk, OWING, ids[0])
    sqlite_desk.change(wallet.add_funds, ids[0], "5")
    assert place(sqlite_desk, at) == ("1", "3", Standing.MOVED)
    onward = sqlite_desk.ask(walk.onward, at, forward=True)
    assert onward is not None
    assert onward.customer_id == ids[1]
    assert place(sqlite_desk, onward) == ("2", "3", Standing.HERE)
    sqlite_desk.change(wallet.add_funds, ids[1], "20")
    assert place(sqlite_desk, onward) == ("2", "2", Standing.LEFT)


def test_walk_from_outside(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """Queues: a customer that was looked up by name is none of the queue, and none that has left it."""
    ids = [add_customer(sqlite_desk) for _ in range(3)]
    sqlite_desk.change(hold.put_on, ids[0])
    at = begun(sqlite_desk, ON_HOLD, ids[1])
    assert place(sqlite_desk, at) == ("1", "1", Standing.OUTSIDE)
    onward = sqlite_desk.ask(walk.onward, at, forward=True)
    assert onward is not None
    assert onward.customer_id == ids[0]
    username = stored(sqlite_desk.store, Customer, id=ids[0])[0].username
    sqlite_desk.change(hold.release, ids[0])
    sqlite_desk.change(customers.delete, ids[0], typed_username=username)
    assert place(sqlite_desk, onward) == ("1", "0", Standing.LEFT)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("query", [ON_HOLD, CustomerQuery(words="hold:yes sort:username")], ids=lambda q: q.words)
def test_nobody_is_left_out_or_met_twice(
    sqlite_desk: Desk, add_customer: AddCustomer, query: CustomerQuery, seed: int
) -> None:
    """Queues: however others leave and join meanwhile, a walk meets everyone who stays once, in order."""
    chance = random.Random(seed)
    ids = [add_customer(sqlite_desk) for _ in range(14)]
    held = set(chance.sample(ids, 9))
    for customer_id in held:
        sqlite_desk.change(hold.put_on, customer_id)
    rows = sqlite_desk.ask(customer_list.page, query, Window()).rows
    order, at, met = [row.id for row in rows], begun(sqlite_desk, query, rows[0].id), []
    always = set(held)
    for _ in range(30):
        met.append(at.customer_id)
        for customer_id in chance.sample(ids, 2):
            if customer_id in held:
                sqlite_desk.change(hold.release, customer_id)
            else:
                sqlite_desk.change(hold.put_on, customer_id)
            held ^= {customer_id}
            always.discard(customer_id)
        number, total, _ = place(sqlite_desk, at)
        assert int(number) <= int(total) + 1 == len(held) + 1
        onward = sqlite_desk.ask(walk.onward, at, forward=True)
        if onward is None:
            break
        at = onward
    assert len(met) == len(set(met))
    assert [one for one in met if one in always] == [one for one in order if one in always]
