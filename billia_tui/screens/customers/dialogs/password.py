"""Change a password, or send a reset link (R82-R84). What is typed is masked, and gone when the dialog closes."""

from collections.abc import Mapping, Sequence

from billia_tui.operations import password_hashes
from billia_tui.operations.customers import password as passwords
from billia_tui.operations.customers.page import CustomerPage
from billia_tui.screens.kinds.customer_dialog import CustomerDialog
from billia_tui.widgets.field_spec import Field

SET, LINK = "set", "link"


class PasswordDialog(CustomerDialog):
    """Twice the new password, or a link for the customer."""

    TITLE_WORDS = "Password"

    def __init__(self, customer: CustomerPage) -> None:
        super().__init__(customer)
        self.intro = passwords.REMINDER

    def fields(self) -> Sequence[Field]:
        """Two masked fields, and what to do."""
        return (
            Field("password", "New password", kind="hidden", hint=f"at least {password_hashes.SHORTEST} characters"),
            Field("again", "Once more", kind="hidden"),
            Field(
                "way",
                "What to do",
                kind="choice",
                choices=((SET, "set this password"), (LINK, "send a reset link instead")),
            ),
        )

    def preview(self, values: Mapping[str, str]) -> str:
        """What `enter` does."""
        if values["way"] == LINK:
            return "A mail with a link, good for 30 minutes, goes to the registration address."
        return "The new password works at once; the customer gets no mail."

    async def save(self, values: Mapping[str, str]) -> str:
        """Hashes in a thread, outside any transaction."""
        if values["way"] == LINK:
            address = await self.app.change(passwords.send_reset_link, self.customer.id)
            return self.done(f"reset link written to {address}")
        password_hashes.check(values["password"], values["again"])
        hashed = await self.app.in_thread(password_hashes.hashed, values["password"])
        await self.app.change(passwords.store_hash, self.customer.id, hashed)
        return self.done("password changed")

    def on_unmount(self) -> None:
        """Nothing typed stays in memory longer than the dialog."""
        for name in ("password", "again"):
            self.rows[name].clear()
