"""A queue is worked by several: who has whom, who was put off or done, and how many it had on which day (R241-R243).

Revision: 0012
"""

from alembic import op

from billia_tui.db.migrations import tables as t

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    t.create(
        "queue_holders",
        "customer_id -> customers, queue_id -> queues, admin_id -> admins, session, taken_at time, seen_at time",
        key=("customer_id",),
    )
    for column in ("queue_id", "admin_id", "session"):
        t.index("queue_holders", column)
    t.create(
        "queue_work",
        "queue_id -> queues, customer_id -> customers, admin_id -> admins, at time, step, until time?, reason, "
        "ended_at time?",
        t.one_of("step", "done", "put off"),
    )
    standing = "ix_queue_work_standing"
    t.index("queue_work", "queue_id", "customer_id", named=standing, where="ended_at IS NULL", unique=True)
    for columns in (("customer_id",), ("queue_id", "at"), ("admin_id",)):
        t.index("queue_work", *columns)
    t.create("queue_counts", "queue_id -> queues, day time, customers int", key=("queue_id", "day"))
    if op.get_bind().dialect.name != "sqlite":  # that a key was pressed there wakes nobody
        op.execute(
            "CREATE TRIGGER tell_others AFTER INSERT OR DELETE OR UPDATE OF queue_id, admin_id ON queue_holders "
            "FOR EACH STATEMENT EXECUTE FUNCTION tell_others()"
        )
