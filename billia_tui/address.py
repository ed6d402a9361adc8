"""Addresses of stores: what `--database` takes. Apart from `db.store`, so that it can be read without SQLAlchemy."""

from pathlib import Path


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite address (`sqlite:///FILE` or a plain path), None for another kind of store."""
    if "://" not in url:
        return _expanded(url)
    if url.startswith("sqlite"):
        return _expanded(url.partition(":///")[2])
    return None


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # `~name` of nobody: a file that is called so
        return Path(text)
