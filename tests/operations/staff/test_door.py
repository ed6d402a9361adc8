"""Signing in: passwords, one-time codes, waits, and no hint at what was wrong (R52, R180, R181, P8)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher, extract_parameters

from billia_tui.db.models import Admin, LogEntry, SignInCode, StoreSetting
from billia_tui.db.store import Store
from billia_tui.errors import BilliaError, Forbidden, Invalid, SignedOut
from billia_tui.operations import password_hashes
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import credentials
from billia_tui.operations.staff import door as staff_door
from billia_tui.operations.staff.door import FREE, REFUSED, Door, Ticket
from billia_tui.operations.staff.listing import AdminData
from billia_tui.operations.store import opening
from billia_tui.operations.store import settings as store_settings
from billia_tui.paging import Window
from billia_tui.vocabulary import Role, SignInRule
from tests.operations.breaking import Broken, breaking
from tests.operations.kit import everything, seat, statements, stored
from tests.operations.test_concurrency import together, url_of

pytestmark = pytest.mark.dear

SECRET = "horse 4711"  # noqa: S105 - no one has it
OTHER = "staple 815"
WRONG = "wrong 0815"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(SECRET)
"""Of little work, so that tests are quick; it is made anew when its owner signs in."""


@pytest.fixture
def door(desk: Desk) -> Door:
    """The door of a store whose ana has a password."""
    give(desk.store, password_hash=HASH)
    return Door(desk.store, "ana")


def give(store: Store, admin_id: int = 1, **values: Any) -> None:
    """Sets columns of an admin."""
    with store.writing() as session:
        admin = session.get_one(Admin, admin_id)
        for name, value in values.items():
            setattr(admin, name, value)


def code_of(desk: Desk, admin_id: int = 1) -> str:
    """A fresh one-time code of an admin."""
    code, given = credentials.by_code()
    desk.change(credentials.reset, admin_id, given)
    return code


def refusal(work: Callable[..., object], *args: object) -> str:
    """What it is refused with."""
    with pytest.raises(BilliaError) as refused:
        work(*args)
    return refused.value.text


def admin(store: Store, admin_id: int = 1) -> Admin:
    """The row of an admin."""
    (row,) = stored(store, Admin, id=admin_id)
    assert isinstance(row, Admin)
    return row


def logged(store: Store) -> list[tuple[int | None, str, int]]:
    """Who did what to which admin, oldest first, as far as it is about signing in."""
    about = ("sign in", "unlock", "refused sign-in", "set password", "change sign-in")
    lines = [line for line in stored(store, LogEntry) if line.action in about]
    return [(line.admin_id, line.action, line.object_id) for line in lines]


def test_the_right_password_and_a_wrong_one(desk: Desk, door: Door) -> None:
    """R181, R186, P4, P8: who signs in is in the log by name; who fails is nobody; what was typed is nowhere."""
    assert refusal(door.sign_in, "ana", WRONG) == REFUSED
    assert admin(desk.store).failed_sign_ins == 1
    found = door.sign_in(" ANA ", SECRET)
    assert isinstance(found, Desk)
    assert (found.admin_id, admin(desk.store).failed_sign_ins) == (1, 0)
    assert logged(desk.store) == [(None, "refused sign-in", 1), (1, "sign in", 1)]
    everywhere = repr(everything(desk.store))
    assert SECRET not in everywhere
    assert WRONG not in everywhere


def test_nothing_tells_what_was_wrong(desk: Desk, door: Door, frozen: time_machine.Traveller) -> None:
    """R181, P8: an unknown name, another's, no password, an old code, a used one: one sentence, the same statements."""
    rosa = desk.change(staff_changes.add, "rosa", AdminData("R", "N", role="Support"), credentials.SignIn())
    old = code_of(desk, rosa)
    frozen.shift(credentials.CODE_LIFETIME)
    gone = desk.change(staff_changes.add, "gone", AdminData("G", "O", role="Sales"), credentials.SignIn(HASH))
    give(desk.store, gone, status="inactive")
    told, asked = [], []
    for name, typed in (("nobody", SECRET), ("\ud800", WRONG), ("ana", WRONG), ("gone", SECRET), ("rosa", old)):
        with statements(desk.store) as seen:
            told.append(refusal(door.sign_in, name, typed))
        asked.append([statement for statement in seen if "log_heads" not in statement])
    assert told == [REFUSED] * 5
    assert asked[1:] == asked[:-1]
    assert [line[:2] for line in logged(desk.store)] == [(None, "refused sign-in")] * 5
    kept = repr(everything(desk.store)["log_entries"])
    assert "nobody" not in kept, "a mistyped name may be a password"


