"""What the rules forbid with a service as it is now, in words, None for nothing (R51, R114-R116).

The records of `billia_tui.actions` name these functions; `operations.allowed` asks them.
"""

from billia_tui.operations.services import changes, course, price
from billia_tui.operations.services.pages import ServiceDetails
from billia_tui.vocabulary import ServiceStatus


def why_no_status(service: ServiceDetails) -> str | None:
    """Another status by hand."""
    return changes.why_not_change(service.row.status)


def why_no_auto_renew(service: ServiceDetails) -> str | None:
    """Auto renew on or off."""
    return changes.why_not_auto_renew(service.row.status, one_time=service.row.one_time)


def why_no_name_servers(service: ServiceDetails) -> str | None:
    """Other name servers."""
    row = service.row
    return changes.why_not_name_servers(row.status, row.kind, has=bool(service.name_servers))


def why_no_renewal(service: ServiceDetails) -> str | None:
    """Renewing it now (R193)."""
    row = service.row
    return course.why_not_renew(row.status) or changes.why_not_auto_renew(row.status, one_time=row.one_time)


def why_no_price(service: ServiceDetails) -> str | None:
    """Another price from the next renewal on (R206)."""
    return price.why_not_price(service.row.status, one_time=service.row.one_time)


def why_no_suspension(service: ServiceDetails) -> str | None:
    """Suspended by hand (R220)."""
    return changes.why_not_status(service.row.status, ServiceStatus.SUSPENDED)
