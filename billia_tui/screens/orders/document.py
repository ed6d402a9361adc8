"""The text of a document, to read and to save as a file, of text or PDF (R141, R232)."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.content import Content

from billia_tui.keys.made import Where
from billia_tui.operations.orders import document_file, document_pdf, documents
from billia_tui.operations.orders.documents import DocumentText
from billia_tui.screens.kinds.record_page import RecordPage
from billia_tui.screens.kinds.save_file_dialog import SaveFileDialog
from billia_tui.settings import restricted
from billia_tui.widgets.toned import toned


class DocumentScreen(RecordPage[DocumentText], inherit_bindings=False):
    """As it was printed."""

    NAME: ClassVar[str] = "Document"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.DOCUMENT,)
    RECORD = documents.read

    def crumbs(self) -> Sequence[str]:
        """List, customer, order, this document."""
        if self.record is None:
            return ("Customers", f"{self.NAME} {self.record_id}")
        row = self.record.row
        return ("Customers", str(self.record.customer_id), f"Order {row.purchase_id}", row.number)

    def owner(self, record: DocumentText) -> str:
        """The customer."""
        return str(record.customer_id)

    def show_record(self, record: DocumentText) -> None:
        """The text, line by line as it is stored; the mark of a cancelled one is its first line."""
        first, line_end, rest = record.text.partition("\n")
        self._text.update(Content.assemble(toned((first, "bad" if record.row.cancelled else "strong")), line_end, rest))

    def action_save_document(self) -> None:
        """Asks for a path and saves the document there."""
        document = self.record
        if document is None:
            return

        async def make() -> SaveFileDialog:
            return SaveFileDialog(document.row.number, document.file_name, partial(document_file.save, document))

        self.open_form(make, restricted.no_file(f"ssh HOST documents show {document.row.id} > FILE"))

    def action_save_pdf(self) -> None:
        """Asks for a path and saves the document there as PDF."""
        document = self.record
        if document is None:
            return

        async def make() -> SaveFileDialog:
            made = await self.app.in_thread(document_pdf.made, document)
            return SaveFileDialog(
                f"{document.row.number} as PDF",
                made.file_name,
                partial(document_file.write, made.content, made.file_name),
                told=made.told_missing() or "",
            )

        self.open_form(make, restricted.no_file(f"ssh HOST documents pdf {document.row.id} --output - > FILE"))
