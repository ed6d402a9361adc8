"""What changed since the last look, and that a store says when to look."""

import threading
from dataclasses import replace

import pytest

from billia_tui.db.store import Store, open_store
from billia_tui.db.watching import Watcher
from billia_tui.operations.customers import status
from billia_tui.operations.desk import Desk
from billia_tui.operations.log import lines as log
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.resellers import NewReseller
from billia_tui.operations.team import changes_feed
from billia_tui.operations.team.changes_feed import AT_MOST, Changes, since
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer, DeskOfRole

SOON = 10.0
"""Seconds in which a watcher has to have told; it ends as soon as it has."""

OFTEN = 0.01


class Told(threading.Event):
    """What a watcher calls."""

    def again(self) -> bool:
        """Waits until it was called; then it can be called again."""
        called = self.wait(SOON)
        self.clear()
        return called


def changed(desk: Desk, mark: changes_feed.Mark) -> Changes:
    """What changed since `mark`, without the new mark."""
    return replace(desk.ask(since, mark), mark={})


def test_whose_records_changed(desk: Desk, add_customer: AddCustomer) -> None:
    """See each other: the customers of whom something changed, whether some came or went, whether the store's did."""
    one, two = add_customer(desk), add_customer(desk)
    assert desk.ask(since, None).everything
    mark = desk.ask(since, None).mark
    assert not changed(desk, mark)
    desk.change(notes.add, one, "Called")
    assert changed(desk, mark) == Changes(frozenset({one}))
    desk.change(status.block, two, reason="unpaid")
    assert changed(desk, mark) == Changes(frozenset({one, two}))
    newest = {ident: desk.ask(log.page, ident, Window(limit=1)).rows[0].id for ident in (one, two)}
    assert changed(desk, mark).began == newest
    later = desk.ask(since, mark).mark
    desk.change(notes.add, one, "Called again")
    assert changed(desk, mark).began == newest  # the first line of each
    assert changed(desk, later).began == {one: desk.ask(log.page, one, Window(limit=1)).rows[0].id}
    assert changed(desk, mark).followed_by(changed(desk, later)).began == newest
    mark = desk.ask(since, mark).mark
    three = add_customer(desk)
    assert changed(desk, mark) == Changes(frozenset({three}), count=True)
    mark = desk.ask(since, mark).mark
    desk.change(resellers.add, NewReseller("North"))
    assert changed(desk, mark) == Changes(store=True)
    assert changed(desk, mark).touch(one)


def test_what_commits_late_is_not_left_out(postgresql_store: Store, add_customer: AddCustomer) -> None:
    """See each other: of two changes that overlap, the one that began first and ends last is seen as well."""
    desk = Desk(postgresql_store, 1)
    one, two = add_customer(desk), add_customer(desk)
    mark = desk.ask(since, None).mark
    with desk.store.writing() as session:
        notes.add(session, desk.actor, one, "First begun")
        session.flush()
        desk.change(notes.add, two, "First done")
        seen = desk.ask(since, mark)
        assert seen.customers == {two}
    assert desk.ask(since, seen.mark).customers == {one}


def test_only_what_is_in_reach(desk: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer) -> None:
    """R185: nobody hears of the customers of a reseller out of reach; in a panel only of its customer."""
    far = desk_of_role(Role.SUPPORT, "far")
    mine, other = add_customer(desk), add_customer(desk)
    mark = far.ask(since, None).mark
    panel = Desk(desk.store, desk.admin_id, acting_as=mine)
    in_panel = panel.ask(since, None).mark
    desk.change(notes.add, other, "Called")
    assert not changed(far, mark)
    assert not changed(panel, in_panel)
    desk.change(notes.add, mine, "Called")
    assert changed(panel, in_panel).customers == {mine}


def test_very_much_is_not_read(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """See each other: after an import a console reads no thousand lines of the log to know that much has changed."""
    one = add_customer(sqlite_desk)
    mark = sqlite_desk.ask(since, None).mark
    with sqlite_desk.store.writing() as session:
        for number in range(AT_MOST + 1):
            notes.add(session, sqlite_desk.actor, one, f"Note {number}")
    assert changed(sqlite_desk, mark) == Changes(count=True, everything=True)


def test_a_watcher_tells_of_a_change_and_of_nothing_else(desk: Desk, add_customer: AddCustomer) -> None:
    """See each other: PostgreSQL's LISTEN, SQLite's data version; one word at the start, then one for a change."""
    one, told = add_customer(desk), Told()
    own_file = desk.store.dialect == "sqlite"
    colleague = Desk(open_store(desk.store.place), desk.admin_id) if own_file else desk
    watcher = Watcher(desk.store, told.set, every=OFTEN)
    try:
        assert told.again()
        assert not told.wait(10 * OFTEN)
        colleague.change(notes.add, one, "Called")
        assert told.again()
    finally:
        watcher.end()
    assert watcher.join(SOON)
    if colleague is not desk:
        colleague.store.close()


def test_a_watcher_comes_back_to_a_server_that_was_lost(postgresql_store: Store, add_customer: AddCustomer) -> None:
    """See each other: its connection is killed: it makes another, and what happened meanwhile counts as a change."""
    desk, told = Desk(postgresql_store, 1), Told()
    one = add_customer(desk)
    watcher = Watcher(desk.store, told.set, every=OFTEN)
    try:
        assert told.again()
        with desk.store.engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND (query LIKE 'LISTEN%%' OR query LIKE '%%FROM log_heads%%')"
            )
        assert told.again()
        desk.change(notes.add, one, "Called")
        assert told.again()
    finally:
        watcher.end()
    assert watcher.join(SOON)


def test_a_server_without_listen_is_asked(
    postgresql_store: Store, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """See each other: an engine that does not know LISTEN is asked for the length of the log instead."""
    desk, told = Desk(postgresql_store, 1), Told()
    one = add_customer(desk)
    monkeypatch.setattr("billia_tui.db.watching.CHANNEL", "'no channel'")  # a word that this server does not know
    watcher = Watcher(desk.store, told.set, every=OFTEN)
    try:
        assert told.again()
        desk.change(notes.add, one, "Called")
        assert told.again()
    finally:
        watcher.end()
    assert watcher.join(SOON)
