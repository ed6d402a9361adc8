"""A store whose pages are asked, in this process or by the real program."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from billia_tui.operations.desk import Desk
from billia_tui.operations.links.door import LinkDoor
from billia_tui.web.application import application
from tests.web.kit import Pages


@pytest.fixture
def pages(sqlite_desk: Desk) -> Iterator[Pages]:
    """The pages of a store, asked within this process; each is to be opened by its own path, nothing is followed."""
    noted: list[BaseException] = []
    app = application(LinkDoor(sqlite_desk.store), noted.append)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False, client=("192.0.2.7", 1)) as client:
        yield Pages(sqlite_desk, client, noted)
