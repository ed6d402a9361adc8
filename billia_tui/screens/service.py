"""The page of a service or domain, to read (R109)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui import clock
from billia_tui.operations import services
from billia_tui.operations.services import ServiceDetails
from billia_tui.screens.record_page import RecordPage, Section
from billia_tui.widgets.status_text import money, service_status


class ServiceScreen(RecordPage[ServiceDetails]):
    """Owner first, then status, period, and the sections that apply."""

    NAME: ClassVar[str] = "Service"

    async def ask_record(self) -> ServiceDetails:
        """The service."""
        return await self.app.ask(services.details, self.record_id)

    def owner(self, record: ServiceDetails) -> str:
        """The customer."""
        return f"{record.owner_id} {record.owner}"

    def sections(self, record: ServiceDetails) -> Sequence[Section]:
        """Only what applies."""
        row = record.row
        registrar = [("Registrar", record.registrar), ("Customer id there", record.registrar_customer_id)]
        return (
            ("Owner", [("Customer", f"{record.owner_id} {record.owner}")]),
            (
                row.title,
                [
                    ("Status", service_status(row.status)),
                    ("Category", row.category or "–"),
                    ("Price", money(row.price)),
                    ("Period", f"{row.period} · {row.payment_term}"),
                    ("Auto renew", "yes" if row.auto_renew else "no"),
                    ("Bought", clock.shown(row.created_at)),
                    ("Activated", clock.shown(row.activated_at)),
                    ("Expires", clock.shown(row.expires_at)),
                ],
            ),
            ("Usage", list(record.usage)),
            ("Server", list(record.server)),
            ("Registrar", [fact for fact in registrar if fact[1]]),
            ("Name servers", [(str(number), name) for number, name in enumerate(record.name_servers, start=1)]),
            ("Product options", list(record.options)),
        )
