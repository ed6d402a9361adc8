"""`billia mails message|bounce|reminders|preferences|reseller-language`: writing to customers, and what comes back."""

import sys
from dataclasses import replace
from typing import Annotated

import typer

from billia_tui.commands import output, standard_input
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import AsJson, Customer, Desk, RequestId, Switch, TypedText
from billia_tui.commands.session import run_of
from billia_tui.errors import NotFound
from billia_tui.text import clean

with late():
    from billia_tui.operations.mails import bounces, by_hand
    from billia_tui.operations.mails import preferences as operation

_MOST_BYTES = 4 * 20_000 + 1_000
Days = Annotated[str | None, typer.Option(metavar="N,N", help="Days, as 3,7,14; none for no reminders of this kind.")]


def message(
    desk: Desk,
    customer_id: Customer,
    text: TypedText = "",
    subject: Annotated[str, typer.Option(metavar="TEXT", help="The subject.")] = "",
    template: Annotated[str, typer.Option(metavar="NAME", help="Begin with a template of the house's own.")] = "",
    to: Annotated[int | None, typer.Option(metavar="EMAIL_ID", help="Which address; the registration address.")] = None,
    marketing: Annotated[
        bool, typer.Option("--marketing", help="Marketing: to subscribed addresses, with a link to end that.")
    ] = False,
    document: Annotated[int | None, typer.Option(metavar="ID", help="A document that goes with it.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show it as it will look, write nothing.")] = False,
    request_id: RequestId = None,
) -> Answer:
    """Write a message to a customer; it leaves with the next delivery."""
    from billia_tui.operations.mails.by_hand import Message

    body = standard_input.text(_MOST_BYTES, "a message") if text == "-" else text
    if template:
        drafted = desk.ask(by_hand.draft, customer_id, template)
        subject, body = subject or drafted[0], body or drafted[1]
    wanted = Message(subject, body, to, marketing, document)
    shown = desk.ask(by_hand.preview, customer_id, wanted)
    if preview:
        text = clean(shown.filled.body, lines=True, limit=None).rstrip("\n")
        return output.record_of(shown, [("to", shown.address), ("subject", shown.filled.subject)], text=text)
    mail_id = desk.change(by_hand.send, customer_id, wanted, request_key=request_id)
    return output.said(f"customer {customer_id}: mail {mail_id} to {shown.address} is queued", {"id": mail_id})


def bounce(
    context: typer.Context,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="The address that it came back to.")] = "",
    as_json: AsJson = False,
) -> None:
    """Read a mail that came back from standard input, and mark mail and address; for a pipe of the mail server.

    What is no report of a failure, or about no mail of ours, changes nothing; that is no error.
    """
    raw = standard_input.binary().read(bounces.LARGEST)
    while sys.stdin.buffer.read(1024 * 1024):  # else the mail server has a broken pipe
        pass
    returned = bounces.read(raw, to)
    try:
        found = run_of(context).unattended_desk.change(bounces.bounce, returned)
    except NotFound as error:
        output.hint(error.text)
        return
    output.told(f"mail {found.mail_id} of customer {found.customer_id} came back: {found.why}", found, as_json=as_json)


def reminders(
    desk: Desk,
    orders: Days = None,
    ends: Days = None,
    expired: Days = None,
    suspended: Days = None,
) -> Answer:
    """Show or set on which days customers are reminded, for all of them; `billia advance` writes the reminders."""
    typed = {"orders": orders, "ends": ends, "expired": expired, "suspended": suspended}
    given = {name: _days(name, text) for name, text in typed.items() if text is not None}
    found = desk.ask(operation.days)
    if given:
        found = replace(found, **given)
        desk.change(operation.set_days, found)
    told = (
        ("unpaid orders, days after", found.orders), ("services, days before the end", found.ends),
        ("Expired, days after", found.expired), ("Suspended, days after", found.suspended),
    )  # fmt: skip
    return output.record_of(found, [(name, ", ".join(map(str, days)) or "none") for name, days in told])


def preferences(
    desk: Desk,
    customer_id: Customer,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Two letters, as en or de; '' for its reseller's.")
    ] = None,
    reminders: Annotated[Switch | None, typer.Option(help="Whether the customer is reminded.")] = None,
) -> Answer:
    """Change the language of a customer's mails, and whether it gets reminders."""
    wanted = None if reminders is None else reminders == Switch.ON
    changed = desk.change(operation.change, customer_id, language=language, reminders=wanted)
    sentence = f"customer {customer_id}: {'mail preferences changed' if changed else 'nothing to change'}"
    return output.said(sentence, {"id": customer_id, "changed": changed})


def reseller_language(
    desk: Desk,
    reseller: Annotated[str, typer.Argument(metavar="RESELLER", help="Its name.")],
    language: Annotated[str, typer.Argument(metavar="CODE", help="Two letters, as en or de.")],
) -> Answer:
    """Set the language of the mails of a reseller's customers who have none of their own."""
    desk.change(operation.set_reseller_language, reseller, language)
    return output.said(f"{reseller}: {language}", {"reseller": reseller, "language": language})


def _days(name: str, text: str) -> tuple[int, ...]:
    if text.strip().lower() in {"", "none"}:
        return ()
    try:
        return tuple(int(one) for one in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"--{name} takes days, as 3,7,14, or none") from error
