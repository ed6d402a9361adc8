"""`billia mails templates …` and `billia mails preview`: the texts of mails (R228)."""

from pathlib import Path
from typing import Annotated

import typer

from billia_tui import files
from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer, columns
from billia_tui.commands.parameters import Desk, Force
from billia_tui.commands.session import desk_of
from billia_tui.errors import Refused
from billia_tui.text import clean

with late():
    from billia_tui.operations.mails import templates
    from billia_tui.operations.messages import mail_texts
    from billia_tui.operations.orders import document_file

templates_app = Group("The texts of mails, by language and reseller.")
TEMPLATES = columns("NAME", "LANGUAGE", "OWNER", "SUBJECT", "EDITED=edited_at")

Name = Annotated[str, typer.Argument(metavar="NAME", help="As `mails templates list` names it.")]
Language = Annotated[str, typer.Option("--language", metavar="CODE", help="Two letters, as en or de.")]
OfReseller = Annotated[str, typer.Option("--reseller", metavar="NAME", help="For its customers alone.")]


@templates_app.command("list")
def list_templates(desk: Desk) -> Answer:
    """List the shipped texts, and those of the house and of resellers."""
    rows = desk.ask(templates.listing)
    return Answer({"rows": rows}, lambda: output.table(TEMPLATES, rows))


@templates_app.command("show")
def show(
    desk: Desk,
    name: Name,
    language: Language = "en",
    reseller: OfReseller = "",
    html: Annotated[bool, typer.Option("--html", help="Its HTML instead of its text.")] = False,
) -> Answer:
    """Print a template as a file: `Subject: …`, an empty line, the text."""
    found = desk.ask(templates.read, name, language, reseller)
    text = found.html if html else mail_texts.written(mail_texts.Source(name, language, found.subject, found.body))

    def say() -> None:
        output.line(clean(text, lines=True, limit=None).rstrip("\n"))
        output.hint(f"it can hold: {', '.join(found.places)}")

    return Answer(found, say)


@templates_app.command("save")
def save(
    context: typer.Context,
    name: Name,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="The text, as `show` prints it.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="The HTML, if it has its own.")] = None,
    language: Language = "en",
    reseller: OfReseller = "",
) -> Answer:
    """Use another text from now on. A mistake names its line, and nothing is changed."""
    source = mail_texts.parsed(name, language, _text_of(file) if file is not None else "")
    page = _text_of(html) if html is not None else ""
    desk_of(context).change(
        templates.save, name, language, subject=source.subject, body=source.body, html=page, reseller=reseller
    )
    return output.said(f"template {name} ({language}) is saved", {"name": name, "language": language})


@templates_app.command("reset")
def reset(desk: Desk, name: Name, language: Language = "en", reseller: OfReseller = "") -> Answer:
    """Use the shipped text again, or the house's instead of a reseller's."""
    desk.change(templates.reset, name, language, reseller=reseller)
    return output.said(f"template {name} ({language}) is reset", {"name": name, "language": language})


def preview(
    desk: Desk,
    name: Name,
    language: Language = "en",
    reseller: OfReseller = "",
    file: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write the HTML there, to look at in a browser.")
    ] = None,
    force: Force = False,
) -> Answer:
    """Show a template as it will look, filled with samples."""
    made = desk.ask(templates.preview, name, language, reseller)
    if file is not None:
        document_file.write(made.html.encode("utf-8"), f"{name}.html", file, overwrite=force)

    def say() -> None:
        output.line(f"Subject: {made.subject}")
        output.line()
        output.line(clean(made.body, lines=True, limit=None).rstrip("\n"))
        if file is not None:
            output.hint(f"the HTML is in {file}")

    return Answer(made, say)


def _text_of(path: Path) -> str:
    try:
        with files.opened(path) as file:
            raw = file.read(1_000_000)
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is no UTF-8 text") from error
