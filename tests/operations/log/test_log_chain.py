"""The chain of the log: whatever is done to it behind the program's back is found, and a sound one is sound (P4)."""

import threading
from typing import Any

import pytest
from sqlalchemy import text

from billia_tui.db.log_chain import digest_of, hash_of
from billia_tui.db.models import LogEntry
from billia_tui.db.store import Store, open_store
from billia_tui.errors import Forbidden, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.log import anchor as log_anchor
from billia_tui.operations.log import export as log_export
from billia_tui.operations.log import verify as log_chain
from billia_tui.operations.log.anchor import Anchor
from billia_tui.operations.log.verify import Walked
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import Role
from tests import factories, postgres
from tests.conftest import AddCustomer, DeskOfRole
from tests.operations.kit import stored

pytestmark = pytest.mark.dear

LINES = 6


@pytest.fixture
def forged(desk: Desk, add_customer: AddCustomer) -> Desk:
    """A store whose chain 1 has lines, and whose guards somebody with the file has removed."""
    customer_id = add_customer(desk)
    for number in range(LINES - 1):
        desk.change(wallet.set_credit_limit, customer_id, str(number + 1))
    unguarded(desk.store)
    return desk


def unguarded(store: Store) -> None:
    """Removes the guards, as whoever owns the file or the database can."""
    if store.dialect == "sqlite":
        run(store, "DROP TRIGGER guard_log_entries_update", "DROP TRIGGER guard_log_entries_delete")


def run(store: Store, *statements: str, **values: Any) -> None:
    """Runs SQL past the program: on the server with triggers off, as for its owner."""
    with postgres.behind_the_program(store) as connection:
        for statement in statements:
            connection.execute(text(statement.replace("OF LINE 3", "WHERE chain = 1 AND number = 3")), values)


def found(store: Store, *, together: int = 2000) -> list[str]:
    """What the walk finds."""
    return list(log_chain.verify(store, Walked(), together=together))


def anchored(store: Store) -> Anchor:
    """The anchor of now."""
    with store.reading() as session:
        return log_anchor.anchor(session)


def compared(store: Store, *anchors: Anchor) -> list[str]:
    """What differs from anchors."""
    with store.reading() as session:
        return list(log_anchor.compare(session, anchors))


def entry(store: Store, number: int, chain: int = 1) -> int:
    """The id of a line."""
    with store.reading() as session:
        ident = session.scalar(
            text("SELECT id FROM log_entries WHERE chain = :chain AND number = :number"),
            {"chain": chain, "number": number},
        )
    assert ident is not None
    return int(ident)


