"""Who has which customer open: told to those who reach the customer, for a minute, and never at anybody's cost."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from time_machine import Traveller

from billia_tui.db import sqlite
from billia_tui.db.models import LogEntry, Presence
from billia_tui.errors import NotFound, StoreBusy
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.team import presence
from billia_tui.operations.team.presence import LASTS, Other, briefly, gone, here, others
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import AddCustomer, DeskOfRole


def test_others_see_who_is_here_and_who_is_editing(
    desk: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer
) -> None:
    """See each other: not oneself, whoever is editing first, one name for two consoles; no line of the log."""
    one, two = add_customer(desk), add_customer(desk)
    ben, cleo = (desk_of_role(Role.SUPPORT, username=name) for name in ("ben", "cleo"))
    with desk.store.reading() as session:
        lines = session.scalar(select(func.count()).select_from(LogEntry))
    briefly(desk, here, "a", one, editing=False)
    briefly(ben, here, "b", one, editing=False)
    briefly(cleo, here, "c", one, editing=True)
    briefly(cleo, here, "d", one, editing=False)
    assert desk.ask(others, "a", one) == (Other("cleo", editing=True), Other("ben", editing=False))
    assert desk.ask(others, "a", two) == ()
    briefly(cleo, here, "c", two, editing=False)
    briefly(ben, gone, "b")
    briefly(ben, gone, "a")  # not his to take away
    assert desk.ask(others, "a", one) == (Other("cleo", editing=False),)
    assert cleo.ask(others, "d", one) == (Other("ana", editing=False),)
    with desk.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(LogEntry)) == lines


def test_a_console_that_was_killed_is_forgotten(
    sqlite_desk: Desk, frozen: Traveller, add_customer: AddCustomer
) -> None:
    """See each other: kill -9 says no goodbye; after a minute its row is nothing, and the next one sweeps it."""
    one = add_customer(sqlite_desk)
    briefly(sqlite_desk, here, "killed", one, editing=True)
    frozen.shift(LASTS)
    assert sqlite_desk.ask(others, "mine", one) == (Other("ana", editing=True),)
    frozen.shift(timedelta(seconds=1))
    assert sqlite_desk.ask(others, "mine", one) == ()
    briefly(sqlite_desk, here, "mine", one, editing=False)
    with sqlite_desk.store.reading() as session:
        assert session.scalars(select(Presence.session)).all() == ["mine"]


def test_out_of_reach_nobody_is_seen(desk: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer) -> None:
    """R185: a customer out of reach cannot be opened so, nor is it told who has it open."""
    one = add_customer(desk)
    far = desk_of_role(Role.SUPPORT, "far")
    with pytest.raises(NotFound):
        briefly(far, here, "f", one, editing=False)
    briefly(desk, here, "a", one, editing=False)
    assert far.ask(others, "f", one) == ()


def test_it_waits_for_nobody(sqlite_desk: Desk, sqlite_path: Path, add_customer: AddCustomer) -> None:
    """See each other: while a colleague's long change has the file it gives up soon, and later waits as before."""
    one = add_customer(sqlite_desk)
    with closing(sqlite.connect(sqlite_path)) as colleague:
        colleague.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            briefly(sqlite_desk, here, "a", one, editing=False)
    briefly(sqlite_desk, here, "a", one, editing=False)
    with sqlite_desk.store.engine.connect() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("busy_timeout", "synchronous")]
    assert settings == [5000, 2]


def test_an_open_console_keeps_no_admin(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R178: an admin who only looked has done nothing yet, and can be deleted."""
    one = add_customer(sqlite_desk)
    looker = Desk(sqlite_desk.store, factories.admin(sqlite_desk.store, "looker", Role.SUPPORT))
    presence.briefly(looker, here, "l", one, editing=False)
    sqlite_desk.change(staff_changes.delete, looker.admin_id)
    assert sqlite_desk.ask(others, "a", one) == ()
