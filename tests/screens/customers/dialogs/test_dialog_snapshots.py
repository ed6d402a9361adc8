"""Pictures of states of dialogs that the console's own pictures do not have. Look at each that changes."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.operations.customers import companies
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.companies import CompanyData
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.customers.dialogs.customer import AddCustomerDialog, DeleteCustomerDialog, EditCustomerDialog
from billia_tui.screens.customers.dialogs.hold import ReleaseDialog
from billia_tui.screens.customers.dialogs.money import AddFundsDialog, CorrectBalanceDialog, CreditLimitDialog
from billia_tui.screens.customers.dialogs.password import PasswordDialog
from billia_tui.screens.notes.note_dialogs import NoteDialog
from billia_tui.screens.profiles.company_dialogs import CompanyDialog
from tests.conftest import AddCustomer
from tests.screens.console import LARGE, SMALL, press, settle
from tests.screens.customers.dialogs.conftest import Case, Host

COMPANY = CompanyData("Petrova Ltd", "BG 204", country="BG", city="Sofia", address="ul. Vitosha 1")
Steps = Callable[[Host, Case, Pilot[Any]], Awaitable[None]]


async def hold_begins(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R17, R30."""
    await host.show(pilot, CorrectBalanceDialog(case.customer))
    await press(pilot, *"-14,20", "tab", *"booked twice")


async def hold_ends(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R19, with a hold by hand that stays."""
    case.desk.change(wallet.correct_balance, case.id, "-14.20", "fee")
    case.desk.change(hold.put_on, case.id)
    await host.show(pilot, AddFundsDialog(case.customer))
    await press(pilot, *"25.50")


async def limit_below_use(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R31."""
    case.desk.change(wallet.set_credit_limit, case.id, "100")
    case.desk.change(wallet.correct_balance, case.id, "-14.20", "fee")
    await host.show(pilot, CreditLimitDialog(case.customer))
    await press(pilot, *"10")


async def limit_conflict(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R25, R189."""
    await host.show(pilot, CreditLimitDialog(case.customer))
    await press(pilot, *"100")
    case.desk.change(wallet.set_credit_limit, case.id, "70")
    await press(pilot, "enter")


async def company_conflict(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R102, R189: typed and fresh side by side, untouched fields follow."""
    company_id = case.desk.change(companies.add, case.id, COMPANY)
    await host.show(pilot, CompanyDialog(case.customer, case.companies[0]))
    await press(pilot, "end", *" OOD")
    theirs = CompanyData("Petrova AD", "BG 204", country="BG", city="Varna", address="ul. Vitosha 1")
    case.desk.change(companies.edit, case.id, company_id, theirs)
    await press(pilot, "enter")


async def note_conflict(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R174, R189."""
    note_id = case.desk.change(notes.add, case.id, "Call back\non Thursday")
    await host.show(pilot, NoteDialog(case.customer, case.notes[0]))
    await press(pilot, *"Please: ")
    case.desk.change(notes.edit, case.id, note_id, "Call back\non Friday")
    await press(pilot, "enter")


async def reset_link(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R83."""
    await host.show(pilot, PasswordDialog(case.customer))
    await press(pilot, "tab", "tab", "right")


async def read_only(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """P5: a name that cannot be shown as it is."""
    case.desk.change(customers.edit, case.id, {"first_name": "می\u200cخواهم"})
    await host.show(pilot, EditCustomerDialog(case.customer, case.desk.ask(customers.contact_data, case.id)))


async def low_end(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R152: all mistakes; on a low screen the form has scrolled to its last field."""
    await host.show(pilot, AddCustomerDialog([(1, "Default"), (2, "NorthHost")], may_activate=True))
    await press(pilot, "enter", "shift+tab")


async def obstacles(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R44: esc alone."""
    await host.show(pilot, DeleteCustomerDialog(case.customer, ["wallet is 1.00 EUR, not zero"]))


async def release_with_both(host: Host, case: Case, pilot: Pilot[Any]) -> None:
    """R20: refused by the rule when asked again."""
    case.desk.change(hold.put_on, case.id)
    case.desk.change(wallet.correct_balance, case.id, "-14.20", "fee")
    await host.show(pilot, ReleaseDialog(case.customer))
    await press(pilot, "enter")


STATES: dict[str, Steps] = {
    "hold-begins": hold_begins,
    "hold-ends": hold_ends,
    "limit-below-use": limit_below_use,
    "limit-conflict": limit_conflict,
    "company-conflict": company_conflict,
    "note-conflict": note_conflict,
    "reset-link": reset_link,
    "read-only": read_only,
    "low-end": low_end,
    "obstacles": obstacles,
    "release-with-both": release_with_both,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("state", list(STATES))
def test_dialog(snap_compare: Callable[..., bool], host: Host, case: Case, state: str, size: tuple[int, int]) -> None:
    """R26, R152, R189: what the form says, state by state."""

    async def run_before(pilot: Pilot[Any]) -> None:
        await STATES[state](host, case, pilot)
        await settle(pilot)

    assert snap_compare(host, terminal_size=size, run_before=run_before)


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
def test_long_hostile_name(
    snap_compare: Callable[..., bool],
    host: Host,
    case: Case,
    add_customer: AddCustomer,
    size: tuple[int, int],
) -> None:
    """P5: a username that is longer than the dialog and looks like markup."""
    name = "[/red]" + "very-long-" * 12 + "[b]end"
    hostile = Case(case.desk, add_customer(case.desk, first_name="[/]", last_name="山田" * 40, username=name))

    async def run_before(pilot: Pilot[Any]) -> None:
        await host.show(pilot, DeleteCustomerDialog(hostile.customer, []))

    assert snap_compare(host, terminal_size=size, run_before=run_before)
