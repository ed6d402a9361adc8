"""Each dialog both ways: what it saves, and what it refuses with everything that was typed kept."""

from collections.abc import Callable

import pytest

from billia_tui.operations.customers import companies, emails, status
from billia_tui.operations.customers.companies import CompanyData
from billia_tui.operations.log import lines as log
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.wallet import hold
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from billia_tui.screens.customers.dialogs.customer import AddCustomerDialog, DeleteCustomerDialog
from billia_tui.screens.customers.dialogs.emails import DeleteEmailDialog, EmailDialog
from billia_tui.screens.customers.dialogs.hold import ReleaseDialog
from billia_tui.screens.customers.dialogs.money import AddFundsDialog, CorrectBalanceDialog, CreditLimitDialog
from billia_tui.screens.customers.dialogs.status import ActivateDialog, SendActivationDialog
from billia_tui.screens.notes.note_dialogs import DeleteNoteDialog
from billia_tui.screens.profiles.company_dialogs import DeleteCompanyDialog
from billia_tui.widgets.dialog import Dialog
from tests.conftest import AddCustomer
from tests.screens.console import LARGE, SMALL, press, shown
from tests.screens.customers.dialogs.conftest import Case, Host

COMPANY = CompanyData("Petrova Ltd", "BG 204", country="BG", city="Sofia", address="ul. Vitosha 1")


def last_action(case: Case) -> tuple[str, str]:
    """The newest line of the log: action and reason."""
    line = case.desk.ask(log.page, case.id, Window()).rows[0]
    return line.action, line.reason


async def test_activate_then_refused(host: Host, case: Case) -> None:
    """R5: old → new and the reason are kept; Active already is said and the form stays."""
    async with host.run_test(size=SMALL) as pilot:
        late = ActivateDialog(case.customer)
        await host.show(pilot, ActivateDialog(case.customer))
        assert "status Inactive → Active" in shown(pilot)
        await press(pilot, *"by phone", "enter")
        assert host.answers == ["maria: Inactive → Active"]
        assert last_action(case) == ("activate", "by phone")
        await host.show(pilot, late)
        await press(pilot, *"again", "enter")
        assert "✖ this customer is Active already" in shown(pilot)
        assert late.values == {"reason": "again"}


async def test_send_activation_says_when_last(host: Host, case: Case) -> None:
    """R43: as often as wanted, with the time of the last one; not to a customer who is Active by now."""
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, SendActivationDialog(case.customer))
        assert "It was not sent before." in shown(pilot)
        await press(pilot, "enter")
        assert host.answers == ["maria: activation e-mail written to customer1@example.org"]
        await host.show(pilot, SendActivationDialog(case.customer))
        assert "It was last sent at 2026-03-02 14:05." in " ".join(shown(pilot).replace("│", " ").split())
        case.desk.change(status.activate, case.id)
        await press(pilot, "enter")
        assert "only an Inactive customer gets it" in shown(pilot)


async def test_release_is_refused_when_the_wallet_fell_meanwhile(host: Host, case: Case) -> None:
    """R20: hold cannot be ended by hand below zero, also when that came while the dialog was open."""
    case.desk.change(hold.put_on, case.id)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, ReleaseDialog(case.customer))
        assert "on hold by admin → no" in shown(pilot)
        case.desk.change(wallet.correct_balance, case.id, "-1", "fee")
        await press(pilot, "enter")
        assert "the wallet is negative" in shown(pilot)
        assert case.customer.on_hold_manual


async def test_correct_balance_needs_amount_and_reason(host: Host, case: Case) -> None:
    """R30, R17: both mistakes at once; below zero says what becomes of the hold, before it is saved."""
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, CorrectBalanceDialog(case.customer))
        await press(pilot, *"0", "enter")
        assert "✖ must not be zero" in shown(pilot)
        assert "✖ is required" in shown(pilot)
        await press(pilot, "backspace", *"-14,2")
        assert "Wallet 0.00 EUR → -14.20 EUR · puts the customer ON HOLD" in shown(pilot)
        assert "must not be zero" not in shown(pilot)
        await press(pilot, "tab", *"booked twice", "enter")
        assert host.answers == ["maria: wallet 0.00 EUR → -14.20 EUR"]
        assert case.customer.hold == "negative wallet"


@pytest.mark.parametrize("manual", [False, True])
async def test_adding_funds_tells_the_end_of_the_hold(host: Host, case: Case, *, manual: bool) -> None:
    """R18, R19: back at exactly zero the automatic hold ends; one set by hand stays, and that is said."""
    case.desk.change(wallet.correct_balance, case.id, "-14.20", "fee")
    if manual:
        case.desk.change(hold.put_on, case.id)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, AddFundsDialog(case.customer))
        await press(pilot, *"14.19")
        assert "automatic hold" not in shown(pilot)
        await press(pilot, "backspace", "backspace", "2")
        assert "Wallet -14.20 EUR → 0.00 EUR · ends the automatic hold" in shown(pilot)
        assert ("the hold by an admin stays" in " ".join(shown(pilot).replace("│", " ").split())) == manual
        await press(pilot, "enter")
        assert case.customer.hold == ("by admin" if manual else "")


