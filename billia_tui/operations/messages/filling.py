"""Filling a template: sandboxed, every value as text, a mistake with its line (R228). Loads Jinja2 when first used."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from billia_tui.errors import BilliaError
from billia_tui.operations.messages.mail_texts import Source
from billia_tui.text import clean

if TYPE_CHECKING:
    from jinja2 import Environment, Template

LONGEST = 200_000
"""Characters that a filled text has at most."""

LONGEST_SUBJECT = 300

PARTS = ("subject", "body", "html")
_PARAGRAPHS = re.compile(r"\n{2,}")


class TemplateMistake(BilliaError):
    """A template cannot be filled. `part` is where, `line` counts from 1; 0 if no line can be told."""

    def __init__(self, source: Source, part: str, line: int, why: str) -> None:
        self.part = part
        self.line = line
        place = f", line {line}" if line else ""
        self.why = f"line {line}: {clean(why)}" if line else clean(why)
        super().__init__(f"template {source.name} ({source.language}), {part}{place}: {clean(why)}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A mail's texts."""

    subject: str
    body: str
    html: str


def fill(source: Source, layout: Source, values: Mapping[str, Any], *, links: Iterable[str] = ()) -> Filled:
    """Subject, text and HTML of a template, filled; raises TemplateMistake.

    Args:
        source: the template.
        layout: makes HTML of the text where the template has none.
        values: what its places get; texts are data and stay so, in HTML too.
        links: what stands where the mail itself has a link; in HTML each becomes one.
    """
    subject = " ".join(_filled(source, "subject", values).split())
    body = _filled(source, "body", values).strip("\n") + "\n"
    told = {**values, "subject": subject}
    if source.html:
        return Filled(clean(subject, limit=LONGEST_SUBJECT), body, _filled(source, "html", told))
    html = _filled(layout, "html", {**told, "paragraphs": _paragraphs(body, links)})
    return Filled(clean(subject, limit=LONGEST_SUBJECT), body, html)


def _paragraphs(body: str, links: Iterable[str]) -> list[Any]:
    from markupsafe import Markup, escape

    made = []
    for text in _PARAGRAPHS.split(body.strip("\n")):
        lines = Markup("<br>\n").join(escape(line) for line in text.split("\n"))
        for link in links:
            lines = lines.replace(escape(link), Markup('<a href="{0}">{0}</a>').format(link))
        made.append(lines)
    return made


def _filled(source: Source, part: str, values: Mapping[str, Any]) -> str:
    from jinja2 import TemplateError, TemplateSyntaxError

    text: str = getattr(source, part)
    try:
        made = _template(text, html=part == "html").render(values)
    except TemplateSyntaxError as error:
        raise TemplateMistake(source, part, error.lineno, error.message or "is no template") from error
    except (
        TemplateError,
        ArithmeticError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        RecursionError,
    ) as error:
        raise TemplateMistake(source, part, _line_of(error), str(error) or type(error).__name__) from error
    if len(made) > LONGEST:
        raise TemplateMistake(source, part, 0, f"makes more than {LONGEST:,} characters")
    return made


def _line_of(error: BaseException) -> int:
    """The line of the template at which it broke; Jinja2 puts its frames into the traceback."""
    line, at = 0, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == "<template>":
            line = at.tb_lineno
        at = at.tb_next
    return line


@lru_cache(maxsize=256)
def _template(text: str, *, html: bool) -> "Template":
    return _environment(html=html).from_string(text)


@cache
def _environment(*, html: bool) -> "Environment":
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """Templates are written by staff: they read what they are given, and make nothing huge of it."""

        intercepted_binops = frozenset({"*", "**", "%"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            """No repeating of texts, no powers."""
            numbers = isinstance(left, int | float) and isinstance(right, int | float)
            if operator == "**" or not numbers:
                raise SecurityError(f"{operator} is for small numbers only")
            return super().call_binop(context, operator, left, right)

    made = Sandbox(undefined=StrictUndefined, autoescape=html, keep_trailing_newline=True)
    for name in ("range", "lipsum", "cycler", "joiner", "namespace"):
        made.globals.pop(name, None)
    for name in ("center", "indent", "format", "tojson", "pprint", "xmlattr", "urlize"):
        made.filters.pop(name, None)
    return made
