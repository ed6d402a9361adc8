"""Keys as a terminal sends them: `esc` is told soon from the start of another key, and torn keys stay keys."""

import pytest
from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from billia_tui.terminal import choosing
from billia_tui.terminal.input_bytes import Wait
from billia_tui.terminal.keyboard import MOST_PATIENCE, PATIENCE, PATIENCES, Keyboard


@pytest.fixture
def keys() -> Keyboard:
    """A terminal that has not sent anything yet."""
    return Keyboard()


def typed(keys: Keyboard, *parts: tuple[float, str], until: float = 100.0) -> list[str]:
    """The keys, and the texts of pastes, that come of these parts; each comes at its time."""
    found: list[Message] = []
    now = 0.0
    for at, text in (*parts, (until, "")):
        while (wait := keys.wait(now)) is not None and now + wait <= at:
            now += wait
            found += keys.late(now)
        now = at
        if text:
            found += keys.feed(text.encode(), at)
    return [message.key if isinstance(message, events.Key) else getattr(message, "text", "") for message in found]


def test_escape_is_a_key_soon_and_nothing_wakes_up_at_rest(keys: Keyboard) -> None:
    """Thin line: `esc` to painted in 60 ms, at rest less CPU than plain Textual."""
    assert keys.wait(0) is None
    assert typed(keys, (1, "j\x1b"), until=1) == ["j"]
    assert keys.wait(1) == pytest.approx(PATIENCE)
    assert typed(keys, until=1 + PATIENCE / 2) == []
    assert typed(keys, until=1 + PATIENCE) == ["escape"]
    assert keys.wait(2) is None
    assert PATIENCE <= 0.04


@pytest.mark.parametrize("rest", ["[A", "OA"])
def test_an_arrow_in_parts_is_an_arrow(keys: Keyboard, rest: str) -> None:
    """Thin line: over a bad line a key is never taken for `esc` and letters."""
    assert typed(keys, (1, "\x1b"), (1.02, rest)) == ["up"]
    assert typed(keys, (2, "\x1b"), (2.039, rest)) == ["up"], "such a line is waited for"
    assert typed(keys, (3, "\x1b"), (3.4, rest)) == ["escape", "up"], "too late for the escape, but no letters"
    assert keys.patience <= MOST_PATIENCE
    assert typed(keys, (4, f"\x1b{rest[0]}"), (4 + PATIENCES[Wait.KEYS] / 2, rest[1])) == ["up"]


def test_letters_behind_an_escape_stay_letters(keys: Keyboard) -> None:
    """P1: what is typed by hand comes letter by letter; what comes long after `esc` has nothing to do with it."""
    assert typed(keys, (1, "\x1b"), (1.1, "["), (1.2, "A")) == ["escape", "left_square_bracket", "A"]
    assert typed(keys, (2, "\x1b"), (3, "[A")) == ["escape", "left_square_bracket", "A"]
    assert keys.patience == PATIENCE


def test_a_paste_in_parts_is_one_paste(keys: Keyboard) -> None:
    """Thin line: the end of a paste may come late; it closes no dialog."""
    assert typed(keys, (1, "\x1b[200~some\x1b"), (1.2, "[201~")) == ["some"]
    assert typed(keys, (2, "\x1b"), until=2 + MOST_PATIENCE) == ["escape"]


def test_another_textual_reads_keys_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thin line: what reaches into Textual fails safe where its driver is another."""
    assert choosing.driver_class(print) is not None
    monkeypatch.delattr(LinuxDriver, "_sigcont_application")
    assert choosing.driver_class(print) is None
