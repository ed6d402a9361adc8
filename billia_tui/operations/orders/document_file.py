"""Saving a document as a file (R98, R141)."""

from pathlib import Path

from billia_tui.errors import Refused, refuse_if
from billia_tui.operations.orders.documents import DocumentText
from billia_tui.publication import Publication
from billia_tui.settings import restricted

INSTEAD = "ssh HOST documents show ID > FILE, or ssh HOST emails document save ID DOCUMENT_ID - > FILE"


def save(document: DocumentText, target: Path, *, overwrite: bool = False) -> Path:
    """Writes the text of a document to the file `target`, or into that folder under its own name; see `write`."""
    return write(document.text.encode(), document.file_name, target, overwrite=overwrite)


def write(content: bytes, name: str, target: Path, *, overwrite: bool = False) -> Path:
    """Writes `content` to the file `target`, or into that folder as `name`; only its owner can read it.

    It is written beside its place and put there whole. What is replaced is a plain file, and never a store.

    Returns:
        The file.

    Raises:
        Refused: it exists and `overwrite` is off, or it cannot be written; over SSH always.
    """
    refuse_if(restricted.no_file(INSTEAD))
    path = target / name.replace("/", "_") if target.is_dir() else target
    try:
        with Publication(path, overwrite=overwrite) as publication:
            with publication.open() as file:
                file.write(content)
            publication.publish()
    except FileExistsError as error:
        raise Refused(f"{path} exists; name another file or add --force") from error
    except OSError as error:
        raise Refused(f"cannot write {path}: {error.strerror}") from error
    return path
