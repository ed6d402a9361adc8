"""The actions on a customer that the list and the details page share: the same key does the same thing."""

from functools import partial
from typing import TYPE_CHECKING, Any

from billia_tui.actions import customers as actions
from billia_tui.actions import mails
from billia_tui.actions.every import BY_NAME
from billia_tui.actions.record import Action, screen_named
from billia_tui.errors import Refused, refuse_if
from billia_tui.keys import made as keys
from billia_tui.screens.finding.queue_actions import QueueActions
from billia_tui.widgets.bars import KeyState
from billia_tui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from billia_tui.operations.customers.allowed import Facts
    from billia_tui.screens.copying.box import Copyable

_END = (actions.DELETE, actions.ERASE)

NOBODY = "there is no customer here"


class CustomerActions(QueueActions, inherit_bindings=False):
    """A page with a customer to act on: `subject` and `changed` are the subclass's."""

    def subject(self) -> "tuple[int, Facts] | None":
        """The customer that keys act on: its id and what is known of it; None if there is none."""
        raise NotImplementedError

    def changed(self, customer_id: int) -> None:
        """This customer was changed: read it afresh."""
        raise NotImplementedError

    def gone(self, customer_id: int) -> None:
        """This customer is there no more."""
        self.changed(customer_id)

    def customer_at(self) -> int:
        """The one that keys act on."""
        subject = self.subject()
        return subject[0] if subject is not None else 0

    def refusal(self, action: Action) -> str | None:
        """Why the admin cannot do `action` with the customer now; None if it can be tried."""
        from billia_tui.operations import allowed

        subject = self.subject()
        if self.app.desk is None or (subject is None and action != actions.ADD):
            return NOBODY
        return allowed.refusal(self.app.desk.actor, action, subject[1] if subject else None)

    def show_keys(self) -> None:
        """Brings the key line up to date with the customer under the cursor."""
        if self.subject() is not None and self.app.desk is not None:
            self.key_bar.show(self.key_states())

    def key_states(self) -> dict[str, KeyState]:
        """How the keys that act on the customer stand, by name."""
        always = (entry for entry in keys.entries(*self.WHERE) if entry.footer and not entry.at_times)
        shown = (entry for entry in always if isinstance(entry, Action))
        states = {action.id: KeyState(refusal=self.refusal(action)) for action in shown if action.right}
        states |= self.queue_states()
        return states | {
            "block": KeyState(self._status_word(), self.refusal(self._block_action())),
            "hold": KeyState(self._hold_action().id, self.refusal(self._hold_action())),
        }

    def _block_action(self) -> Action:
        """The change of status that is possible (R77): a Blocked customer can only be activated."""
        return actions.BLOCK if self._possible(actions.BLOCK) else actions.ACTIVATE

    def _status_word(self) -> str:
        """What the key of the status says: an Inactive customer can be activated as well as blocked."""
        return "status" if self._both_ways() else self._block_action().id

    def _both_ways(self) -> bool:
        return self._possible(actions.BLOCK) and self._possible(actions.ACTIVATE)

    def _hold_action(self) -> Action:
        return actions.HOLD if self._possible(actions.HOLD) else actions.RELEASE

    def _possible(self, action: Action) -> bool:
        from billia_tui.operations import allowed

        subject = self.subject()
        return subject is None or allowed.by_rule(action, subject[1]) is None

    # ── the actions ──

    async def copies(self) -> "tuple[str, list[Copyable]]":
        """Of the customer."""
        from billia_tui.screens.copying import offers

        if not self.customer_at():
            raise Refused(NOBODY)
        return f"customer {self.customer_at()}", await offers.of_customer(self.app, self.customer_at())

    def action_own_commands(self) -> None:
        """Asks which of the user's own commands, and runs it with the customer."""

        async def doing() -> None:
            from billia_tui.screens.customers import own_commands

            refuse_if(own_commands.why_none(self.app) or (None if self.customer_at() else NOBODY))
            about = f"customer {self.customer_at()}"
            picked = await self.app.push_screen_wait(own_commands.OwnCommandList(about, self.app.own_commands))
            for command in self.app.own_commands:
                if command.name == picked:
                    await own_commands.run(self.app, command, self.customer_at())

        self.begin(doing)

    def do(self, action: Action, *about: Any, dialog: str = "") -> None:
        """Opens the dialog of an action, unless it is refused: then says why (R51).

        Args:
            action: whose right and rule are asked, and whose dialog is opened.
            about: what the dialog needs beside the customer as it is now.
            dialog: another dialog than that of the record.
        """
        subject = self.subject()

        async def doing() -> None:
            assert subject is not None  # noqa: S101 - else it is refused
            await self._do(subject[0], action, *about, dialog=dialog)

        self.begin(doing, self.refusal(action) or (None if subject else NOBODY))

    async def _do(self, customer_id: int, action: Action, *about: Any, dialog: str = "") -> None:
        from billia_tui.operations.customers import page as customer_page

        opens = screen_named(dialog or action.dialog)
        customer = await self.app.ask(customer_page.read, customer_id)
        message = await self.app.push_screen_wait(await opens.about(self.app, customer, *about))  # type: ignore[attr-defined]  # a class
        if message is not None:
            self.app.say(message)
            (self.gone if action in _END else self.changed)(customer_id)

    def action_act(self, name: str) -> None:
        """What the record of this name says."""
        self.do(BY_NAME[name])

    def action_block(self) -> None:
        """Block, or activate: what is possible (R5, R77); of an Inactive customer one is chosen."""
        either = "customers.dialogs.status:FirstStatusDialog" if self._both_ways() else ""
        self.do(self._block_action(), dialog=either)

    def action_hold(self) -> None:
        """On hold, or the end of it (R16); where the wallet holds the customer, what ends that is offered first."""
        subject, action = self.subject(), self._hold_action()
        if subject is None or action is not actions.HOLD or not subject[1].on_hold_auto:
            self.do(action)
            return
        picked_for = subject[0]

        async def doing() -> None:
            fill, held = self._pressed(actions.ADD_FUNDS), self._pressed(actions.HOLD)
            choices = (
                (fill, f"{fill} Add funds: the hold ends by itself at 0.00"),
                (held, f"{held} Hold by hand as well: it stays when paid"),
            )
            picked = await self.pick(PickList("On hold: the wallet is below zero", choices))
            if picked is not None:
                wanted = actions.HOLD if picked == held else actions.ADD_FUNDS
                if refusal := self.refusal(wanted):
                    raise Refused(refusal)
                await self._do(picked_for, wanted)

        self.begin(doing, self.refusal(action))

    def _pressed(self, action: Action) -> str:
        return keys.first_shown(self.app.key_of(action.id))

    def action_merge(self) -> None:
        """Merges the customer into another one (R208): who, what would happen, the question; then the other's page."""
        subject = self.subject()

        async def doing() -> None:
            from billia_tui.operations.customers import page as customer_page
            from billia_tui.screens.customers.dialogs.merge import MergeDialog, MergeIntoDialog

            assert subject is not None  # noqa: S101 - else it is refused
            customer = await self.app.ask(customer_page.read, subject[0])
            asking = MergeIntoDialog(customer)
            await self.fill(asking)
            if asking.plan is None:
                return
            message = await self.app.push_screen_wait(MergeDialog(customer, asking.plan))
            if message is not None:
                self.app.say(message)
                self.app.open_customer(asking.plan.stays)

        self.begin(doing, self.refusal(actions.MERGE))

    def action_record_file(self) -> None:
        """All that is known of the customer as a file, to be given to whom it is about."""
        subject = self.subject()

        async def doing() -> None:
            from billia_tui.operations.exports import whole_record
            from billia_tui.screens.kinds.save_file_dialog import SaveFileDialog

            assert subject is not None  # noqa: S101 - else it is refused
            record = await self.app.ask(whole_record.whole, subject[0])
            name, write = f"customer-{subject[0]}.json", partial(whole_record.save, record)
            message = await self.app.push_screen_wait(SaveFileDialog(f"the record of {subject[0]}", name, write))
            if message is not None:
                self.app.say(f"Record of customer {subject[0]} {message}")

        self.begin(doing, self.refusal(actions.RECORD_FILE))

    def action_timeline(self) -> None:
        """Everything that happened to the customer (R221)."""
        from billia_tui.screens.timeline.page import TimelineScreen

        subject = self.subject()
        if subject is not None:
            self.app.push_screen(TimelineScreen(subject[0]), lambda _: self.changed(subject[0]))

    def action_message(self) -> None:
        """A message to the customer (R228): written, seen as it will look, sent; `esc` there goes on writing."""
        subject = self.subject()

        async def doing() -> None:
            from billia_tui.operations.customers import page as customer_page
            from billia_tui.operations.mails import by_hand
            from billia_tui.screens.messages.message_dialogs import MessageDialog, SendMessageDialog

            assert subject is not None  # noqa: S101 - else it is refused
            customer = await self.app.ask(customer_page.read, subject[0])
            form = MessageDialog(customer, await self.app.ask(by_hand.offer, subject[0]))
            while await self.fill(form) is not None:
                if form.message is not None and form.shown is not None:
                    sent = await self.fill(SendMessageDialog(customer, form.message, form.shown, form.attached))
                    if sent is not None:
                        self.app.say(sent)
                        self.changed(subject[0])
                        return
                form = MessageDialog(customer, form.offer, form.typed)

        self.begin(doing, self.refusal(mails.MESSAGE))

    def action_wallet_history(self) -> None:
        """The movements of the wallet (R29)."""
        from billia_tui.screens.customers.wallet_history import WalletHistoryScreen

        subject = self.subject()
        if subject is not None:
            self.app.push_screen(WalletHistoryScreen(subject[0]), lambda _: self.changed(subject[0]))
