"""Queues: add, edit, delete."""

from collections.abc import Mapping, Sequence

from billia_tui.operations import permissions
from billia_tui.operations.finding import queues
from billia_tui.operations.finding.queues import QueueRow
from billia_tui.operations.permissions import Right
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

FOR_WHOM = (("me", "me"), ("everybody", "everybody"))


class QueueDialog(Dialog):
    """Saves `query` as a queue, or edits `row`. `made` is the id of what was added."""

    def __init__(self, row: QueueRow | None, *, query: str = "") -> None:
        super().__init__()
        self.heading = f"Queue {row.name}" if row else "Keep as a queue" if query else "Add queue"
        self.verb = "ok" if row else "add"
        self.row, self.query_kept = row, query
        self.seen: int | None = row.version if row else None
        self.made: int | None = None

    def fields(self) -> Sequence[Field]:
        """Name, key, query; for whom it is, if there is a choice."""
        row = self.row
        values = (row.name, row.key, row.query) if row else ("", "", self.query_kept)
        texts = (
            ("name", "Name", "required"),
            ("key", "Key", "1 to 9 opens it in the list, or empty"),
            ("query", "Query", "as in the search box"),
        )
        made = [
            Field(name, label, value, hint=hint, old=value if row else None)
            for (name, label, hint), value in zip(texts, values, strict=True)
        ]
        desk = self.app.desk
        if row is None and desk is not None and permissions.why_not(desk.actor, Right.QUEUES) is None:
            made.append(Field("whose", "For", "me", kind="choice", choices=FOR_WHOM))
        return made

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds or saves."""
        if self.row is None:
            self.made = await self.app.change(
                queues.add,
                values["name"],
                values["query"],
                key=values["key"],
                everybody=values.get("whose") == "everybody",
                request_key=self.request_key,
            )
            return f"queue {values['name'].strip()} added"
        changed = await self.app.change(queues.edit, self.row.id, values, seen=self.seen)
        return f"queue {self.row.name} {'changed' if changed else 'stays as it is'}"


class DeleteQueueDialog(Dialog):
    """Deletes a queue after a question."""

    verb = "delete"
    danger = True

    def __init__(self, row: QueueRow) -> None:
        super().__init__()
        self.row = row
        self.heading = f"Delete queue {row.name}"
        whom = "" if row.own else " Everybody loses it."
        self.intro = f"{row.query}\n\nNo customer changes.{whom}"

    async def save(self, values: Mapping[str, str]) -> str:  # noqa: ARG002 - there is nothing to fill in
        """Deletes."""
        await self.app.change(queues.delete, self.row.id)
        return f"queue {self.row.name} deleted"
