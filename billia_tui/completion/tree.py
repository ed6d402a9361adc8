"""The words of the commands as a tree, and what may stand at a place of a command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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


def place(root: Node, before: Sequence[str], current: str) -> Place:
    """What may stand after the words `before`; `current` is typed of it so far. Options of `root` hold everywhere."""
    node, options = root, root["options"]
    given = 0
    waiting: Expected | None = None
    for word in before:
        if waiting is not None:
            waiting = None
        elif word.partition("=")[0] in options:
            waiting = options.get(word)
        elif word in node.get("commands", {}):
            node = node["commands"][word]
            options = {**node.get("options", {}), **root["options"]}
        else:
            given += 1
    if waiting is not None:
        return Place({}, waiting)
    if current.startswith("-"):
        return Place(dict.fromkeys(options, ""))
    if "commands" in node:
        return Place({word: inner["help"] for word, inner in node["commands"].items()})
    arguments = node["arguments"]
    here = arguments[given:] or (arguments[-1:] if node["repeats"] else [])
    return Place({}, here[0]) if here and here[0] else Place(dict.fromkeys(options, ""))
