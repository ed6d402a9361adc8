"""What the tests of the Customer Panel share."""

import pytest

from billia_tui.operations.desk import Desk
from tests.screens.panel.visits import open_shop


@pytest.fixture
def shop(book_desk: Desk) -> None:
    """There is something to order, and ways to pay."""
    open_shop(book_desk)
