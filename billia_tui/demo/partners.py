"""Affiliates (R158-R163): what their levels earn, and the commissions of the demo's purchases."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy.orm import Session

from billia_tui.db.models import CommissionRate
from billia_tui.demo.catalogue import ITEMS, product_id
from billia_tui.operations.affiliates.commissions import DEFAULT_PERCENT, WHOLE
from billia_tui.vocabulary import AffiliateScheme, OrderType

PERCENT = {**DEFAULT_PERCENT, 6: 1750}
"""By level, in hundredths of a percent of the price."""

_CODES = [item.code for item in ITEMS]
SERVER = product_id(_CODES.index("DED-1") + 1, "EUR")
SERVER_FIXED = 1500
"""A dedicated server earns the higher levels a fixed amount, in EUR cents."""

SERVER_LEVELS = (3, 4, 5, 6)
_PAID = {
    AffiliateScheme.LEAD: frozenset({OrderType.NEW}),
    AffiliateScheme.LIFETIME: frozenset({OrderType.NEW, OrderType.RENEW}),
}


class Affiliation(NamedTuple):
    """A customer who is, or was until `ended`, an affiliate."""

    level: int
    scheme: AffiliateScheme
    since: int
    ended: int | None = None

    def commission(self, orders: Iterable[tuple[OrderType, int | None, int]], at: int, *, first: bool) -> int:
        """What orders (type, product, price) paid at `at` earn, in minor units; 0 if nothing (R158).

        `first` is whether the client had paid for nothing before.
        """
        if at < self.since or (self.ended is not None and at >= self.ended):
            return 0
        if self.scheme == AffiliateScheme.LEAD and not first:
            return 0
        return sum(self._of_order(product, cost) for kind, product, cost in orders if kind in _PAID[self.scheme])

    def _of_order(self, product: int | None, cost: int) -> int:
        if product == SERVER and self.level in SERVER_LEVELS:
            return SERVER_FIXED
        return (cost * PERCENT[self.level] + WHOLE // 2) // WHOLE


def stock(session: Session) -> None:
    """Adds the rates: a default for each level, and one for a single product."""
    session.add_all(CommissionRate(level=level, percent=percent) for level, percent in PERCENT.items())
    session.flush()
    session.add_all(
        CommissionRate(level=level, product_id=SERVER, fixed=SERVER_FIXED, currency="EUR") for level in SERVER_LEVELS
    )