TAMPERED = {
    "UPDATE log_entries SET action = 'x' OF LINE 3": "line 3 of chain 1 (log entry {3}) was changed",
    "UPDATE log_entries SET at = '2020-01-01T00:00:00Z' OF LINE 3": "line 3 of chain 1 (log entry {3}) was changed",
    "UPDATE log_entries SET admin_id = NULL OF LINE 3": "line 3 of chain 1 (log entry {3}) was changed",
    "UPDATE log_entries SET after = '{}' OF LINE 3": "line 3 of chain 1 (log entry {3}) tells other values",
    "UPDATE log_entries SET reason = 'he asked' OF LINE 3": "line 3 of chain 1 (log entry {3}) tells other values",
    "UPDATE log_entries SET salt = '' OF LINE 3": "line 3 of chain 1 (log entry {3}) tells other values",
    "UPDATE log_entries SET hash = 'x' OF LINE 3": "line 3 of chain 1 (log entry {3}) was changed",
    "DELETE FROM log_entries OF LINE 3": "line 3 of chain 1 is missing before log entry {4}",
    "DELETE FROM log_entries WHERE chain = 1 AND number IN (2, 3)": "lines 2 to 3 of chain 1 are missing before",
    "DELETE FROM log_entries WHERE chain = 1 AND number = 6": "line 6 of chain 1 is missing: the log was cut",
    "UPDATE log_heads SET number = 9 WHERE chain = 1": "lines 7 to 9 of chain 1 are missing: the log was cut",
    "UPDATE log_heads SET number = 4 WHERE chain = 1": "the head of chain 1 says 4, its last line is 6",
    "UPDATE log_heads SET hash = 'x' WHERE chain = 1": "the head of chain 1 has another hash than line 6",
    "DELETE FROM log_heads WHERE chain = 1": "chain 1 has lines, but no head",
    "UPDATE log_entries SET hash = NULL OF LINE 3": "line 3 of chain 1 is missing before log entry {4}",
    "UPDATE log_entries SET number = NULL OF LINE 3": "line 3 of chain 1 is missing before log entry {4}",
    "UPDATE customers SET reseller_id = (SELECT max(id) FROM resellers)": "belongs into another chain",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_tampering_is_found(forged: Desk, statement: str) -> None:
    """P4, R186: a line that was changed or deleted, and a head that was, on both databases."""
    factories.reseller(forged.store, "Other")
    ids = {f"{{{number}}}": str(entry(forged.store, number)) for number in (3, 4)}
    run(forged.store, statement)
    lines = found(forged.store)
    assert TAMPERED[statement].replace("{3}", ids["{3}"]).replace("{4}", ids["{4}"]) in lines[0], lines
    assert any("stands in no chain" in line for line in lines) == (
        "= NULL " in statement and "admin_id" not in statement
    )


def test_a_page_that_ends_anywhere_finds_the_same(forged: Desk) -> None:
    """P4: the first wrong line is named, however the lines fall into pages; more are counted."""
    assert found(forged.store, together=1) == []
    run(forged.store, "UPDATE log_entries SET action = 'x' WHERE chain = 1 AND number IN (2, 5)")
    for together in (1, 2, 3, 6, 7):
        (line,) = found(forged.store, together=together)
        assert line.startswith("line 2 of chain 1 ")
        assert line.endswith("; 1 more like it")


def test_lines_that_change_places_and_lines_put_in(forged: Desk) -> None:
    """P4: two lines exchanged; a line put in between, with a number that another one has."""
    run(
        forged.store,
        "UPDATE log_entries SET number = 99 WHERE chain = 1 AND number = 3",
        "UPDATE log_entries SET number = 3 WHERE chain = 1 AND number = 4",
        "UPDATE log_entries SET number = 4 WHERE chain = 1 AND number = 99",
    )
    (line,) = found(forged.store)
    assert line.startswith("line 3 of chain 1 ")
    assert line.endswith("; 2 more like it")
    run(
        forged.store,
        "DROP INDEX ix_log_entries_chain",
        "INSERT INTO log_entries (at, object, object_id, action, before, after, reason, chain, number, digest, hash, "
        "customer_id) SELECT at, object, object_id, action, before, after, reason, chain, 1, digest, hash, customer_id "
        "FROM log_entries WHERE chain = 1 AND number = 1",
    )
    try:
        for together in (1, 2, 2000):
            assert "line 1 of chain 1 " in found(forged.store, together=together)[0]
            assert "more than once" in found(forged.store, together=together)[0]
    finally:  # on a server the next test has the same database
        remade = "CREATE UNIQUE INDEX ix_log_entries_chain ON log_entries (chain, number)"
        run(forged.store, "DELETE FROM log_entries", remade)


@pytest.mark.parametrize("time", ["2026-03-02T14:05:00+05:00", "2026-03-02T14:05:00.5Z", "never"])
def test_a_time_that_reads_like_the_same(
    sqlite_desk: Desk, add_customer: AddCustomer, time: str, frozen: object
) -> None:
    """P4: on SQLite a time is text: one with the same digits and another zone, or no time at all, is found."""
    add_customer(sqlite_desk)
    unguarded(sqlite_desk.store)
    run(sqlite_desk.store, "UPDATE log_entries SET at = :time WHERE chain = 1 AND number = 1", time=time)
    assert "line 1 of chain 1 (log entry 2) was changed" in found(sqlite_desk.store)[0]


def test_parts_of_a_second_on_postgresql(postgresql_store: Store) -> None:
    """P4: times are whole seconds; a part of one is a change."""
    run(postgresql_store, "UPDATE log_entries SET at = at + interval '0.5 seconds'")
    assert "was changed" in found(postgresql_store)[0]


def test_a_flipped_byte_is_a_finding(sqlite_desk: Desk) -> None:
    """P7: what is no UTF-8 any more does not end the check."""
    unguarded(sqlite_desk.store)
    run(sqlite_desk.store, "UPDATE log_entries SET reason = CAST(x'ff' AS TEXT)")
    assert "tells other values" in found(sqlite_desk.store)[0]


def rewritten(store: Store, number: int) -> None:
    """Changes what a line says and writes every hash from there on anew, also in the head."""
    with store.reading() as session:
        columns = "id, at, admin_id, acting_as, customer_id, object, object_id, action, batch_id, undoes, chain, number"
        statement = (
            f"SELECT {columns}, salt, before, after, reason, hash FROM log_entries WHERE chain = 1 ORDER BY number"  # noqa: S608 - names of ours
        )
        lines = [dict(row) for row in session.execute(text(statement)).mappings()]
    previous = ""
    for line in lines:
        if not isinstance(line["at"], str):
            line["at"] = f"{line['at']:%Y-%m-%dT%H:%M:%SZ}"
        line["reason"] = "forged" if line["number"] == number else line["reason"]
        line["digest"] = digest_of(line["salt"], line["before"], line["after"], line["reason"])
        previous = line["hash"] = hash_of(previous, line)
        run(
            store,
            "UPDATE log_entries SET reason = :reason, digest = :digest, hash = :hash WHERE id = :id",
            **{name: line[name] for name in ("reason", "digest", "hash", "id")},
        )
    run(store, "UPDATE log_heads SET hash = :hash WHERE chain = 1", hash=previous)


def test_what_only_an_anchor_finds(forged: Desk) -> None:
    """P4, reliability 3.4: a chain that was written anew as a whole, or cut together with its head."""
    early = anchored(forged.store)
    forged.change(notes.add, 1, "later")
    late = anchored(forged.store)
    assert compared(forged.store, early, late) == []
    rewritten(forged.store, 7)
    assert found(forged.store) == []
    (line,) = compared(forged.store, early, late)
    assert line.startswith("line 7 of chain 1 is not the one that the anchor of ")
    rewritten(forged.store, 1)
    assert found(forged.store) == []
    (line,) = compared(forged.store, late, early)
    assert line.startswith("line 6 of chain 1 is not the one that the anchor of ")
    run(
        forged.store,
        "DELETE FROM log_entries WHERE chain = 1 AND number > 4",
        "UPDATE log_heads SET number = 4, hash = (SELECT hash FROM log_entries WHERE chain = 1 AND number = 4) "
        "WHERE chain = 1",
    )
    assert found(forged.store) == []
    (line,) = compared(forged.store, late)
    assert line.startswith("the log was cut: the anchor of ")
    assert line.endswith(" knows line 7 of chain 1, the store ends at 4")


def test_check_looks_at_the_chains_and_the_anchors(forged: Desk) -> None:
    """P4: `billia check` says what is wrong with the log among its findings, and counts lines and chains."""
    check = Check(forged.store, anchors=[anchored(forged.store)])
    assert list(check.findings()) == []
    assert str(check.totals).endswith("7 log lines in 2 chains")
    assert check.anchor.ends == anchored(forged.store).ends
    run(forged.store, "DELETE FROM log_entries WHERE chain = 1 AND number = 2")
    check = Check(forged.store, anchors=[anchored(forged.store)])
    assert [str(finding)[:33] for finding in check.findings()] == ["line 2 of chain 1 is missing befo"]


def test_an_anchor_is_read_from_anywhere() -> None:
    """P4: one alone, or many among lines of a system log; one that was cut on its way is refused, not passed over."""
    first, second = "a" * 64, "b" * 64
    made = log_anchor.made_of({1: (8123, second), 0: (12, first), 7: (0, "")})
    assert str(made).endswith(f"Z 0:12:{first} 1:8123:{second}")
    assert log_anchor.read(f"Mar 2 host billia[7]: {made}\nother\n<14>1 - h billia 7 - - {made} #5\n") == [made, made]
    assert [str(part) for part in made.parts(100)] == [
        f"anchor {made.at} 0:12:{first}",
        f"anchor {made.at} 1:8123:{second}",
    ]
    assert list(made.parts(900)) == [made]
    for wrong in ("", "anchor", f"anchor {made.at}", str(made)[:-1], f"anchor {made.at} x", "anchor 2026 0:1:2"):
        with pytest.raises(Refused, match="anchor"):
            log_anchor.read(wrong)


def test_an_erased_line_is_sound(forged: Desk) -> None:
    """P4: the values of a line may be erased; that it is there, when and by whom stays covered."""
    run(forged.store, "UPDATE log_entries SET before = '{}', after = '{}', reason = '', salt = '' OF LINE 3")
    walked = Walked()
    assert list(log_chain.verify(forged.store, walked)) == []
    assert (walked.lines, walked.erased) == (LINES + 1, 1)


def test_undo_keeps_the_chain(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """P4, R188: what was taken back stays in the log; what was refused leaves no gap."""
    customer_id = add_customer(sqlite_desk)
    sqlite_desk.change(wallet.set_credit_limit, customer_id, "5")
    with pytest.raises(Refused):
        sqlite_desk.change(wallet.set_credit_limit, customer_id, "5")
    sqlite_desk.change(undo.take_back, stored(sqlite_desk.store, LogEntry)[-1].id)
    assert found(sqlite_desk.store) == []


def test_eight_writers_leave_no_gap(
    postgresql_store: Store, postgresql_database: str, add_customer: AddCustomer
) -> None:
    """P4: on a server transactions run side by side; their lines still stand one behind another."""
    customers = [add_customer(Desk(postgresql_store, 1)) for _ in range(8)]
    store = open_store(postgresql_database)

    def write(customer_id: int) -> None:
        desk = Desk(store, 1)
        for number in range(5):
            desk.change(notes.add, customer_id, f"note {number}")

    threads = [threading.Thread(target=write, args=(customer_id,)) for customer_id in customers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    walked = Walked()
    assert list(log_chain.verify(store, walked)) == []
    assert walked.ends[1][0] == len(customers) * 6
    store.close()


def test_who_may_export(desk_of_role: DeskOfRole) -> None:
    """R182, R185: the whole log is for whoever manages the business and reaches all of it."""
    for desk in (desk_of_role(Role.SUPPORT), desk_of_role(Role.ADMINISTRATOR, "Other")):
        with pytest.raises(Forbidden):
            list(log_export.lines(desk))
