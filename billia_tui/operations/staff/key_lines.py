"""The file of the keys that may come in (sshd: AuthorizedKeysFile), and the lines in it that are ours."""

import fcntl
import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from billia_tui import files
from billia_tui.errors import Refused
from billia_tui.operations.staff.public_keys import TYPES, PublicKey, read
from billia_tui.publication import Publication
from billia_tui.text import clean

_OURS = re.compile(r'restrict,pty,command="(?P<wrapper>/[A-Za-z0-9/._+@-]+) (?P<name>[A-Za-z0-9_][A-Za-z0-9._@-]*)"')
_OPTIONS = re.compile(r'(?:"(?:\\.|[^"\\])*"|[^"\s])+')
"""What stands before a key: blanks only within quotes."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line with a key. `name` is whom our wrapper is started for, empty for a line that is not ours."""

    key: PublicKey
    name: str = ""
    wrapper: str = ""


def line_of(wrapper: str, name: str, key: PublicKey) -> str:
    """The line of an admin's key: a terminal, the wrapper, and nothing else."""
    return f'restrict,pty,command="{wrapper} {name}" {key}'


def parsed(line: str) -> KeyLine | None:
    """The key in a line; None for a comment, an empty line, or what sshd could not read either."""
    line = line.strip()
    options = ""
    if not line.startswith(tuple(f"{kind} " for kind in TYPES)):
        before = _OPTIONS.match(line)
        options = before[0] if before else ""
        line = line[len(options) :]
    try:
        key = read(line)
    except Refused:
        return None
    ours = _OURS.fullmatch(options)
    return KeyLine(key, ours["name"], ours["wrapper"]) if ours else KeyLine(key)


def in_file(path: Path) -> list[KeyLine]:
    """The keys in a file, in their order; raises Refused if it cannot be read."""
    return [found for line in _lines(path) if (found := parsed(line)) is not None]


def install(path: Path, wrapper: str, name: str, key: PublicKey, confirm: Callable[[], object]) -> bool:
    """Adds the line of an admin's key; tells whether it was not there yet.

    Args:
        path: the file; it is made if it is not there, readable for its owner only.
        wrapper: what the line runs.
        name: for whom.
        key: whose line it is.
        confirm: called when all is ready but nothing changed yet; what it raises leaves the file as it was.

    Raises:
        Refused: the key is in the file for somebody else or with other options, or the file cannot be written.
    """
    with _locked(path):
        lines = _lines(path)
        for found in filter(None, map(parsed, lines)):
            if found.key.body == key.body:
                if (found.name, found.wrapper) == (name, wrapper):
                    return False
                raise Refused(_taken(found, name))
        _replace(path, [*lines, line_of(wrapper, name, key)], confirm)
        return True


def take_out(path: Path, name: str, fingerprint: str, confirm: Callable[[], object]) -> int:
    """Takes the lines of an admin with a key of this fingerprint out of a file; gives their number, 0 if there is none.

    `confirm` and what is raised are as in `install`.
    """
    with _locked(path):
        lines = _lines(path)
        kept = [line for line in lines if not _is(parsed(line), name, fingerprint)]
        if len(kept) < len(lines):
            _replace(path, kept, confirm)
        return len(lines) - len(kept)


def _is(found: KeyLine | None, name: str, fingerprint: str) -> bool:
    return found is not None and (found.name.casefold(), found.key.fingerprint) == (name.casefold(), fingerprint)


def _taken(found: KeyLine, name: str) -> str:
    if found.name and found.name != name:
        return f"this is the key of {found.name}; each admin needs an own one, or the log could not tell them apart"
    if found.name:
        return f"the key of {name} is in the file with another wrapper; take it out first: billia admins revoke-key"
    return "this key is in the file with other options, perhaps with a shell; take that line out first"


# ── the file ──


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time; sshd reads on meanwhile. The folder is locked: the file itself is replaced."""
    try:
        folder = files.folder(path.parent, links=True)
    except OSError as error:
        raise _refusal(path, error) from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _lines(path: Path) -> list[str]:
    """The lines as they stand there; none if there is no file."""
    try:
        opened = files.opened(path, links=False)
        with io.TextIOWrapper(opened, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            return [line.removesuffix("\n") for line in file]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _refusal(path, error) from error


def _replace(path: Path, lines: Sequence[str], confirm: Callable[[], object]) -> None:
    """Writes the file beside itself, lets it be confirmed, and puts it in place: sshd sees the old one or the new."""
    try:
        with Publication(path, overwrite=True) as publication:
            opened = publication.open()
            with io.TextIOWrapper(opened, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                _give(opened.fileno(), path)
            confirm()
            publication.publish()
    except OSError as error:
        raise _refusal(path, error) from error


def _give(number: int, path: Path) -> None:
    """The file belongs to whom it belonged to, a new one to the owner of its folder: sshd reads it as that user."""
    owner = (path if path.exists() else path.parent).stat()
    if os.getuid() == 0:
        os.fchown(number, owner.st_uid, owner.st_gid)


def _refusal(path: Path, error: OSError) -> Refused:
    return Refused(f"{clean(str(path))}: {error.strerror}")
