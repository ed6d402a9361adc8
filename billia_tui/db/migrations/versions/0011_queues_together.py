"""A queue is worked by several: who has whom, who was put off or done, and how many it had on which day (R241-R243).

Revision: 0011
"""

from alembic import op

from billia_tui.db.migrations import tables as t

revision = "0011"
down_revision = "0012"


def upgrade() -> None:
    t.create(
        "queue_holders",
        t.refers("customer_id", "customers"),
        t.refers("queue_id", "queues"),
        t.refers("admin_id", "admins"),
        t.texts("session"),
        t.times("taken_at", "seen_at"),
        key=("customer_id",),
    )
    for column in ("queue_id", "admin_id", "session"):
        t.index("queue_holders", column)
    t.create(
        "queue_work",
        t.refers("queue_id", "queues"),
        t.refers("customer_id", "customers"),
        t.refers("admin_id", "admins"),
        t.times("at"),
        t.texts("step"),
        t.times("until", null=True),
        t.texts("reason"),
        t.times("ended_at", null=True),
        t.one_of("step", "done", "put off"),
    )
    t.index(
        "queue_work", "queue_id", "customer_id", named="ix_queue_work_standing", where="ended_at IS NULL", unique=True
    )
    t.index("queue_work", "customer_id")
    t.index("queue_work", "queue_id", "at")
    t.index("queue_work", "admin_id")
    t.create(
        "queue_counts", t.refers("queue_id", "queues"), t.times("day"), t.numbers("customers"), key=("queue_id", "day")
    )
    if op.get_bind().dialect.name != "sqlite":  # that a key was pressed there wakes nobody
        op.execute(
            "CREATE TRIGGER tell_others AFTER INSERT OR DELETE OR UPDATE OF queue_id, admin_id ON queue_holders "
            "FOR EACH STATEMENT EXECUTE FUNCTION tell_others()"
        )
