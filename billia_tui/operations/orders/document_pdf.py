"""A document as PDF, by its text and nothing else (R232). The library is loaded when the first one is made."""

import json
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from billia_tui.errors import Refused
from billia_tui.operations.orders import pdf_fonts
from billia_tui.operations.orders.documents import DocumentText

STANDARD: Final = "a-3a"
"""PDF/A-3a: everything is inside, text can be read out in its order, and the text document goes along as a file."""

MISSING = "a PDF needs what is not installed here: pip install 'billia-tui[pdf]'; `documents save` writes the text"
INSTEAD = "ssh HOST documents pdf ID --output - > FILE"

_TEMPLATE = Path(__file__).with_name("document.typ")
_FACT = re.compile(r"(\S[^:]*:) {2,}(\S.*)")
_AMOUNT = re.compile(r" {2,}(-?[\d.,]+ [A-Z]{3}) {2}(.+)")
_PIECE = 10
"""The characters of a word that is too long that stay together; after them it may go on in the next line."""
_LONG = re.compile(r"([^\s\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]{41,})")
"""A word that is too long for a line; Chinese, Japanese and Korean text may go on in the next one anywhere."""

_NAMED = 10

Part = dict[str, object]


@dataclass(frozen=True, slots=True)
class Pdf:
    """A document as PDF: its bytes, a safe name for the file, and the characters that no font here has.

    Those stand in it as `<XXXX>`, as characters do that may not be shown.
    """

    content: bytes
    file_name: str
    missing: str

    def told_missing(self) -> str | None:
        """The sentence about what no font has, None if nothing is missing."""
        if not self.missing:
            return None
        named = " ".join(f"U+{ord(char):04X}" for char in self.missing[:_NAMED])
        more = f" and {len(self.missing) - _NAMED} more" if len(self.missing) > _NAMED else ""
        return f"no font here has {named}{more}; the code stands in the PDF instead"


def is_possible() -> bool:
    """Whether the library and its fonts are installed."""
    return find_spec("typst") is not None and bool(pdf_fonts.folders())


def made(document: DocumentText) -> Pdf:
    """The document as PDF/A-3a; the same document gives the same bytes. Takes some tenths of a second.

    Raises:
        Refused: the library or its fonts are not installed.
    """
    if not is_possible():
        raise Refused(MISSING, rule="R232")
    from typst import TypstError

    text = pdf_fonts.without(document.text, pdf_fonts.is_missing)
    try:
        content = _compiled(document, text)
    except TypstError:  # it leaves no holes: a mark stands on what another font has
        text = pdf_fonts.without(text, pdf_fonts.is_mark)
        content = _compiled(document, text)
    missing = "".join(sorted(set(document.text) - set(text)))
    return Pdf(content, f"{document.file_name.removesuffix('.txt')}.pdf", missing)


def _compiled(document: DocumentText, text: str) -> bytes:
    import typst

    given = {**_given(document, text), "families": pdf_fonts.families(document.text)}
    compiler = typst.Compiler(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=pdf_fonts.fonts(),
        sys_inputs={"document": json.dumps(given)},
    )
    issued = int(document.row.issued_at.timestamp())
    content = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=issued)
    assert isinstance(content, bytes)  # noqa: S101 - of one document, not of pictures of its pages
    return content


def _given(document: DocumentText, text: str) -> Part:
    """What the template is given: the parts of the text, each in pieces."""
    parts = [part.split("\n") for part in text.rstrip("\n").split("\n\n")]
    cancelled = parts.pop(0) if document.row.cancelled else None
    heading, *others = parts
    return {
        "title": f"{document.row.type} {document.row.number}",
        "number": document.file_name.removesuffix(".txt"),
        "text": document.text,
        "cancelled": _pieces(" ".join(cancelled)) if cancelled else None,
        "heading": _pieces(" ".join(heading)),
        "parts": [_part(lines, last=lines is others[-1]) for lines in others],
    }


def _part(lines: list[str], *, last: bool) -> Part:
    """A part by its look: names with values, amounts before what they are for, the total, or lines."""
    for kind, form in (("facts", _FACT), ("amounts", _AMOUNT)):
        found = [form.fullmatch(line) for line in lines]
        if all(found):
            rows = [[_pieces(text) for text in match.groups()] for match in found if match]
            return {"kind": kind, "rows": rows}
    kind = "total" if last and len(lines) == 1 else "lines"
    return {"kind": kind, "lines": [_pieces(line.strip()) for line in lines]}


def _pieces(text: str) -> list[str]:
    """The text as the template wants it: words that are too long, in pieces without blanks."""
    if not _LONG.search(text):
        return [text]
    pieces: list[str] = []
    for part in _LONG.split(text):
        size = _PIECE if _LONG.fullmatch(part) else max(len(part), 1)
        pieces += [part[start : start + size] for start in range(0, len(part), size)]
    return pieces
