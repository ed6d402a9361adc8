"""Defects put in on purpose, each of which the tests have to find: `python -m tests.trials.defects [NAME …]`.

Each is made in a copy of the program, never in the program itself. A defect whose tests stay green is a gap in them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests.trials.defect import Defect
from tests.trials.defects_of_keys import KEYS
from tests.trials.defects_of_money import MONEY

ROOT = Path(__file__).parent.parent.parent
COPIED = ("billia_tui", "tests", "docs", "pyproject.toml")


DEFECTS = (
    Defect(
        "the same request is booked again",
        "operations/requests.py",
        "known = session.get(RequestKey, self.key) if self.key else None",
        "known = None",
        "operations/test_request_keys.py",
    ),
    Defect(
        "a key may be used for another request",
        "operations/requests.py",
        "if known.fingerprint != self.fingerprint:",
        "if False:",
        "operations/test_request_keys.py",
    ),
    Defect(
        "the customer's row is not locked",
        "operations/reach.py",
        "customer = session.scalar(locked(statement, Customer.id) if lock else statement)",
        "customer = session.scalar(statement)",
        "operations/test_concurrency.py",
    ),
    Defect(
        "who wants a customer does not stand in line",
        "db/fair_rows.py",
        "return statement.where(_InTurn(ident)).with_for_update()",
        "return statement.with_for_update()",
        "db/test_fair_waiting.py",
    ),
    Defect(
        "the file is opened by ourselves while SQLite has it",
        "db/store.py",
        "            if path is not None and not as_we_keep_it:",
        "            if path is not None and path.read_bytes()[18:20] == bytes((1, 1)):",
        "db/test_bad_stores.py",
    ),
    Defect(
        "writers of a file do not begin IMMEDIATE",
        "db/store.py",
        'sqlite_begin="IMMEDIATE"',
        'sqlite_begin="DEFERRED"',
        "operations/test_concurrency.py",
    ),
    Defect(
        "a row of the ledger is left out",
        "operations/wallet/movements.py",
        "    session.add(entry)\n    before, after",
        "    before, after",
        "operations/wallet/test_wallet.py",
    ),
    Defect(
        "the balance of a ledger row is the old one",
        "operations/wallet/movements.py",
        "balance_after=new,",
        "balance_after=old,",
        "operations/wallet/test_wallet.py",
    ),
    Defect(
        "zero is on hold",
        "operations/wallet/hold.py",
        "return wallet < 0",
        "return wallet <= 0",
        "operations/wallet/test_hold.py",
    ),
    Defect(
        "adding funds asks for no right",
        "operations/wallet/movements.py",
        "    require(actor, Right.FUNDS)\n",
        "",
        "operations/test_rights.py",
    ),
    Defect(
        "customers of other resellers are reached",
        "operations/reach.py",
        "statement = select(Customer).where(Customer.id == customer_id, reached(actor))",
        "statement = select(Customer).where(Customer.id == customer_id)",
        "operations/test_reach.py",
    ),
    Defect(
        "an older form overwrites a newer record",
        "operations/customers/editing.py",
        "if seen is not None and seen != customer.version:",
        "if False:",
        "operations/customers/test_customers.py",
    ),
    Defect(
        "what was changed meanwhile is undone as well",
        "operations/undo/take_back.py",
        "    if meanwhile:\n",
        "    if False:\n",
        "operations/undo/test_undo.py",
    ),
    Defect(
        "ESC reaches the terminal",
        "text.py",
        "    if code < 0x20:\n",
        "    if code == 0x1B:\n        return char\n    if code < 0x20:\n",
        "test_text.py",
    ),
    Defect(
        "direction marks reach the terminal",
        "text.py",
        'frozenset({"Cc", "Cf", "Cs",',
        'frozenset({"Cc", "Cs",',
        "test_text.py",
    ),
    Defect(
        "formulas are exported as they are",
        "operations/imports/formulas.py",
        'return f"\'{text}" if _FORMULA.match(text) else text',
        "return text",
        "operations/exports/test_exports.py",
    ),
    Defect(
        "a line of the log is not linked to the one before",
        "db/log_chain.py",
        "return _sha256(previous + canonical(line))",
        "return _sha256(canonical(line))",
        "operations/log/test_log_chain.py",
    ),
    Defect(
        "a change is not covered by its line's hash",
        "db/log_chain.py",
        "json.dumps([salt, before, after, reason]",
        "json.dumps([salt, before, reason]",
        "operations/log/test_log_chain.py",
    ),
    Defect(
        "erasing leaves the log's values",
        "operations/customers/erasure.py",
        'values(before="{}", after="{}", reason="", salt="")',
        'values(reason="", salt="")',
        "operations/customers/test_erasure.py",
    ),
    Defect(
        "tries in vain are not counted",
        "operations/staff/door.py",
        "    wait.failures += 1\n",
        "",
        "operations/staff/test_door.py",
    ),
    Defect(
        "over SSH a second command runs",
        "over_ssh/commands.py",
        '_OBEYED = frozenset(";|&<>()$`\\n")',
        '_OBEYED = frozenset("|&<>()$`\\n")',
        "over_ssh/test_restricted.py",
    ),
    Defect(
        "a number of a document is used twice",
        "operations/orders/document_issue.py",
        "    counter.last += 1\n",
        "    counter.last = max(counter.last, 1)\n",
        "operations/orders/test_documents.py",
    ),
    Defect(
        "a change is committed before its log line is written",
        "operations/wallet/movements.py",
        "    customer.wallet, customer.wallet_rank = new, after.rank\n",
        "    customer.wallet, customer.wallet_rank = new, after.rank\n    session.flush()\n"
        '    session.connection().exec_driver_sql("COMMIT")\n'
        '    session.connection().exec_driver_sql("BEGIN IMMEDIATE")\n',
        "operations/test_atomicity.py::test_the_nth_statement_fails[sqlite-add funds]",
    ),
    Defect(
        "the log line of one operation is left out",
        "operations/notes/customer_notes.py",
        '    _log(session, actor, note, "delete note")\n',
        "",
        "operations/test_atomicity.py::test_the_nth_statement_fails[sqlite-delete note]",
    ),
    Defect(
        "what lost a race on a server is not tried again",
        "operations/desk.py",
        "for attempt in range(1, TRIES + 1):",
        "for attempt in range(TRIES, TRIES + 1):",
        "operations/test_concurrency.py::test_what_lost_a_race_is_tried_again_from_fresh_reads",
    ),
    Defect(
        "a retry does not read afresh who acts",
        "operations/desk.py",
        "                actor = self._recognise(session)\n                answer",
        "                actor = self._recently(session)\n                answer",
        "operations/test_concurrency.py::test_who_is_out_meanwhile_is_not_let_through_by_a_retry",
    ),
    Defect(
        "what one thread reads of the admin is what another one's change runs with",
        "operations/desk.py",
        "                answer = operation(session, actor, *args, **kwargs)",
        "                answer = operation(session, self.actor, *args, **kwargs)",
        "operations/test_desk.py",
    ),
    Defect(
        "notes of other resellers are readable",
        "operations/notes/customer_notes.py",
        "statement = of_customer(notes_of(NoteKind.USER), actor, customer_id, Note.customer_id)",
        "statement = notes_of(NoteKind.USER).where(Note.customer_id == customer_id)",
        "operations/test_reach.py",
    ),
    Defect(
        "an older form overwrites a newer note",
        "operations/notes/customer_notes.py",
        "if seen is not None and seen != note.version:",
        "if False:",
        "operations/notes/test_notes.py",
    ),
    Defect(
        "an older form overwrites a newer credit limit",
        "operations/wallet/movements.py",
        "if seen is not None and seen != old.minor:",
        "if False:",
        "operations/wallet/test_wallet.py",
    ),
    Defect(
        "a backup is not verified before it replaces the store",
        "operations/store/restore.py",
        "    if findings:\n",
        "    if False:\n",
        "operations/store/test_restore.py",
    ),
    Defect(
        "holds are not compared with the log",
        "operations/check/run.py",
        "                *check_hold.holds(session, rows),\n",
        "",
        "operations/check/test_check.py",
    ),
    Defect(
        "direction marks are stored",
        "text.py",
        " or ord(char) in _BIDI:",
        ":",
        "test_text.py",
    ),
    Defect(
        "the value of a label reaches the screen as it is",
        "operations/labels/rows.py",
        "        clean(row[3] or label.value),\n",
        "        row[3] or label.value,\n",
        "operations/labels/test_labels.py",
    ),
    Defect(
        "the crash page shows what failed",
        "app/app.py",
        "what was saved is safe; {where}",
        "{error}; {where}",
        "terminal/test_crash.py",
    ),
    Defect(
        "the log of crashes shows what failed",
        "failures.py",
        '        lines.append(f"{type(link).__module__}.{type(link).__qualname__}\\n")\n',
        '        lines.append(f"{type(link).__module__}.{type(link).__qualname__} {link}\\n")\n',
        "terminal/test_crash.py",
    ),
    Defect(
        "a memory image is left behind",
        "failures.py",
        "        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n",
        "        del resource\n",
        "terminal/test_secrets.py::test_no_memory_image",
    ),
    Defect(
        "the store's own file is opened like any other",
        "files.py",
        "    if part_of_store(found) is not None:\n        raise OwnFile(",
        "    if False:\n        raise OwnFile(",
        "operations/test_own_file.py",
    ),
    Defect(
        "a restore lets others in",
        "db/replacing.py",
        "PRAGMA locking_mode=EXCLUSIVE",
        "PRAGMA locking_mode=NORMAL",
        "operations/store/test_restore.py::test_nobody_gets_in_meanwhile",
    ),
    Defect(
        "a restore does not mind who has the store open",
        "db/replacing.py",
        '        raw.execute("PRAGMA journal_mode=DELETE")\n        raw.execute("BEGIN EXCLUSIVE")\n'
        '        raw.execute("COMMIT")  # in this mode the lock stays\n',
        "",
        "operations/store/test_restore.py::test_nothing_is_restored_under_somebody",
    ),
    Defect(
        "a file that was removed or replaced is written on",
        "db/sqlite.py",
        "        if now != self.file.identity:\n",
        "        if False:\n",
        "db/test_gone.py::test_a_change_is_refused",
    ),
    Defect(
        "what was saved to a file that went is said to be saved",
        "db/sqlite.py",
        "            if wrote:\n                self.check()\n",
        "",
        "db/test_gone.py::test_what_is_being_saved_is_not_said_to_be",
    ),
    Defect(
        "who still has the store before it open is not seen",
        "files.py",
        "                return False\n    return True\n",
        "                return False\n    return False\n",
        "db/test_gone.py::test_who_comes_after_it_was_replaced_waits",
    ),
    Defect(
        "who leaves a store that is gone takes the new one's journal away",
        "db/sqlite.py",
        "            if gone:\n",
        "            if False:\n",
        "db/test_gone.py::test_who_leaves_without_a_journal_takes_no_other_away",
    ),
    Defect(
        "a file that came meanwhile is replaced",
        "publication.py",
        "        os.link(partial, target, follow_symlinks=False)\n",
        "        partial.replace(target)\n        return\n",
        "operations/test_targets.py::test_a_store_that_somebody_makes_meanwhile_stays",
    ),
    Defect(
        "a document replaces a store",
        "publication.py",
        "        if files.is_store(self.target):\n            self._check_backup()\n",
        "",
        "operations/test_targets.py::test_a_store_at_rest_is_no_place_for_a_document",
    ),
    Defect(
        "what could not be written whole is left behind",
        "publication.py",
        "        self.discard()\n",
        "        return\n",
        "operations/test_targets.py::test_a_full_disk_leaves_nothing",
    ),
    Defect(
        "a document goes to a terminal as it is",
        "commands/output.py",
        '    if sys.stdout.isatty():\n        raise Refused("not to',
        '    if False:\n        raise Refused("not to',
        "cli/test_terminal_output.py::test_a_document_is_not_written_to_a_terminal",
    ),
    Defect(
        "an export goes to a terminal as it is stored",
        "commands/exports.py",
        "    if sys.stdout.isatty():\n        return lambda",
        "    if False:\n        return lambda",
        "cli/test_terminal_output.py::test_an_export_to_a_terminal_is_cleaned",
    ),
    Defect(
        "of too much input a part is taken",
        "commands/standard_input.py",
        "    if len(found) > most:\n",
        "    if False:\n",
        "cli/test_terminal_output.py::test_input_without_end_is_refused",
    ),
    Defect(
        "what is refused over SSH fills the disk",
        "failures.py",
        "        if path.lstat().st_size + len(content) > most:\n",
        "        if False:\n",
        "over_ssh/test_restricted.py::test_what_was_refused_has_a_limit",
    ),
    Defect(
        "that advance ran is not noted",
        "operations/advance/run.py",
        "    runs.note(desk.store, Run.ADVANCE, began)\n",
        "",
        "cli/test_doctor.py::test_what_did_not_run_is_a_finding",
    ),
    Defect(
        "who was made inactive while waiting is not looked at again",
        "operations/desk.py",
        "                done.append((answer, actor, confirm(session, actor)))\n",
        "                done.append((answer, actor, actor))\n",
        "operations/test_now.py::test_deactivated_means_now",
    ),
    Defect(
        "names of resellers out of reach are told apart from none",
        "operations/finding/named_conditions.py",
        "    near = true() if actor.reach is None else Reseller.id.in_(sorted(actor.reach))\n",
        "    near = true()\n",
        "operations/test_names_out_of_reach.py::test_resellers_do_not_leak",
    ),
    Defect(
        "values of labels out of reach are told apart from none",
        "operations/finding/named_conditions.py",
        ".where(reached(actor))",
        "",
        "operations/test_names_out_of_reach.py::test_values_of_labels_do_not_leak",
    ),
    Defect(
        "JSON that is none ends the page",
        "operations/stored_json.py",
        "    except (ValueError, RecursionError):\n        return None\n",
        "    except MemoryError:\n        return None\n",
        "operations/check/test_impossible_values.py::test_what_cannot_be_shown_is_said",
    ),
    Defect(
        "check does not look at the words of a column",
        "db/column_values.py",
        "        if isinstance(constraint, CheckConstraint):\n",
        "        if False:\n",
        "operations/check/test_impossible_values.py::test_check_names_it[role]",
    ),
    Defect(
        "check does not look at the bytes of a text",
        "db/column_values.py",
        '        if store.dialect == "sqlite":\n            yield from _first',
        "        if False:\n            yield from _first",
        "operations/check/test_impossible_values.py::test_check_names_it[note]",
    ),
    Defect(
        "tries to sign in count wherever they come from",
        "operations/staff/door.py",
        'made_and_locked(session, SignInWait, {"name": counted_as, "source": source}, failures=0, tried_at=now)',
        'made_and_locked(session, SignInWait, {"name": counted_as, "source": ""}, failures=0, tried_at=now)',
        "operations/staff/test_door.py::test_nobody_keeps_a_colleague_out",
    ),
    Defect(
        "a code has to wait",
        "operations/staff/door.py",
        " and code_hash not in codes:",
        ":",
        "operations/staff/test_door.py::test_an_administrator_ends_the_wait",
    ),
    Defect(
        "a new password ends no other session",
        "operations/actor.py",
        "    if signed_in is not None and row.sign_in_version != signed_in:\n",
        "    if False:\n",
        "operations/staff/test_door.py::test_a_new_password_ends_other_sessions",
    ),
    Defect(
        "a code outlives a deactivation",
        "operations/staff/changes.py",
        "        credentials.close(session, admin)\n",
        "        pass\n",
        "operations/staff/test_door.py::test_a_code_dies_with_a_deactivation",
    ),
    Defect(
        "affiliates are locked as they come",
        "operations/reach.py",
        "        for one in sorted({ident, affiliate or ident}):\n",
        "        for one in [ident]:\n",
        "operations/test_crossed_affiliates.py",
    ),
    Defect(
        "a database in any encoding is taken",
        "db/server.py",
        '        if encoding != "UTF8":\n',
        "        if False:\n",
        "db/test_server_limits.py::test_a_database_that_is_not_utf8_is_refused",
    ),
    Defect(
        "a server that is full is lost",
        "db/server.py",
        "            if _TOO_MANY.search(str(error)):\n",
        "            if False:\n",
        "db/test_server_limits.py::test_no_free_connection_is_busy",
    ),
    Defect(
        "a console wants more connections than it gets",
        "db/server.py",
        "            if not self.checkedout():  # there is none to wait for\n",
        "            if True:\n",
        "db/test_server_limits.py::test_a_console_goes_on_with_the_one_it_has",
    ),
    Defect(
        "dates come as the database wants",
        "db/server.py",
        '    "datestyle": "ISO",  # the driver reads no other\n',
        "",
        "db/test_server_limits.py::test_settings_of_a_database_change_nothing",
    ),
    Defect(
        "compacting a server asks nobody and leaves old rows",
        "db/overwritten_values.py",
        '            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {quoted(name)}")\n',
        '            connection.exec_driver_sql(f"VACUUM (ANALYZE) {quoted(name)}")\n',
        "db/test_team_login.py::test_the_owner_compacts",
    ),
    Defect(
        "a copy looks at the source's sequences last",
        "operations/store/copy.py",
        "            figures, given = copying.figures(old), copying.highest_ids(old)\n",
        "            figures, given = copying.figures(old), {}\n",
        "db/test_team_login.py::test_a_copy_names_the_store_that_refused",
    ),
    Defect(
        "the console's login may not remember what it imported",
        "../docs/team-postgresql.sql",
        '"import_keys": "fingerprint, row_id"',
        '"import_keys": ""',
        "db/test_team_login.py::test_imports_twice",
    ),
    Defect(
        "short texts fold as the server's language does",
        "db/short_texts.py",
        """    return f'({compiler.process(element.clauses, **options)} COLLATE "C")'\n""",
        "    return compiler.process(element.clauses, **options)\n",
        "operations/services/test_services.py",
    ),
    Defect(
        "who has just written passes who waits",
        "db/writer_lock.py",
        '    if sys.platform != "linux":\n        return\n    command',
        "    if True:\n        return\n    command",
        "db/test_fair_waiting.py::test_who_is_next_is_never_passed",
    ),
    Defect(
        "compacting stands in no line",
        "db/overwritten_values.py",
        "        with raw.whole_turn():\n",
        "        if True:\n",
        "db/test_fair_waiting.py::test_the_journal_is_brought_home_in_a_turn",
    ),
    Defect(
        "a backup does not say what it holds",
        "commands/store.py",
        '    kept = f"{made.customers:,} customers, {made.movements:,} movements of wallets"\n',
        '    kept = "all there is"\n',
        "cli/test_store_commands.py::test_backup",
    ),
    Defect(
        "a request key may have any length",
        "operations/requests.py",
        "        if key is not None and len(key) > LONGEST:\n",
        "        if False:\n",
        "operations/test_request_keys.py::test_a_key_has_a_length",
    ),
    *MONEY,
    *KEYS,
)


def main() -> int:
    """Tries the defects that are named, all if none is; gives the exit code."""
    chosen = [defect for defect in DEFECTS if not sys.argv[1:] or defect.name in sys.argv[1:]]
    missed = 0
    for defect in chosen:
        if not passes(defect.tests):
            sys.stdout.write(f"tests/{defect.tests} fails without a defect\n")
            return 1
        caught = not passes(defect.tests, defect)
        missed += not caught
        sys.stdout.write(f"| {defect.name} | {defect.file} | {defect.tests} | {'found' if caught else 'MISSED'} |\n")
        sys.stdout.flush()
    return 1 if missed else 0


@cache
def passes(tests: str, defect: Defect | None = None) -> bool:
    """Whether these tests pass in a copy of the program, perhaps with a defect."""
    with tempfile.TemporaryDirectory(prefix="billia-defect-") as name:
        copy = Path(name)
        for part in COPIED:
            place = ROOT / part
            if place.is_dir():
                shutil.copytree(place, copy / part, ignore=shutil.ignore_patterns("__pycache__", "__snapshots__"))
            else:
                shutil.copy(place, copy / part)
        if defect is not None:
            put_in(defect, copy / "billia_tui" / defect.file)
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", f"tests/{tests}"]
        environment = {**os.environ, "PYTHONPATH": name}  # what the tests start is the copy as well
        code = subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode
        assert code in {0, 1}, f"tests/{tests} could not be run"
        return code == 0


def put_in(defect: Defect, file: Path) -> None:
    """Exchanges the part of the file."""
    source = file.read_text(encoding="utf-8")
    assert source.count(defect.good) == 1, f"{defect.file} has changed: {defect.name}"
    file.write_text(source.replace(defect.good, defect.bad), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
