"""The words of the commands, as the file that `completion.made` writes has them, and what may stand at a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

WORDS = "words.json"

Node = dict[str, Any]
"""`help`; of a group `commands`, by word; of a command `options`, by name, and `arguments`.

What a value may be is a word of `made.KINDS`, or a list of all there are; an option without a value has None."""

Expected = str | Sequence[str]
"""What a value may be: one of these words, or what the store or the disk has of this kind."""


@dataclass(frozen=True, slots=True)
class Place:
    """What may be typed where the cursor stands: other words, with what they do, and values of one kind."""

    words: dict[str, str]
    values: Expected = ""


@cache
def root() -> Node:
    """The whole tree."""
    import json

    found: Node = json.loads(resources.files(__package__).joinpath(WORDS).read_text("utf-8"))
    return found


def place(before: Sequence[str], current: str) -> Place:
    """What may stand after the words `before`; `current` is what is typed of it so far."""
    node = root()
    given = 0
    waiting: Expected | None = None
    for word in before:
        if waiting is not None:
            waiting = None
        elif word.partition("=")[0] in _options(node):
            waiting = _options(node).get(word)
        elif word in node.get("commands", {}):
            node = node["commands"][word]
        else:
            given += 1
    if waiting is not None:
        return Place({}, waiting)
    if current.startswith("-"):
        return Place(dict.fromkeys(_options(node), ""))
    if "commands" in node:
        return Place({word: inner["help"] for word, inner in node["commands"].items()})
    arguments = node["arguments"]
    here = arguments[given:] or (arguments[-1:] if node["repeats"] else [])
    return Place({}, here[0]) if here and here[0] else Place(dict.fromkeys(_options(node), ""))


def _options(node: Node) -> dict[str, Expected | None]:
    """Those of the command, and those that may stand everywhere."""
    return {**node.get("options", {}), **root()["options"]}
