"""What is dear to make and the same for all workers of a run: the first one that asks makes it."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.postgres import locked

T = TypeVar("T")


def made_once(note: Path, make: Callable[[], T]) -> T:
    """What `make` gives; `note`, in a folder that all workers know, keeps it for the others, who wait meanwhile."""
    with locked(note.with_suffix(".lock")):
        if not note.exists():
            note.write_bytes(pickle.dumps(make()))
        made: T = pickle.loads(note.read_bytes())  # noqa: S301 - written above
        return made
