"""Whom an Administrator may change: not oneself, and nobody who reaches further (R181, R185)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from billia_tui.db.models import Admin
from billia_tui.db.store import Store
from billia_tui.errors import BilliaError, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import credentials
from billia_tui.operations.staff import listing as staff
from billia_tui.vocabulary import AdminStatus, Role
from tests import factories
from tests.conftest import DeskOfRole
from tests.operations.kit import everything, stored
from tests.operations.staff.hiring import HASH, hire, row_of, usernames

pytestmark = pytest.mark.dear

# --- oneself and the last one (R181) ------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{"role": "Tech"}, {"status": "Inactive"}, {"reseller": "North"}])
def test_nobody_demotes_or_blocks_themselves(desk: Desk, changes: dict[str, str]) -> None:
    """R181: not even as one of two; the own names can be changed."""
    factories.reseller(desk.store, "North")
    hire(desk, role="Administrator")
    before = everything(desk.store)
    with pytest.raises(Refused, match="nobody can do this to themselves"):
        desk.change(staff_changes.edit, 1, changes)
    with pytest.raises(Refused, match="nobody can do this to themselves"):
        desk.change(staff_changes.delete, 1)
    assert everything(desk.store) == before
    assert staff.why_not_delete(desk.actor, row_of(desk, 1)) == staff.NOT_ONESELF
    assert staff.why_not_change(row_of(desk, 1)) is None
    assert desk.change(staff_changes.edit, 1, {"first_name": "Ana", "last_name": "Lima"}) == ["first_name", "last_name"]


MUTUAL: dict[str, Callable[[Desk, int], Any]] = {
    "demote": lambda desk, other: desk.change(staff_changes.edit, other, {"role": "Tech"}),
    "block": lambda desk, other: desk.change(staff_changes.edit, other, {"status": "Inactive"}),
    "delete": lambda desk, other: desk.change(staff_changes.delete, other),
}


@pytest.mark.parametrize("how", MUTUAL)
def test_administrators_at_the_same_moment(desk: Desk, how: str) -> None:
    """R181: of several who take each other's place at the same moment one always remains."""
    admins = [hire(desk, f"boss{number}", role="Administrator") for number in range(3)]
    with desk.store.writing() as session:
        session.get_one(Admin, 1).status = AdminStatus.INACTIVE
    start = threading.Barrier(3)

    def work(number: int) -> Any:
        own = Desk(desk.store, admins[number])
        start.wait(timeout=30)
        answers = []
        for step in (1, 2):
            try:
                answers.append(MUTUAL[how](own, admins[(number + step) % 3]))
            except BilliaError as refused:
                answers.append(refused)
        return answers

    with ThreadPoolExecutor(3) as pool:
        answers = [answer for each in pool.map(work, range(3)) for answer in each]
    left = [a for a in stored(desk.store, Admin) if (a.role, a.status) == (Role.ADMINISTRATOR, AdminStatus.ACTIVE)]
    assert left
    if how == "delete":  # who has deleted another one has worked
        assert all(isinstance(answer, BilliaError) or answer is None for answer in answers)
    else:
        assert len(left) == 1


def test_one_who_was_demoted_while_waiting(store: Store, desk: Desk) -> None:
    """R181: the lock is followed by a second look at who acts: on a server the first look may be old."""
    other = hire(desk, role="Administrator")
    stale = Desk(store, other).actor
    desk.change(staff_changes.edit, other, {"role": "Tech"})
    with pytest.raises(Forbidden, match="your role Tech may not"), store.writing() as session:
        staff_changes.edit(session, stale, 1, {"role": "Tech"})
    desk.change(staff_changes.edit, other, {"status": "Inactive"})
    with pytest.raises(Forbidden, match="not active"), store.writing() as session:
        staff_changes.delete(session, stale, 1)


# --- reach (R185) -------------------------------------------------------------------------------------------------


@pytest.fixture
def north(desk: Desk, desk_of_role: DeskOfRole) -> Desk:
    """The Administrator of North, who reaches South, too; South reaches West."""
    factories.reseller(desk.store, "South", reaches=("West",))
    factories.reseller(desk.store, "East")
    factories.reseller(desk.store, "North", reaches=("South", "East"))
    for name in ("North", "South", "East", "West"):
        factories.admin(
            desk.store, f"of-{name}", Role.TECH, reseller_id=factories.reseller(desk.store, name), first_name=name
        )
    return desk_of_role(Role.ADMINISTRATOR, "North", username="nora")


def test_an_administrator_sees_the_admins_in_reach(desk: Desk, north: Desk) -> None:
    """R185: list, search, details and finding end where the reach ends."""
    assert usernames(north) == ["nora", "of-East", "of-North", "of-South"]
    assert usernames(north, "of-") == ["of-East", "of-North", "of-South"]
    assert len(usernames(desk)) == 6
    for out in ("ana", "of-West"):
        ident = desk.ask(staff.find, out)
        for question in (lambda i=ident: north.ask(staff.details, i), lambda name=out: north.ask(staff.find, name)):
            with pytest.raises(NotFound, match="there is no admin"):
                question()


def test_an_administrator_changes_those_who_reach_no_further(desk: Desk, north: Desk) -> None:
    """R185: a new password for someone who reaches further would open what is closed; so would a place there."""
    ids = {name: desk.ask(staff.find, name) for name in ("ana", "of-East", "of-South", "of-West", "of-North")}
    before = everything(desk.store)
    calls: list[Callable[[int], Any]] = [
        lambda ident: north.change(staff_changes.edit, ident, {"first_name": "x"}),
        lambda ident: north.change(staff_changes.delete, ident),
        lambda ident: north.change(credentials.reset, ident, HASH),
    ]
    for call in calls:
        for name in ("ana", "of-West"):
            with pytest.raises(NotFound, match="there is no admin"):
                call(ids[name])
        with pytest.raises(Refused, match="reach customers that you do not"):
            call(ids["of-South"])
    for reseller, why in (("South", "reach customers"), ("West", "there is no reseller"), ("default", "there is no")):
        with pytest.raises(Invalid, match=f"reseller: .*{why}"):
            hire(north, reseller=reseller)
        with pytest.raises(Invalid, match=f"reseller: .*{why}"):
            north.change(staff_changes.edit, ids["of-East"], {"reseller": reseller})
    assert everything(desk.store) == before
    assert staff.why_not_change(row_of(north, ids["of-South"]))
    assert not row_of(desk, ids["of-South"]).refusal
    assert north.change(staff_changes.edit, ids["of-East"], {"reseller": "North", "last_name": "x"})
    north.change(staff_changes.delete, ids["of-East"])
    assert row_of(north, hire(north, reseller="East")).reseller == "East"


def test_a_master_in_reach_reaches_further(desk: Desk, desk_of_role: DeskOfRole) -> None:
    """R184, R185: whoever reaches the customers of "default" does not manage its admins."""
    factories.reseller(desk.store, "Friend", reaches=("default",))
    friend = desk_of_role(Role.ADMINISTRATOR, "Friend")
    assert "ana" in usernames(friend)
    with pytest.raises(Refused, match="reach customers that you do not"):
        friend.change(credentials.reset, 1, HASH)
