"""The stores that are measured: made once by `billia demo` and kept in a folder."""

import subprocess
import sys
from pathlib import Path

from tests.terminal.program import clean_environment, console_command


def home(folder: Path) -> Path:
    """A home of its own, so that nobody's settings change what is measured."""
    place = folder / "home"
    place.mkdir(parents=True, exist_ok=True)
    return place


def ready(folder: Path, customers: int, admin: str) -> Path:
    """The demo store of so many customers, `admin` its Administrator; made if it is not there."""
    path = folder / f"customers-{customers}.db"
    if not path.exists():
        print(f"making a store of {customers:,} customers at {path} (once) …", file=sys.stderr, flush=True)
        command = console_command("demo", "--customers", str(customers), "--admin", admin, "--database", str(path))
        environment = clean_environment(home(folder))
        subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return path
