"""What terminals send, made from a grammar: keys, pastes, answers, and what nobody should ever send."""

import random
from typing import NamedTuple

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,/?!:*-+ßüéж中👍"
CONTROLS = {"\r": "enter", "\t": "tab", "\x7f": "backspace", "\x0e": "ctrl+n", "\x10": "ctrl+p", "\x12": "ctrl+r"}
NAMES = {" ": "space", ".": "full_stop", ",": "comma", "/": "slash", "?": "question_mark", "!": "exclamation_mark"} | {
    ":": "colon",
    "*": "asterisk",
    "-": "minus",
    "+": "plus",
    "👍": "thumbs_up_sign",
}
SEQUENCES = {
    b"\x1b[A": "up",
    b"\x1bOB": "down",
    b"\x1b[C": "right",
    b"\x1b[D": "left",
    b"\x1b[H": "home",
    b"\x1bOF": "end",
    b"\x1b[1~": "home",
    b"\x1b[3~": "delete",
    b"\x1b[5~": "pageup",
    b"\x1b[6~": "pagedown",
    b"\x1b[8~": "end",
    b"\x1b[Z": "shift+tab",
    b"\x1bOP": "f1",
    b"\x1b[15~": "f5",
    b"\x1b[[A": "f1",
    b"\x1bOM": "enter",
    b"\x1b[1;5A": "ctrl+up",
    b"\x1b[1;2B": "shift+down",
    b"\x1b[3;5~": "ctrl+delete",
    b"\x1b[3$": "shift+delete",
    b"\x1b[1;3A": "alt+up",
    b"\x1b[5;3~": "alt+pageup",
    b"\x1b[a": "shift+up",
    b"\x1bOa": "ctrl+up",
    b"\x1b[97u": "a",
    b"\x1b[97;;97u": "a",
    b"\x1b[97;2;65u": "A",
    b"\x1b[97:65;2u": "A",
    b"\x1b[97;1:2u": "a",
    b"\x1b[27u": "escape",
    b"\x1b[13u": "enter",
    b"\x1b[9;2u": "shift+tab",
    b"\x1b[127;1:1u": "backspace",
    b"\x1b[99;5u": "ctrl+c",
    b"\x1b[27;5;110~": "ctrl+n",
    b"\x1b[1;1:1B": "down",
    b"\x1b[57404;129u": "5",
    b"\x1b[120;3u": "alt+x",
    b"\x1b[108;3;64u": "at",
    b"\x1b[0;;229u": "å",
    b"\x1b[32;2;32u": "space",
    b"\x9b1;5A": "ctrl+up",
    b"\xc2\x9bA": "up",
    b"\x8fP": "f1",
    b"\xc2\x8fQ": "f2",
}
"""Keys that come as sequences, with their names."""

NO_KEYS = (
    b"\x1b[106;1:3u",  # the release of a key
    b"\x1b[1114112u",
    b"\x1b[55296u",
    b"\x1b[57441;2u",  # shift alone
    b"\x1b[97;;1114112u",
    b"\x1b[7;7;7;7;7u",
    b"\x1b[99999999999999999999u",
    b"\x1b[57;2u",  # shift and 9, of a layout that nobody told
    b"\x1b[201~",  # the end of no paste
    b"\xff",
    b"\xfe\xff",
    b"\xc0",
    b"\xf8\xf9",
    b"\xed\xa0\x81",
    b"\xc2\x85",
    b"\xe2\xff",
    b"\x1b[" + b"1;" * 300 + b"m",
    b"\x9b" + b"7" * 700 + b"z",
)
"""What is no key: codes that are none, bytes that are no UTF-8, sequences without end."""

