"""`billia admins sign-in`: whether the store asks every admin for a password."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import Desk
from billia_tui.vocabulary import SignInRule

with late():
    from billia_tui.operations.store import settings as store_settings


def sign_in_rule(
    desk: Desk,
    rule: Annotated[
        SignInRule | None, typer.Argument(metavar="[required|optional]", help="From now on; shown, if left out.")
    ] = None,
) -> Answer:
    """Ask every admin for a password before anything is shown, or no more."""
    changed = rule is not None and desk.change(store_settings.change_sign_in, rule)
    now = desk.ask(store_settings.sign_in_rule)
    words = "a sign-in is asked for" if now == SignInRule.REQUIRED else "no sign-in is asked for"
    sentence = f"from now on {words}" if changed else words
    return output.said(sentence, {"sign_in": now, "changed": changed})
