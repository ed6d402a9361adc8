"""Documents as PDF, read back (R232): the words and numbers of the text, whatever stands in it."""

import re
import string
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billia_tui.db.models import Document
from billia_tui.errors import Refused
from billia_tui.money import Money
from billia_tui.operations.customers import companies
from billia_tui.operations.orders import document_pdf, documents, payment, pdf_fonts, pricing
from billia_tui.operations.orders.document_pdf import Pdf
from billia_tui.operations.orders.documents import DocumentRow, DocumentText
from billia_tui.operations.orders.placing import OrderItem
from billia_tui.text import clean
from billia_tui.vocabulary import DocumentType
from tests.operations.orders.kit import BANK, CARD, COM_ID, WEB_ID, Shop
from tests.operations.orders.test_documents import COMPANY
from tests.terminal.hostile import STRINGS

ISSUED = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)


def document(*buyer: str, cancelled: bool = False) -> DocumentText:
    """A document as `printed` and `read` make them, whose buyer is these lines."""
    row = DocumentRow(1, DocumentType.INVOICE, "INV-000001", 1, ISSUED, Money(1990, "EUR"), cancelled)
    lines = "\n".join(f"  {clean(line, limit=None)}" for line in buyer)
    body = (
        "INVOICE INV-000001\n\nIssued:          2026-03-02 14:05 UTC\nSeller:          Default\n\n"
        f"Customer:\n{lines}\n\n"
        "      19.90 EUR  New: Web space S\n  -1,004.00 EUR  Adjustment\n\nPaid: 19.90 EUR\n"
    )
    return DocumentText(row, body, "INV-000001.txt", 1)


def read(pdf: Pdf) -> str:
    """The text of all pages."""
    return "\n".join(_pages(pdf))


def _pages(pdf: Pdf) -> Iterator[str]:
    with closing(pypdfium2.PdfDocument(pdf.content)) as opened:
        for page in opened:
            with closing(page), closing(page.get_textpage()) as text:
                yield text.get_text_bounded()


def pages_of(pdf: Pdf) -> int:
    """How many pages there are."""
    return len(list(_pages(pdf)))


def test_the_words_are_those_of_the_text(sqlite_shop: Shop) -> None:
    """R232: seller, buyer, what was ordered, amounts: the same words in the same order."""
    sqlite_shop.desk.change(companies.add, 1, COMPANY)
    ident = sqlite_shop.place(CARD, OrderItem(WEB_ID), OrderItem(COM_ID, "example.com"))
    sqlite_shop.desk.change(pricing.change_price, ident, "25")
    sqlite_shop.desk.change(payment.mark_paid, ident)
    found = sqlite_shop.desk.ask(documents.read, 1)
    made = document_pdf.made(found)
    assert read(made).split() == found.text.split()
    assert "Köhler" in found.text
    assert (made.file_name, made.missing, pages_of(made)) == ("INV-000001.pdf", "", 1)


def test_a_cancelled_document_says_so(sqlite_shop: Shop) -> None:
    """R141, R232: as its text does, in the first line."""
    ident = sqlite_shop.place(BANK)
    sqlite_shop.desk.change(payment.change_method, ident, CARD)
    found = sqlite_shop.desk.ask(documents.read, 1)
    assert found.text.startswith("*** CANCELLED at ")
    assert read(document_pdf.made(found)).split() == found.text.split()


def test_a_body_of_another_form(sqlite_shop: Shop) -> None:
    """R105, R232: what was printed by an older program or is empty is shown as it is."""
    sqlite_shop.place(BANK)
    for body in ("one line", "", "a\nb: c\n\n\n\nd: e\n  x\n"):
        with sqlite_shop.desk.store.writing() as session:
            session.get_one(Document, 1).body = body
        found = sqlite_shop.desk.ask(documents.read, 1)
        assert read(document_pdf.made(found)).split() == body.split()


def test_it_is_for_the_archive_and_for_everybody() -> None:
    """R232: PDF/A-3a names itself, can be read out, and brings the text document along; nothing runs in it."""
    wanted = document("Maria Köhler")
    made = document_pdf.made(wanted).content
    assert b"<pdfaid:part>3</pdfaid:part>" in made
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in made
    assert b"/MarkInfo" in made
    assert re.search(rb"/(JavaScript|JS|Launch|URI|OpenAction|AA)\b", made) is None
    with closing(pypdfium2.PdfDocument(made)) as opened:
        assert opened.get_metadata_value("Title") == "invoice INV-000001"
        attached = opened.get_attachment(0)
        assert (attached.get_name(), bytes(attached.get_data()).decode()) == ("INV-000001.txt", wanted.text)


def test_the_same_document_is_the_same_file() -> None:
    """R105, R232: whenever it is made."""
    assert document_pdf.made(document("x")) == document_pdf.made(document("x"))


