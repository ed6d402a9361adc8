"""`billia check --repair`: what search looks through is made from the records, so it can be made anew."""

from billia_tui.db.models import Customer, SearchEntry
from billia_tui.db.store import Store
from billia_tui.operations.check import search as check_search
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.queries.customer_query import CustomerQuery
from tests.conftest import AddCustomer
from tests.operations.kit import ALL, everything


def findings(store: Store) -> list[str]:
    """What `billia check` says."""
    return [str(finding) for finding in Check(store).findings()]


def found(desk: Desk, words: str) -> list[int]:
    """The ids of the customers that a search finds."""
    return [row.id for row in desk.ask(customer_list.page, CustomerQuery(words), ALL).rows]


def test_what_is_wrong_is_made_anew(desk: Desk, add_customer: AddCustomer) -> None:
    """P7: another text, a missing one and that of a deleted customer are found, put right, and searched again."""
    ids = [add_customer(desk, first_name=name) for name in ("Anton", "Berta", "Cäsar")]
    desk.change(notes.add, ids[0], "calls on Mondays")
    whole = everything(desk.store)
    with desk.store.writing() as session:
        session.get_one(SearchEntry, ids[0]).text = "ghost"
        session.delete(session.get_one(SearchEntry, ids[1]))
    assert findings(desk.store)
    assert check_search.repair(desk.store) == check_search.Repaired(2, indexes=True)
    assert findings(desk.store) == []
    assert everything(desk.store) == whole
    assert (found(desk, "ant"), found(desk, "berta"), found(desk, "ghost")) == ([ids[0]], [ids[1]], [])
    assert found(desk, "note:mondays") == [ids[0]]


def test_a_sound_search_is_left_alone(desk: Desk, add_customer: AddCustomer) -> None:
    """P7: nothing is written where nothing is wrong."""
    add_customer(desk)
    assert not check_search.repair(desk.store).indexes


def test_nothing_else_is_repaired(desk: Desk, add_customer: AddCustomer) -> None:
    """P1: a balance that its ledger does not bear out stays a finding: nobody can tell which of the two is wrong."""
    customer_id = add_customer(desk)
    with desk.store.writing() as session:
        session.get_one(Customer, customer_id).wallet = 5
    before = findings(desk.store)
    assert before
    check_search.repair(desk.store)
    assert findings(desk.store) == before


def test_an_index_of_another_state(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """P7: an index of SQLite that was written past is found and made anew, although each text is right."""
    customer_id = add_customer(sqlite_desk)
    with sqlite_desk.store.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO customer_search (customer_search, rowid, text) "
            "SELECT 'delete', customer_id, text FROM search_entries"
        )
    assert found(sqlite_desk, "köhler") == []
    assert check_search.repair(sqlite_desk.store) == check_search.Repaired(0, indexes=True)
    assert found(sqlite_desk, "köhler") == [customer_id]
