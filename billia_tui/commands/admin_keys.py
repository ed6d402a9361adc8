"""`billia admins authorize-key|keys|revoke-key|wrapper`: the way in over SSH (docs/team.md)."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui import files
from billia_tui.commands import output, standard_input
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer, columns
from billia_tui.commands.parameters import AdminId, Desk
from billia_tui.commands.session import desk_of
from billia_tui.errors import NotFound, Refused
from billia_tui.settings.config import SYSTEM_FILE
from billia_tui.text import clean

with late():
    from billia_tui.operations.staff import admin_keys, key_lines, public_keys
    from billia_tui.operations.staff import listing as staff

if TYPE_CHECKING:
    from billia_tui.operations.staff.key_lines import KeyLine
    from billia_tui.operations.staff.public_keys import PublicKey

WRAPPER = "/usr/local/bin/billia-ssh"
USUAL_FILE = Path("~/.ssh/authorized_keys")

KeysFile = Annotated[Path, typer.Option(metavar="FILE", help="The file of keys that sshd reads.")]


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key in the file of sshd. `status` is the admin's, "unknown", or "no admin" for a line that is not ours."""

    admin: str
    status: str
    type: str
    fingerprint: str
    comment: str


KEYS = columns("ADMIN?", "STATUS", "TYPE", "FINGERPRINT", "COMMENT")


def authorize_key(
    context: typer.Context,
    admin: AdminId,
    key_file: Annotated[str, typer.Argument(metavar="KEYFILE", help="The public key; - is standard input.")],
    install: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Add the line to this file instead of printing it.")
    ] = None,
    wrapper: Annotated[str, typer.Option(metavar="PATH", help="Where the wrapper lies on the host.")] = WRAPPER,
) -> Answer:
    """Let an admin in over SSH: the line for the key, with the wrapper behind it and nothing else."""
    from billia_tui.operations.staff.wrapper import PLAIN_PATH

    if not PLAIN_PATH.fullmatch(wrapper):
        raise typer.BadParameter("--wrapper takes a whole path of letters, digits and / . _ + @ -")
    desk = desk_of(context)
    admin_id = desk.ask(staff.find, admin)
    name = desk.ask(staff.details, admin_id).row.username
    key = public_keys.read(_text(key_file))

    def confirm() -> None:
        desk.change(admin_keys.authorize, admin_id, key)

    result = {"admin": name, "type": key.type, "fingerprint": key.fingerprint}
    if install is None:
        confirm()
        line = key_lines.line_of(wrapper, name, key)
        return output.said(line, {**result, "line": line})
    added = key_lines.install(install.expanduser(), wrapper, name, key, confirm)
    sentence = f"{name} can come in with {key.fingerprint}" if added else f"the key of {name} is in the file already"
    return output.said(sentence, {**result, "added": added})


def list_keys(context: typer.Context, file: KeysFile = USUAL_FILE) -> Answer:
    """List the keys that may come in, and whose they are."""
    path = file.expanduser()
    if not path.exists():
        raise NotFound(f"there is no {clean(str(path))}; name the file with --file")
    found = key_lines.in_file(path)
    known = desk_of(context).ask(admin_keys.statuses, [line.name for line in found if line.name])
    rows = [_row(line, str(known.get(line.name.casefold(), "unknown"))) for line in found]
    return Answer({"rows": rows}, lambda: output.table(KEYS, rows) if rows else output.hint("no key may come in"))


def revoke_key(
    desk: Desk,
    admin: AdminId,
    fingerprint: Annotated[str, typer.Argument(metavar="FINGERPRINT", help="As `admins keys` lists it.")],
    file: KeysFile = USUAL_FILE,
) -> Answer:
    """Take a key of an admin out of the file; consoles that are open stay open until the admin is made inactive."""
    admin_id = desk.ask(staff.find, admin)
    name = desk.ask(staff.details, admin_id).row.username

    def confirm() -> None:
        desk.change(admin_keys.revoke, admin_id, fingerprint)

    if not key_lines.take_out(file.expanduser(), name, fingerprint, confirm):
        raise NotFound(f"{name} has no such key in the file; see: billia admins keys")
    result = {"admin": name, "fingerprint": fingerprint, "revoked": True}
    return output.said(f"{name} can no longer come in with {fingerprint}", result)


def print_wrapper(
    settings: Annotated[
        Path, typer.Option(metavar="FILE", help="The settings file of the host: database, uploads, log.")
    ] = SYSTEM_FILE,
    python: Annotated[
        Path | None, typer.Option(metavar="PATH", help="The Python with billia; this one, if left out.")
    ] = None,
) -> None:
    """Print the script that key lines run; it starts billia from an empty environment."""
    from billia_tui.operations.staff.wrapper import script

    output.line(script(os.path.abspath(python or sys.executable), os.path.abspath(settings)).rstrip("\n"))  # noqa: PTH100 - a link to the interpreter of an environment is not followed


def _row(line: "KeyLine", status: str) -> KeyRow:
    key: PublicKey = line.key
    return KeyRow(line.name, status if line.name else "no admin", key.type, key.fingerprint, key.comment)


def _text(place: str) -> str:
    """What is in the file of a key, or on standard input; no more of it than a key can have."""
    from billia_tui.operations.staff.public_keys import LARGEST

    try:
        if place == "-":
            content = standard_input.binary().read(LARGEST + 1)
        else:
            with files.opened(place, pipes=True) as file:
                content = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"cannot read {clean(place)}: {error.strerror}") from error
    if len(content) > LARGEST:
        raise Refused("this is too large for a key")
    return content.decode("utf-8", "replace")
