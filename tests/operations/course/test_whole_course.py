"""Any course of customers, orders and services keeps money and time true (P1, R191-R209), on both databases."""

from pathlib import Path

import pytest
import time_machine
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import COURSES, NOW
from tests.operations.course import book
from tests.operations.course.machine import BOOK, Course
from tests.screens.shelf import Databases, Files, Shelf


@pytest.fixture(params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """Where the book stands that each course begins with."""
    if request.param == "postgresql":
        return Databases(request.getfixturevalue("postgresql"), tmp_path)
    return Files(tmp_path, request.getfixturevalue("sqlite_template"))


def test_any_course(shelf: Shelf) -> None:
    """P1, R191-R209: short here, long in `make soak`."""
    with time_machine.travel(NOW, tick=False):
        shelf.put(BOOK, book.fill)
    Course.shelf = shelf
    courses = COURSES // 4 if isinstance(shelf, Databases) else COURSES // 2  # a server's take twice as long
    # few and long: beginning one and checking all of it at the end costs as much as fifteen steps
    run_state_machine_as_test(Course, settings=settings(max_examples=max(courses, 1), stateful_step_count=30))
