"""Erasing a customer's personal data (GDPR, article 17)."""

from collections.abc import Mapping

from billia_tui.operations.customers import erasure
from billia_tui.screens.customers.dialogs.customer import GoneForEverDialog


class EraseDialog(GoneForEverDialog):
    """Erases a customer's personal data."""

    TITLE_WORDS = "Erase"
    gone = "erased"
    verb = "erase for ever"

    def warning(self) -> str:
        """What stays is numbers."""
        return (
            f"Name, addresses, phone, notes, mails and stored papers of {self.customer.name} are overwritten; the "
            "customer leaves the list. Orders, documents and ledger keep numbers, days and amounts under the number "
            f"{self.customer.id} alone. Nobody can take this back."
        )

    async def save(self, values: Mapping[str, str]) -> str:
        """Erases; what the file of the store still holds of it, `billia compact` removes when nobody works."""
        await self.app.change(erasure.erase, self.customer.id, typed_username=values["username"])
        return f"Customer {self.customer.id} erased; old copies in the store's file go with: billia compact"
