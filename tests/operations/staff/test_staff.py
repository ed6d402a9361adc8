"""Managing admins: list, add, edit, delete (R178, R179, R181, R185, R189)."""

import pytest

from billia_tui.db.models import Admin, LogEntry
from billia_tui.db.store import Store
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import credentials
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.staff.credentials import SignIn
from billia_tui.paging import Window
from billia_tui.vocabulary import AdminStatus, Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.kit import everything, log_count, questions, stored
from tests.operations.staff.hiring import HASH, ROSA, hire, row_of, usernames

pytestmark = pytest.mark.dear


def last_line(store: Store) -> LogEntry:
    """The newest line of the log."""
    line: LogEntry = stored(store, LogEntry)[-1]
    return line


# --- adding (R179) ------------------------------------------------------------------------------------------------


def test_a_new_admin(desk: Desk) -> None:
    """R179, R186: all fields arrive, the log says which, and that admin can sit down."""
    ident = hire(desk, "Rosa", developer="yes", reseller="DEFAULT")
    row = row_of(desk, ident)
    assert (row.username, row.name, row.reseller) == ("Rosa", "Rosa Núñez", "Default")
    assert (row.role, row.status, row.developer, row.new_password) == (Role.SUPPORT, AdminStatus.ACTIVE, True, False)
    line = last_line(desk.store)
    assert (line.admin_id, line.customer_id, line.object, line.object_id) == (1, None, "admin", ident)
    assert (line.action, line.before) == ("add admin", "{}")
    assert '"username":"Rosa"' in line.after
    assert '"role":"Support"' in line.after
    assert Desk(desk.store, ident).actor.developer


@pytest.mark.parametrize(
    ("username", "changes", "fields"),
    [
        ("", {"first_name": " ", "last_name": ""}, ["username", "first_name", "last_name"]),
        ("two words", {}, ["username"]),
        ("x" * 61, {}, ["username"]),
        ("a\x1bb", {"first_name": "a\u202eb"}, ["username", "first_name"]),
        ("ANA", {}, ["username"]),
        ("rosa", {"role": "King", "status": "Away", "developer": "maybe"}, ["role", "status", "developer"]),
        ("rosa", {"role": ""}, ["role"]),
        ("rosa", {"reseller": "Nobody"}, ["reseller"]),
        ("rosa", {"role": " administrator ", "status": "ACTIVE", "developer": "No"}, []),
    ],
)
def test_what_is_asked_of_a_new_admin(
    sqlite_desk: Desk, username: str, changes: dict[str, str], fields: list[str]
) -> None:
    """R179: names are required, usernames unique whatever their case; all mistakes at once, nothing stored."""
    before = everything(sqlite_desk.store)
    if not fields:
        assert row_of(sqlite_desk, hire(sqlite_desk, username, **changes)).role == Role.ADMINISTRATOR
        return
    with pytest.raises(Invalid) as refused:
        hire(sqlite_desk, username, **changes)
    assert list(refused.value.fields) == fields
    assert everything(sqlite_desk.store) == before


def test_the_same_request_is_one_admin(desk: Desk) -> None:
    """P1, R52: the key remembers what was asked, not what signs in; another request with it is refused."""
    first = desk.change(staff_changes.add, "rosa", ROSA, HASH, request_key="k")
    other = SignIn(password_hash="other")  # noqa: S106 - no password
    assert desk.change(staff_changes.add, "rosa", ROSA, other, request_key="k") == first
    assert stored(desk.store, Admin)[-1].password_hash == HASH.password_hash
    with pytest.raises(Refused):
        desk.change(staff_changes.add, "eva", ROSA, HASH, request_key="k")
    assert len(stored(desk.store, Admin)) == 2


# --- the list (R178) ----------------------------------------------------------------------------------------------


def test_the_list_is_by_username_and_searched_by_names(desk: Desk) -> None:
    """R178: every word must be in username, first or last name; case and accents do not matter."""
    for username, first, last in (("Zoe", "Zoë", "Öz"), ("ben", "Ben", "Nunez"), ("eva", "Eva", "Lind%")):
        hire(desk, username, first_name=first, last_name=last)
    assert usernames(desk) == ["ana", "ben", "eva", "Zoe"]
    assert usernames(desk, "  ") == ["ana", "ben", "eva", "Zoe"]
    assert usernames(desk, "ZO oz") == ["Zoe"]
    assert usernames(desk, "núñ") == ["ben"]
    assert usernames(desk, "%") == ["eva"]
    assert usernames(desk, "ben lind") == usernames(desk, "\x00") == usernames(desk, "\ud800") == []


