"""The console of a restricted process: what Textual could do on the host is out of reach."""

from pathlib import Path

import pytest

from billia_tui.app.restricted_app import NOT_HERE, RestrictedApp
from billia_tui.errors import Refused
from billia_tui.operations.bulk.actions import BulkAction, forbidden
from billia_tui.operations.desk import Desk
from billia_tui.settings import restricted
from billia_tui.settings.model import Settings
from tests.screens.console import LARGE, settle


def made_in(folder: Path) -> list[str]:
    """The files in a folder, but for the store."""
    return [path.name for path in folder.iterdir() if not path.name.startswith("billia.db")]


async def test_nothing_is_started_stopped_or_written(
    sqlite_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8: suspend, screenshot, delivery of files and links are refused, also if a key came to reach them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(restricted, "_settings", Settings("x", "ana", restricted=True))
    app = RestrictedApp(lambda: sqlite_desk)
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        refusals: list[str] = []
        monkeypatch.setattr(app, "refuse", refusals.append)
        for action in ("suspend_process", "screenshot", "screenshot('a.svg')"):
            await app.run_action(f"app.{action}")
        app.deliver_screenshot()
        app.deliver_text("a.txt")
        app.deliver_binary("a.bin")
        app.open_url("https://example.org")
        for call in (app.suspend, app.save_screenshot):
            with pytest.raises(Refused):
                call()
        assert refusals == [NOT_HERE] * 7
        assert "export" in (forbidden(sqlite_desk.actor, BulkAction.EXPORT) or "")
    assert made_in(tmp_path) == []
