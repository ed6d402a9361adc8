"""The records of the actions: what they name is there, and nothing is offered that they do not say."""

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from billia_tui import cli
from billia_tui.actions.every import ACTIONS, BY_NAME
from billia_tui.actions.record import Action, operation_named, screen_named
from billia_tui.keys.table import KEYS
from billia_tui.operations.undo.ways import NEVER, WAYS
from billia_tui.over_ssh.commands import ALLOWED
from tests.operations.changes import UNLOGGED, WRITING

names = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)


@names
def test_what_a_record_names_is_there(action: Action) -> None:
    """R51: a name that is wrong would be found by the first who presses the key."""
    for name in filter(None, (action.rule, action.own_rule, action.operation, action.now, action.back)):
        assert callable(operation_named(name)), name
    if action.dialog:
        assert callable(screen_named(action.dialog))


@names
def test_a_record_says_all_of_an_action(action: Action) -> None:
    """What changes something asks for a right, and its way back is whole or refused, never both."""
    assert bool(action.now) == bool(action.back)
    assert not (action.never and action.back)
    assert action.logged or not (action.never or action.back)
    assert action.right or not (action.rule or action.back)
    assert action.commands or not action.over_ssh
    assert not action.own_rule or action.own


def test_a_name_is_given_once() -> None:
    """The settings, the log and the tables know an action by it."""
    assert len(BY_NAME) == len(ACTIONS)
    assert {entry.id for entry in KEYS if isinstance(entry, Action)} <= set(BY_NAME)


def test_every_log_line_belongs_to_one_action() -> None:
    """The way back is found by the log line: two records for one would hide each other's."""
    logged = [name for action in ACTIONS for name in action.logged]
    assert len(logged) == len(set(logged))
    assert set(WAYS) | set(NEVER) == {*logged, "pay back to wallet"}
    assert not set(WAYS) & set(NEVER)


def there(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All commands, by the words that call them."""
    yield path
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from there(command.get_command(None, name), (*path, name))


def test_the_commands_of_the_records_are_there_and_open_only_if_they_say_so() -> None:
    """P8: a new action is closed over SSH unless its record opens it."""
    known = set(there(get_command(cli.app)))
    open_ = {tuple(name.split()): action.over_ssh for action in ACTIONS for name in action.commands}
    assert set(open_) <= known
    assert {path for path, is_open in open_.items() if is_open} == set(open_) & set(ALLOWED)
    assert not Action(id="new", commands=("customers phone",)).over_ssh


NOT_ASKED_FOR = {"advance", "end of first hour", "end impersonation", "see notification"}
"""Changes without a record: three come with time, one with looking."""


def test_every_change_has_its_record() -> None:
    """R182: an operation that an admin may ask for stands in a record, with its right."""
    recorded = {operation_named(action.operation) for action in ACTIONS if action.operation}
    missing = {name for name, (_, (operation, _, _)) in {**WRITING, **UNLOGGED}.items() if operation not in recorded}
    assert missing == NOT_ASKED_FOR