def test_a_hash_that_nobody_has_takes_the_work_of_a_new_one() -> None:
    """R181: whoever has no password is refused after as much work."""
    nobodys = password_hashes.nobodys()
    assert extract_parameters(nobodys) == extract_parameters(password_hashes.hashed(SECRET))
    assert not password_hashes.matches(nobodys, SECRET)
    assert not password_hashes.matches("no hash at all", SECRET)


def test_after_some_tries_there_is_a_wait(desk: Desk, door: Door, frozen: time_machine.Traveller) -> None:
    """R181: the wait doubles, for a name that nobody has as well; meanwhile not even the password is looked at."""
    for name in ("ana", "nobody"):
        for _ in range(FREE + 1):
            assert refusal(door.sign_in, name, WRONG) == REFUSED
        assert refusal(door.sign_in, name, SECRET) == "too many tries in vain; try again in 2 s"
    assert "try again in 2 s" in refusal(Door(desk.store, "ana").sign_in, "ana", SECRET), "in every console"
    frozen.shift(2)
    assert refusal(door.sign_in, "ana", WRONG) == REFUSED
    frozen.shift(3)
    assert "try again in 1 s" in refusal(door.sign_in, "ana", SECRET)
    frozen.shift(1)
    assert isinstance(door.sign_in("ana", SECRET), Desk)
    assert (admin(desk.store).failed_sign_ins, admin(desk.store).no_sign_in_before) == (0, None)
    assert [staff_door.wait_after(number).seconds for number in (FREE, FREE + 3, 50)] == [0, 8, 300]


def test_many_guesses_at_once_are_no_way_round(desk: Desk, door: Door) -> None:
    """R181: a try is counted before it is looked at, so of four at the same moment one is."""
    give(desk.store, failed_sign_ins=FREE)

    def guess(own: Desk, _: int) -> str:
        return refusal(Door(own.store, "ana").sign_in, "ana", WRONG)

    told = together(desk.store, guess)
    assert told.count(REFUSED) == 1
    assert admin(desk.store).failed_sign_ins == FREE + 1


def test_a_code_asks_for_a_new_password(desk: Desk, frozen: time_machine.Traveller) -> None:
    """R180: however it is typed; it is spent with the new password, once, both or nothing; the log has both."""
    code, door = code_of(desk), Door(desk.store, "ana")
    ticket = door.sign_in("ana", code.lower().replace("-", " "))
    assert isinstance(ticket, Ticket)
    assert code not in repr(ticket)
    assert "1" not in repr(ticket)
    with pytest.raises(Invalid):
        door.set_password(ticket, "short", "short")
    before = everything(desk.store)
    for at in (2, 3):
        with pytest.raises(Broken), breaking(desk.store, at):
            door.set_password(ticket, OTHER, OTHER)
    assert everything(desk.store) == before
    assert isinstance(door.set_password(ticket, OTHER, OTHER), Desk)
    assert not admin(desk.store).must_change_password
    assert logged(desk.store) == [(1, "set password", 1), (1, "sign in", 1)]
    assert refusal(door.set_password, ticket, SECRET, SECRET) == staff_door.CODE_GONE
    assert refusal(door.sign_in, "ana", code) == REFUSED
    assert isinstance(door.sign_in("ana", OTHER), Desk)

    late = Door(desk.store, "ana").sign_in("ana", code_of(desk))
    frozen.shift(credentials.CODE_LIFETIME)
    assert isinstance(late, Ticket)
    assert refusal(door.set_password, late, SECRET, SECRET) == staff_door.CODE_GONE


def test_of_two_with_the_same_code_one_gets_in(desk: Desk) -> None:
    """R180: both have seen that the code is good; one statement decides."""
    ticket = Door(desk.store, "ana").sign_in("ana", code_of(desk))
    assert isinstance(ticket, Ticket)

    def redeem(own: Desk, number: int) -> str:
        Door(own.store, "ana").set_password(ticket, OTHER + str(number), OTHER + str(number))
        return "in"

    told = [getattr(one, "text", one) for one in together(desk.store, redeem, writers=3)]
    assert sorted(told) == sorted(["in", staff_door.CODE_GONE, staff_door.CODE_GONE])
    (code,) = stored(desk.store, SignInCode)
    assert code.used_at is not None
    assert isinstance(Door(desk.store, "ana").sign_in("ana", OTHER + str(told.index("in"))), Desk)


