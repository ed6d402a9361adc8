"""Making a whole new store file: complete, or not there."""

from collections.abc import Callable
from pathlib import Path

from billia_tui import files, publication
from billia_tui.db import replacing, sqlite
from billia_tui.db.store import Store, open_store, said_in_words
from billia_tui.errors import Refused, StoreError


def make_whole(path: Path, fill: Callable[[Store], None], *, replace: bool = False) -> None:
    """Makes a store beside `path`, lets `fill` write into it, and gives it that name: whoever looks finds all or none.

    What runs that were killed left beside it is removed.

    Args:
        path: where it goes.
        fill: gets the open store; what it raises goes through.
        replace: a store that is there is taken away, if nobody has it open; else one that is there stays, also one
            that somebody makes meanwhile.

    Raises:
        StoreError: it cannot be written. Refused: somebody made a store there meanwhile, or has it open.
    """
    publication.forget_abandoned(path.parent)
    partial = publication.beside(path)
    try:
        store = open_store(str(partial), create=True)
        try:
            fill(store)
        finally:
            store.close()
        if replace:
            with said_in_words(str(path)), replacing.alone(path):
                publication.take_away(path)
        sqlite.refuse_strangers(path)
        for ending in files.SIDES[:-1]:
            if path.with_name(path.name + ending).exists():
                raise Refused(f"{path.name}{ending} is there without its store; move it away first")
        files.flush(partial)
        publication.put_new(partial, path)
        files.flush(path.parent)
    except FileExistsError as error:
        raise Refused(f"somebody made {path} meanwhile; it was left as it is") from error
    except OSError as error:
        raise StoreError(f"cannot make the store {path}: {error.strerror}") from error
    finally:
        publication.take_away(partial)
