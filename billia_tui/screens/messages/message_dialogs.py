"""A message to a customer: written first, then seen as it will look, then sent (R228)."""

from collections.abc import Mapping, Sequence

from billia_tui.errors import Invalid
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.mails import by_hand
from billia_tui.operations.mails.by_hand import Message, Offer, Preview
from billia_tui.screens.kinds.customer_dialog import CustomerDialog
from billia_tui.text import clean
from billia_tui.widgets.field_spec import Field

FREE = ""
"""The choice of no template, and of no document."""

NO, YES = "", "yes"
"""Whether it is marketing."""


class MessageDialog(CustomerDialog):
    """Address, subject, text, what goes with it; afterwards `shown` is the message as it will look. It sends nothing.

    With a template and without a text `drafted` is what the template makes of this customer, to go on writing.
    """

    TITLE_WORDS = "Message"
    verb = "look"

    def __init__(self, customer: CustomerPage, offer: Offer, typed: Mapping[str, str] | None = None) -> None:
        super().__init__(customer)
        self.offer = offer
        self.typed = dict(typed or {})
        self.message: Message | None = None
        self.shown: Preview | None = None
        self.drafted = False
        self.cursor_in = "subject"

    def fields(self) -> Sequence[Field]:
        """Where to, what about, the text; a template and a document only where there are some."""
        old = self.typed
        addresses = [(str(ident), address) for ident, address in self.offer.addresses]
        templates = [(FREE, "none: written freely"), *((name, name) for name in self.offer.templates)]
        fields = [Field("address", "To", old.get("address", addresses[0][0]), kind="choice", choices=addresses)]
        if self.offer.templates:
            fields.append(Field("template", "Template", FREE, kind="choice", choices=templates))
        fields += [
            Field("subject", "Subject", old.get("subject", "")),
            Field("text", "Text", old.get("text", ""), kind="lines"),
        ]
        if self.offer.documents:
            papers = [(FREE, "none"), *((str(ident), what) for ident, what in self.offer.documents)]
            fields.append(Field("document", "With it", old.get("document", FREE), kind="choice", choices=papers))
        kinds = [(NO, "no"), (YES, "yes, to who subscribed; with a way out")]
        return (*fields, Field("marketing", "Marketing", old.get("marketing", NO), kind="choice", choices=kinds))

    @property
    def attached(self) -> str:
        """What goes with it; empty for nothing."""
        ident = self.message.document_id if self.message else None
        return next((f"{what}, as PDF" for one, what in self.offer.documents if one == ident), "")

    async def save(self, values: Mapping[str, str]) -> str:
        """Asks how it will look, or what the template makes of it."""
        self.typed = dict(values)
        template = values.get("template", FREE)
        if template and not values["text"].strip():
            subject, text = await self.app.ask(by_hand.draft, self.customer.id, template)
            self.typed |= {"subject": values["subject"].strip() or subject, "text": text}
            self.drafted = True
            return template
        document = values.get("document", FREE)
        message = Message(
            values["subject"],
            values["text"],
            int(values["address"]),
            marketing=values["marketing"] == YES,
            document_id=int(document) if document else None,
        )
        try:
            self.shown = await self.app.ask(by_hand.preview, self.customer.id, message)
        except Invalid as error:
            raise Invalid({name: text for name, text in error.fields.items() if name in values}) from error
        self.message = message
        return message.subject


class SendMessageDialog(CustomerDialog):
    """The message as the customer will see it; `enter` sends it."""

    TITLE_WORDS = "Message"
    verb = "send"
    way_out = "go on writing"

    def __init__(self, customer: CustomerPage, message: Message, shown: Preview, attached: str = "") -> None:
        super().__init__(customer)
        self.message = message
        body = clean(shown.filled.body, lines=True, limit=None).rstrip("\n")
        paper = f"\nWith it: {attached}" if attached else ""
        self.intro = f"To: {shown.address}\nSubject: {shown.filled.subject}{paper}\n\n{body}"

    async def save(self, _values: Mapping[str, str]) -> str:
        """Writes it into the outbox, once."""
        mail_id = await self.app.change(by_hand.send, self.customer.id, self.message, request_key=self.request_key)
        return self.done(f"mail {mail_id} is queued")
