"""Looking for a word in the short texts of a few rows, where no index is needed: the same on both databases.

Both fold the letters from A to Z alone, a server as it does under the collation "C": by its own language it would also
take capital letters for small ones that SQLite keeps apart. Of a word with other letters all its forms are looked for.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, func, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Bytewise(FunctionElement[str]):
    """A text that is compared, sorted and folded byte by byte."""

    name = "bytewise"
    type = Text()
    inherit_cache = True


@compiles(_Bytewise)
def _as_it_is(element: _Bytewise, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(_Bytewise, "postgresql")
def _in_c(element: _Bytewise, compiler: SQLCompiler, **options: Any) -> str:
    return f'({compiler.process(element.clauses, **options)} COLLATE "C")'


def bytewise(column: Any) -> ColumnElement[str]:
    """A text as it is compared and folded on both databases."""
    return _Bytewise(column)


def holds_word(column: Any, word: str) -> Iterator[ColumnElement[bool]]:
    """The conditions one of which a text with `word` in it fulfils."""
    forms = {word} if word.isascii() else {word, word.lower(), word.upper(), word.title()}
    forms |= {form.replace(*pair) for form in tuple(forms) for pair in (("ß", "ẞ"), ("ẞ", "ß")) if pair[0] in form}
    for form in sorted(forms):
        yield bytewise(column).icontains(form, autoescape=True)


def holds_words(columns: Sequence[Any], words: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """The conditions that each word stands in one of the columns."""
    for word in words:
        yield or_(*(one for column in columns for one in holds_word(func.coalesce(column, ""), word)))
