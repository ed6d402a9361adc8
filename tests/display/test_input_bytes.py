"""What terminals send, cut everywhere: keys in are keys out, pastes are text, and nothing else comes of anything."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from billia_tui.terminal.input_bytes import InputBytes, Wait, clean_paste
from billia_tui.terminal.keyboard import PATIENCES, Keyboard
from billia_tui.terminal.plain_keys import PlainKeys
from tests.display import terminal_bytes
from tests.display.terminal_bytes import FIXED_ANSWERS, NO_KEYS, SEQUENCES, Item

CHANCES = st.integers(0, 1 << 20).map(random.Random)
ITEMS = st.lists(st.builds(lambda kind, chance: kind(chance), st.sampled_from(terminal_bytes.KINDS), CHANCES))
END = PATIENCES[Wait.END]


class Line:
    """A terminal and its keyboard: bytes go in at their time, keys and pastes come out."""

    def __init__(self) -> None:
        self.keyboard = Keyboard()
        self.now = 100.0
        self.keys: list[str] = []
        self.pasted = ""

    def send(self, data: bytes) -> None:
        """Bytes that come now."""
        self._take(self.keyboard.feed(data, self.now))

    def rest(self, seconds: float) -> None:
        """Nothing comes for so long."""
        until = self.now + seconds
        while (wait := self.keyboard.wait(self.now)) is not None and self.now + wait <= until:
            self.now += wait
            self._take(self.keyboard.late(self.now))
        self.now = until

    def _take(self, messages: object) -> None:
        for message in messages:  # type: ignore[attr-defined]  # whatever yields messages
            assert isinstance(message, Message)
            if isinstance(message, events.Key):
                self.keys.append(message.key)
            elif isinstance(message, events.Paste):
                self.pasted += message.text


def come(*pieces: bytes, pause: float = 0.0) -> Line:
    """What comes of these pieces, with a pause behind each, and a long one at the end."""
    line = Line()
    for piece in pieces:
        line.send(piece)
        line.rest(pause)
    line.rest(60)
    return line


def keys_of(*pieces: bytes, pause: float = 0.0) -> list[str]:
    """The keys that come of these pieces; nothing is pasted."""
    line = come(*pieces, pause=pause)
    assert line.pasted == ""
    return line.keys


# ── esc is never alt ──


@pytest.mark.parametrize("char", [*"aejbwWn7 .öж!", "\r", "\t", "\x7f"])
def test_escape_and_a_character_are_two_keys(char: str) -> None:
    """P1: of `esc` and a letter in one packet the letter is never another key, and the `esc` is never lost."""
    assert keys_of(b"\x1b" + char.encode()) == ["escape", *keys_of(char.encode())]
    assert keys_of(b"\x1b", char.encode(), pause=0.01) == ["escape", *keys_of(char.encode())]


@pytest.mark.parametrize(
    "text", ["[e", "[2w", "]l", "]1w", "Pd", "P1d", "Oe", "_x", "[", "]", "P", "[[", "]lvip\r", "[2\r"]
)
def test_what_no_terminal_sends_was_typed(text: str) -> None:
    """P1: `esc` and the keys for the next customer, or for a page, in one packet: none of them is lost."""
    assert keys_of(b"\x1b" + text.encode()) == ["escape", *(key for char in text for key in keys_of(char.encode()))]


def test_shift_and_tab_of_the_linux_console(monkeypatch: pytest.MonkeyPatch) -> None:
    """P1: the one terminal that sends ESC and tab for one key; elsewhere they are two."""
    assert keys_of(b"\x1b\t") == ["escape", "tab"]
    monkeypatch.setenv("TERM", "linux")
    assert keys_of(b"\x1b\t") == ["shift+tab"]


# ── answers ──


@pytest.mark.parametrize("answer", FIXED_ANSWERS)
def test_an_answer_is_swallowed_whole(answer: bytes) -> None:
    """P5: what a terminal says is no key, torn at any byte, even byte for byte; the key behind it is one."""
    assert keys_of(b"j", answer, b"k") == ["j", "k"]
    assert keys_of(b"j" + answer + b"k") == ["j", "k"]
    assert keys_of(*(bytes([byte]) for byte in answer), b"k") == ["k"]
    for place in range(1, len(answer)):
        assert keys_of(answer[:place], answer[place:] + b"k", pause=0.02) == ["k"]


@pytest.mark.parametrize("answer", FIXED_ANSWERS)
@pytest.mark.parametrize("pause", [0.2, 0.7, 4.0, 30.0])
def test_the_rest_of_an_answer_is_never_typed(answer: bytes, pause: float) -> None:
    """P5: torn for so long that its beginning was taken for keys: those may stand, what follows is still no key."""
    for place in range(1, len(answer)):
        if len(answer) - place < 2 or answer in (b"\x1b[I", b"\x1b[O", b"\x1b[0n", b"\x1b[3n", b"\x1b[1t"):
            continue  # one letter half a minute later is a key: nobody could tell
        beginning = keys_of(answer[:place])
        assert keys_of(answer[:place], answer[place:], pause=pause)[: len(beginning)] in (beginning, [])
        assert len(keys_of(answer[:place], answer[place:], pause=pause)) <= len(beginning)
        assert len(beginning) <= 2 or answer.startswith((b"\x1b]l", b"\x1b]L"))


def test_an_arrow_torn_behind_its_first_byte_is_one_key() -> None:
    """P1: on a line that was seen to tear, `esc` is waited for longer; too late, the rest is at least no letters."""
    assert keys_of(b"\x1b", b"[B", pause=0.02) == ["down"]
    assert keys_of(b"\x1b", b"[B", pause=0.3) == ["escape", "down"]
    assert keys_of(b"\x1b[", b"B", pause=0.4) == ["down"]


def test_escape_before_a_report_is_escape() -> None:
    """P1: `esc` while the mouse moves, or torn off the report that it seemed to begin: no letters in either case."""
    assert keys_of(b"\x1b\x1b[<35;10;5Mj") == ["escape", "j"]
    assert keys_of(b"\x1b\x1b[M !!j") == ["escape", "j"]
    assert keys_of(b"\x1b", b"[<35;10;5Mj", pause=0.3) == ["escape", "j"]
    assert keys_of(b"\x1b", b"[M !!j", pause=0.3) == ["escape", "j"]


def test_a_string_that_breaks_off_leaves_the_keyboard_alive() -> None:
    """P1: ctrl+c, another sequence, or five seconds of silence end what never ends."""
    assert keys_of(b"\x1b]11;rgb:", b"\x03") == ["ctrl+c"]
    assert keys_of(b"\x1b]11;rgb:", b"\x1b[A", b"e") == ["up", "e"]
    assert keys_of(b"\x1b]11;rgb:", b"e", pause=END + 1) == ["e"]
    assert keys_of(b"\x1b[?62;", b"e\x03", pause=END + 1)[-1:] == ["ctrl+c"]


# ── pastes ──


@pytest.mark.parametrize("pause", [0.0, 0.02, 0.2, 1.0, 4.0, 20.0])
def test_a_paste_is_text_wherever_it_is_torn(pause: float) -> None:
    """P5: between the marks nothing becomes a key; a mark may be torn as well, at any byte, for any time."""
    data = b"\x1b[200~\x1b[31mbad customer\x1b[0m\r\nb\r\n\x1b[201~"
    for place in range(2, len(data)):
        line = come(data[:place], data[place:], pause=pause)
        if place == 2 and pause > PATIENCES[Wait.KEYS]:
            assert line.keys == ["escape", "left_square_bracket"], "so long that it was taken for two keys"
        elif place <= len(b"\x1b[200") and pause > END:
            assert line.keys == []
        else:
            assert (line.keys, line.pasted.replace("\r\n", "|")) == ([], "bad customer|b|"), place


def test_a_start_that_comes_torn() -> None:
    """P5: half a mark, a pause, the rest of it and two lines: a paste, whose end has not come."""
    line = Line()
    line.send(b"\x1b[20")
    line.rest(1)
    line.send(b"0~b\rh\r")
    line.rest(60)
    assert (line.keys, line.pasted) == ([], "b\rh\r")


def test_a_paste_without_an_end_is_left_by_escape() -> None:
    """P1: after a silence `esc` alone, or ctrl+c, ends a paste; until then nothing becomes a key."""
    for way_out in (b"\x1b", b"\x03"):
        line = come(b"\x1b[200~one", b"b\r", way_out, b"j", pause=END + 1)
        assert (line.keys, line.pasted) == (["j"], "oneb\r")


def test_a_text_that_brings_an_end_with_it_is_text() -> None:
    """P5: who offers a text for copying cannot end the paste with it and go on with keys."""
    line = come(b"\x1b[200~one\x1b[201~b\r\x1b[201~j")
    assert (line.keys, line.pasted) == (["j"], "oneb\r")
    line = come(b"\x1b[200~one\x1b[201~j\x1b[200~two\x1b[201~k")
    assert (line.keys, line.pasted) == (["j", "k"], "onetwo")


@pytest.mark.parametrize("end", [b"\x1b", b"\x1b[", b"\x1b[2", b"\x1b[20", b"\x1b]0;t", b"\x03", b"\xc3", b"\xc2"])
def test_a_paste_that_ends_within_a_sequence_ends(end: bytes) -> None:
    """P5: a broken sequence, ctrl+c or half a character at the end of a text swallows no end, and is no key."""
    for pause in (0.0, 1.0):
        line = come(b"\x1b[200~one" + end, b"\x1b[201~j", pause=pause)
        assert (line.keys, line.pasted[:3]) == (["j"], "one")


def test_a_paste_is_cleaned() -> None:
    """P5: colours and other sequences go whole, not only their first byte; line ends and tabs stay."""
    assert (
        clean_paste(b"\x1b[31mred\x1b[0m\tand\r\n\x1b]8;;http://x\x1b\\link\x1b]8;;\x07\x00\x08 \x1b")
        == "red\tand\r\nlink "
    )


# ── keys ──


@pytest.mark.parametrize(("data", "key"), SEQUENCES.items())
def test_a_sequence_is_its_key(data: bytes, key: str) -> None:
    """P1: keys of xterm, rxvt, the Linux console and kitty have the names that the table of keys has."""
    assert keys_of(data) == [key]


@pytest.mark.parametrize("data", NO_KEYS)
def test_what_is_no_key_is_dropped(data: bytes) -> None:
    """P1: codes that are none, bytes that are no UTF-8, what never ends: no key, and the next key is one."""
    assert keys_of(b"j", data, b"k") == ["j", "k"]


def test_kitty_types_what_its_text_says() -> None:
    """P1: a character comes with its key, however the terminal tells it."""
    keyboard = Keyboard()
    sent = b"\x1b[97;;97u\x1b[97:65;2u\x1b[97;2u\x1b[98u\x1b[57399u\x1b[0;;20013:25991u\x1b[13u\x1b[97;5u"
    found = [message for message in keyboard.feed(sent, 0) if isinstance(message, events.Key)]
    assert [key.character for key in found] == ["a", "A", "A", "b", "0", "中", "文", "\r", None]


# ── everything, everywhere ──


def expected(items: list[Item]) -> tuple[list[str], str]:
    """The keys, and all that is pasted."""
    return [key for item in items for key in item.keys], "".join(item.pasted or "" for item in items)


@given(ITEMS, CHANCES)
def test_keys_in_are_keys_out(items: list[Item], chance: random.Random) -> None:
    """P1, P5: anything that terminals send, cut everywhere: the keys pressed, the texts, nothing else."""
    line = Line()
    for piece in terminal_bytes.cut(b"".join(item.data for item in items), chance):
        line.send(piece)
        line.rest(chance.choice([0.0, 0.0, 0.001, 0.01]))
    line.rest(60)
    assert (line.keys, line.pasted) == expected(items)


@given(ITEMS, CHANCES)
def test_pauses_change_nothing(items: list[Item], chance: random.Random) -> None:
    """P1, P5: the same with pauses of seconds wherever what has come cannot be a key."""
    line = Line()
    for piece in terminal_bytes.cut(b"".join(item.data for item in items), chance):
        line.send(piece)
        wait = line.keyboard.wait(line.now)
        pause = chance.choice([0.0, 0.1, 1.0, END * 0.9])
        line.rest(pause if wait is None or wait == END else min(pause, wait * 0.9))
    line.rest(60)
    assert (line.keys, line.pasted) == expected(items)


@given(st.lists(st.binary(max_size=40) | st.sampled_from([*SEQUENCES, *FIXED_ANSWERS, *NO_KEYS])), CHANCES)
def test_no_bytes_end_the_reader(pieces: list[bytes], chance: random.Random) -> None:
    """P6: any bytes, at any time: both readers go on, and a key after a silence is that key."""
    line, plain = Line(), PlainKeys()
    for piece in pieces:
        if piece:
            line.send(piece)
            line.rest(chance.choice([0.0, 0.04, 0.6, 6.0]))
            plain.feed(piece)
    line.rest(60)
    line.send(b"\x1b")  # in case that a paste has begun
    line.rest(60)
    line.keys.clear()
    line.send(b"e")
    line.rest(60)
    assert line.keys[-1:] == ["e"]


def test_the_work_grows_with_the_bytes() -> None:
    """P6: what is kept of a sequence, a string or a title that never ends is bounded, so a byte costs the same."""
    for flood in (b"\x1b[1;", b"\x1b]11;", b"\x1b]l", b"\x1bP>|", b"\xc2\x9b?"):
        parts = InputBytes()
        list(parts.feed(flood))
        for _ in range(100):
            list(parts.feed(b"1" * 100))
        assert len(parts._bytes) <= 1_100


# ── the reader that is left ──


def test_the_plain_reader_knows_the_keys_of_every_day() -> None:
    """P6: letters and arrows; no pastes, no answers, no torn arrow as letters."""
    plain = PlainKeys()
    assert [
        key for key, _ in plain.feed(b"j\x1b[B\x1bOA\r\x1b[200~b\rh\r\x1b[201~k\x1b[?62;1c\x1b]11;rgb:1/2/3\x07\x1bw")
    ] == [
        *("j", "down", "up", "enter", "k", "escape", "w"),
    ]
    assert plain.feed(b"\x1b") == [("escape", "\x1b")]
    assert plain.feed(b"[A") == []
    assert [char for _, char in plain.feed("ä\xff".encode() + b"\xff")] == ["ä", "ÿ"]


@pytest.mark.parametrize(
    ("data", "keys", "pasted"),
    [
        (b"\x1b[1;1D:3", [], ""),
        (b"\x1b[1;1D:1", ["left"], ""),
        (b"\x1b[97;1u:2:", ["a", "colon"], ""),
        (b"\x1b[1;5D:3", ["ctrl+left", "colon", "3"], ""),
        (b"\x1b\x1b[A", ["escape", "up"], ""),
        ("\x1bм".encode(), ["escape", "м"], ""),
        (b"\x1b[200~\x03:q\rb\r\x1b[201~", [], ":q\rb\r"),
    ],
    ids=["release", "press", "repeat", "keys", "esc, up", "esc, Cyrillic", "paste of ctrl+c"],
)
def test_what_was_reported_of_others(data: bytes, keys: list[str], pasted: str) -> None:
    """P1: forms that others took for keys, or keys that they lost; decision 16 says where they were reported."""
    line = come(data)
    assert (line.keys, line.pasted) == (keys, pasted)
