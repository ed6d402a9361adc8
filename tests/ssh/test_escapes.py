"""The escape list: what a key of an admin must not give, tried by whoever holds one. 0 may succeed.

Each way is shown to work with a key that has no line in front, so that no try fails by a mistake of its own.
"""

from pathlib import Path

import pytest

from tests.ssh import tries
from tests.ssh.bastion import BEN, ONLY_HERE, PLAIN, Bastion

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
