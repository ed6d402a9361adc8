"""Ways that the tests of labels go."""

from typing import Any

from textual.pilot import Pilot

from billia_tui.screens.labels.management import LabelManagementScreen
from tests.screens.console import (
    open_dialog,
    settle,
)


async def management(pilot: Pilot[Any]) -> LabelManagementScreen:
    """Opens label management from the list."""
    await settle(pilot)
    await open_dialog(pilot, "T")
    page = pilot.app.screen
    assert isinstance(page, LabelManagementScreen)
    await settle(pilot)
    return page
