"""Addresses of stores: what `--database` takes. Apart from `db.store`, so that it can be read without SQLAlchemy."""

import re
from pathlib import Path

_MISTYPED = re.compile(r"[A-Za-z0-9+]+:?/+[^/@]*:[^@]*@")
"""An address of a server that lacks a sign: as a file's name it would be shown, and its password with it."""


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite address (`sqlite:///FILE` or a plain path), None for another kind of store."""
    if "://" not in url:
        return None if _MISTYPED.match(url) else _expanded(url)
    kind, _, name = url.partition(":///")
    if kind.startswith("sqlite") and name:
        return _expanded(name)
    return None


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # `~name` of nobody: a file that is called so
        return Path(text)
