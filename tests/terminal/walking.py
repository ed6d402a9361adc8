"""Walking through the console by keys, in a real terminal."""

from tests.terminal.program import Program

READ = ("Maria Köhler", "Prefers to be called", "No services", "No orders")
"""What the details page shows once all panels have read."""


def search(program: Program) -> None:
    """From the list to the only row that "kohler" leaves."""
    program.keys("/")
    program.wait_quiet()
    program.keys("kohler")
    program.wait_for("1 of 48")
    program.wait_quiet()
    program.keys("enter")
    program.wait_quiet()
