"""The price at which a service is renewed (R206)."""

from billia_tui.db.models import Service


def renewal_price(service: Service) -> int:
    """What the next period costs, in minor units of the service's currency: an agreed price, or that of now."""
    return service.price if service.next_price is None else service.next_price


def take_over(service: Service) -> None:
    """With the renewal the agreed price becomes the price."""
    service.price, service.next_price = renewal_price(service), None
