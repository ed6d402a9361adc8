"""The escape list: what a key of an admin must not give, tried by whoever holds one. 0 may succeed.

Each way is shown to work with a key that has no line in front, so that no try fails by a mistake of its own.
"""

from pathlib import Path

import pytest

from tests.ssh import tries
from tests.ssh.bastion import ANA, BEN, MARIA, ONLY_HERE, PLAIN, Bastion

pytestmark = pytest.mark.usefixtures("openssh")


def filled(text: str, bastion: Bastion, canary: Path) -> str:
    """A try, for this host."""
    return text.format(canary=canary, secret=bastion.secret)


def succeeded(bastion: Bastion, said: str, canary: Path) -> bool:
    """Whether a try did what it was meant for."""
    return ONLY_HERE in said or "uid=" in said or canary.exists()


@pytest.mark.parametrize("name", tries.OF_A_SHELL)
def test_a_requested_command_meets_no_shell(name: str, bastion: Bastion, canary: Path) -> None:
    """P8: text of the other side is no command; nothing of it is done."""
    said = bastion.run(BEN, filled(tries.OF_A_SHELL[name], bastion, canary))
    assert not succeeded(bastion, said.all, canary), said
    assert str(bastion.folder) not in said.all, "no path of the host"


def test_the_same_commands_reach_a_shell_with_a_plain_key(bastion: Bastion, tmp_path: Path) -> None:
    """Each try of a shell would succeed if there were one: the test before is none of nothing."""
    failed = []
    for name, text in tries.OF_A_SHELL.items():
        canary = tmp_path / "made"
        said = bastion.run(PLAIN, filled(text, bastion, canary))
        if not succeeded(bastion, said.all, canary):
            failed.append((name, said))
        canary.unlink(missing_ok=True)
    assert failed == []


@pytest.mark.parametrize("name", tries.OF_BILLIA)
def test_no_command_leads_out_of_the_store(name: str, bastion: Bastion, canary: Path) -> None:
    """P7, P8: no other store, no file of the host, no key, not even for an Administrator."""
    said = bastion.run(ANA, filled(tries.OF_BILLIA[name], bastion, canary))
    assert not succeeded(bastion, said.all, canary), said
    assert said.code in {1, 2}, said
    assert len(said.error.splitlines()) == 1, said
    assert str(bastion.folder) not in said.all, said


@pytest.mark.parametrize("name", tries.AS_ANOTHER)
def test_nobody_is_somebody_else(name: str, bastion: Bastion) -> None:
    """P4: the author is who the key says, whatever is asked for."""
    before = bastion.logged(MARIA)
    said = bastion.run(BEN, tries.AS_ANOTHER[name])
    assert said.code == 2, said
    assert bastion.logged(MARIA) == before


def test_what_is_open_works(bastion: Bastion) -> None:
    """R98: the tries fail because of what they ask for; a command of the list is done, in the name of the key."""
    listed = bastion.run(BEN, "customers list --json")
    assert (listed.code, "maria@example.org" in listed.out) == (0, True), listed
    stored = bastion.run(BEN, f"emails document add {MARIA} --name 'by ben.pdf'", text="%PDF-1.4 a consent")
    assert (stored.code, "by ben.pdf" in stored.out) == (0, True), stored
    given = bastion.run(BEN, f"emails document save {MARIA} 1 -")
    assert (given.code, given.out) == (0, "%PDF-1.4 a consent"), given


def test_what_was_refused_is_written_down(bastion: Bastion) -> None:
    """P4: whoever looks after the host sees who tried what."""
    bastion.run(BEN, "cat /etc/passwd # seen")
    assert "ben: cat /etc/passwd # seen" in (bastion.folder / "log" / "refused.log").read_text(encoding="utf-8")
