"""Other programs of the kind, where they are installed: tig, visidata, harlequin. Only what all of them can do."""

import csv
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from bench.floors import TITLES, row
from bench.measure import Keys, Target

ROWS = 1_000
NAMES = ("tig", "visidata", "harlequin")
"""The columns; a program that is not there has none of the figures."""


def found(folder: Path, programs: Path | None) -> list[Target]:
    """What is installed, in the search path or in `programs`, with something of 1,000 rows to show each."""
    place = f"{programs}:" if programs else ""
    path = {"PATH": f"{place}/usr/local/bin:/usr/bin:/bin"}
    targets = []
    for name, make in (("tig", _tig), ("visidata", _visidata), ("harlequin", _harlequin)):
        program = shutil.which(name, path=path["PATH"])
        if program:
            targets.append(make(program, folder, path))
    return targets


def _tig(program: str, folder: Path, path: dict[str, str]) -> Target:
    """A list of commits, one of which is opened."""
    repository = folder / "peer-repository"
    if not repository.exists():
        _git(repository, "init", "--quiet", str(repository))
        for number in range(ROWS):
            message = " ".join(row(number))
            _git(repository, "-C", str(repository), "commit", "--quiet", "--allow-empty", "-m", message)
    command = ["/usr/bin/env", "-C", str(repository), program]
    pattern = (b"user000999",)
    return Target("tig", command, pattern, pattern, Keys(back="q"), path)


def _git(repository: Path, *arguments: str) -> None:
    repository.mkdir(parents=True, exist_ok=True)
    who = ["-c", "user.name=ana", "-c", "user.email=ana@example.org", "-c", "gc.auto=0"]
    subprocess.run(["/usr/bin/env", "git", *who, *arguments], check=True)


def _visidata(program: str, folder: Path, path: dict[str, str]) -> Target:
    """A file of commas, one row of which is opened."""
    file = folder / "peer.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(TITLES)
        writer.writerows(row(number) for number in range(ROWS))
    pattern = (b"user000030",)
    return Target("visidata", [program, str(file)], pattern, pattern, Keys(back="q"), path)


def _harlequin(program: str, folder: Path, path: dict[str, str]) -> Target:
    """A database; it shows no rows before a query is written, so only its start is measured."""
    file = folder / "peer.sqlite"
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("CREATE TABLE customers (id, username)")
        raw.executemany("INSERT INTO customers VALUES (?, ?)", [row(number)[:2] for number in range(ROWS)])
        raw.commit()
    command = [program, "-a", "sqlite", str(file)]
    return Target("harlequin", command, (b"Data Catalog",), (b"Data Catalog",), None, path)