def test_a_hash_of_little_work_is_made_anew(desk: Desk, door: Door) -> None:
    """P8: raised work holds for those who sign in; the same password, and not for who was refused."""
    refusal(door.sign_in, "ana", WRONG)
    assert admin(desk.store).password_hash == HASH
    door.sign_in("ana", SECRET)
    fresh = admin(desk.store).password_hash
    assert fresh is not None
    assert extract_parameters(fresh).memory_cost == password_hashes.MEMORY_KIB
    door.sign_in("ana", SECRET)
    assert admin(desk.store).password_hash == fresh


def test_a_key_that_names_the_admin_names_nobody_else(sqlite_desk: Desk) -> None:
    """P4: with a forced command another name changes nothing."""
    eva = sqlite_desk.change(staff_changes.add, "eva", AdminData("E", "L", role="Tech"), credentials.SignIn(HASH))
    found = Door(sqlite_desk.store, "eva", fixed=True).sign_in("ana", SECRET)
    assert isinstance(found, Desk)
    assert found.admin_id == eva


def test_unlocking(sqlite_desk: Desk, frozen: time_machine.Traveller) -> None:
    """R181: the password of whoever sits there, with the same waits; a code, or another's password, is none."""
    give(sqlite_desk.store, password_hash=HASH)
    assert sqlite_desk.ask(staff_door.has_password)
    staff_door.unlock(sqlite_desk, SECRET)
    give(sqlite_desk.store, failed_sign_ins=FREE)
    assert refusal(staff_door.unlock, sqlite_desk, WRONG) == REFUSED
    assert "try again in 2 s" in refusal(staff_door.unlock, sqlite_desk, SECRET)
    assert logged(sqlite_desk.store)[:2] == [(1, "unlock", 1), (None, "refused sign-in", 1)]
    code = code_of(sqlite_desk)
    give(sqlite_desk.store, failed_sign_ins=0, no_sign_in_before=None)
    assert refusal(staff_door.unlock, sqlite_desk, code) == REFUSED
    assert not sqlite_desk.ask(staff_door.has_password)


def test_who_is_inactive_is_signed_out(desk: Desk) -> None:
    """R181: at the next action, with an error of its own; a panel that closes is another matter."""
    rosa = seat(desk, Role.SUPPORT, username="rosa")
    give(desk.store, rosa.admin_id, status="inactive")
    for _ in range(2):
        with pytest.raises(SignedOut, match="this admin is not active; ask an Administrator"):
            rosa.change(store_settings.change_sign_in, SignInRule.OPTIONAL)
    rosa.recognise_next()
    with pytest.raises(SignedOut):
        rosa.ask(customer_list.page, CustomerQuery(), Window(limit=1))


def test_a_store_asks_for_a_sign_in(desk: Desk, frozen: time_machine.Traveller) -> None:
    """R180, R185, R186: logged, for Administrators of everything who can sign in themselves; nobody is shut out."""
    change, url = store_settings.change_sign_in, url_of(desk.store)
    assert "shut yourself out" in refusal(desk.change, change, SignInRule.REQUIRED)
    code_of(desk)
    frozen.shift(timedelta(hours=24))
    assert "shut yourself out" in refusal(desk.change, change, SignInRule.REQUIRED), "that code is too old"
    give(desk.store, password_hash=HASH)
    for other, why in ((seat(desk, Role.SUPPORT), "your role"), (seat(desk, Role.ADMINISTRATOR, "north"), "reseller")):
        assert why in refusal(other.change, change, SignInRule.OPTIONAL)
    assert [desk.change(change, SignInRule.REQUIRED) for _ in range(2)] == [True, False]
    (row,) = [line for line in stored(desk.store, LogEntry) if line.action == "change sign-in"]
    assert (row.before, row.after) == ('{"sign_in":"optional"}', '{"sign_in":"required"}')

    assert refusal(opening.open_desk, url, "ana") == opening.ASKS
    with pytest.raises(Forbidden):
        opening.open_desk(url, "nobody")
    for name in ("ana", "nobody"):
        door = opening.open_door(url, name)
        assert isinstance(door, Door)
        door.store.close()
    trusted = opening.open_desk(url, "ana", trusted=True)
    assert trusted.change(change, SignInRule.OPTIONAL)
    trusted.store.close()
    assert desk.ask(store_settings.sign_in_rule) == SignInRule.OPTIONAL
    with desk.store.reading() as session:
        assert session.get_one(StoreSetting, "sign_in").value == "optional"
    found = opening.open_door(url, "ana")
    assert isinstance(found, Desk)
    found.store.close()
