"""The words of the commands, made once and kept: asking the commands themselves takes as long as running one."""

import json
from contextlib import suppress
from pathlib import Path

from billia_tui import __version__, files
from billia_tui.completion.tree import Node
from billia_tui.publication import Publication

_NAME = "words-{}.json"


def words() -> Node:
    """The tree of `tree.Node`, from the user's cache, made anew where the program is another one since."""
    place = _place()
    with suppress(OSError, ValueError):
        with files.opened(place) as file:
            found: Node = json.load(file)
        return found
    from billia_tui.completion import made

    tree = made.tree()
    with suppress(OSError):
        _keep(place, tree)
    return tree


def _place() -> Path:
    """The file of this program: its version, and how many commands of which age it has."""
    from platformdirs import user_cache_path

    package = Path(__file__).parents[1]
    sources = [found.stat() for found in (package / "commands").glob("*.py")] + [(package / "cli.py").stat()]
    newest = max(found.st_mtime_ns for found in sources)
    folder: Path = user_cache_path("billia", appauthor=False)
    return folder / _NAME.format(f"{__version__}-{len(sources)}-{newest:x}")


def _keep(place: Path, tree: Node) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for older in place.parent.glob(_NAME.format("*")):
        older.unlink()
    with Publication(place, overwrite=True) as publication:
        with publication.open() as file:
            file.write(json.dumps(tree).encode())
        publication.publish()