SCRIPTS = (
    "Đorđe Şahin İstanbul",
    "Елена Петрова, ул. „Шипка“ 34, София",
    "Ελένη Παπαδοπούλου",
    "עמר שלום",
    "عمر بن محمد الفاروق",
    "السلام عليكم",
    "山田太郎，株式会社テスト・あいうえお",
    "王小明 北京市朝阳区",
    "김민수 서울특별시",
    "ნინო Արամ ሰላም",
    "สมชาย",
    "½ € £ ₺ “” – … №",
)


@pytest.mark.parametrize("line", SCRIPTS)
def test_scripts(line: str) -> None:
    """R232: the fonts that the extra brings have them, and what is copied out of the PDF are the same words."""
    made = document_pdf.made(document(line))
    assert made.missing == ""
    assert " ".join(line.split()) in " ".join(read(made).split())


@pytest.mark.parametrize("number", range(len(STRINGS)))
def test_hostile_text_is_text(number: int) -> None:
    """P5, R232: no markup, no command of the setter, no control character, and nothing leaves the page."""
    found = document(STRINGS[number], cancelled=False)
    made = document_pdf.made(found)
    shown = read(made)
    assert "19.90 EUR New: Web space S" in " ".join(shown.split())
    assert "-1,004.00 EUR Adjustment" in " ".join(shown.split())
    if STRINGS[number].isascii():
        wanted = pdf_fonts.without(clean(STRINGS[number], limit=None), pdf_fonts.is_missing)
        assert "".join(wanted.split()) in "".join(_without_feet(shown).split())
    assert re.search("[\u202a-\u202e\u2066-\u2069\x1b\x07]", shown) is None


def _without_feet(text: str) -> str:
    return re.sub(r"INV-000001 \d+ / \d+", "", text)


TYPST = (
    "#panic()", '#read("/etc/passwd")', "#image(\"x.png\")", "= heading", "*bold* _it_ `raw` $x^2$ <label> @ref // no",
    "#import \"@preview/x:0.1.0\": *", '"); #panic("', "\\u{1F600} \\ ~ -- --- ... '\"", "{{ 7 * 7 }} {% raw %}",
)  # fmt: skip


@pytest.mark.parametrize("line", TYPST)
def test_what_the_setter_would_obey_is_text(line: str) -> None:
    """P5, R232: the text is data for the template, never a part of it."""
    assert " ".join(line.split()) in " ".join(read(document_pdf.made(document(line))).split())


def test_what_no_font_has_is_said() -> None:
    """R232: its code stands there, and a sentence names it."""
    made = document_pdf.made(document("𒐫 and ꧅"))
    assert made.missing == "꧅𒐫"
    assert "<1242B> and <A9C5>" in read(made)
    assert made.told_missing() == "no font here has U+A9C5 U+1242B; the code stands in the PDF instead"
    many = Pdf(b"", "", string.ascii_letters)
    assert "U+006A and 42 more;" in (many.told_missing() or "")


def test_marks_on_a_character_of_another_font() -> None:
    """R232: where no font has both, the codes of the marks stand there, and there is a PDF all the same."""
    made = document_pdf.made(document("\u06ec🎎\u0330\uf6fa x"))
    assert made.missing == "\u0330\u06ec"
    assert "<06EC>🎎<0330><F6FA> x" in read(made)


def test_without_the_fonts_of_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """R232: characters that it has are told as missing."""
    caches = (pdf_fonts.folders, pdf_fonts.fonts, pdf_fonts._covered)
    monkeypatch.setattr(pdf_fonts, "PACKAGES", ("manimgx_fonts",))
    for cache in caches:
        cache.cache_clear()
    try:
        made = document_pdf.made(document("東京 x"))
        assert (made.missing, "<6771><4EAC> x" in read(made)) == ("京東", True)
        monkeypatch.setattr(pdf_fonts, "PACKAGES", ())
        for cache in caches:
            cache.cache_clear()
        with pytest.raises(Refused, match=r"pip install 'billia-tui\[pdf\]'"):
            document_pdf.made(document("x"))
    finally:
        for cache in caches:
            cache.cache_clear()


def test_a_long_document_goes_on() -> None:
    """R232: over pages, with their number and the document's at the foot."""
    made = document_pdf.made(document(*[f"line {number}" for number in range(200)]))
    assert pages_of(made) > 2
    assert f"INV-000001 1 / {pages_of(made)}" in " ".join(read(made).split())
    assert "line 199" in read(made)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_there_is_a_pdf_of_any_text(lines: list[str]) -> None:
    """P5, R232: whatever the text is, with its amounts."""
    shown = " ".join(read(document_pdf.made(document(*lines))).split())
    assert "19.90 EUR New: Web space S" in shown
    assert shown.endswith("Paid: 19.90 EUR") or " / " in shown[-20:]
