"""`python -m bench.services STORE NUMBER`: as many services as that, by copies of those that renew without a domain.

Only the store's size matters for what is measured: the copies have no orders of their own.
"""

import sys
from typing import cast

from sqlalchemy import Table, func, insert, select, update

from billia_tui.db.models import Customer, Service
from billia_tui.db.store import open_store
from billia_tui.vocabulary import ServiceStatus


def fill(url: str, number: int) -> int:
    """Copies services until there are `number`, in one transaction; gives how many were there before."""
    store = open_store(url)
    services, customers = cast("Table", Service.__table__), cast("Table", Customer.__table__)
    names = [column.name for column in services.columns if column.name != "id"]
    with store.writing() as session:
        before, last = session.execute(select(func.count(), func.max(services.c.id))).one()
        ending = (services.c.status == ServiceStatus.ACTIVE, services.c.expires_at.is_not(None))
        picked = select(*(services.c[name] for name in names)).where(*ending, services.c.domain == "")
        missing = number - before
        while missing > 0:
            some = picked.where(services.c.id <= last).order_by(services.c.id).limit(missing)
            session.execute(insert(services).from_select(names, some))
            missing = number - (session.scalar(select(func.count()).select_from(services)) or 0)
        new = services.c.id > last
        added = select(func.count()).where(new, services.c.customer_id == customers.c.id).scalar_subquery()
        owners = select(services.c.customer_id).where(new)
        session.execute(
            update(customers)
            .where(customers.c.id.in_(owners))
            .values(products_count=customers.c.products_count + added)
        )
    store.close()
    return int(before)


if __name__ == "__main__":
    print(f"{fill(sys.argv[1], int(sys.argv[2])):,} → {int(sys.argv[2]):,} services")
