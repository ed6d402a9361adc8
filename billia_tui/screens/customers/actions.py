"""The actions on a customer that the list and the details page share: the same key does the same thing."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import work

from billia_tui.errors import BilliaError
from billia_tui.screens.undo.undo_actions import UndoActions
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from billia_tui.operations.customers.allowed import Action, Facts
    from billia_tui.operations.customers.page import CustomerPage


class CustomerActions(UndoActions, inherit_bindings=False):
    """A page with a customer to act on: `subject` and `changed` are the subclass's."""

    def subject(self) -> "tuple[int, Facts] | None":
        """The customer that keys act on: its id and what is known of it; None if there is none."""
        raise NotImplementedError

    def changed(self, customer_id: int) -> None:
        """This customer was changed: read it afresh."""
        raise NotImplementedError

    def refusal(self, action: "Action") -> str | None:
        """Why the admin cannot do `action` with the customer now; None if it can be tried."""
        from billia_tui.operations.customers import allowed

        subject = self.subject()
        if self.app.desk is None or (subject is None and action != allowed.Action.ADD):
            return "there is no customer here"
        return allowed.refusal(self.app.desk.actor, action, subject[1] if subject else None)

    def show_keys(self) -> None:
        """Brings the key line up to date with the customer under the cursor."""
        if self.subject() is not None and self.app.desk is not None:
            self.key_bar.show(self.key_states())

    def key_states(self) -> dict[str, KeyState]:
        """How the keys that act on the customer stand, by name."""
        from billia_tui.operations.customers.allowed import Action

        return {
            "edit": KeyState(refusal=self.refusal(Action.EDIT)),
            "block": KeyState(self._status_word(), self.refusal(self._block_action())),
            "hold": KeyState(self._hold_action().value, self.refusal(self._hold_action())),
            "add_funds": KeyState(refusal=self.refusal(Action.ADD_FUNDS)),
            "credit_limit": KeyState(refusal=self.refusal(Action.CREDIT_LIMIT)),
            "add_note": KeyState(refusal=self.refusal(Action.ADD_NOTE)),
            "add_customer": KeyState(refusal=self.refusal(Action.ADD)),
        }

    def _block_action(self) -> "Action":
        """The change of status that is possible (R77): a Blocked customer can only be activated."""
        from billia_tui.operations.customers.allowed import Action

        return Action.BLOCK if self._possible(Action.BLOCK) else Action.ACTIVATE

    def _status_word(self) -> str:
        """What the key of the status says: an Inactive customer can be activated as well as blocked."""
        return "status" if self._both_ways() else self._block_action().value

    def _both_ways(self) -> bool:
        from billia_tui.operations.customers.allowed import Action

        return self._possible(Action.BLOCK) and self._possible(Action.ACTIVATE)

    def _hold_action(self) -> "Action":
        from billia_tui.operations.customers.allowed import Action

        return Action.RELEASE if not self._possible(Action.HOLD) else Action.HOLD

    def _possible(self, action: "Action") -> bool:
        from billia_tui.operations.customers import allowed

        subject = self.subject()
        return subject is None or allowed.by_rule(action, subject[1]) is None

    # ── the actions ──

    def do(self, action: "Action", make: "Callable[[CustomerPage], Awaitable[Dialog]]") -> None:
        """Opens a dialog on the customer, unless the action is refused: then says why (R51)."""
        reason = self.refusal(action)
        subject = self.subject()
        if reason or subject is None:
            self.app.refuse(reason or "there is no customer here")
            self.app.call_later(self.app.type_ahead.release)
        else:
            self.app.type_ahead.hold()
            self._dialog(subject[0], make)

    @work(exclusive=True, group="dialog")
    async def _dialog(self, customer_id: int, make: "Callable[[CustomerPage], Awaitable[Dialog]]") -> None:
        from billia_tui.operations.customers import page as customer_page

        try:
            dialog = await make(await self.app.ask(customer_page.read, customer_id))
        except BilliaError as error:
            self.app.refuse(error)
            await self.app.type_ahead.release()
            return
        message = await self.app.push_screen_wait(dialog)
        if message is not None:
            self.app.say(message)
            self.changed(customer_id)

    def action_edit(self) -> None:
        """Edit name and contact data (R75)."""
        from billia_tui.operations.customers import editing as customers
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.customer import EditCustomerDialog

        async def make(customer: "CustomerPage") -> Dialog:
            data = await self.app.ask(customers.contact_data, customer.id)
            return EditCustomerDialog(customer, data)

        self.do(Action.EDIT, make)

    def action_block(self) -> None:
        """Block, or activate: what is possible (R5, R77); of an Inactive customer one is chosen."""
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.status import ActivateDialog, BlockDialog, FirstStatusDialog

        action = self._block_action()
        if self._both_ways():
            self._simple(action, FirstStatusDialog)
        else:
            self._simple(action, BlockDialog if action == Action.BLOCK else ActivateDialog)

    def action_hold(self) -> None:
        """On hold, or the end of it (R16)."""
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.hold import HoldDialog, ReleaseDialog

        action = self._hold_action()
        self._simple(action, HoldDialog if action == Action.HOLD else ReleaseDialog)

    def action_add_funds(self) -> None:
        """Add to the wallet (R24)."""
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.money import AddFundsDialog

        self._simple(Action.ADD_FUNDS, AddFundsDialog)

    def action_credit_limit(self) -> None:
        """Set the credit limit (R25)."""
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.money import CreditLimitDialog

        self._simple(Action.CREDIT_LIMIT, CreditLimitDialog)

    def action_password(self) -> None:
        """Change the password, or send a reset link (R82, R83)."""
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.password import PasswordDialog

        self._simple(Action.PASSWORD, PasswordDialog)

    def action_send_activation(self) -> None:
        """Send the activation e-mail (R43)."""
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.status import SendActivationDialog

        self._simple(Action.SEND_ACTIVATION, SendActivationDialog)

    def action_add_note(self) -> None:
        """Add a user note (R174)."""
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.notes.note_dialogs import NoteDialog

        self._simple(Action.ADD_NOTE, lambda customer: NoteDialog(customer, None))

    def action_delete_customer(self) -> None:
        """Delete, if nothing stands in the way (R44)."""
        from billia_tui.operations.customers import editing as customers
        from billia_tui.operations.customers.allowed import Action
        from billia_tui.screens.customers.dialogs.customer import DeleteCustomerDialog

        async def make(customer: "CustomerPage") -> Dialog:
            obstacles = await self.app.ask(customers.obstacles, customer.id)
            return DeleteCustomerDialog(customer, obstacles)

        self.do(Action.DELETE, make)

    def action_wallet_history(self) -> None:
        """The movements of the wallet (R29)."""
        from billia_tui.screens.customers.wallet_history import WalletHistoryScreen

        subject = self.subject()
        if subject is not None:
            self.app.push_screen(WalletHistoryScreen(subject[0]), lambda _: self.changed(subject[0]))

    def _simple(self, action: "Action", dialog: "Callable[[CustomerPage], Dialog]") -> None:
        async def make(customer: "CustomerPage") -> Dialog:
            return dialog(customer)

        self.do(action, make)
