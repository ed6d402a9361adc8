"""Answers a tab: `billia --complete SHELL WORDS…`, the last word being the one that is typed."""

import shlex
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from billia_tui.completion.kept import words as kept_words
from billia_tui.completion.shell import Shell
from billia_tui.completion.tree import Expected, Place, place
from billia_tui.text import clean

if TYPE_CHECKING:
    from billia_tui.settings.arguments import Options

FILES = ":files"
"""Told to the script of a shell in place of values: the shell itself knows the files."""

Offer = tuple[str, str]
"""What would stand there, and a word that tells it apart."""


def run(typed: Sequence[str]) -> int:
    """Prints what may be typed; gives the exit code. Says nothing where anything is wrong: a prompt is being edited."""
    with suppress(Exception):
        shell, *words = typed
        *before, current = _joined(words) if shell == Shell.BASH else words
        text = "".join(_line(shell, offer, current) + "\n" for offer in offers(before, _unquoted(current)))
        sys.stdout.write(text)
        return 0
    return 1


def offers(before: Sequence[str], current: str) -> Iterable[Offer]:
    """What may stand after `before` and begins with `current`."""
    words = kept_words()
    option, sign, value = current.partition("=")
    if sign and option.startswith("--"):
        inner = place(words, [*before, option], value)
        return [(f"{option}={one}" if one != FILES else one, told) for one, told in _all(inner, before, value)]
    return _all(place(words, before, current), before, current)


def _all(here: Place, before: Sequence[str], current: str) -> list[Offer]:
    words = [(word, told) for word, told in here.words.items() if word.startswith(current)]
    return words + _values(here.values, before, current)


def _values(kind: Expected, before: Sequence[str], current: str) -> list[Offer]:
    if not isinstance(kind, str):
        return [(word, "") for word in kind if word.casefold().startswith(current.casefold())]
    if kind in {"file", "folder"}:
        return [(FILES, "")]
    return _stored(kind, before, current) if kind else []


def _stored(kind: str, before: Sequence[str], current: str) -> list[Offer]:
    from billia_tui.db import completion
    from billia_tui.settings import config

    settings = config.load(_root_options(before))
    with completion.opened(settings.database) as ask:
        who = completion.seat(ask, settings.admin)
        found = completion.found(ask, who, kind, current) if who else []
    return [(value, told) for value, told in found if clean(value, limit=None) == value]


def _root_options(before: Sequence[str]) -> "Options | None":
    """`--database` and `--admin`, wherever they were typed."""
    from billia_tui.settings import arguments

    front = arguments.hoisted(before)
    for end in range(len(front), -1, -1):
        options = arguments.root_options(front[:end])
        if options is not None:
            return options
    return None


def _line(shell: str, offer: Offer, current: str) -> str:
    value, told = offer[0], clean(offer[1], limit=60)
    if value == FILES:
        return FILES
    if shell == Shell.FISH:
        return f"{value}\t{told}"
    if shell == Shell.ZSH:
        return value.replace("\\", "\\\\").replace(":", "\\:") + (f":{told}" if told else "")
    return shlex.quote(value.rpartition("=")[2] if "=" in current else value)


def _joined(words: Sequence[str]) -> list[str]:
    """The words as they were typed: bash hands `--status=Act` over in three."""
    whole: list[str] = []
    for word in words:
        if whole and (word == "=" or whole[-1].endswith("=")):
            whole[-1] += word
        else:
            whole.append(word)
    return whole


def _unquoted(word: str) -> str:
    """What a word that is still being typed means, its quote not closed yet."""
    return word[1:] if word[:1] in {'"', "'"} else word.replace("\\ ", " ")