async def test_a_limit_below_what_is_used_is_told_and_allowed(host: Host, case: Case) -> None:
    """R31: lowering below the amount in use is allowed; the same limit again is refused."""
    case.desk.change(wallet.set_credit_limit, case.id, "100")
    case.desk.change(wallet.correct_balance, case.id, "-14.20", "fee")
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, CreditLimitDialog(case.customer))
        await press(pilot, *"100", "enter")
        assert "the credit limit is 100.00 EUR already" in shown(pilot)
        await press(pilot, "backspace", "backspace")
        assert "→ 1.00 EUR · below the 14.20 EUR in use" in shown(pilot)
        await press(pilot, "enter")
        assert host.answers == ["maria: credit limit 100.00 EUR → 1.00 EUR"]


async def test_email_taken_by_another_customer(host: Host, case: Case, add_customer: AddCustomer) -> None:
    """R92, R93: a registration address of another customer is refused at the field, a free one is saved."""
    add_customer(case.desk, email="taken@example.org")
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, EmailDialog(case.customer, case.emails[0]))
        await press(pilot, "ctrl+u", *"taken@example.org", "enter")
        assert "is the registration e-mail of another customer" in shown(pilot)
        await press(pilot, "home", *"not-")
        await press(pilot, "enter")
        assert case.emails[0].address == "not-taken@example.org"
        assert case.customer.username == "maria"


async def test_delete_email_company_and_note(host: Host, case: Case) -> None:
    """R90, R105, R174: asked in words, esc keeps, enter deletes; what is gone already is said."""
    case.desk.change(emails.add, case.id, "x@example.org")
    case.desk.change(companies.add, case.id, COMPANY)
    case.desk.change(notes.add, case.id, "call back")
    customer, email, company, note = case.customer, case.emails[1], case.companies[0], case.notes[0]
    makers: list[Callable[[], Dialog]] = [
        lambda: DeleteEmailDialog(customer, email),
        lambda: DeleteCompanyDialog(customer, company),
        lambda: DeleteNoteDialog(customer, note),
    ]
    async with host.run_test(size=SMALL) as pilot:
        for make in makers:
            for key in ("escape", "enter"):
                await host.show(pilot, make())
                lasting = "This cannot be undone." in " ".join(shown(pilot).replace("│", " ").split())
                assert lasting == (make is not makers[2]), "u brings a note back"
                await press(pilot, key)
            assert host.answers[-2] is None
            assert str(host.answers[-1]).endswith("deleted")
            await host.show(pilot, make())
            await press(pilot, "enter")
            assert "deleted meanwhile" in shown(pilot)
            await press(pilot, "escape")
        assert (len(case.emails), len(case.companies), len(case.notes)) == (1, 0, 0)


async def test_registration_address_cannot_be_deleted(host: Host, case: Case) -> None:
    """R88: asked again when it is done, not only when the key is offered."""
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, DeleteEmailDialog(case.customer, case.emails[0]))
        await press(pilot, "enter")
        assert "the registration e-mail cannot be deleted" in shown(pilot)
        assert len(case.emails) == 1


async def test_add_a_company_customer_on_a_low_screen(host: Host, case: Case) -> None:
    """R149, R150: with one company field the others are required; the form scrolls with the cursor."""
    dialog = AddCustomerDialog([(1, "Default")], may_activate=True)
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, dialog)
        for text in ("Ivo", "Petrov", "ivo@example.org", "BG", "EUR"):
            await press(pilot, *text, "tab")
        await press(pilot, *["tab"] * 6, *"Petrov OOD", "enter")
        text = shown(pilot)
        assert text.count("✖ is required") == 3
        assert dialog.rows["city"].input.has_focus
        await press(pilot, *"Sofia", "tab", *"ul. Vitosha 1", "tab", "tab", "tab", *"BG 1")
        assert dialog.rows["company_number"].input.has_focus
        await press(pilot, "tab", "tab", "right")
        assert "‹ activate now ›" in shown(pilot)
        await press(pilot, "enter")
        assert host.answers == [f"Customer {dialog.new_id} added"]
        added = Case(case.desk, dialog.new_id or 0)
        assert (added.customer.status, added.customer.profile_type) == ("Active", "Company")


async def test_only_who_may_activate_is_offered_it(host: Host, case: Case) -> None:
    """R150, R182: without the right the choice is between the e-mail and nothing."""
    dialog = AddCustomerDialog([(1, "Default")], may_activate=False)
    async with host.run_test(size=LARGE) as pilot:
        await host.show(pilot, dialog)
        field = dialog.rows["then"].input
        field.focus()
        await press(pilot, "right")
        assert dialog.values["then"] == "neither"
        await press(pilot, "right")
        assert dialog.values["then"] == "send activation e-mail"


async def test_an_undeletable_customer_has_no_enter(host: Host, case: Case) -> None:
    """R44: with something in the way the form offers esc alone, and enter does nothing."""
    async with host.run_test(size=SMALL) as pilot:
        await host.show(pilot, DeleteCustomerDialog(case.customer, ["wallet is 1.00 EUR, not zero"]))
        assert "wallet is 1.00 EUR" in shown(pilot)
        assert "enter" not in shown(pilot)
        await press(pilot, "enter", "enter")
        assert host.answers == []
        await press(pilot, "escape")
        assert host.answers == [None]
