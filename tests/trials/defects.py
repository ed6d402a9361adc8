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
from tests.trials.defects_of_stores import STORES
from tests.trials.defects_of_terminals import TERMINALS
from tests.trials.defects_of_what_is_shown import SHOWN

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
        'check_seen(seen, customer.version, "customer", stored)',
        "pass",
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
        'check_seen(seen, note.version, "note", {"text": note.text})',
        "pass",
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
        "holds are not compared with the log",
        "operations/check/run.py",
        "                *check_hold.holds(session, rows),\n",
        "",
        "operations/check/test_check.py",
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
        "a request key may have any length",
        "operations/requests.py",
        "        if key is not None and len(key) > LONGEST:\n",
        "        if False:\n",
        "operations/test_request_keys.py::test_a_key_has_a_length",
    ),
    *STORES,
    *SHOWN,
    *MONEY,
    *KEYS,
    *TERMINALS,
)


def main() -> int:
    """Tries the defects that are named, all if none is; gives the exit code."""
    chosen = [defect for defect in DEFECTS if not sys.argv[1:] or defect.name in sys.argv[1:]]
    missed = 0
    for defect in chosen:
        tests = ", ".join(defect.selectors)
        if not passes(defect.selectors):
            sys.stdout.write(f"tests/{tests} fails without a defect\n")
            return 1
        caught = not passes(defect.selectors, defect)
        missed += not caught
        sys.stdout.write(f"| {defect.name} | {defect.file} | {tests} | {'found' if caught else 'MISSED'} |\n")
        sys.stdout.flush()
    return 1 if missed else 0


@cache
def passes(tests: tuple[str, ...], defect: Defect | None = None) -> bool:
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
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
        command += [f"tests/{part}" for part in tests]
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
