"""`billia mails …`: what is written to customers, and how it leaves (R225, R226)."""

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import mail_texts, mail_writing, output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer, columns
from billia_tui.commands.parameters import AsJson, Desk, Limit
from billia_tui.commands.session import Run, run_of
from billia_tui.errors import Invalid, Refused
from billia_tui.paging import Window
from billia_tui.vocabulary import MailState

with late():
    from billia_tui.operations.finding import lookup
    from billia_tui.operations.mails import link_pages, listing
    from billia_tui.operations.mails import run as operation
    from billia_tui.operations.messages import outbox
    from billia_tui.operations.orders import document_pdf, documents

if TYPE_CHECKING:
    from billia_tui.operations.mails.deliver import Attach, Delivered
    from billia_tui.operations.mails.listing import StoreMailRow
    from billia_tui.paging import Page
    from billia_tui.settings.mail import MailSettings

mails_app = Group("Mail to customers: what was written, where it is, and handing it over.")
MAILS = columns("ID>", "TIME=at", "TO=address", "SUBJECT", "REASON", "STATE", "RETURNED=bounced_at")
OF_ALL = (
    *columns("ID=mail.id>", "CUSTOMER=customer_id>"),
    *columns("TIME=mail.at", "TO=mail.address", "SUBJECT=mail.subject", "REASON=mail.reason", "STATE=mail.state"),
    *columns("RETURNED=mail.bounced_at", "ANSWER=mail.answer"),
)

MailId = Annotated[int, typer.Argument(metavar="MAIL_ID", help="As `mails list` numbers it.")]


@mails_app.command("list")
def list_mails(
    desk: Desk,
    customer: Annotated[
        str | None, typer.Argument(metavar="[CUSTOMER]", help="Id or username; all, if left out.")
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help="queued, sending, sent, failed or 'given up'.")
    ] = None,
    limit: Limit = 50,
) -> Answer:
    """List mails, newest first: of one customer, or of all; of one state, or of each."""
    wanted = _state(state)
    nothing = "no mail was written yet" if wanted is None else f"no mail is {wanted}"
    window = Window(limit=limit)
    if customer is None:
        return _of_all(desk.ask(listing.page, window, state=wanted), nothing)
    customer_id = desk.ask(lookup.customer_id, customer)
    return output.listed(desk.ask(outbox.page, customer_id, window, state=wanted), MAILS, nothing)


@mails_app.command("show")
def show(desk: Desk, mail_id: MailId) -> Answer:
    """Show a mail whole, and how it went; a link in it is not stored, so it is not shown."""
    row = desk.ask(listing.read, mail_id)
    mail = row.mail
    pairs = output.facts(row, "id=mail.id", "customer=customer_id") + output.facts(
        mail, "time=at", "to=address", "subject", "state", "tries", "next try=next_at", "ended=finished_at", "answer",
        "message id", "came back=bounced_at", "why=bounce",
    )  # fmt: skip
    there = [(name, value) for name, value in pairs if value not in {None, ""}]
    return output.record_of(_flat(row), there, text=mail.body.rstrip("\n"))


@mails_app.command("retry")
def retry(desk: Desk, mail_id: MailId) -> Answer:
    """Queue a mail anew that failed or was given up; it leaves with the next delivery."""
    row = desk.change(listing.retry, mail_id)
    return output.said(f"mail {mail_id} to {row.mail.address} is queued", _flat(row))


@mails_app.command("deliver")
def deliver(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped, and look every 5 seconds.")] = False,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Hand over at most N mails; all, if left out.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what is due, send nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hand over what is due to the mail server of the settings (docs/mail.md). Several may run at a time.

    Exit code 1 if the server was in the way or a mail was given up.
    """
    run = run_of(context)
    if dry_run:
        _show_due(run, limit, as_json=as_json)
        return
    if watch and (limit is not None or as_json):
        raise Refused("--watch goes on until it is stopped: without --limit and --json")
    if watch:
        _watch(run, _settings(run))
        return

    desk = run.unattended_desk
    done = operation.deliver(desk, _settings(run), limit=limit, attach=papers(desk), look=link_pages.why_unreachable)
    if as_json:
        output.document({"dry_run": False, **output.record(done)})
    else:
        _tell(done)
    if done.failure or done.given_up:
        raise typer.Exit(1)


def _settings(run: Run) -> "MailSettings | None":
    from billia_tui.settings import mail

    return mail.read(run.settings)


def _watch(run: Run, settings: "MailSettings | None") -> None:
    """Until SIGTERM or ctrl+c: what is under way is finished first."""
    import signal

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    desk = run.unattended_desk
    operation.watch(desk, settings, stop, attach=papers(desk), look=link_pages.why_unreachable, told=_tell)


def papers(desk: Desk) -> "Attach":
    """What goes with mails: documents, as PDF (R232)."""
    from billia_tui.operations.mails.as_sent import Attachment

    def attach(document_id: int) -> Attachment:
        made = document_pdf.made(desk.ask(documents.read, document_id))
        return Attachment(made.file_name, "application/pdf", made.content)

    return attach


def _tell(done: "Delivered") -> None:
    output.line(f"sent {done.sent:,}, to be tried again {done.failed:,}, given up {done.given_up:,}")
    if done.doubts:
        output.hint(f"{done.doubts:,} may have arrived: a process ended while the server had them in hand")
    if done.failure:
        output.hint(done.failure)


def _show_due(run: Run, limit: int | None, *, as_json: bool) -> None:
    from billia_tui.settings.mail import MISSING

    desk = run.desk
    answer = _of_all(desk.ask(listing.due, Window(limit=limit or 50)), "no mail is due", dry_run=True)
    output.printed(answer, as_json=as_json)
    if desk.ask(operation.is_demo):
        output.hint(operation.A_DEMO)
    elif _settings(run) is None:
        output.hint(MISSING)


def _of_all(found: "Page[StoreMailRow]", nothing: str, **more: object) -> Answer:
    value = {**more, "rows": [_flat(row) for row in found.rows], "more": found.more}
    return Answer(value, output.listed(found, OF_ALL, nothing).say)


def _flat(row: "StoreMailRow") -> dict[str, object]:
    return {"customer_id": row.customer_id, **output.record(row.mail)}


def _state(text: str | None) -> MailState | None:
    if text is None:
        return None
    state = MailState(text.replace("-", " ").strip().lower())
    if not state.is_known:
        raise Invalid({"state": f"is one of {', '.join(MailState)}"})
    return state


mails_app.add_typer(mail_texts.templates_app, name="templates")
mails_app.command("preview")(mail_texts.preview)
mails_app.command("message")(mail_writing.message)
mails_app.command("bounce")(mail_writing.bounce)
mails_app.command("reminders")(mail_writing.reminders)
mails_app.command("preferences")(mail_writing.preferences)
mails_app.command("reseller-language")(mail_writing.reseller_language)
