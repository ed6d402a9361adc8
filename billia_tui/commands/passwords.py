"""`billia password set|send-link`. A password is never an argument: others could read it in the list of processes."""

import sys
from getpass import getpass

import typer

from billia_tui.commands import output, standard_input
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import Customer, Desk
from billia_tui.errors import Forbidden

with late():
    from billia_tui.operations import password_hashes
    from billia_tui.operations.customers import password as passwords

_LONGEST_LINE = 2_000
"""Characters of the line with a password: more than one may have, so that the operation tells."""

password_app = Group("The password of a customer.")


@password_app.command("set")
def set_password(desk: Desk, customer_id: Customer) -> Answer:
    """Set a new password: typed twice and hidden, or one line on standard input."""
    from billia_tui.actions.customers import PASSWORD
    from billia_tui.operations.allowed import refusal

    forbidden = refusal(desk.actor, PASSWORD)
    if forbidden:  # before anything is typed; `store_hash` asks again
        raise Forbidden(forbidden)
    password, again = typed_password(passwords.REMINDER)
    password_hashes.check(password, again)
    desk.change(passwords.store_hash, customer_id, password_hashes.hashed(password))
    return output.said(f"customer {customer_id}: the password is changed", {"id": customer_id})


@password_app.command("send-link")
def send_link(desk: Desk, customer_id: Customer) -> Answer:
    """Write a mail with a reset link to the registration address."""
    address = desk.change(passwords.send_reset_link, customer_id)
    sentence = f"customer {customer_id}: the mail with the reset link to {address} is written"
    return output.said(sentence, {"id": customer_id, "address": address})


def typed_password(reminder: str = "") -> tuple[str, str]:
    """A password, twice: hidden from the terminal, after a `reminder`; or one line on standard input."""
    if not sys.stdin.isatty():
        return _one_line()
    if reminder:
        output.hint(reminder)
    return getpass("New password: "), getpass("Again: ")


def _one_line() -> tuple[str, str]:
    try:
        standard_input.binary()
        line = sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise typer.BadParameter("standard input is not UTF-8 text") from error
    return line, line
