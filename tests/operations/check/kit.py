"""What `billia check` finds, for its tests."""

from pathlib import Path

from billia_tui.operations.check.run import Check


def found_in(path: Path) -> list[str]:
    """The findings, in lines."""
    with Check.opened(str(path)) as check:
        return [str(finding) for finding in check.findings()]
