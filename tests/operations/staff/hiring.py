"""Admins as an Administrator makes them, and how the list shows them."""

from dataclasses import replace

from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import changes as staff_changes
from billia_tui.operations.staff import listing as staff
from billia_tui.operations.staff.credentials import SignIn
from billia_tui.operations.staff.listing import AdminData, AdminRow
from tests.operations.kit import ALL

HASH = SignIn(password_hash="hash")  # noqa: S106 - no password


ROSA = AdminData("Rosa", "Núñez", role="Support")


def row_of(desk: Desk, admin_id: int) -> AdminRow:
    """An admin as the list shows it."""
    return desk.ask(staff.details, admin_id).row


def usernames(desk: Desk, words: str = "") -> list[str]:
    """The usernames of the list, narrowed to `words`."""
    return [row.username for row in desk.ask(staff.page, ALL, words=words).rows]


def hire(desk: Desk, username: str = "rosa", **changes: str) -> int:
    """Adds an admin."""
    return desk.change(staff_changes.add, username, replace(ROSA, **changes), HASH)
