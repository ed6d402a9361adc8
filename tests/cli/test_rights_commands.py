"""Who may do what (R182), through the command line: `--admin` says who, the role decides; reach (R185)."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import Result

from billia_tui.db import file_copy
from billia_tui.db.store import open_store
from billia_tui.operations.desk import Desk
from billia_tui.operations.permissions import RIGHTS, Right
from billia_tui.vocabulary import Role
from tests.operations.filled import fill

from .conftest import Billia

SECRET = "correct horse battery\n"  # noqa: S105 - no one has it
COMPANY = "--company-name N --company-number 1 --country DE --city B --address x"
FOR_EACH: dict[Right, str] = {
    Right.VIEW: "customers show 3",
    Right.EDIT: "emails add 3 x@example.org",
    Right.STATUS: "customers block 3",
    Right.DELETE: "customers delete 1 --username one",
    Right.ERASE: "customers erase 1 --username one",
    Right.PASSWORD: "password set 3",
    Right.FUNDS: "wallet add 3 5",
    Right.CREDIT: "credit set 3 50",
    Right.ORDER_STATUS: "orders status 2 Activated",
    Right.ORDER_PAYMENT: "orders paid 1",
    Right.SERVICES: "services status 6 Suspended --reason x",
    Right.MARKETING: "subscriptions set 3 4 unsubscribed",
    Right.ATTACH_LABELS: "labels attach 3 Region North",
    Right.MANAGE_LABELS: "affiliates level 3 5",
    Right.NOTES: "notes add 3 hello",
    Right.QUEUES: "queues add Gold label:tier=gold --everybody",
    Right.STAFF: "admins add eva --first-name E --last-name L --role Tech",
}
"""A command that needs the right, one for each; ids are those of `tests.operations.filled`."""

OTHERS: dict[str, Right] = {
    "admins activate rosa": Right.STAFF,
    "admins deactivate rosa": Right.STAFF,
    "admins delete rosa": Right.STAFF,
    "admins edit rosa --role Tech": Right.STAFF,
    "admins list": Right.STAFF,
    "admins password rosa --code": Right.STAFF,
    "admins show rosa": Right.STAFF,
    "advance": Right.SERVICES,
    "affiliates end 3": Right.MANAGE_LABELS,
    "affiliates make 1 1": Right.MANAGE_LABELS,
    "affiliates rates set 1 --percent 5": Right.MANAGE_LABELS,
    "affiliates refer 1 3": Right.MANAGE_LABELS,
    f"companies add 1 {COMPANY}": Right.EDIT,
    "companies delete 1 2": Right.EDIT,
    "companies edit 1 2 --city X": Right.EDIT,
    "customers activate 1": Right.STATUS,
    "customers add --first-name A --last-name B --email c@example.org --country DE --currency EUR": Right.EDIT,
    "customers custom-payment 3 on": Right.CREDIT,
    "customers edit 3 --city Bonn": Right.EDIT,
    "customers hold 3": Right.STATUS,
    "customers release 2": Right.STATUS,
    "customers send-activation 1": Right.STATUS,
    "emails delete 1 2": Right.EDIT,
    "emails edit 1 2 y@example.org": Right.EDIT,
    "labels components add level --name Level": Right.MANAGE_LABELS,
    "labels components add-value tier iron": Right.MANAGE_LABELS,
    "labels components delete tier --expected 1": Right.MANAGE_LABELS,
    "labels components edit tier --name Level": Right.MANAGE_LABELS,
    "labels components remove-value tier silver": Right.MANAGE_LABELS,
    "labels components tie tier Services": Right.MANAGE_LABELS,
    "labels components untie tier Orders": Right.MANAGE_LABELS,
    "labels detach 3 tier": Right.ATTACH_LABELS,
    "log --store": Right.STAFF,
    "mails message 3 hello --subject News": Right.NOTES,
    "mails preferences 3 --language de": Right.EDIT,
    "mails reminders --orders 5": Right.STAFF,
    "mails reseller-language North de": Right.STAFF,
    "mails retry 1": Right.NOTES,
    "mails templates reset welcome": Right.STAFF,
    "notes delete 1 1": Right.NOTES,
    "notes edit 1 1 y": Right.NOTES,
    "orders invoice 3": Right.ORDER_PAYMENT,
    "orders method 1 2": Right.ORDER_PAYMENT,
    "orders notes add 1 x": Right.NOTES,
    "orders notes delete 1 2": Right.NOTES,
    "orders notes edit 1 2 y": Right.NOTES,
    "orders price 1 5": Right.ORDER_PAYMENT,
    "orders status 2 Cancelled --to-wallet": Right.ORDER_PAYMENT,
    "orders unpaid 2": Right.ORDER_PAYMENT,
    "panel order 3 WEB --method 1": Right.PASSWORD,
    "panel pay 3 1": Right.PASSWORD,
    "panel show 3": Right.PASSWORD,
    "password send-link 3": Right.PASSWORD,
    "payment-methods add Cash offline": Right.STAFF,
    "payment-methods disable 1": Right.STAFF,
    "products add NEW --name N --category C --price 5 --currency EUR": Right.STAFF,
    "products edit 1 --price 5": Right.STAFF,
    f"profiles add 3 Company --contact-person x {COMPANY}": Right.EDIT,
    "profiles delete 3 6": Right.EDIT,
    "profiles edit 3 6 --title T": Right.EDIT,
    "profiles make-main 3 6": Right.EDIT,
    "resellers access North --reaches South": Right.STAFF,
    "resellers add West": Right.STAFF,
    "resellers list": Right.STAFF,
    "resellers show North": Right.STAFF,
    "services auto-renew 6 on": Right.SERVICES,
    "services name-servers 5 a.example b.example": Right.SERVICES,
    "wallet correct 3 -5 --reason x": Right.CREDIT,
}
COMMANDS = {**OTHERS, **{command: right for right, command in FOR_EACH.items()}}
_OF_THE_BUSINESS = ("mails reminders", "affiliates rates", "payment-methods", "products", "labels components")
WITHIN_REACH = [
    command
    for command in COMMANDS
    if {"1", "2", "3", "5", "6", "rosa", "North"} & set(command.split()) and not command.startswith(_OF_THE_BUSINESS)
]
"""Commands about something that an admin of another reseller does not reach."""


@pytest.fixture(scope="session")
def filled_file(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with something of everything, made once."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(empty_store, folder / "made.db")
    store = open_store(str(folder / "made.db"))
    fill(Desk(store, 1))
    store.close()
    file_copy.backup(folder / "made.db", folder / "billia.db")
    return folder / "billia.db"


def fresh(home: Path, filled_file: Path) -> list[str]:
    """Puts a fresh copy where the commands look for it; gives what is in it."""
    path = home / "data" / "billia" / "billia.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copy(filled_file, path)
    path.chmod(0o600)
    return contents(home)


def contents(home: Path) -> list[str]:
    """All rows of the store."""
    with closing(sqlite3.connect(home / "data" / "billia" / "billia.db")) as raw:
        return list(raw.iterdump())


def run(billia: Billia, admin: str, command: str) -> Result:
    """Runs a command as an admin; who is asked for a password gives one."""
    return billia("--admin", admin, *command.split(), input=SECRET)


def test_there_is_a_command_for_every_right() -> None:
    """R182: no row of the table is left out."""
    assert set(FOR_EACH) == set(Right)


@pytest.mark.parametrize("right", list(Right))
def test_each_role_tries_each_right(home: Path, filled_file: Path, billia: Billia, right: Right) -> None:
    """R182: both ways; a refusal names role and right in one line, ends with 1 and changes nothing."""
    for role in Role:
        before = fresh(home, filled_file)
        result = run(billia, f"{role}-default", FOR_EACH[right])
        if right in RIGHTS[role]:
            assert result.exit_code == 0, (role, result.output)
        else:
            assert (result.exit_code, result.stdout) == (1, ""), role
            assert result.stderr == f"billia: your role {role} may not {right}\n"
            assert contents(home) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_needs_a_right(home: Path, filled_file: Path, billia: Billia, command: str) -> None:
    """R182: a role without the right is refused, the Administrator is not; each role is tried above."""
    fresh(home, filled_file)
    role = next((role for role in Role if COMMANDS[command] not in RIGHTS[role]), None)
    if role is not None:
        result = run(billia, f"{role}-default", command)
        assert (result.exit_code, result.stdout) == (1, ""), (role, result.output)
        assert result.stderr.startswith(f"billia: your role {role} may not "), result.stderr
        assert result.stderr.count("\n") == 1
    result = run(billia, "ana", command)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("command", WITHIN_REACH)
def test_no_command_reaches_further_than_the_admin(home: Path, filled_file: Path, billia: Billia, command: str) -> None:
    """R185: an Administrator of another reseller is told that there is no such thing."""
    before = fresh(home, filled_file)
    result = run(billia, "administrator-south", command)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    assert "there is no" in result.stderr or "has no" in result.stderr
    assert contents(home) == before
