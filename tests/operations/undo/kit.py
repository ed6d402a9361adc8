"""Changes of a customer that can be taken back, and what is there before and after."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from billia_tui.operations.customers import companies, custom_payment, emails, profiles, status
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.profiles import ProfileData
from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.undo import take_back as undo
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from tests.operations.kit import ALL, customer
from tests.operations.labels.kit import REGION, component, texts

Doing = Callable[[Desk, int], Any]


def state(desk: Desk, ident: int) -> dict[str, Any]:
    """All of a customer that can be changed and taken back; versions and the log only grow."""
    row = customer(desk.store, ident)
    return {
        "contact": replace(desk.ask(customers.contact_data, ident), version=0),
        "status": (row.status, row.on_hold_manual, row.on_hold_auto, row.activated_at, row.blocked_at),
        "money": (row.wallet, row.credit_limit, row.credit_rank, row.custom_payments),
        "names": (row.name, row.name_key),
        "labels": texts(desk, ident),
        "addresses": [(one.address, one.kind) for one in desk.ask(emails.page, ident, ALL).rows],
        "companies": [(one.stored, one.main) for one in desk.ask(companies.page, ident, ALL).rows],
        "profiles": [one.stored for one in desk.ask(profiles.page, ident, ALL).rows],
        "notes": [(one.admin, one.created_at, one.text) for one in desk.ask(notes.page, ident, ALL).rows],
    }


def take_back_last(desk: Desk) -> str:
    """Looks what is offered, and takes it back."""
    offered = desk.ask(undo.last)
    assert offered.refusal == ""
    return desk.change(undo.take_back, offered.log_id)


def edit(desk: Desk, ident: int) -> None:
    desk.change(customers.edit, ident, {"last_name": "Zed", "city": "Ulm", "phone": "+49 711 22"})


def edit_address(desk: Desk, ident: int) -> None:
    (row,) = desk.ask(emails.page, ident, ALL).rows
    desk.change(emails.edit, ident, row.id, "other@example.org")


def _edit_company(desk: Desk, ident: int) -> None:
    (row,) = desk.ask(companies.page, ident, ALL).rows
    desk.change(companies.edit, ident, row.id, replace(row.stored, company_name="Other AG", vat_number="DE1"))


def _edit_profile(desk: Desk, ident: int) -> None:
    row = desk.ask(profiles.page, ident, ALL).rows[0]
    desk.change(profiles.edit, ident, row.id, ProfileData("Private", "Eva", auto_generate_invoice=False))


def _attach(desk: Desk, ident: int) -> None:
    desk.change(labels.attach, ident, component(desk, REGION), "eu")


def _change_label(desk: Desk, ident: int) -> None:
    desk.change(labels.attach, ident, tier_of(desk, ident), "silver", replace=True)


def _take_label_off(desk: Desk, ident: int) -> None:
    desk.change(labels.detach, ident, tier_of(desk, ident))


def tier_of(desk: Desk, ident: int) -> int:
    return next(offer.component_id for offer in desk.ask(labels.offered, labels.USERS, ident) if offer.name == "Tier")


def _delete_note(desk: Desk, ident: int) -> None:
    desk.change(notes.delete, ident, desk.ask(notes.page, ident, ALL).rows[0].id)


CHANGES: dict[str, Doing] = {
    "edit": edit,
    "edit e-mail": edit_address,
    "edit company": _edit_company,
    "edit profile": _edit_profile,
    "hold": lambda desk, ident: desk.change(hold.put_on, ident, "why"),
    "block": lambda desk, ident: desk.change(status.block, ident, "why"),
    "credit limit": lambda desk, ident: desk.change(wallet.set_credit_limit, ident, "40"),
    "custom payment": lambda desk, ident: desk.change(custom_payment.switch, ident, on=True),
    "delete note": _delete_note,
    "attach label": _attach,
    "change label": _change_label,
    "take off label": _take_label_off,
}
