"""Pages as HTML: what is put into them is text and nothing else (P5)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from billia_tui import files
from billia_tui.operations import password_hashes
from billia_tui.operations.links.accounts import Account
from billia_tui.operations.links.redeeming import Offer
from billia_tui.vocabulary import LinkPurpose
from billia_tui.web import texts

_FOLDER = Path(__file__).with_name("pages")


class Pages:
    """The pages; `style` is the text of their only style sheet."""

    def __init__(self) -> None:
        with files.opened(_FOLDER / "style.css") as file:
            self.style = file.read().decode()
        self._templates = Environment(
            loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def form(self, purpose: LinkPurpose, language: str, offer: Offer, mistakes: Mapping[str, str] | None = None) -> str:
        """What a good link opens: the form for a password, or the question whether to unsubscribe."""
        name = "unsubscribe.html" if purpose == LinkPurpose.UNSUBSCRIBE else "password.html"
        words = texts.of(language)
        limits = {"shortest": password_hashes.SHORTEST, "longest": password_hashes.LONGEST}
        told = {field: words[mistake].format(**limits) for field, mistake in (mistakes or {}).items()}
        button = texts.BUTTONS[purpose]
        values = {"offer": offer, "button": button, "mistakes": told, **limits}
        return self._drawn(name, language, words[purpose], values)

    def sign_in(self, language: str, word: str, mistake: str) -> str:
        """The form to sign in, with the word that it sends back, and what was wrong."""
        values = {"offer": None, "word": word, "mistake": mistake, "longest": password_hashes.LONGEST}
        return self._drawn("sign-in.html", language, texts.of(language)["sign in"], values)

    def account(self, language: str, account: Account, word: str, *, pdf: bool) -> str:
        """A few facts of who is signed in; documents as PDF too where that is possible."""
        values = {"offer": account, "account": account, "word": word, "pdf": pdf}
        return self._drawn("account.html", language, texts.of(language)["your account"], values)

    def told(
        self,
        title: str,
        language: str,
        *more: str,
        address: str = "",
        links: bool = True,
        sign_in: str = "",
        **values: object,
    ) -> str:
        """A page that only says something: `title`, its text, the texts named `more`, and where to sign in."""
        words = texts.of(language)
        lines = [words[name].format(**values) for name in (f"{title} text", *more)]
        shown = {"lines": lines, "address": address, "offer": None, "sign_in": sign_in}
        return self._drawn("told.html", language, words[title], shown, links=links)

    def _drawn(self, name: str, language: str, title: str, values: Mapping[str, Any], *, links: bool = True) -> str:
        return self._templates.get_template(name).render(
            language=language,
            texts=texts.of(language),
            title=title,
            style=Markup(self.style),  # noqa: S704 - a file of ours
            other=next(one for one in texts.LANGUAGES if one != language) if links else "",
            **values,
        )
