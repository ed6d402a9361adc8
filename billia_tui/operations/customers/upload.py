"""Reading a file that an admin names: only a plain file, never more of it than is allowed (R98)."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, NamedTuple

from billia_tui.errors import Invalid
from billia_tui.settings import restricted
from billia_tui.settings.model import Settings

LARGEST_MB = 10
LARGEST = LARGEST_MB * 1024 * 1024
"""Bytes that a document may have (R98)."""

BRING_IT = "bring it in with: ssh HOST emails document add CUSTOMER --name NAME < FILE, then name it as #NUMBER"
_READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_ENTERING = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC


class Upload(NamedTuple):
    """A file that was read: its name without folders, and its bytes."""

    name: str
    content: bytes


def read_file(path: str) -> Upload:
    """Reads a document from this machine; over SSH from the admin's own upload folder, where `path` is a plain name.

    Links, devices and pipes are refused, and no more than the limit is read, so that a file that grows
    meanwhile, or never ends, does no harm.

    Raises:
        Invalid: at `document`, with what is wrong with the path.
    """
    settings = restricted.settings()
    if settings is not None:
        number = _open_own(settings, path.strip())
        return _read(number, path.strip())
    try:
        place = Path(path.strip()).expanduser()
        number = os.open(place, _READING)
    except (OSError, ValueError, RuntimeError) as error:
        raise Invalid({"document": _why(error)}) from error
    return _read(number, place.name)


def _open_own(settings: Settings, name: str) -> int:
    """Opens a file of the admin's own upload folder, step by step and never over a link (R98)."""
    if settings.uploads is None:
        raise Invalid({"document": f"no file can be named over SSH; {BRING_IT}"})
    if "/" in name or name in {"", ".", ".."}:
        raise Invalid({"document": f"only the plain name of a file in your upload folder; or {BRING_IT}"})
    folders: list[int] = []
    try:
        folders.append(os.open(settings.uploads, _ENTERING))
        folders.append(os.open(settings.admin, _ENTERING, dir_fd=folders[-1]))
        return os.open(name, _READING, dir_fd=folders[-1])
    except (OSError, ValueError) as error:
        none = len(folders) < len(("uploads", "admin"))
        why = f"you have no upload folder; {BRING_IT}" if none else _why(error)
        raise Invalid({"document": why}) from error
    finally:
        for folder in folders:
            os.close(folder)


def _read(number: int, name: str) -> Upload:
    """Reads an opened file that is a plain one, and closes it."""
    kind = os.fstat(number).st_mode
    if not stat.S_ISREG(kind):
        os.close(number)
        raise Invalid({"document": "is a folder" if stat.S_ISDIR(kind) else "is no plain file"})
    with os.fdopen(number, "rb") as file:
        try:
            return Upload(name, checked(file.read(LARGEST + 1)))
        except OSError as error:
            raise Invalid({"document": _why(error)}) from error


def read_stream(stream: BinaryIO, name: str) -> Upload:
    """Reads a document that is piped in, no more of it than the limit; raises Invalid at `document`."""
    return Upload(name, checked(stream.read(LARGEST + 1)))


def checked(content: bytes) -> bytes:
    """The bytes of a document; raises Invalid if there are none or too many."""
    if not content:
        raise Invalid({"document": "is empty"})
    if len(content) > LARGEST:
        raise Invalid({"document": f"has more than {LARGEST_MB} MB"})
    return content


def _why(error: OSError | ValueError | RuntimeError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "there is no such file"
        case PermissionError():
            return "cannot be read by you"
        case RuntimeError():
            return "names a user that is not known here"
        case OSError() if error.errno in _LINK_ERRORS:
            return "is a link; name the file itself"
        case _:
            return "cannot be read"


_LINK_ERRORS = {errno.ELOOP, errno.EMLINK}
"""What opening a link without following it is answered with; the second on BSD."""
