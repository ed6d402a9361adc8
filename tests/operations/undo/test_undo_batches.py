"""Undo of batches, any course of changes in reverse, and what is offered where."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billia_tui import clock
from billia_tui.db.models import Batch
from billia_tui.db.store import Store
from billia_tui.errors import BilliaError, NotFound, Refused
from billia_tui.operations.bulk import batches
from billia_tui.operations.bulk import work as bulk
from billia_tui.operations.bulk.actions import BulkAction
from billia_tui.operations.customers import companies, status
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.undo import batch as undo_batch
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.undo.batch import UndoRun
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import limit_history as credit
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import Role
from tests.conftest import COURSES, AddCustomer
from tests.operations.bulk.kit import done, number, of, planned
from tests.operations.kit import ALL, COMPANY, customer, seat, stored
from tests.operations.labels.kit import REGION, TIER, component
from tests.operations.undo.kit import CHANGES, state, take_back_last, tier_of

pytestmark = pytest.mark.dear


def taken_back(desk: Desk, batch_id: int) -> undo_batch.Progress:
    """A batch taken back to its end."""
    run = UndoRun(desk, batch_id)
    while run.step():
        pass
    found = run.finish()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("action", "value"), [(BulkAction.HOLD, ""), (BulkAction.BLOCK, ""), (BulkAction.LABEL, "tier=gold")]
)
def test_a_batch_goes_back(desk: Desk, add_customer: AddCustomer, action: BulkAction, value: str) -> None:
    """Undo, bulk: as a batch of its own, each line of it names one of the first; who was changed meanwhile stays."""
    ids = [add_customer(desk) for _ in range(4)]
    component(desk, TIER)
    before = [state(desk, ident) for ident in ids]
    batch = number(done(desk, planned(desk, action, of(*ids), value)))
    sam = seat(desk, Role.ADMINISTRATOR, username="sam")
    _meddle(sam, ids[1], action)
    meddled = state(desk, ids[1])
    offered = desk.ask(undo.last)
    assert (offered.batch_id, offered.customers, offered.refusal) == (batch, 4, "")
    assert offered.what == f"batch {batch}: {action} of 4 customers"
    back = taken_back(desk, batch)
    assert (back.asked, back.done, back.refused) == (4, 3, 1)
    assert all(reason.startswith("sam changed it") for reason in back.reasons)
    assert [state(desk, ident) for ident in ids] == [before[0], meddled, before[2], before[3]]
    row = desk.ask(batches.read, back.batch_id)
    assert (row.undoes, row.state, row.action, row.refused) == (batch, "finished", f"undo {action}", 1)
    assert len(desk.ask(batches.lines, back.batch_id, ALL).rows) == 3
    (stays,) = desk.ask(undo_batch.left, batch, ALL).rows
    assert (stays.customer_id, stays.refusal.startswith("sam changed it")) == (ids[1], True)
    assert desk.ask(undo_batch.find, batch).refusal == f"batch {batch} was taken back already"
    with pytest.raises(NotFound):
        sam.ask(undo_batch.left, batch, ALL)
    with pytest.raises(Refused, match="taken back already"):
        desk.change(undo_batch.begin, batch)
    with pytest.raises(Refused, match="took back"):
        desk.change(undo_batch.begin, back.batch_id)


def _meddle(sam: Desk, ident: int, action: BulkAction) -> None:
    match action:
        case BulkAction.HOLD:
            sam.change(hold.release, ident)
        case BulkAction.BLOCK:
            sam.change(status.activate, ident)
        case _:
            sam.change(labels.detach, ident, tier_of(sam, ident))


def test_a_batch_that_was_stopped_is_taken_up_again(
    desk: Desk, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Undo, bulk, P2: stopped half-way, what is left goes back later; the same request begins nothing twice (P1)."""
    monkeypatch.setattr(undo_batch, "TOGETHER", 2)
    ids = [add_customer(desk) for _ in range(5)]
    batch = number(done(desk, planned(desk, BulkAction.HOLD, of(*ids))))
    first = desk.change(undo_batch.begin, batch, request_key="k")
    assert desk.change(undo_batch.begin, batch, request_key="k").batch_id == first.batch_id
    some = desk.change(undo_batch.do_some, first.batch_id)
    assert (some.done, some.more) == (2, True)
    assert desk.change(undo_batch.finish, first.batch_id).done == 2
    with pytest.raises(Refused, match="finished"):
        desk.change(undo_batch.do_some, first.batch_id)
    assert desk.ask(undo.last).batch_id == batch
    rest = taken_back(desk, batch)
    assert (rest.asked, rest.done) == (3, 3)
    assert not any(customer(desk.store, ident).on_hold_manual for ident in ids)
    assert len(stored(desk.store, Batch, undoes=batch)) == 2


