"""What is known of an action; whatever offers, refuses, does or takes it back reads it from here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from billia_tui.keys.entry import KeyEntry
from billia_tui.vocabulary import Right


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Action(KeyEntry):
    """An action: `id` is its name everywhere. Without `places` it has no key of its own.

    What is named with a colon is `module:name`, below `billia_tui.operations` or, for the dialog, `billia_tui.screens`.

    Attributes:
        right: whose role has it may do this (R182).
        on: what it needs under the cursor, in a word; empty for nothing.
        who: gives why this actor may not do it with this object, where that hangs on both; None if he may.
        own: whether a customer may do it in the Customer Panel (R66, R175).
        rule: gives why the rules forbid it with what is known of its object, None if they do not.
        own_rule: the same in the Customer Panel, where that is another.
        operation: does it.
        dialog: asks for it; its key needs no method of its own on a page (`action_act` opens it).
        own_way: the pages have a method for the key all the same.
        commands: do it from the command line.
        over_ssh: whether the commands are open over SSH.
        logged: the actions of its log lines.
        now, back: give what is there now, and bring back what was, for `undo`; a change without them stays.
        stays: what stays as it is when the change is taken back.
        never: why it is not taken back.
    """

    right: Right | None = None
    on: str = ""
    who: str = ""
    own: bool = False
    rule: str = ""
    own_rule: str = ""
    operation: str = ""
    dialog: str = ""
    own_way: bool = False
    commands: tuple[str, ...] = ()
    over_ssh: bool = False
    logged: tuple[str, ...] = ()
    now: str = ""
    back: str = ""
    stays: str = ""
    never: str = ""

    @property
    def action(self) -> str:
        """See `KeyEntry`."""
        asks = self.dialog and not self.own_way
        return f"act('{self.id}')" if asks else super(Action, self).action  # slots: it is another class


def operation_named(name: str) -> Callable[..., Any]:
    """What a record names in operations."""
    return _named("billia_tui.operations.", name)


def screen_named(name: str) -> Callable[..., Any]:
    """The dialog or page that a record names."""
    return _named("billia_tui.screens.", name)


@cache
def _named(below: str, name: str) -> Callable[..., Any]:
    module, _, what = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(below + module), what)
    return found
