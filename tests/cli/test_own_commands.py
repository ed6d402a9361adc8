"""Commands of one's own in the settings file: what they may be, and what a customer's values become."""

from pathlib import Path

import pytest

from billia_tui.errors import Refused
from billia_tui.keys.own import BadKey, of_commands
from billia_tui.settings.config import BadSettings, load
from billia_tui.settings.own_commands import OwnCommand
from tests.cli.test_config import write

MARIA = {"id": "7", "username": "maria", "email": "maria@example.org"}


def test_a_text_is_split_as_a_shell_would_and_a_list_as_it_is(home: Path) -> None:
    """No shell is asked: what it would obey is text."""
    text = """
[[commands]]
name = "Look up"
key = "f6"
run = "whois -h 'a b' {email} ; rm"

[[commands]]
name = "Mail"
run = ["mutt", "{email}"]
output = "terminal"
"""
    write(home, text)
    assert load().commands == (
        OwnCommand("Look up", ("whois", "-h", "a b", "{email}", ";", "rm"), "f6"),
        OwnCommand("Mail", ("mutt", "{email}"), "", "terminal"),
    )
    assert load(environment={"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}).commands == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("commands = 1", "commands are tables"),
        ('[commands]\nname = "x"', "commands are tables"),
        ('[[commands]]\nrun = "x"', "needs a name"),
        ('[[commands]]\nname = "a\\u001b[2J"\nrun = "x"', "needs a name of plain text"),
        ('[[commands]]\nname = "x"', "needs what it runs"),
        ('[[commands]]\nname = "x"\nrun = ""', "needs what it runs"),
        ('[[commands]]\nname = "x"\nrun = [1]', "needs what it runs"),
        ('[[commands]]\nname = "x"\nrun = "a \'b"', "a quote that is not closed"),
        ('[[commands]]\nname = "x"\nrun = "{username} x"', "the program itself cannot come from the customer"),
        ('[[commands]]\nname = "x"\nrun = "a {phone}"', "there is no {phone}; there are {id}, {username}, {email}"),
        ('[[commands]]\nname = "x"\nrun = "a"\noutput = "page"', "output takes show, say, terminal or nothing"),
        ('[[commands]]\nname = "x"\nrun = "a"\nkey = 6', "key takes a text"),
        ('[[commands]]\nname = "x"\nrun = "a"\nshell = true', "there is no 'shell'"),
        ('[[commands]]\nname = "x"\nrun = "a"\n[[commands]]\nname = "x"\nrun = "b"', "two commands have the name 'x'"),
    ],
)
def test_what_is_wrong_is_said(home: Path, text: str, said: str) -> None:
    """The file and what is wrong, before anything opens."""
    write(home, text)
    with pytest.raises(BadSettings) as refused:
        load()
    assert said in refused.value.text
    assert "config.toml" in refused.value.text


@pytest.mark.parametrize("value", ["a b", "$(id)", "`id`", "'; rm -rf /", "{id}", "a\\b", "ünïcode"])
def test_a_value_stays_one_argument(value: str) -> None:
    """P1: whatever a stranger wrote, it is one argument, and nothing of it is looked at again."""
    command = OwnCommand("x", ("prog", "--to={username}", "{username}", "{id}"))
    assert command.filled({**MARIA, "username": value}) == ["prog", f"--to={value}", value, "7"]


def test_what_would_be_an_option_or_is_not_there() -> None:
    """A username such as `--help` is no option of the program; who has no e-mail is said."""
    command = OwnCommand("Look up", ("prog", "{email}"))
    with pytest.raises(Refused, match="would be read as an option"):
        command.filled({**MARIA, "email": "-x@example.org"})
    assert OwnCommand("x", ("prog", "--to={email}")).filled({**MARIA, "email": "-x@e.org"}) == ["prog", "--to=-x@e.org"]
    with pytest.raises(Refused, match="Look up: the customer has no email"):
        command.filled({**MARIA, "email": ""})


def test_keys_of_commands() -> None:
    """A key that no terminal sends is refused; one that means something already stays what it is."""
    with pytest.raises(BadKey, match="command 'x': the key 'ctrl\\+i' cannot be used"):
        of_commands({"x": "ctrl+i"}, {})
    found = of_commands({"x": "f6", "y": "e", "z": "b"}, {"edit": "f5"})
    assert found.keys == {"x": "f6", "y": "e"}
    assert found.told == ("b is block; the command 'z' has no key now",)
