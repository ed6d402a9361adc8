"""Passwords and one-time codes of admins (R52, R179, R180, P8)."""

import hashlib
import re
from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher

from billia_tui.db.models import Admin, LogEntry, SignInCode
from billia_tui.errors import Invalid, NotFound
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import credentials
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.staff.listing import AdminData
from tests.operations.kit import everything, stored

SECRET = "correct horse battery"  # noqa: S105 - no one has it
ROSA = AdminData("Rosa", "Núñez", role="Support")


def test_a_typed_password(desk: Desk) -> None:
    """R180, R82, R52: no old one is asked for; argon2id is stored, nothing of it is in the log or in a text."""
    given = credentials.by_password(SECRET, SECRET)
    desk.change(credentials.reset, 1, given)
    kept = stored(desk.store, Admin)[0]
    assert PasswordHasher().verify(kept.password_hash, SECRET)
    assert not kept.must_change_password
    assert stored(desk.store, LogEntry)[-1].action == "set password"
    logged = repr(everything(desk.store)["log_entries"])
    for text in (logged, repr(given), repr(desk.ask(staff.details, 1))):
        assert SECRET not in text
        assert kept.password_hash not in text
    for password, again, field in (("short", "short", "password"), (SECRET, "other", "again")):
        with pytest.raises(Invalid) as refused:
            credentials.by_password(password, again)
        assert list(refused.value.fields) == [field]


def test_a_one_time_code(desk: Desk, frozen: time_machine.Traveller) -> None:
    """R180, R52, P8: only its hash is stored, for 24 hours; the password ends; the next sign-in asks for a new one."""
    desk.change(credentials.reset, 1, credentials.by_password(SECRET, SECRET))
    code, given = credentials.by_code()
    assert re.fullmatch(r"([A-HJKMNP-Z2-9]{4}-){4}[A-HJKMNP-Z2-9]{4}", code)
    desk.change(credentials.reset, 1, given)
    (kept,) = stored(desk.store, SignInCode)
    assert kept.code_hash == hashlib.sha256(code.encode()).hexdigest()
    assert (kept.admin_id, kept.expires_at - kept.created_at, kept.used_at) == (1, timedelta(hours=24), None)
    admin = stored(desk.store, Admin)[0]
    assert (admin.password_hash, admin.must_change_password) == (None, True)
    assert desk.ask(staff.details, 1).row.new_password
    assert code not in repr(everything(desk.store)) + repr(given)
    assert kept.code_hash not in repr(everything(desk.store)["log_entries"]) + repr(given)
    assert stored(desk.store, LogEntry)[-1].action == "make sign-in code"

    frozen.shift(60)
    desk.change(credentials.reset, 1, credentials.by_code()[1])
    first, second = stored(desk.store, SignInCode)
    assert first.expires_at == second.created_at
    frozen.shift(60)
    desk.change(credentials.reset, 1, credentials.by_password(SECRET, SECRET))
    assert stored(desk.store, SignInCode)[1].expires_at - second.created_at == timedelta(seconds=60)
    assert not desk.ask(staff.details, 1).row.new_password


def test_codes_of_others_stay(desk: Desk) -> None:
    """R180: older codes end only of the same admin."""
    other = desk.change(staff_changes.add, "rosa", ROSA, credentials.by_code()[1])
    desk.change(credentials.reset, 1, credentials.by_code()[1])
    first, second = stored(desk.store, SignInCode)
    assert (first.admin_id, second.admin_id) == (other, 1)
    assert first.expires_at - first.created_at == timedelta(hours=24)


def test_a_new_admin_with_a_code(desk: Desk) -> None:
    """R179, R180: no request key and no log line knows the code; two codes are never the same."""
    code, given = credentials.by_code()
    ident = desk.change(staff_changes.add, "rosa", ROSA, given, request_key="k")
    assert desk.ask(staff.details, ident).row.new_password
    everywhere = everything(desk.store)
    assert code not in repr(everywhere)
    kept = stored(desk.store, SignInCode)[0].code_hash
    assert kept not in repr(everywhere["request_keys"]) + repr(everywhere["log_entries"])
    assert len({credentials.by_code()[0] for _ in range(100)}) == 100


def test_nobody_has_no_password(desk: Desk) -> None:
    """R180."""
    with pytest.raises(NotFound, match="there is no admin 77"):
        desk.change(credentials.reset, 77, credentials.by_code()[1])
