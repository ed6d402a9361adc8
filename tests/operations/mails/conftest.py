"""A mail server for a test."""

from collections.abc import Iterator

import pytest

from billia_tui.settings.mail import MailSettings
from tests.operations.mails.server import Post, serving, settings


@pytest.fixture
def post() -> Post:
    """What the server of the test gets."""
    return Post()


@pytest.fixture
def server(post: Post) -> Iterator[MailSettings]:
    """Settings that lead to it, without encryption and sign-in."""
    with serving(post) as port:
        yield settings(port)
