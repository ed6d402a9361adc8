"""Statements are compiled once a worker, not once a store: each test opens a store, and an engine forgets with it."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

KEPT = 5000

_KNOWN: dict[type, LRUCache[Any, Any]] = {}


class OneForAll:
    """Where an engine looks up its compiled statements: a key begins with its dialect, of which each has its own."""

    def __init__(self, dialect: type) -> None:
        self._known = _KNOWN.setdefault(dialect, LRUCache(KEPT))

    def get(self, key: tuple[Any, ...]) -> Any:
        """What was compiled for any engine of that dialect."""
        return self._known.get(key[1:])

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self._known[key[1:]] = compiled


def once_for_all_engines() -> None:
    """From now on, in this process."""
    made = Engine.__init__

    def with_what_is_known(engine: Engine, pool: Any, dialect: Any, *values: Any, **named: Any) -> None:
        made(engine, pool, dialect, *values, **named)
        engine._compiled_cache = OneForAll(type(dialect))  # type: ignore[assignment]  # all of it that is asked for

    Engine.__init__ = with_what_is_known  # type: ignore[method-assign, assignment]  # no other way in