def test_a_batch_that_was_broken_off_goes_back(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """Undo, bulk, P6: what was done before the line was lost; if it still goes on somewhere, it ends there."""
    desk = sqlite_desk
    ids = [add_customer(desk) for _ in range(3)]
    plan = planned(desk, BulkAction.HOLD, of(*ids))
    batch = desk.change(bulk.begin, plan.work, changing=3, refused={})
    desk.change(bulk.do_some, batch, plan.work, ids[:2])
    offered = desk.ask(undo.last)
    assert (offered.batch_id, offered.customers, offered.refusal) == (batch, 2, "")
    assert "taking it back ends it" in offered.warning
    back = taken_back(desk, batch)
    assert (back.asked, back.done) == (2, 2)
    with pytest.raises(Refused, match="is finished"):
        desk.change(bulk.do_some, batch, plan.work, ids[2:])
    assert not any(customer(desk.store, ident).on_hold_manual for ident in ids)


def test_a_batch_that_cannot_go_back_is_passed_over(desk: Desk, add_customer: AddCustomer) -> None:
    """Undo, bulk: mails that were sent stay sent; the change before it is offered, and the reason is said."""
    ids = [add_customer(desk) for _ in range(2)]
    desk.change(hold.put_on, ids[0])
    batch = number(done(desk, planned(desk, BulkAction.SEND_ACTIVATION, of(*ids))))
    offered = desk.ask(undo.last)
    assert offered.action == "hold"
    assert f"batch {batch}, send-activation: it cannot be taken back" in offered.passed_over
    with pytest.raises(Refused, match="cannot be taken back"):
        desk.change(undo_batch.begin, batch)
    assert [one.action for one in desk.ask(undo.recent, 10)] == ["hold"]


STEPS = [*sorted(set(CHANGES) - {"edit e-mail"}), "release", "activate"]


@settings(max_examples=COURSES, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=7))
def test_any_changes_go_back_in_reverse(sqlite_store: Store, add_customer: AddCustomer, steps: list[str]) -> None:
    """Undo: whatever was changed, taking back one after the other ends at the beginning."""
    desk = Desk(sqlite_store, 1)
    ident = add_customer(desk)
    desk.change(status.activate, ident)
    desk.change(companies.add, ident, COMPANY)
    desk.change(notes.add, ident, "call back")
    for data in (TIER, REGION):
        if data.name not in {offer.name for offer in desk.ask(labels.offered, labels.USERS, ident)}:
            component(desk, data)
    before = state(desk, ident)
    for step in steps:
        try:
            _step(desk, ident, step)
        except (BilliaError, IndexError):
            continue
    for _ in range(100):
        if state(desk, ident) == before:
            break
        take_back_last(desk)
    assert state(desk, ident) == before


def _step(desk: Desk, ident: int, step: str) -> None:
    if step == "release":
        desk.change(hold.release, ident)
    elif step == "activate":
        desk.change(status.activate, ident)
    elif step == "attach label":
        tied = {offer.name: offer.component_id for offer in desk.ask(labels.offered, labels.USERS, ident)}
        desk.change(labels.attach, ident, tied["Region"], "eu")
    else:
        CHANGES[step](desk, ident)


def test_the_history_of_limits_keeps_both(desk: Desk, maria: int) -> None:
    """Undo, R25: a limit that was taken back is a second row of its history, not one that is gone."""
    desk.change(wallet.set_credit_limit, maria, "40")
    take_back_last(desk)
    assert [(str(row.old), str(row.new)) for row in desk.ask(credit.history, maria, ALL).rows] == [
        ("40.00 EUR", "0.00 EUR"),
        ("0.00 EUR", "40.00 EUR"),
    ]


def test_here_is_a_customer_or_the_session(desk: Desk, add_customer: AddCustomer) -> None:
    """R223: on a page the last change of this customer, on the list the last of the session; else nothing to undo."""
    maria, boris, third = (add_customer(desk) for _ in range(3))
    desk.change(hold.put_on, maria)
    desk.change(hold.put_on, boris)
    assert desk.ask(undo.last, customer_id=maria).customer_id == maria
    assert desk.ask(undo.last, customer_id=boris).customer_id == boris
    assert desk.ask(undo.last, since=desk.seated_at).customer_id == boris
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        later = Desk(desk.store, desk.admin_id)
        with pytest.raises(Refused, match=r"^nothing to undo here"):
            later.ask(undo.last, since=later.seated_at)
        assert later.ask(undo.last, customer_id=maria).customer_id == maria
    desk.change(wallet.add_funds, third, "5.00", "")
    with pytest.raises(Refused, match=r"^nothing to undo here.*funds"):
        desk.ask(undo.last, customer_id=third)


def test_a_batch_is_not_offered_on_the_page_of_one_customer(desk: Desk, add_customer: AddCustomer) -> None:
    """R223: it would take back the others as well; how that is done is said."""
    ids = [add_customer(desk) for _ in range(2)]
    batch = number(done(desk, planned(desk, BulkAction.HOLD, of(*ids))))
    with pytest.raises(Refused, match=f"^nothing to undo here.*billia undo --batch {batch}"):
        desk.ask(undo.last, customer_id=ids[0])
    assert desk.ask(undo.last, since=desk.seated_at).batch_id == batch
