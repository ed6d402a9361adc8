"""E-mail addresses of one customer in the making, with the history of their subscriptions (R94-R99)."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from billia_tui.demo import rows
from billia_tui.demo.journal import Journal
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.staff import Staff
from billia_tui.demo.times import stamp
from billia_tui.operations.messages.outbox import LINK
from billia_tui.text import fold
from billia_tui.vocabulary import EmailKind, LinkPurpose, MailState, Marketing, Role

DOCUMENT = "consent.txt"

_TEXTS = {
    LinkPurpose.ACTIVATION: ("Activate your account", "Please set a password to activate your account: {link}"),
    LinkPurpose.RESET: ("Set a new password", "You can set a new password within 30 minutes: {link}"),
}


class Consent(NamedTuple):
    """A change of a subscription to `new`; `document` is the text of a file that was handed in with it."""

    at: int
    new: Marketing
    reason: str = ""
    mailed: bool = False
    document: str = ""
    by: Role = Role.MARKETING


class Addresses:
    """The addresses; `texts` are those that were written so far."""

    def __init__(self, sheet: Sheet, staff: Staff, journal: Journal, customer_id: int) -> None:
        self._sheet, self._staff, self._journal, self._customer_id = sheet, staff, journal, customer_id
        self.texts: list[str] = []

    def add(self, address: str, kind: EmailKind, at: int, consents: Sequence[Consent] = ()) -> None:
        """Adds an address with the changes of its subscription, the oldest first."""
        email_id, state = next(self._sheet.ids[rows.EmailRow]), Marketing.UNSUBSCRIBED
        self.texts.append(address)
        for consent in consents:
            self._change(email_id, address, state, consent)
            state = consent.new
        keys = (address, address.casefold(), fold(address))
        self._sheet.write(rows.EmailRow(email_id, self._customer_id, *keys, str(kind), str(state), stamp(at)))

    def mail(self, at: int, address: str, subject: str, body: str, reason: str) -> None:
        """Writes a mail that is as if it had been sent (R226)."""
        when = stamp(at)
        link = reason if reason in {LinkPurpose.ACTIVATION, LinkPurpose.RESET} else ""
        state, answer = str(MailState.SENT), "250 demo: no server was asked"
        values = (address, subject, body, when, reason, link, state, when, answer)
        self._sheet.add(rows.MailRow, self._customer_id, *values)

    def send(self, at: int, purpose: LinkPurpose) -> None:
        """Writes a mail with a personal link to the registration address (R43, R83)."""
        subject, body = _TEXTS[purpose]
        self.mail(at, self.texts[0], subject, body.format(link=LINK), str(purpose))

    def _change(self, email_id: int, address: str, old: Marketing, consent: Consent) -> None:
        at, admin = stamp(consent.at), self._staff.admins[consent.by]
        document = self._document(consent) if consent.document else None
        self._sheet.add(
            rows.ConsentRow, self._customer_id, email_id, address, str(old), str(consent.new), consent.reason,
            int(consent.mailed), 0, document, admin, at,
        )  # fmt: skip
        self._journal.log(
            consent.at, consent.by, "marketing subscription",
            before={"marketing": str(old)}, after={"marketing": str(consent.new)}, reason=consent.reason,
            thing=("email", email_id),
        )  # fmt: skip
        if consent.mailed:
            body = f"The marketing subscription of this address was changed from {old} to {consent.new}."
            self.mail(consent.at, address, "Your subscription was changed", body, "subscription")

    def _document(self, consent: Consent) -> int:
        content, digest = consent.document.encode(), hashlib.sha256(consent.document.encode()).hexdigest()
        by, at = self._staff.admins[consent.by], stamp(consent.at)
        values = (DOCUMENT, len(content), digest, content, by, at)
        return self._sheet.add(rows.ConsentDocumentRow, self._customer_id, *values)
