"""An address of a store may hold a password: no command, and no mistake in it, tells it (P8)."""

from pathlib import Path

import pytest

from .conftest import Billia

SECRET = "geheim-marker"  # noqa: S105 - nobody has it

ADDRESSES = (
    f"postgresql://eve:{SECRET}@127.0.0.1:1/kunden",
    f"postgresql://eve@127.0.0.1:1/kunden?password={SECRET}",
    f"postgresql://eve:{SECRET}@127.0.0.1:1/kunden?sslmode=bogus",
    f"postgresql://eve:{SECRET}@127.0.0.1:1/kunden?nonsense=1",
    f"postgresql+psycopg2://eve:{SECRET}@127.0.0.1:1/kunden",
    f"postgresql://eve:{SECRET}@127.0.0.1:port/kunden",
    f"postgresql://eve:{SECRET}@[::1/kunden",
    f"mysql://eve:{SECRET}@127.0.0.1/kunden",
    f"postgresql//eve:{SECRET}@127.0.0.1/kunden",
    f"postgresql:/eve:{SECRET}@127.0.0.1/kunden",
    f"sqlite://eve:{SECRET}@127.0.0.1/kunden",
)
COMMANDS = ("customers list", "doctor", "init")


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_command_tells_the_password(
    address: str, home: Path, billia: Billia, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P7, P8: typed, from the environment or from the settings; neither shown, nor in a file, nor a file's name."""
    monkeypatch.chdir(home)
    told = [(command, billia(*command.split(), "--database", address)) for command in COMMANDS]
    monkeypatch.setenv("BILLIA_DATABASE_URL", address)
    told.append(("check", billia("check")))
    for command, result in told:
        assert SECRET not in result.output, (command, result.output)
        assert result.exit_code not in {0, 70}, (command, result.output)
    assert not [path for path in home.rglob("*") if SECRET in str(path)]
    assert not [path for path in home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    "line", [f'databse = "{ADDRESSES[0]}"', f'database = "{ADDRESSES[0]}', f'database = ["{ADDRESSES[0]}"]']
)
def test_nor_does_a_mistake_in_the_settings(line: str, home: Path, billia: Billia) -> None:
    """P8: what is wrong is said by the name of the setting."""
    path = home / "config" / "billia" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(line)
    told = billia("customers", "list")
    assert told.exit_code not in {0, 70}
    assert SECRET not in told.output
