"""Saving a document as a file (R98, R141)."""

import os
from pathlib import Path

from billia_tui.errors import Refused
from billia_tui.operations.orders.documents import DocumentText
from billia_tui.settings import restricted

INSTEAD = "ssh HOST documents show ID > FILE, or ssh HOST emails document save ID DOCUMENT_ID - > FILE"


def save(document: DocumentText, target: Path, *, overwrite: bool = False) -> Path:
    """Writes the text of a document to the file `target`, or into that folder under its own name; see `write`."""
    return write(document.text.encode(), document.file_name, target, overwrite=overwrite)


def write(content: bytes, name: str, target: Path, *, overwrite: bool = False) -> Path:
    """Writes `content` to the file `target`, or into that folder as `name`; only its owner can read it.

    A file that is replaced is replaced whole: the new one is written beside it and then renamed.

    Returns:
        The file.

    Raises:
        Refused: it exists and `overwrite` is off, or it cannot be written; over SSH always.
    """
    refusal = restricted.no_file(INSTEAD)
    if refusal:
        raise Refused(refusal)
    path = target / name if target.is_dir() else target
    try:
        if overwrite:
            beside = path.with_name(f".{path.name}.{os.getpid()}")
            _write(beside, content)
            beside.replace(path)
        else:
            _write(path, content)
    except FileExistsError as error:
        raise Refused(f"{error.filename} exists; name another file or add --force") from error
    except OSError as error:
        raise Refused(f"cannot write {path}: {error.strerror}") from error
    return path


def _write(path: Path, content: bytes) -> None:
    """Writes a new file; none is left if that fails."""
    number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
    except OSError:
        path.unlink(missing_ok=True)
        raise
