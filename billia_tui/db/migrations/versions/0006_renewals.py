"""Renewals: anchor days, when a status began, tries that failed and why, a price from the next renewal on (R191-R206).

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.migrations import tables as t

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    t.add("products", "redemption_fee int = 0")
    t.add(
        "services",
        "status_at time?, anchor_day int?, next_price int?, renewal_failed_at time?, renewal_reason = '', "
        "renewal_tries int = 0, renewal_marked_at time?",
    )
    live = sa.text("kind = 'domain' AND status <> 'Terminated'")
    rows = {"sqlite_where": live, "postgresql_where": live}
    op.create_index("ix_services_live_domains", "services", [sa.text("lower(domain)")], unique=False, **rows)
    set_anchors(sqlite=op.get_bind().dialect.name == "sqlite")


def set_anchors(*, sqlite: bool) -> None:
    """The day of activated_at where whole periods lead from it to the present end, else the day of the end (R191).

    Only an end on the last day of its month can come from another day than its own.
    """
    if sqlite:
        end, begin = "CAST(substr(expires_at, 9, 2) AS INTEGER)", "CAST(substr(activated_at, 9, 2) AS INTEGER)"
        last = "CAST(strftime('%d', expires_at, 'start of month', '+1 month', '-1 day') AS INTEGER)"
        months = " - ".join(
            f"(CAST(substr({name}, 1, 4) AS INTEGER) * 12 + CAST(substr({name}, 6, 2) AS INTEGER))"
            for name in ("expires_at", "activated_at")
        )
    else:
        at = {name: f"{name} AT TIME ZONE 'UTC'" for name in ("expires_at", "activated_at")}
        end, begin = (f"extract(day FROM {at[name]})::integer" for name in ("expires_at", "activated_at"))
        last = f"extract(day FROM date_trunc('month', {at['expires_at']}) + interval '1 month - 1 day')::integer"
        months = " - ".join(
            f"(extract(year FROM {at[name]})::integer * 12 + extract(month FROM {at[name]})::integer)"
            for name in ("expires_at", "activated_at")
        )
    explained = f"{end} = {last} AND {begin} > {end} AND {months} > 0 AND ({months}) % period_months = 0"
    op.execute(
        f"UPDATE services SET anchor_day = CASE WHEN {explained} THEN {begin} ELSE {end} END "
        "WHERE expires_at IS NOT NULL AND period_months IS NOT NULL"
    )
