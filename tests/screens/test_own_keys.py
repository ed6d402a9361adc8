"""Keys that the user changed, and keyboards with other letters."""

from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.keys.layouts import NAMES, Layout, hint
from billia_tui.keys.own import BadKey, resolved
from billia_tui.keys.table import KEYS
from billia_tui.operations.desk import Desk
from billia_tui.screens.customers.dialogs.money import AddFundsDialog
from tests.screens.book import Book
from tests.screens.console import LARGE, go, press, shown, the_list, until


def test_a_key_of_the_settings_is_that_of_its_entry_alone() -> None:
    """`add_funds = "b"` was not told, took the key of block away, and the footer showed both."""
    found = resolved({"add_funds": "b"})
    assert (found.keys["add_funds"], found.keys["block"]) == ("b", "")
    assert found.told == ("b is add_funds and not block, which has no key now",)
    assert resolved({"search": "s"}).told == ("s is search and not sort, which has no key now",)
    assert resolved({"help": "f1,j"}).told == ("j is help and not row_down, which keeps down",)


def test_what_was_told_as_a_clash_and_was_none() -> None:
    """`leave_list = "q"`, the default; two that change places; keys of screens that are never there together."""
    for own in ({"leave_list": "q"}, {"block": "h", "hold": "b"}, {"filter_admin": "e"}, {"cancel": "ctrl+g"}):
        assert resolved(own).told == (), own
    assert all(resolved({entry.id: entry.keys}).told == () for entry in KEYS if entry.keys)


@pytest.mark.parametrize(
    ("name", "key", "why"),
    [
        ("edit", "ctrl+alt+hyper+q", "esc and another key"),
        ("edit", "hyper+q", "terminals do not send"),
        ("edit", "alt+e", "esc and another key"),
        ("edit", "ctrl+i", "send it as tab"),
        ("edit", "ctrl+m", "send it as enter"),
        ("edit", "ctrl+7", "do not send it"),
        ("edit", "shift+e", "write E"),
        ("edit", "foo", "no key has this name"),
        ("edit", "f99", "no key has this name"),
        ("cancel", "q", "would be typed"),
        ("save", "space", "would be typed"),
        ("complete", "x", "would be typed"),
    ],
)
def test_a_key_that_never_comes_is_refused(name: str, key: str, why: str) -> None:
    """`ctrl+alt+hyper+q` was accepted and dead."""
    with pytest.raises(BadKey, match=rf"keys\.{name}: .*{why}"):
        resolved({name: key})


@pytest.mark.parametrize("key", ["?", "é", "Ж", "f5", "shift+f5", "ctrl+left", "slash", "ctrl+g", "plus", "+"])
def test_keys_that_terminals_send(key: str) -> None:
    """A sign stands for itself, under its own name as well."""
    assert resolved({"edit": key}).told == () or key in {"slash", "?"}


@pytest.fixture
def own(book_desk: Desk) -> BilliaApp:
    """A console with two keys changed."""
    return BilliaApp(lambda: book_desk, own_keys={"add_funds": "b", "edit": "Y"})


async def test_what_is_shown_is_what_works(own: BilliaApp, book: Book) -> None:
    """Told once, true, in the footer, in the help and under the fingers."""
    said: list[str] = []
    notify = own.notify

    def heard(message: str, **how: Any) -> None:
        said.append(message)
        notify(message, **how)

    own.notify = heard  # type: ignore[method-assign]  # listens
    async with own.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: bool(the_list(pilot).table.rows))
        footer = shown(pilot).splitlines()[-1]
        assert "b wallet" in footer
        assert "Y edit" in footer
        assert "block" not in footer
        await press(pilot, "j", "k", "e")
        assert not isinstance(pilot.app.screen, AddFundsDialog)
        await press(pilot, "b")
        await until(pilot, lambda: isinstance(pilot.app.screen, AddFundsDialog))
    assert [text for text in said if "Keys of the settings" in text] == [
        "Keys of the settings:\nb is add_funds and not block, which has no key now"
    ]


@pytest.mark.parametrize(
    ("layout", "typed", "meant"),
    [
        ("ru", "уицпПЙ", "ebwgGQ"),
        ("uk", "уицпП", "ebwgG"),
        ("bg", "еф", "eb"),
        ("bg-phonetic", "ебв", "ebw"),
        ("el", "εβςγΓ;", "ebwgGq"),
        ("he", "קנ'ע", "ebwg"),
        ("ar", "ثصا", "ewh"),
        ("ar", "لا", " b"),
    ],
)
def test_letters_mean_the_key_in_their_place(layout: str, typed: str, meant: str) -> None:
    """A map from physical keys; on an Arabic keyboard one key types two letters, of which the first is none."""
    known = Layout(layout)
    assert [known.latin(letter) or " " for letter in typed] == [*meant]


def test_layouts_map_letters_to_different_keys() -> None:
    """No key stands for two of ours."""
    for name in NAMES:
        letters = Layout(name)._letters
        assert len(set(letters.values())) == len(letters), name


@pytest.mark.parametrize(
    ("letter", "name"), [("ж", '"ru"'), ("β", '"el"'), ("ש", '"he"'), ("ش", '"ar"'), ("漢", "Latin letters")]
)
def test_a_letter_that_no_layout_explains_gets_a_hint(letter: str, name: str) -> None:
    """What would help is said, and nothing that was typed."""
    assert name in hint(letter)
    assert letter not in hint(letter)


@pytest.mark.parametrize("layout", ["ru", ""], ids=["with its layout", "without"])
async def test_cyrillic_letters_are_keys_and_stay_text(layout: str, book_desk: Desk, book: Book) -> None:
    """With the layout `ц` is `w`; without it a hint comes, once; what is typed into a form is what was typed."""
    app = BilliaApp(lambda: book_desk, layout=layout)
    async with app.run_test(size=LARGE) as pilot:
        await go(pilot, book.kohler)
        await press(pilot, "ц")
        if not layout:
            await until(pilot, lambda: any("Keys are Latin letters" in note.message for note in app._notifications))
            await press(pilot, "n")
        else:
            await until(pilot, lambda: isinstance(pilot.app.screen, AddFundsDialog))
        await press(pilot, "tab", *"цена")
        assert await _shows(pilot, "цена")


async def _shows(pilot: Pilot[Any], text: str) -> bool:
    await until(pilot, lambda: text in shown(pilot))
    return True