FIXED_ANSWERS = (
    *(b"\x1b[?62;22;52c", b"\x1b[?6c", b"\x1b[>41;390;0c", b"\x1bP!|7E565445\x1b\\", b"\x1bP!|00000000\x9c"),
    *(b"\x1bP>|XTerm(390)\x1b\\", b"\x1bP>|tmux 3.4\x1b\\", b"\x1bP>|kitty(0.35.1)\x1b\\"),
    *(
        b"\x1b[?2026;2$y",
        b"\x1b[?2048;0$y",
        b"\x1b[4;1$y",
        b"\x1b[?1;3;256S",
        b"\x1b[>4;2m",
        b"\x1b[2;1;1;120;120;1;0x",
    ),
    *(
        b"\x1bP1+r544e=787465726d\x1b\\",
        b"\x1bP0+r\x1b\\",
        b"\x1bP1$r0m\x1b\\",
        b"\x1bP1$r2 q\x1b\\",
        b"\x1bP0$r\x1b\\",
    ),
    *(b"\x1bP1$u1;1;1;0;0;0;0;0;0;B\x1b\\", b"\x1bP1!~ABCD\x1b\\"),
    *(b"\x1b[?0u", b"\x1b[?31u", b"\x1b_Gi=31;OK\x1b\\", b"\x1b_Gi=31,s=1;ENODATA:bad customer\x1b\\"),
    *(
        b"\x1b[8;40;120t",
        b"\x1b[4;800;1200t",
        b"\x1b[6;20;10t",
        b"\x1b[3;0;0t",
        b"\x1b[1t",
        b"\x1b[48;40;120;800;1200t",
    ),
    *(b"\x1b]lbad customer\x1b\\", b"\x1b]Licon\x07", b"\x1b]l\xc3\xa9\x1b\\"),
    *(b"\x1b[?997;1n", b"\x1b[?997;2n", b"\x1b[0n", b"\x1b[3n", b"\x1b[?10n", b"\x1b[I", b"\x1b[O"),
    *(
        b"\x1b]52;c;YmFkIGN1c3RvbWVyDQo=\x07",
        b"\x1b]104\x07",
        b"\x1b]60;allowColorOps\x1b\\",
        b"\x1b]99;i=1:p=?;a\x1b\\",
    ),
    *(b"\x9b?62c", b"\xc2\x9b>0;1c", b"\x9d11;rgb:1/2/3\x9c", b"\x90>|x\x9c", b"\x9fGi=1;OK\x9c"),
)
"""Answers to the questions that programs ask terminals, this one or the one before it."""


class Item(NamedTuple):
    """Something that a terminal sends, whole.

    Attributes:
        data: the bytes.
        keys: the names of the keys in it.
        pasted: what is pasted, if it is a paste.
    """

    data: bytes
    keys: tuple[str, ...] = ()
    pasted: str | None = None


def key(chance: random.Random) -> Item:
    """A key; `esc` as it is on most terminals only in `escape`."""
    kind = chance.random()
    if kind < 0.5:
        letter = chance.choice(LETTERS)
        return Item(letter.encode(), (NAMES.get(letter, letter),))
    if kind < 0.65:
        char = chance.choice([*CONTROLS])
        return Item(char.encode(), (CONTROLS[char],))
    data = chance.choice([*SEQUENCES])
    return Item(data, (SEQUENCES[data],))


def escape(chance: random.Random) -> Item:
    """`esc`, and at once a key that does not look like the rest of a sequence: never alt."""
    following = key(chance)
    return Item(b"\x1b" + following.data, ("escape", *following.keys))


def answer(chance: random.Random) -> Item:
    """An answer, or a report that nobody asked for."""
    kind = chance.randrange(6)
    if kind == 0:
        return Item(b"\x1b[%d;%dR" % (chance.randint(1, 300), chance.randint(1, 300)))
    if kind == 1:
        numbers = "/".join(f"{chance.getrandbits(16):x}" for _ in "rgb")
        what = chance.choice([f"4;{chance.randrange(256)}", "10", "11", "12", "17"])
        return Item(f"\x1b]{what};rgb:{numbers}".encode() + chance.choice([b"\x07", b"\x1b\\"]))
    if kind == 2:
        place = b"%d;%d;%d" % (chance.randrange(128), chance.randint(1, 300), chance.randint(1, 200))
        return Item(b"\x1b[<" + place + chance.choice([b"M", b"m"]))
    if kind == 3:
        return Item(b"\x1b[M" + bytes([chance.randint(32, 255), chance.randint(33, 255), chance.randint(33, 255)]))
    if kind == 4:
        return Item(b"\x1b[%d;%d;%dM" % (chance.randint(32, 99), chance.randint(1, 300), chance.randint(1, 300)))
    return Item(chance.choice(FIXED_ANSWERS))


def paste(chance: random.Random) -> Item:
    """A text between its marks, with anything in it but an end."""
    parts = []
    for _ in range(chance.randint(0, 6)):
        dice = chance.random()
        if dice < 0.6:
            word = "".join(chance.choice(LETTERS + "\r\n\t") for _ in range(chance.randint(1, 12)))
            parts.append((word.encode(), word))
        elif dice < 0.8:
            parts.append(
                (chance.choice([b"\x1b[31m", b"\x1b[0m", b"\x1b[2J", b"\x1b]0;t\x07", b"\x1b(B", b"\x1b[A"]), "")
            )
        else:
            parts.append((chance.choice([b"\x00", b"\x08", b"\x0b", b"\xff", b"\x07"]), ""))
    data, text = b"".join(data for data, _ in parts), "".join(text for _, text in parts)
    return Item(b"\x1b[200~" + data + b"\x1b[201~", (), text)


def nothing(chance: random.Random) -> Item:
    """What is no key and no answer."""
    return Item(chance.choice(NO_KEYS))


KINDS = (key, escape, answer, paste, nothing)


def cut(data: bytes, chance: random.Random) -> list[bytes]:
    """The same in pieces, each of one byte at least."""
    often = chance.choice([0.0, 0.1, 0.5, 1.0])
    if not data:
        return []
    places = [place for place in range(1, len(data)) if chance.random() < often]
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]
