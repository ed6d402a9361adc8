"""Signing in: passwords, one-time codes, waits, and no hint at what was wrong (R52, R180, R181, P8)."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from argon2 import extract_parameters
from sqlalchemy import select

from billia_tui.db.models import LogEntry, SignInCode, SignInWait, StoreSetting
from billia_tui.db.store import Store
from billia_tui.errors import BilliaError, Forbidden, Invalid, SignedOut
from billia_tui.operations import password_hashes
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import credentials
from billia_tui.operations.staff import door as staff_door
from billia_tui.operations.staff.door import FREE, REFUSED, Door, Lock, Ticket
from billia_tui.operations.staff.listing import AdminData
from billia_tui.operations.store import opening
from billia_tui.operations.store import settings as store_settings
from billia_tui.paging import Window
from billia_tui.vocabulary import Role, SignInRule
from tests.operations.breaking import Broken, breaking
from tests.operations.kit import everything, seat, statements, stored
from tests.operations.staff.kit import HASH, OTHER, SECRET, WRONG, admin, code_of, give
from tests.operations.together import together, url_of

pytestmark = pytest.mark.dear


@pytest.fixture
def door(desk: Desk) -> Door:
    """The door of a store whose ana has a password."""
    give(desk.store, password_hash=HASH)
    return Door(desk.store, "ana")


def refusal(work: Callable[..., object], *args: object) -> str:
    """What it is refused with."""
    with pytest.raises(BilliaError) as refused:
        work(*args)
    return refused.value.text


def failures(store: Store) -> dict[tuple[str, str], int]:
    """How many tries in vain count, by name and source."""
    with store.reading() as session:
        return {(wait.name, wait.source): wait.failures for wait in session.scalars(select(SignInWait))}


def fail(door: Door, times: int, name: str = "ana") -> None:
    """So many tries in vain."""
    for _ in range(times):
        assert refusal(door.sign_in, name, WRONG) == REFUSED


def logged(store: Store) -> list[tuple[int | None, str, int]]:
    """Who did what to which admin, oldest first, as far as it is about signing in."""
    about = ("sign in", "unlock", "refused sign-in", "set password", "change sign-in")
    lines = [line for line in stored(store, LogEntry) if line.action in about]
    return [(line.admin_id, line.action, line.object_id) for line in lines]


def test_the_right_password_and_a_wrong_one(desk: Desk, door: Door) -> None:
    """R181, R186, P4, P8: who signs in is in the log by name; who fails is nobody; what was typed is nowhere."""
    assert refusal(door.sign_in, "ana", WRONG) == REFUSED
    assert failures(desk.store) == {("admin 1", door.source): 1}
    found = door.sign_in(" ANA ", SECRET)
    assert isinstance(found, Desk)
    assert (found.admin_id, failures(desk.store)) == (1, {})
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
    assert "nobody" not in repr(everything(desk.store)["log_entries"]), "a mistyped name may be a password"


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
    assert "admin 1" not in repr(failures(desk.store))
    assert [staff_door.wait_after(number).seconds for number in (FREE, FREE + 3, 50)] == [0, 8, 300]


def test_many_guesses_at_once_are_no_way_round(desk: Desk, door: Door) -> None:
    """R181: a try is counted before it is looked at, so of four at the same moment one is."""
    fail(door, FREE)

    def guess(own: Desk, _: int) -> str:
        return refusal(Door(own.store, "ana").sign_in, "ana", WRONG)

    told = together(desk.store, guess)
    assert told.count(REFUSED) == 1
    assert failures(desk.store) == {("admin 1", door.source): FREE + 1}


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

    late = Door(desk.store, "ana").sign_in("ana", code_of(Desk(desk.store, 1)))
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
    """R181: the password of whoever sits there, with waits; a code, or another's password, is none."""
    give(sqlite_desk.store, password_hash=HASH)
    assert sqlite_desk.ask(staff_door.has_password)
    lock = Lock(sqlite_desk)
    lock.unlock(SECRET)
    for _ in range(FREE + 1):
        assert refusal(lock.unlock, WRONG) == REFUSED
    assert "try again in 2 s" in refusal(lock.unlock, SECRET)
    assert logged(sqlite_desk.store)[:2] == [(1, "unlock", 1), (None, "refused sign-in", 1)]
    frozen.shift(2)
    lock.unlock(SECRET)
    assert refusal(lock.unlock, WRONG) == REFUSED
    lock.unlock(SECRET)
    code = code_of(sqlite_desk)
    assert refusal(Lock(sqlite_desk).unlock, code) == REFUSED
    assert not sqlite_desk.ask(staff_door.has_password)


def test_an_unlock_counts_by_itself(desk: Desk, door: Door, frozen: time_machine.Traveller) -> None:
    """R181: who tries at the door keeps no open console locked; who tries at a locked console keeps nobody out."""
    fail(door, FREE + 1)
    lock = Lock(desk)
    lock.unlock(SECRET)
    for _ in range(FREE + 1):
        refusal(lock.unlock, WRONG)
    assert "try again" in refusal(lock.unlock, SECRET)
    frozen.shift(2)
    assert isinstance(door.sign_in("ana", SECRET), Desk)
    assert "try again" not in refusal(lock.unlock, WRONG)


