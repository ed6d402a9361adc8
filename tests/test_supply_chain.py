"""What is installed is what was locked, and the list of licences tells of it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def packages(lock: Path) -> dict[str, str]:
    """Name and version of each package of a lock."""
    return dict(
        re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    )


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_locked_by_its_hash(lock: Path) -> None:
    """Supply chain: a version and at least one SHA-256 for each, and no host."""
    text = lock.read_text(encoding="utf-8")
    parts = re.split(r"^(?=[A-Za-z])", text, flags=re.MULTILINE)
    assert [
        part.split()[0] for part in parts if part.strip() and not re.search(r"--hash=sha256:[0-9a-f]{64}", part)
    ] == []
    assert len(packages(lock)) == len([part for part in parts if part.strip()])
    assert not re.search(r"https?:|index-url|find-links|@ ", text)


def test_the_list_of_licences_is_that_of_the_lock() -> None:
    """Supply chain: after a change of the lock `make licences` renews the list."""
    rows = re.findall(
        r"^\| (\S+) +\| (\S+) +\| (.+?) +\|$", (ROOT / "docs/licences.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    listed = {
        name.lower().replace("_", "-"): re.sub(r"\.0+(?=[1-9])", ".", version)  # 1.002 is 1.2 to whoever installs it
        for name, version, _ in rows[1:]
        if not name.startswith("-")
    }
    lock = {
        name.lower().replace("_", "-"): version for name, version in packages(ROOT / "requirements/extras.txt").items()
    }
    assert {name: version for name, version in listed.items() if lock.get(name) != version} == {}
    assert {name for name in lock if name not in listed} <= {"colorama", "greenlet", "tzdata"}, "other systems' alone"
    assert "UNKNOWN" not in [licence for _, _, licence in rows]
