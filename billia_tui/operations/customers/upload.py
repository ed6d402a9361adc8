"""Reading a file that an admin names: only a plain file, never more of it than is allowed (R98)."""

import errno
import os
import sys
from pathlib import Path
from typing import BinaryIO, NamedTuple

from billia_tui import files
from billia_tui.errors import Invalid
from billia_tui.settings import restricted
from billia_tui.settings.model import Settings

LARGEST_MB = 10
"""Megabytes that a document may have (R98)."""
_MB = 1024 * 1024
LARGEST = LARGEST_MB * _MB
"""The same in bytes."""

BRING_IT = "bring it in with: ssh HOST emails document add CUSTOMER --name NAME < FILE, then name it as #NUMBER"
_MOST_FILES = 1000
"""Files in an upload folder that are counted; a folder with more is too full."""


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
        return _read(open_own(settings, path.strip()), path.strip())
    try:
        place = Path(path.strip()).expanduser()
        file = files.opened(place, links=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise Invalid({"document": _why(error)}) from error
    return _read(file, place.name)


def open_own(settings: Settings, name: str, *, field: str = "document", otherwise: str = f"; {BRING_IT}") -> BinaryIO:
    """Opens a file of the admin's own upload folder, step by step and never over a link (R98, R240).

    Args:
        settings: those of the restricted process.
        name: the plain name of the file.
        field: where the mistakes stand.
        otherwise: what else can be done, behind each mistake that is about the folder.

    Raises:
        Invalid: at `field`.
    """
    if settings.uploads is None:
        raise Invalid({field: f"no file can be named over SSH{otherwise}"})
    if "/" in name or name in {"", ".", ".."}:
        raise Invalid(
            {field: f"only the plain name of a file in your upload folder{otherwise.replace('; ', '; or ', 1)}"}
        )
    folders: list[int] = []
    try:
        folders.append(files.folder(settings.uploads))
        folders.append(files.folder(settings.admin, inside=folders[-1]))
        if _size(folders[-1]) > settings.upload_folder_mb * _MB:
            more = f"holds more than {settings.upload_folder_mb} MB or {_MOST_FILES:,} files"
            raise Invalid({field: f"your upload folder {more}; have it emptied"})
        return files.opened(name, links=False, folder=folders[-1])
    except (OSError, ValueError) as error:
        none = len(folders) < len(("uploads", "admin"))
        why = f"you have no upload folder{otherwise}" if none else _why(error)
        raise Invalid({field: why}) from error
    finally:
        for folder in folders:
            os.close(folder)


def _size(folder: int) -> int:
    """Bytes in the files of a folder; of a folder with too many files, more than any may have."""
    size = number = 0
    with os.scandir(folder) as found:
        for number, entry in enumerate(found, 1):
            size += entry.stat(follow_symlinks=False).st_size
            if number > _MOST_FILES:
                return sys.maxsize
    return size


def _read(file: BinaryIO, name: str) -> Upload:
    """Reads an opened file, and closes it."""
    with file:
        try:
            return Upload(name, checked(file.read(largest_mb() * _MB + 1)))
        except OSError as error:
            raise Invalid({"document": _why(error)}) from error


def read_stream(stream: BinaryIO, name: str) -> Upload:
    """Reads a document that is piped in, no more of it than the limit; raises Invalid at `document`."""
    try:
        files.refuse_store(stream)
    except files.OwnFile as error:
        raise Invalid({"document": _why(error)}) from error
    return Upload(name, checked(stream.read(largest_mb() * _MB + 1)))


def largest_mb() -> int:
    """Megabytes that a document may have; over SSH the host may allow less."""
    settings = restricted.settings()
    return min(settings.upload_mb, LARGEST_MB) if settings is not None else LARGEST_MB


def checked(content: bytes) -> bytes:
    """The bytes of a document; raises Invalid if there are none or too many."""
    if not content:
        raise Invalid({"document": "is empty"})
    if len(content) > largest_mb() * _MB:
        raise Invalid({"document": f"has more than {largest_mb()} MB"})
    return content


def _why(error: OSError | ValueError | RuntimeError) -> str:
    match error:
        case files.NotPlain():
            return str(error.strerror)
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