def test_pages_by_key(sqlite_desk: Desk) -> None:
    """R178: page after page gives every admin once, with the same number of statements each."""
    for number in range(30):
        factories.admin(sqlite_desk.store, f"admin{number:02}", Role.TECH)
    seen: list[str] = []
    window, counts = Window(limit=7), set()
    while True:
        with questions(sqlite_desk) as asked:
            found = sqlite_desk.ask(staff.page, window, words="a")
        counts.add(len(asked))
        seen += [row.username for row in found.rows]
        if not found.more:
            break
        window = Window(limit=7, after=found.keys[-1])
    assert seen == sorted(["ana", *(f"admin{number:02}" for number in range(30))])
    assert len(counts) == 1


def test_finding_one(desk: Desk) -> None:
    """R178: by id or username."""
    ident = hire(desk, "Rosa")
    assert desk.ask(staff.find, "rOSA ") == desk.ask(staff.find, str(ident)) == ident
    for text in ("nobody", "77", "9" * 30, "\x00", "\ud800", ""):
        with pytest.raises(NotFound, match="there is no admin"):
            desk.ask(staff.find, text)
    with pytest.raises(NotFound):
        desk.ask(staff.details, 77)


def test_hostile_names_are_cleaned(sqlite_desk: Desk) -> None:
    """P5: what another program stored is shown without its escapes; the form gets it as stored."""
    ident = factories.admin(sqlite_desk.store, "x\x1b[2J", Role.TECH, first_name="[/]\u202e", last_name="é" * 10_000)
    row = row_of(sqlite_desk, ident)
    assert row.username == "x␛[2J"
    assert row.name.startswith("[/]<202E> ééé")
    assert len(row.name) <= 500
    assert sqlite_desk.ask(staff.details, ident).stored.first_name == "[/]\u202e"
    assert sqlite_desk.change(staff_changes.edit, ident, {"role": "Sales"}) == ["role"]


# --- editing (R179, R189) -----------------------------------------------------------------------------------------


def test_editing(desk: Desk) -> None:
    """R179, R186: reseller, names, status, role, developer; the log has old and new; no change writes nothing."""
    factories.reseller(desk.store, "North")
    ident = hire(desk)
    changes = {
        "first_name": "Rosi",
        "last_name": "N.",
        "reseller": "north",
        "role": "Tech",
        "status": "Inactive",
        "developer": "yes",
    }
    assert desk.change(staff_changes.edit, ident, changes, seen=1) == list(staff.EDITABLE)
    row = row_of(desk, ident)
    assert (row.name, row.reseller, row.role, row.status, row.developer) == (
        "Rosi N.", "North", Role.TECH, AdminStatus.INACTIVE, True,
    )  # fmt: skip
    line = last_line(desk.store)
    assert line.action == "edit admin"
    assert '"reseller":"Default"' in line.before
    assert '"reseller":"North"' in line.after
    lines = log_count(desk.store)
    assert desk.change(staff_changes.edit, ident, changes, seen=2) == []
    assert log_count(desk.store) == lines


def test_a_first_admin_without_names_can_be_edited(sqlite_desk: Desk) -> None:
    """R179: what is not touched passes as it is; emptying a name does not."""
    other = Desk(sqlite_desk.store, hire(sqlite_desk, role="Administrator"))
    assert other.change(staff_changes.edit, 1, {"role": "Sales"}) == ["role"]
    with pytest.raises(Invalid, match="first name: is required"):
        other.change(staff_changes.edit, other.admin_id, {"first_name": ""})


def test_saved_by_someone_else_meanwhile(desk: Desk) -> None:
    """R189: refused with the fresh values, which save over them by knowing."""
    ident = hire(desk)
    assert desk.change(staff_changes.edit, ident, {"role": "Sales"}, seen=1) == ["role"]
    with pytest.raises(Conflict) as refused:
        desk.change(staff_changes.edit, ident, {"role": "Tech"}, seen=1)
    assert refused.value.fresh["role"] == "Sales"
    assert desk.change(staff_changes.edit, ident, {"role": "Tech"}, seen=refused.value.seen) == ["role"]


# --- deleting (R178) ----------------------------------------------------------------------------------------------


def test_who_has_done_nothing_can_be_deleted(desk: Desk) -> None:
    """R178, R186: with a code that was never used; the username is free again, the id is not given twice."""
    ident = hire(desk)
    desk.change(credentials.reset, ident, credentials.by_code()[1])
    desk.change(staff_changes.delete, ident)
    assert usernames(desk) == ["ana"]
    assert last_line(desk.store).action == "delete admin"
    assert '"username":"rosa"' in last_line(desk.store).before
    assert hire(desk) > ident


def test_who_has_worked_can_only_be_made_inactive(desk: Desk, add_customer: AddCustomer) -> None:
    """R178, R186: a log line keeps its admin."""
    customer = add_customer(desk)
    ident = hire(desk)
    Desk(desk.store, ident).change(notes.add, customer, "x")
    with pytest.raises(Refused, match="make rosa inactive"):
        desk.change(staff_changes.delete, ident)
    assert desk.change(staff_changes.edit, ident, {"status": "Inactive"}) == ["status"]
    with pytest.raises(Forbidden):
        Desk(desk.store, ident)
