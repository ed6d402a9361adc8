"""Texts that are read from right to left keep their place on terminals that turn them round.

VTE, konsole and mlterm order a line as the rules of Unicode say: behind an Arabic name a number belongs to it, so that
the amount of a wallet came to stand under the name. A mark behind such a text, which nobody sees, ends it there. It is
ours alone: what is stored loses all such marks before it is shown (docs/domain.md, P5).
"""

import re

MARK = "\u200e"
"""LEFT-TO-RIGHT MARK: takes no column."""

_LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
_BETWEEN = "[!-'*-/0-:;?@_`\u2010-\u2027\u0300-\u036f\u200c\u200d()]"
"""What stands within such a text; our own signs between two texts, and two blanks, end it."""

_CODES = r"\x1b\[[0-9;]*m"
TURNED = re.compile(_LETTER)
_IN_CELLS = re.compile(rf"{_LETTER}(?:(?:{_BETWEEN}|\x00|\x20(?!\x20))*{_LETTER})*\u2026?")
_IN_BYTES = re.compile(rf"{_LETTER}(?:(?:{_BETWEEN}|{_CODES}|\x20(?!\x20))*{_LETTER})*\u2026?")


def isolate(texts: list[str]) -> None:
    """Puts a mark into the last cell of each such text of a row; `texts` has an entry a column, see `Row`."""
    line = ""
    for x, text in enumerate(texts):
        texts[x] = text.removesuffix(MARK)
        line += text[:1] or "\x00"
    for found in _IN_CELLS.finditer(line):
        texts[next(x for x in range(found.end() - 1, -1, -1) if texts[x])] += MARK


def isolated(written: str) -> str:
    """The same for what is written with codes of style in it."""
    return _IN_BYTES.sub(rf"\g<0>{MARK}", written) if TURNED.search(written) else written
