"""The log of one service (R121, R124)."""

from typing import ClassVar

from billia_tui.screens.log.log import LogScreen


class ServiceLogScreen(LogScreen):
    """What was done to a service, newest first, filtered like the whole log."""

    EMPTY: ClassVar[str] = "Nothing in the log of this service for this choice."

    def __init__(self, customer_id: int, service_id: int, title: str) -> None:
        super().__init__(customer_id, ("service", service_id))
        self.service_title = title

    def heading(self) -> str:
        """Whose log it is."""
        return f"Log of {self.service_title}"
