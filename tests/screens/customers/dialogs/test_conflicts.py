"""Two people on one record: nothing of either is lost unseen (R189)."""

import pytest

from billia_tui.operations.customers import companies, emails
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.companies import CompanyData
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.wallet import movements as wallet
from billia_tui.screens.customers.dialogs.customer import EditCustomerDialog
from billia_tui.screens.customers.dialogs.emails import EmailDialog
from billia_tui.screens.customers.dialogs.money import CreditLimitDialog
from billia_tui.screens.notes.note_dialogs import NoteDialog
from billia_tui.screens.profiles.company_dialogs import CompanyDialog
from billia_tui.widgets.dialog import Dialog
from tests.screens.console import LARGE, press, shown
from tests.screens.customers.dialogs.conftest import Case, Host

COMPANY = CompanyData("Petrova Ltd", "BG 204", country="BG", city="Sofia", address="ul. Vitosha 1")


async def test_company_keeps_what_only_the_other_one_changed(host: Host, case: Case) -> None:
    """R189, R102: a field that I left alone follows the other's; what I typed stays and is saved."""
    company_id = case.desk.change(companies.add, case.id, COMPANY)
    async with host.run_test(size=LARGE) as pilot:
        await host.show(pilot, CompanyDialog(case.customer, case.companies[0]))
        await press(pilot, "end", *" OOD")
        theirs = CompanyData("Petrova AD", "BG 204", country="BG", city="Varna", address="ul. Vitosha 1")
        case.desk.change(companies.edit, case.id, company_id, theirs)
        await press(pilot, "enter")
        text = shown(pilot)
        assert "someone saved this company meanwhile" in text
        assert "now saved: Petrova AD" in text
        assert "now saved: Varna · was Sofia" in text
        await press(pilot, "enter")
        stored = case.companies[0].stored
        assert (stored.company_name, stored.city) == ("Petrova Ltd OOD", "Varna")


def _edit(case: Case) -> tuple[Dialog, list[object]]:
    data = case.desk.ask(customers.contact_data, case.id)
    changes = [lambda n=n: case.desk.change(customers.edit, case.id, {"city": f"City{n}"}) for n in (1, 2)]
    return EditCustomerDialog(case.customer, data), list(changes)


def _email(case: Case) -> tuple[Dialog, list[object]]:
    row = case.emails[0]
    changes = [lambda n=n: case.desk.change(emails.edit, case.id, row.id, f"new{n}@example.org") for n in (1, 2)]
    return EmailDialog(case.customer, row), list(changes)


def _note(case: Case) -> tuple[Dialog, list[object]]:
    note_id = case.desk.change(notes.add, case.id, "first")
    changes = [lambda n=n: case.desk.change(notes.edit, case.id, note_id, f"text {n}") for n in (1, 2)]
    return NoteDialog(case.customer, case.notes[0]), list(changes)


def _company(case: Case) -> tuple[Dialog, list[object]]:
    company_id = case.desk.change(companies.add, case.id, COMPANY)
    changes = [
        lambda n=n: case.desk.change(
            companies.edit, case.id, company_id, CompanyData(f"Name{n}", "1", country="BG", city="Sofia", address="x")
        )
        for n in (1, 2)
    ]
    return CompanyDialog(case.customer, case.companies[0]), list(changes)


def _limit(case: Case) -> tuple[Dialog, list[object]]:
    changes = [lambda n=n: case.desk.change(wallet.set_credit_limit, case.id, f"{n}0") for n in (1, 2)]
    return CreditLimitDialog(case.customer), list(changes)


@pytest.mark.parametrize("make", [_edit, _email, _note, _company, _limit])
async def test_every_conflict_is_told_not_only_the_first(host: Host, case: Case, make: object) -> None:
    """R189: the enter after a conflict saves over what was shown; a newer change is shown first, again."""
    assert callable(make)
    async with host.run_test(size=LARGE) as pilot:
        dialog, changes = make(case)
        await host.show(pilot, dialog)
        await press(pilot, "home", "7")
        typed = dialog.values
        for change in changes:
            change()
            await press(pilot, "enter")
            assert "meanwhile; " in " ".join(shown(pilot).replace("│", " ").split())
            assert host.screen is dialog
        first = next(iter(typed))
        assert dialog.values[first] == typed[first]
        await press(pilot, "enter")
        assert host.answers
        assert host.answers[0] is not None


async def test_the_old_value_follows_a_conflict(host: Host, case: Case) -> None:
    """R26: after a conflict, old → new starts at what is saved now."""
    async with host.run_test(size=LARGE) as pilot:
        await host.show(pilot, CreditLimitDialog(case.customer))
        await press(pilot, *"100")
        assert "Credit limit 0.00 EUR → 100.00 EUR" in shown(pilot)
        case.desk.change(wallet.set_credit_limit, case.id, "70")
        await press(pilot, "enter")
        assert "Credit limit 70.00 EUR → 100.00 EUR" in shown(pilot)
        await press(pilot, "enter")
        assert host.answers == ["maria: credit limit 70.00 EUR → 100.00 EUR"]
