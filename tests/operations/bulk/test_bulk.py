"""Marks and bulk work: the dry run, the work as one batch, stopping, breaking, doing nothing twice."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from billia_tui.db.models import Batch, Customer, LogEntry
from billia_tui.errors import BilliaError, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.bulk import actions as bulk_actions
from billia_tui.operations.bulk import batches
from billia_tui.operations.bulk import plan as bulk_plan
from billia_tui.operations.bulk import run as bulk_run
from billia_tui.operations.bulk import work as bulk
from billia_tui.operations.bulk.actions import REVERSIBLE, WORDS, Work
from billia_tui.operations.bulk.export import NO_FILE, ExportRun
from billia_tui.operations.bulk.plan import GONE, Looked
from billia_tui.operations.bulk.run import NO_TURN, BulkRun
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.permissions import IN_PANEL
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort, StatusFilter
from billia_tui.operations.queries.selection import Selection
from billia_tui.operations.wallet import hold
from billia_tui.paging import Window
from billia_tui.vocabulary import CustomerStatus, OrderType, Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.bulk.kit import A, done, number, of, planned
from tests.operations.kit import ALL, actions_of, customer, everything, log_of, mails, seat, stored
from tests.operations.labels.kit import TIER, component, texts


def statuses(desk: Desk, *ids: int) -> list[str]:
    """How they stand."""
    return [customer(desk.store, one).status for one in ids]


# --- who is meant --------------------------------------------------------------------------------------------------


def test_marks_one_by_one_and_of_a_query() -> None:
    """Marks: a row is marked or taken out of what is marked, in the query and beside it; sorting changes nothing."""
    query = CustomerQuery("hold:yes sort:wallet", sort=Sort.NAME)
    marked = Selection().toggled(7, in_query=False).with_all_of(query)
    assert marked.has(7, in_query=False)
    assert marked.has(1, in_query=True)
    assert not marked.has(1, in_query=False)
    assert marked.is_all_of(CustomerQuery("hold:yes", sort=Sort.ID))
    assert not marked.is_all_of(CustomerQuery("hold:no"))
    without = marked.toggled(1, in_query=True).toggled(7, in_query=True)
    assert not without.ids
    assert without.without == {1, 7}
    assert not without.has(7, in_query=True)
    assert without.toggled(7, in_query=True).without == {1}
    assert marked.without_query() == of(7)
    assert bool(marked)
    assert not Selection()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (CustomerQuery(), ""),
        (CustomerQuery(" maria sort:name "), "maria"),
        (CustomerQuery("x", StatusFilter.ON_HOLD), "x hold:yes"),
        (CustomerQuery(status=StatusFilter.BLOCKED, label="tier=gold"), "status:blocked label:tier=gold"),
        (CustomerQuery(label='city=New "York"'), 'label:city="New ""York"""'),
    ],
)
def test_a_selection_in_words(query: CustomerQuery, text: str) -> None:
    """Query language: a batch says whom it was about, what was chosen beside the words included."""
    assert Selection(query=query).text == text


# --- the dry run ---------------------------------------------------------------------------------------------------


