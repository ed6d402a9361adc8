"""Every operation that changes a customer, with values that succeed on the store of the fixture `filled`."""

from collections.abc import Callable
from typing import Any

from billia_tui.operations import companies, customers, emails, hold, notes, passwords, status, wallet
from billia_tui.operations.customers import AfterAdding, NewCustomer
from billia_tui.operations.permissions import Right
from tests.operations.kit import COMPANY

NEW = NewCustomer("Ana", "Lima", "ana.lima@example.org", "BR", "USD")

Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
# Customer 1 has the additional e-mail 2, the company 2 and the note 1; customer 2 is on hold.
WRITING: dict[str, tuple[Right, Call]] = {
    "add customer": (Right.EDIT, (customers.add, (NEW,), {})),
    "add customer, activated": (Right.STATUS, (customers.add, (NEW,), {"then": AfterAdding.ACTIVATE})),
    "edit customer": (Right.EDIT, (customers.edit, (1, {"city": "Bonn"}), {})),
    "delete customer": (Right.DELETE, (customers.delete, (1,), {"typed_username": "one"})),
    "add e-mail": (Right.EDIT, (emails.add, (1, "x@example.org"), {})),
    "edit e-mail": (Right.EDIT, (emails.edit, (1, 2, "y@example.org"), {})),
    "delete e-mail": (Right.EDIT, (emails.delete, (1, 2), {})),
    "add company": (Right.EDIT, (companies.add, (1, COMPANY), {})),
    "edit company": (Right.EDIT, (companies.edit, (1, 2, companies.CompanyData("N", "1", "", "", "DE", "B", "x")), {})),
    "delete company": (Right.EDIT, (companies.delete, (1, 2), {})),
    "activate": (Right.STATUS, (status.activate, (1,), {})),
    "block": (Right.STATUS, (status.block, (1,), {})),
    "hold": (Right.STATUS, (hold.put_on, (1,), {})),
    "release": (Right.STATUS, (hold.release, (2,), {})),
    "send activation e-mail": (Right.STATUS, (status.send_activation, (1,), {})),
    "change password": (Right.PASSWORD, (passwords.store_hash, (1, "hash"), {})),
    "send reset link": (Right.PASSWORD, (passwords.send_reset_link, (1,), {})),
    "add funds": (Right.FUNDS, (wallet.add_funds, (1, "5"), {})),
    "correct balance": (Right.CREDIT, (wallet.correct_balance, (1, "-5", "x"), {})),
    "credit limit": (Right.CREDIT, (wallet.set_credit_limit, (1, "5"), {})),
    "add note": (Right.NOTES, (notes.add, (1, "x"), {})),
    "edit note": (Right.NOTES, (notes.edit, (1, 1, "x"), {})),
    "delete note": (Right.NOTES, (notes.delete, (1, 1), {})),
}
