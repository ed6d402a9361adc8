"""The bytes that a terminal sends, cut anywhere, taken apart: what was typed, sequences, pastes.

It never waits and knows no time: `late` tells it that nothing has come for as long as `waits_for` is worth.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from . import grammar

ESCAPE = b"\x1b"


class Kind(Enum):
    """What a part of the input is."""

    TYPED = "one character, as it was typed; a control character too"
    SEQUENCE = "what stands behind the first two bytes of a CSI sequence: a key, or a report"
    LETTER = "the same of an SS3 sequence: a key"
    PASTED = "the text of a paste"


class Part(NamedTuple):
    """One part of the input."""

    kind: Kind
    text: str


class Wait(Enum):
    """What may still come, and so for how long it is waited for."""

    NOTHING = "nothing: all is told"
    KEY = "the rest of a key that may be `esc` alone"
    KEYS = "the rest of a sequence that may be two keys typed at once"
    TITLE = "the end of what may be a title and may be three keys or more"
    END = "the rest of what nobody types"


class InputBytes:
    """Takes apart what one terminal sends."""

    def __init__(self) -> None:
        self._bytes = b""
        self._told = 0
        """How many of them were told as keys before, and are not told again."""
        self._end: re.Pattern[bytes] | None = None
        """What ends the string that is being swallowed."""
        self._opening = b""
        """How it began."""
        self._pasted: list[bytes] | None = None
        self._paste_pauses = False
        self._leaves_paste = False
        self._given_up = b""
        """What was dropped, or taken for keys, because nothing followed it."""
        self._given_up_is_told = False

    @property
    def waits_for(self) -> Wait:
        """What may still come."""
        if self._pasted is not None or self._end is not None:
            return Wait.KEYS if self._leaves_paste else Wait.NOTHING if self._paste_pauses else Wait.END
        if not self._bytes or grammar.TORN_CHARACTER.match(self._bytes):
            return Wait.NOTHING  # the next byte tells
        if self._bytes == ESCAPE:
            return Wait.KEY
        if grammar.OPENED.match(self._bytes):
            return Wait.KEYS
        return Wait.TITLE if grammar.TITLE.match(self._bytes) else Wait.END

    # ── what came ──

    def feed(self, data: bytes, *, soon: bool = False) -> Iterator[Part]:
        """What came; `soon` if that was at once after something had been given up.

        Yields:
            parts, in order; a sequence that means nothing to anybody is one too, an answer in a string is none.
        """
        if self._leaves_paste or self._paste_pauses:
            self._paste_pauses = False
            self._leaves_paste = data in (ESCAPE, b"\x03")
            if self._leaves_paste:  # the end was lost: this is how to get out
                self._bytes += data
                return
        if self._given_up and not self._bytes:
            data = self._with_given_up(data, soon=soon)
        self._given_up = b""
        self._bytes += data
        yield from self._parts()

    def _with_given_up(self, data: bytes, *, soon: bool) -> bytes:
        """What came, with what was given up before it if the two belong together."""
        if not belong_together(self._given_up, data, soon=soon):
            return data
        self._told = len(self._given_up) if self._given_up_is_told else 0
        return self._given_up + data

    def late(self) -> Iterator[Part]:
        """Nothing more came."""
        if self._pasted is not None:
            yield from self._pause_paste()
            return
        self._given_up_is_told = self.waits_for is not Wait.END
        self._given_up = self._opening or self._bytes
        if self._given_up_is_told:
            yield from _typed(self._take(len(self._bytes)))
        self._bytes = self._opening = b""
        self._end = None

    def _parts(self) -> Iterator[Part]:
        before: tuple[int, object] = (-1, None)
        while self._bytes and (len(self._bytes), self._end) != before:
            before = (len(self._bytes), self._end)
            if self._pasted is not None:
                yield from self._paste()
            elif self._end is not None:
                self._swallow(self._end)
            else:
                yield from self._next()

    def _take(self, length: int) -> bytes:
        """Takes so many bytes; gives those of them that were not told before."""
        taken, self._bytes = self._bytes[self._told : length], self._bytes[length:]
        self._told = max(self._told - length, 0)
        return taken

    def _drop(self, length: int) -> None:
        self._bytes = self._bytes[length:]
        self._told = 0

    def _next(self) -> Iterator[Part]:
        """One part, or nothing if the rest of it is still to come."""
        if found := grammar.TEXT.match(self._bytes):
            yield from _typed(self._take(found.end()))
        elif found := grammar.PASTE_START.match(self._bytes):
            self._drop(found.end())
            self._pasted = []
        elif found := grammar.SEQUENCE.match(self._bytes):
            self._drop(found.end())
            if found["csi"] is not None:
                yield Part(Kind.SEQUENCE, found["csi"].decode("latin-1"))
            elif found["ss3"] is not None:
                yield Part(Kind.LETTER, found["ss3"].decode())
        elif found := grammar.STRING.match(self._bytes):
            self._drop(found.end())
            self._opening = found.group()
            self._end = grammar.NUMBERS_END if found["numbers"] else grammar.STRING_END
        elif self._is_open():
            return
        elif found := grammar.BROKEN.match(self._bytes):
            self._drop(found.end())
        elif self._take(1) == ESCAPE:
            yield Part(Kind.TYPED, "\x1b")

    def _is_open(self) -> bool:
        """Whether what is there may become something with what still comes."""
        return bool(
            self._bytes == ESCAPE
            or grammar.BEGUN.match(self._bytes)
            or grammar.TITLE.match(self._bytes)
            or grammar.TORN_CHARACTER.match(self._bytes)
        )

    def _swallow(self, end: re.Pattern[bytes]) -> None:
        """The rest of a string: nobody reads it."""
        if found := end.search(self._bytes):
            self._drop(found.end())
            self._end, self._opening = None, b""
        else:
            self._drop(len(self._bytes) - self._bytes.endswith((ESCAPE, b"\xc2")))

    # ── pastes ──

    def _paste(self) -> Iterator[Part]:
        """Between the marks all is text."""
        pasted = self._pasted or []
        found = grammar.PASTE_END.search(self._bytes)
        if not found:
            torn = grammar.TORN_PASTE_END.search(self._bytes)
            pasted.append(self._take(torn.start() if torn else len(self._bytes)))
            self._pasted = pasted
            return
        # A text that brings an end with it would go on as keys: the last end before the next paste counts.
        following = grammar.PASTE_START.search(self._bytes, found.end())
        until = following.start() if following else len(self._bytes)
        for later in grammar.PASTE_END.finditer(self._bytes, found.end(), until):
            found = later
        pasted.append(self._bytes[: found.start()])
        self._drop(found.end())
        self._pasted = None
        yield Part(Kind.PASTED, clean_paste(b"".join(pasted)))

    def _pause_paste(self) -> Iterator[Part]:
        """No end came: what there is goes where it belongs; what still comes is pasted too, but for `esc` alone."""
        pasted = b"".join(self._pasted or [])
        if torn := grammar.TORN_COLOUR.search(pasted):
            pasted = pasted[: torn.start()]
        self._pasted, self._paste_pauses = [torn.group()] if torn else [], True
        if self._leaves_paste:
            self._given_up, self._given_up_is_told = self._take(len(self._bytes)), True
            self._pasted, self._paste_pauses, self._leaves_paste = None, False, False
        if pasted:
            yield Part(Kind.PASTED, clean_paste(pasted))


def _typed(data: bytes) -> Iterator[Part]:
    return (Part(Kind.TYPED, char) for char in data.decode("utf-8", "ignore"))


def belong_together(given_up: bytes, data: bytes, *, soon: bool) -> bool:
    """Whether what came goes on with what was given up."""
    whole = given_up + data
    if grammar.STRING.fullmatch(given_up) or grammar.TITLE.match(given_up):
        return bool(grammar.STRING_REST.match(data))
    if grammar.LATE_REST.match(whole):
        return True
    if given_up != ESCAPE and not grammar.OPENED.match(given_up):
        is_one = grammar.SEQUENCE.match(whole) or grammar.STRING.match(whole)
        return bool((len(data) > 1 or data == b"~") and is_one)
    if not soon or len(whole) <= len(b"\x1b["):
        return False
    return any(form.match(whole) for form in (grammar.SEQUENCE, grammar.STRING, grammar.BEGUN))


_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]?"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean_paste(pasted: bytes) -> str:
    """The text of a paste without colours and other sequences, and without control characters but line ends and tabs.

    What else is hidden in it, those who take it judge.
    """
    return _CONTROLS.sub("", _SEQUENCES.sub("", pasted.decode("utf-8", "ignore")))