def test_a_mixed_selection(desk: Desk, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bulk work: who changes and who does not, with the rule's words; by stretches; nobody twice; no change."""
    monkeypatch.setattr(bulk_plan, "STRETCH", 2)
    ids = [add_customer(desk) for _ in range(6)]
    for one in ids[:2]:
        desk.change(status.block, one)
    desk.change(customers.delete, ids[5], typed_username=customer(desk.store, ids[5]).username)
    before = everything(desk.store)
    query = CustomerQuery("status:inactive")
    plan = planned(desk, A.BLOCK, Selection(frozenset([ids[0], ids[1], ids[2], ids[5]]), query, frozenset([ids[3]])))
    assert list(plan.outcomes.changing) == [ids[2], ids[4]]
    assert plan.outcomes.refused == {"this customer is Blocked already": 2, GONE: 1}
    assert desk.ask(bulk_plan.marked, plan.work.selection) == plan.outcomes.number == 5
    found = plan.outcomes.page(Window(limit=4))
    rows = desk.ask(bulk_plan.rows, plan.work, found.rows)
    assert [(row.id, row.changes) for row in rows] == [
        (ids[0], False), (ids[1], False), (ids[5], False), (ids[2], True)
    ]  # fmt: skip
    assert rows[3].text == "Inactive → Blocked"
    rest = plan.outcomes.page(Window(limit=4, after=found.keys[-1]))
    assert ([one.id for one in rest.rows], rest.more) == ([ids[4]], False)
    assert plan.outcomes.page(Window(limit=2, bottom=True)).rows == (Looked(ids[2], ""), Looked(ids[4], ""))
    assert plan.outcomes.page(Window(limit=2, before=(2,))).rows == found.rows[:2]
    assert everything(desk.store) == before


def test_reasons_are_those_of_the_operations(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R5, R16, R20, R40, R62, R63: what the dry run says of a customer is what the operation does, both ways."""
    desk, tier = sqlite_desk, component(sqlite_desk, TIER)
    ids = [add_customer(desk) for _ in range(6)]
    desk.change(status.block, ids[1])
    desk.change(status.activate, ids[2])
    desk.change(hold.put_on, ids[2])
    desk.change(labels.attach, ids[3], tier, "gold")
    desk.change(labels.attach, ids[4], tier, "silver")
    with desk.store.writing() as session:
        session.get_one(Customer, ids[5]).on_hold_auto = True
    values = {A.LABEL: "tier=gold", A.UNLABEL: "TIER", A.NOTE: "called"}
    for action in set(A) - {A.EXPORT}:
        for replace in (False, True) if action == A.LABEL else (False,):
            plan = planned(desk, action, of(*ids), values.get(action, ""), replace=replace)
            said = {one.id: one.refusal for one in plan.outcomes.page(Window(limit=10)).rows}
            with desk.store.reading() as session:
                task = bulk_actions.checked(session, desk.actor, plan.work)
            for one in ids:
                assert said[one] == _refusal_of_the_operation(desk, task, one), (action, one)


class _Undo(BilliaError):
    """Takes a successful change back."""


def _refusal_of_the_operation(desk: Desk, task: bulk_actions.Task, customer_id: int) -> str:
    with pytest.raises(BilliaError) as refusal, desk.store.writing() as session:  # noqa: PT012 - one transaction
        task.do(session, desk.actor, customer_id)
        raise _Undo("")
    return refusal.value.text


@pytest.mark.parametrize(
    ("action", "value"),
    [(A.LABEL, "tier"), (A.LABEL, "tier=iron"), (A.UNLABEL, "tier=gold"), (A.NOTE, " "), (A.EXPORT, "")],
)
def test_values_are_checked_first(sqlite_desk: Desk, action: A, value: str) -> None:
    """R61, R152: a mistake is told at its field, before anybody is looked at."""
    component(sqlite_desk, TIER)
    with pytest.raises(Invalid) as refusal:
        planned(sqlite_desk, action, of(1), value)
    assert set(refusal.value.fields) == {"value"}
    with pytest.raises(Invalid, match="reason"):
        planned(sqlite_desk, A.BLOCK, of(1), reason="\x1b[2J")


# --- the work ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "value", "logged"),
    [
        (A.LABEL, "tier=gold", "attach label"),
        (A.UNLABEL, "tier", "take off label"),
        (A.HOLD, "", "hold"),
        (A.RELEASE, "", "release"),
        (A.BLOCK, "", "block"),
        (A.ACTIVATE, "", "activate"),
        (A.SEND_ACTIVATION, "", "send activation e-mail"),
        (A.NOTE, "called\ntwice", "add note"),
    ],
)
def test_each_action(sqlite_desk: Desk, add_customer: AddCustomer, action: A, value: str, logged: str) -> None:
    """Bulk work: the operation itself, so one log line for each customer; all of them name the batch."""
    desk, ids = sqlite_desk, [add_customer(sqlite_desk) for _ in range(2)]
    tier = component(desk, TIER)
    for one in ids:
        if action == A.UNLABEL:
            desk.change(labels.attach, one, tier, "silver")
        if action == A.RELEASE:
            desk.change(hold.put_on, one)
    run = done(desk, planned(desk, action, of(*ids), value, reason="audit"))
    batch = desk.ask(batches.read, number(run))
    lines = desk.ask(batches.lines, number(run), ALL).rows
    assert [(line.customer_id, line.line.action) for line in lines] == [(one, logged) for one in ids]
    assert [log_of(desk, one)[0].batch for one in ids] == [run.batch_id] * 2
    assert (batch.asked, batch.done, batch.refused, batch.state) == (2, 2, 0, "finished")
    assert (batch.action, batch.reason) == (action.value, "audit")
    if action in (A.HOLD, A.RELEASE, A.BLOCK, A.ACTIVATE):
        assert {line.line.reason for line in lines} == {"audit"}
    if action == A.LABEL:
        assert texts(desk, ids[0]) == ["Tier: Gold"]
    if action == A.NOTE:
        assert desk.ask(notes.page, ids[0], ALL).rows[0].text == value
        assert "called" not in stored(desk.store, Batch)[0].details
    if action == A.SEND_ACTIVATION:
        assert [mail.reason for mail in mails(desk.store, ids[0])] == ["activation"]


def test_orders_of_the_activated_belong_to_the_batch(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R10: what activating brings with it is part of the batch, too."""
    one = add_customer(sqlite_desk)
    factories.add_purchase(sqlite_desk, one, (OrderType.NEW, "Cloud"), paid=True)
    run = done(sqlite_desk, planned(sqlite_desk, A.ACTIVATE, of(one)))
    lines = sqlite_desk.ask(batches.lines, number(run), ALL).rows
    assert [line.line.action for line in lines] == ["activate", "process order"]


def test_the_world_moves_between_dry_run_and_work(desk: Desk, add_customer: AddCustomer) -> None:
    """Bulk work: nobody is changed whom the dry run did not show, whom the query has no longer, or whom a rule stops.

    They are counted with the reason and stop nobody else, though each that is released leaves the query.
    """
    ids = [add_customer(desk) for _ in range(6)]
    for one in ids[:5]:
        desk.change(hold.put_on, one)
    plan = planned(desk, A.RELEASE, Selection(frozenset([ids[4]]), CustomerQuery("hold:yes")))
    assert list(plan.outcomes.changing) == ids[:5]
    desk.change(hold.release, ids[0])
    desk.change(customers.delete, ids[1], typed_username=customer(desk.store, ids[1]).username)
    desk.change(hold.release, ids[4])
    desk.change(hold.put_on, ids[5])
    run = done(desk, plan)
    assert run.outcomes.refused == {bulk.LEFT: 2, "this customer is not on hold": 1}
    assert list(run.outcomes.changing) == ids[2:4]
    assert customer(desk.store, ids[5]).on_hold_manual
    batch = desk.ask(batches.read, number(run))
    assert (batch.done, batch.refused, batch.query, batch.state) == (2, 3, "hold:yes", "finished")
    assert dict(batch.refusals) == run.outcomes.refused


def test_stopping(sqlite_desk: Desk, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bulk work: it can be stopped; what was done stays done and is said; others had turns in between."""
    monkeypatch.setattr(bulk_run, "TOGETHER", 2)
    monkeypatch.setattr(bulk_run, "TURN", 0)
    ids = [add_customer(sqlite_desk) for _ in range(5)]
    run = BulkRun(sqlite_desk, planned(sqlite_desk, A.BLOCK, of(*ids)))
    assert run.step()
    sqlite_desk.change(status.activate, ids[4])
    assert (run.tried, run.left) == (2, 3)
    run.finish()
    assert statuses(sqlite_desk, *ids) == ["Blocked", "Blocked", "Inactive", "Inactive", "Active"]
    assert run.outcomes.refused == {NO_TURN: 3}
    batch = sqlite_desk.ask(batches.read, number(run))
    assert (batch.done, batch.left, batch.state) == (2, 3, "stopped")
    with pytest.raises(Refused, match="is finished"):
        run.step()


def test_nothing_is_done_twice(desk: Desk, add_customer: AddCustomer) -> None:
    """P1: the same request begins one batch; the same customers of a batch have one turn."""
    ids = [add_customer(desk) for _ in range(3)]
    work = Work(A.NOTE, of(*ids), "called")
    begun = [desk.change(bulk.begin, work, changing=3, refused={}, request_key="k") for _ in range(2)]
    assert begun[0] == begun[1]
    first = desk.change(bulk.do_some, begun[0], work, ids[:2])
    again = desk.change(bulk.do_some, begun[0], work, ids[:2])
    assert (first.done, again.done) == (2, 2)
    assert desk.change(bulk.do_some, begun[0], work, ids).done == 3
    assert [len(desk.ask(notes.page, one, ALL).rows) for one in ids] == [1, 1, 1]
    assert desk.change(bulk.finish, begun[0]) == desk.change(bulk.finish, begun[0])


class Broken(Exception):
    """The connection breaks."""


def test_a_break_in_the_middle(desk: Desk, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch) -> None:
    """P2: after a crash the batch is not finished and says exactly what was done; going on does the rest once."""
    monkeypatch.setattr(bulk_run, "TOGETHER", 2)
    monkeypatch.setattr(bulk_run, "TURN", 0)
    ids = [add_customer(desk) for _ in range(4)]
    run = BulkRun(desk, planned(desk, A.BLOCK, of(*ids)))
    run.step()
    with pytest.raises(Broken), _failing(desk, lambda statement: statement.startswith("UPDATE batches")):
        run.step()
    batch = desk.ask(batches.read, number(run))
    assert (batch.done, batch.finished_at, batch.state) == (2, None, "not finished")
    assert statuses(desk, *ids) == ["Blocked", "Blocked", "Inactive", "Inactive"]
    assert len(stored(desk.store, LogEntry, batch_id=run.batch_id)) == 2
    while run.step():
        pass
    assert run.finish().done == 4
    assert len(stored(desk.store, LogEntry, batch_id=run.batch_id)) == 4


class _failing:  # noqa: N801 - reads like a context
    """Lets the first statement of a kind raise instead of running."""

    def __init__(self, desk: Desk, kind: Callable[[str], bool]) -> None:
        self.engine, self.kind = desk.store.engine, kind

    def _fail(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if self.kind(statement):
            raise Broken

    def __enter__(self) -> None:
        event.listen(self.engine, "before_cursor_execute", self._fail)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._fail)


def test_each_customer_whole_or_not_at_all(desk: Desk, add_customer: AddCustomer, monkeypatch: Any) -> None:
    """P2, R188: one who is refused late leaves nothing behind, and the others of the transaction are stored."""
    ids = [add_customer(desk) for _ in range(3)]
    put_on = hold.put_on

    def late(session: Any, actor: Any, customer_id: int, reason: str = "") -> None:
        put_on(session, actor, customer_id, reason)
        if customer_id == ids[1]:
            raise Refused("too late")

    monkeypatch.setitem(bulk_actions._WITH_REASON, A.HOLD, late)
    run = done(desk, planned(desk, A.HOLD, of(*ids)))
    assert run.outcomes.refused == {"too late": 1}
    assert [customer(desk.store, one).on_hold_manual for one in ids] == [True, False, True]
    assert actions_of(desk, ids[1]) == actions_of(desk, ids[0])[:-1]


# --- who may -------------------------------------------------------------------------------------------------------


def test_rights_and_reach(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R182, R185: each action needs its right, in the dry run and at every chunk; nobody out of reach is seen."""
    near, far = add_customer(sqlite_desk, reseller=_reseller(sqlite_desk)), add_customer(sqlite_desk)
    tech = seat(sqlite_desk, Role.TECH, "North")
    for action in A:
        allowed = action in (A.LABEL, A.UNLABEL, A.NOTE, A.EXPORT)
        assert (bulk_actions.forbidden(tech.actor, action) is None) == allowed
    with pytest.raises(Forbidden, match="your role Tech may not"):
        planned(tech, A.BLOCK, of(near))
    work = Work(A.BLOCK, of(near))
    with pytest.raises(Forbidden):
        tech.change(bulk.begin, work, changing=1, refused={})
    batch_id = sqlite_desk.change(bulk.begin, work, changing=1, refused={})
    with pytest.raises(Forbidden):
        tech.change(bulk.do_some, batch_id, work, [near])
    plan = planned(tech, A.NOTE, of(near, far), "x")
    assert (list(plan.outcomes.changing), plan.outcomes.refused) == ([near], {GONE: 1})
    assert list(planned(tech, A.NOTE, Selection(query=CustomerQuery()), "x").outcomes.changing) == [near]
    run = done(tech, plan)
    note = Work(A.NOTE, of(far), "x")
    mine = tech.change(bulk.begin, note, changing=1, refused={})
    assert tech.change(bulk.do_some, mine, note, [far]).refusals == (Looked(far, GONE),)
    with pytest.raises(NotFound):
        sqlite_desk.change(bulk.finish, mine)
    assert [row.id for row in tech.ask(batches.page, ALL).rows] == [mine, run.batch_id]
    assert len(sqlite_desk.ask(batches.page, ALL).rows) == 3
    with pytest.raises(NotFound):
        tech.ask(batches.read, batch_id)
    panel = Desk(sqlite_desk.store, 1, acting_as=near)
    with pytest.raises(Forbidden, match=IN_PANEL):
        planned(panel, A.NOTE, of(near), "x")
    with pytest.raises(Forbidden, match=IN_PANEL):
        panel.ask(batches.page, ALL)
    with pytest.raises(Forbidden, match=IN_PANEL):
        panel.change(bulk.finish, batch_id)


def _reseller(desk: Desk) -> str:
    factories.reseller(desk.store, "North")
    return "North"


def test_words_for_all() -> None:
    """R49: every action has words; what cannot be undone as a whole is not offered for it."""
    assert set(WORDS) == set(A)
    assert not {A.EXPORT, A.NOTE, A.SEND_ACTIVATION} & REVERSIBLE


# --- export --------------------------------------------------------------------------------------------------------


def test_export(sqlite_desk: Desk, add_customer: AddCustomer, tmp_path: Path) -> None:
    """Bulk work: those marked go to a file, which replaces another only if it is said; one that was stopped is gone."""
    ids = [add_customer(sqlite_desk) for _ in range(3)]
    plan = planned(sqlite_desk, A.EXPORT, of(ids[0], ids[2], 99), str(tmp_path / "x.csv"))
    run = ExportRun(sqlite_desk, plan)
    assert not run.step()
    run.finish()
    with (tmp_path / "x.csv").open(encoding="utf-8") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [str(ids[0]), str(ids[2])]
    assert (tmp_path / "x.csv").stat().st_mode & 0o077 == 0
    assert run.outcomes.refused == {GONE: 1}
    again = ExportRun(sqlite_desk, planned(sqlite_desk, A.EXPORT, of(ids[1]), str(tmp_path / "x.csv")))
    with pytest.raises(Refused, match="is there already"):
        again.step()
    again.finish()
    assert again.outcomes.refused == {NO_FILE: 1}
    over = ExportRun(sqlite_desk, again._plan, overwrite=True)
    over.step()
    over.finish()
    assert f'"{ids[1]}"' in (tmp_path / "x.csv").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.glob("*.csv*")] == ["x.csv"]
    elsewhere = ExportRun(sqlite_desk, planned(sqlite_desk, A.EXPORT, of(ids[1]), str(tmp_path / "no" / "x.csv")))
    with pytest.raises(Refused, match="cannot write"):
        elsewhere.step()
    assert customer(sqlite_desk.store, ids[0]).status == CustomerStatus.INACTIVE
