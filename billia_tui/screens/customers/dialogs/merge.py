"""Merging a customer into another one (R208): first into whom, then what would happen, and the question."""

from collections.abc import Mapping, Sequence

from billia_tui.errors import Invalid, NotFound
from billia_tui.operations.customers import merge as merging
from billia_tui.operations.customers.merge import MergePlan
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.operations.finding import lookup
from billia_tui.screens.kinds.customer_dialog import CustomerDialog
from billia_tui.widgets.field_spec import Field


class MergeIntoDialog(CustomerDialog):
    """Asks who stays; afterwards `plan` is what a merge would do. Nothing is changed here."""

    TITLE_WORDS = "Merge"
    verb = "look"

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        self.plan: MergePlan | None = None
        self.intro = (
            f"{customer.name} ({customer.id}) becomes a part of another customer, and is deleted.\n"
            "First it is shown what would go over; nothing is changed by looking."
        )

    def fields(self) -> Sequence[Field]:
        """Who stays."""
        return (Field("into", "Into customer", hint="id or username of the one who stays"),)

    async def save(self, values: Mapping[str, str]) -> str:
        """Looks what would happen."""
        try:
            into = await self.app.ask(lookup.customer_id, values["into"])
        except NotFound as error:
            raise Invalid({"into": "there is no such customer"}) from error
        plan = await self.app.ask(merging.plan, self.customer.id, into)
        if plan.why_not:
            raise Invalid({"into": plan.why_not})
        self.plan = plan
        return str(into)


class MergeDialog(CustomerDialog):
    """Shows what would happen, and merges after the username was typed."""

    TITLE_WORDS = "Merge"
    verb = "merge"
    danger = True

    def __init__(self, customer: CustomerPage, plan: MergePlan) -> None:
        super().__init__(customer)
        self.plan = plan
        self.heading = f"Merge · {customer.username} into {plan.into}"
        self.intro = "\n".join((*(f"· {line}" for line in plan.lines), "This cannot be taken back."))

    def fields(self) -> Sequence[Field]:
        """The username of the one who goes, to be sure."""
        return (Field("username", "Type the username", hint=self.customer.username),)

    async def save(self, values: Mapping[str, str]) -> str:
        """Merges, once."""
        await self.app.change(
            merging.merge,
            self.plan.gone,
            self.plan.stays,
            typed_username=values["username"],
            request_key=self.request_key,
        )
        return self.done(f"merged into {self.plan.into}")