def test_nobody_keeps_a_colleague_out(desk: Desk, door: Door, frozen: time_machine.Traveller) -> None:
    """R181: whoever tries at the end of each wait is alone with the wait; a good try elsewhere does not end it."""
    elsewhere = Door(desk.store, "ana", source="elsewhere")
    fail(elsewhere, FREE)
    for number in range(8):
        assert refusal(elsewhere.sign_in, "ana", WRONG) == REFUSED
        assert isinstance(door.sign_in("ana", SECRET), Desk), number
        assert "try again" in refusal(elsewhere.sign_in, "ana", SECRET)
        frozen.shift(staff_door.wait_after(FREE + 1 + number))


def test_an_administrator_ends_the_wait(desk: Desk, door: Door) -> None:
    """R180, R181: a new password counts from the start; a code is looked at during any wait, and is no way to guess."""
    fail(door, FREE + 1)
    desk.change(credentials.reset, 1, credentials.by_password(OTHER, OTHER))
    assert failures(desk.store) == {}
    assert isinstance(door.sign_in("ana", OTHER), Desk)
    code = code_of(desk)
    fail(door, FREE + 1)
    assert "try again" in refusal(door.sign_in, "ana", WRONG)
    ticket = door.sign_in("ana", code)
    assert isinstance(ticket, Ticket)
    assert isinstance(door.set_password(ticket, SECRET, SECRET), Desk)


def test_old_tries_are_forgotten(desk: Desk, door: Door, frozen: time_machine.Traveller) -> None:
    """R181, P8: after a day; and nothing is kept of a name that nobody has but a little of its hash."""
    fail(door, FREE + 1, "staple 815 horse")
    (name, source), *others = failures(desk.store)
    assert (len(name), source, others) == (len("nobody 123"), door.source, [])
    frozen.shift(staff_door.REMEMBERED + timedelta(seconds=1))
    fail(door, 1)
    assert failures(desk.store) == {("admin 1", door.source): 1}


def test_a_wait_does_not_tell_who_is_an_admin(desk: Desk, door: Door) -> None:
    """R181: a new process has forgotten neither the wait of an admin nor that of a name that nobody has."""
    for name in ("ana", "nobody"):
        fail(door, FREE + 1, name)
        assert "try again" in refusal(Door(desk.store, "").sign_in, name, WRONG), name


def test_a_new_password_ends_other_sessions(desk: Desk) -> None:
    """R180: at their next action, in a locked console too; the one that set it goes on, as does who came after."""
    rosa = desk.change(staff_changes.add, "rosa", AdminData("R", "N", role="Administrator"), credentials.SignIn(HASH))
    own, other = Desk(desk.store, rosa), Desk(desk.store, rosa)
    own.change(credentials.reset, rosa, credentials.by_password(OTHER, OTHER))
    assert own.change(store_settings.change_sign_in, SignInRule.REQUIRED)
    with pytest.raises(SignedOut, match="sign in again"):
        other.change(store_settings.change_sign_in, SignInRule.OPTIONAL)
    with pytest.raises(SignedOut):
        Lock(other).unlock(OTHER)
    other.recognise_next()
    with pytest.raises(SignedOut):
        other.ask(store_settings.sign_in_rule)

    code = code_of(desk, rosa)
    with pytest.raises(SignedOut):
        own.change(store_settings.change_sign_in, SignInRule.OPTIONAL)
    door = Door(desk.store, "rosa")
    early, ticket = Desk(desk.store, rosa), door.sign_in("rosa", code)
    assert isinstance(ticket, Ticket)
    late = door.set_password(ticket, SECRET, SECRET)
    assert late.change(store_settings.change_sign_in, SignInRule.OPTIONAL)
    with pytest.raises(SignedOut):
        early.change(store_settings.change_sign_in, SignInRule.REQUIRED)
    with pytest.raises(SignedOut):
        early.change(credentials.reset, rosa, credentials.by_password(OTHER, OTHER))


def test_a_code_dies_with_a_deactivation(desk: Desk) -> None:
    """R180, R181: an admin who is active again needs another one; consoles that were open stay ended."""
    rosa = desk.change(staff_changes.add, "rosa", AdminData("R", "N", role="Support"), credentials.SignIn(HASH))
    code, seated, door = code_of(desk, rosa), Desk(desk.store, rosa), Door(desk.store, "rosa")
    ticket = door.sign_in("rosa", code)
    for status in ("inactive", "active"):
        desk.change(staff_changes.edit, rosa, {"status": status})
    assert refusal(door.sign_in, "rosa", code) == REFUSED
    assert isinstance(ticket, Ticket)
    assert refusal(door.set_password, ticket, OTHER, OTHER) == staff_door.CODE_GONE
    with pytest.raises(SignedOut):
        seated.change(store_settings.change_sign_in, SignInRule.OPTIONAL)


def test_where_tries_come_from(sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """R181: the account that the system knows, whatever the environment says."""
    for name in ("USER", "LOGNAME", "SSH_CLIENT", "SSH_CONNECTION"):
        monkeypatch.setenv(name, "198.51.100.7")
    source = Door(sqlite_desk.store, "ana").source
    assert source.startswith(f"{os.getuid()} at ")
    assert "198.51" not in source


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
