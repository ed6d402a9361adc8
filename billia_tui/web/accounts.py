"""The pages on which a customer signs in, looks at the own account and signs out (R231)."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from billia_tui.errors import Forbidden, NotFound, Refused
from billia_tui.operations.links.accounts import Account
from billia_tui.operations.links.sign_in import AccountDoor, KeptOut
from billia_tui.operations.orders import document_pdf
from billia_tui.web.drawing import Pages

Language = Callable[[Request, str], str]
Form = Mapping[str, str]

_MOST_DIGITS = 18


class AccountPages:
    """Answers of the pages that need the one cookie.

    Before the sign-in it holds a word that nobody else knows, after it the token of who is signed in; each form repeats
    a word that is made of it, so that no other site can send one.
    """

    def __init__(
        self, door: AccountDoor, pages: Pages, language: Callable[..., str], address: Callable[[Request], str]
    ) -> None:
        self._door, self._pages, self._language, self._address = door, pages, language, address

    def sign_in(self, request: Request, form: Form | None) -> Response:
        """The form; POST signs in and leads to the account."""
        held = _held(request)
        if form is None:
            if self._account(held) is not None:
                return _leads("account", request)
            return self._asked(request, held)
        if not _ours(form, held):
            return self._asked(request, held, "no cookie", status=403)
        try:
            token = self._door.sign_in(form.get("name", ""), form.get("password", ""), self._address(request))
        except Forbidden:
            return self._asked(request, held, "refused", status=403)
        except KeptOut as kept:
            return self._asked(request, held, kept.why, status=403)
        if held:
            self._door.sign_out(held)
        return _keeping(_leads("account", request), request, token)

    def account(self, request: Request, _: Form | None) -> Response:
        """A few facts, or the way to the sign-in."""
        held = _held(request)
        found = self._account(held)
        if found is None:
            return _leads("sign-in", request)
        language = self._language(request, found.language)
        return HTMLResponse(self._pages.account(language, found, _word(held), pdf=document_pdf.is_possible()))

    def document(self, request: Request, _: Form | None) -> Response:
        """An own document as text or PDF; another's is like none."""
        number, _dot, kind = request.path_params["file"].rpartition(".")
        if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS and kind in {"txt", "pdf"}):
            raise NotFound("no document")
        held = _held(request)
        if self._account(held) is None:
            return _leads("../sign-in", request)
        if kind == "txt":
            text = self._door.document(held, int(number))
            return _file(text.text.encode(), text.file_name, "text/plain; charset=utf-8")
        try:
            pdf = self._door.pdf(held, int(number))
        except Refused as missing:
            raise NotFound("no PDF here") from missing
        return _file(pdf.content, pdf.file_name, "application/pdf")

    def sign_out(self, request: Request, form: Form | None) -> Response:
        """POST ends it; whoever only opens the address is led to the account."""
        held = _held(request)
        if form is None or not _ours(form, held):
            return _leads("account", request)
        self._door.sign_out(held)
        page = self._pages.told("signed out", self._language(request, ""), links=False, sign_in="sign-in")
        return _keeping(HTMLResponse(page), request, "")

    def _asked(self, request: Request, held: str, mistake: str = "", *, status: int = 200) -> HTMLResponse:
        held = held or secrets.token_urlsafe(32)
        page = self._pages.sign_in(self._language(request, ""), _word(held), mistake)
        answer = HTMLResponse(page, status)
        _keeping(answer, request, held)
        return answer

    def _account(self, held: str) -> Account | None:
        try:
            return self._door.account(held) if held else None
        except NotFound:
            return None


def _held(request: Request) -> str:
    return request.cookies.get(_cookie(request), "")[:200]


def _cookie(request: Request) -> str:
    """Its name; with TLS one that no page of another host below the same domain can set."""
    return "__Host-billia" if request.url.scheme == "https" else "billia"


def _word(held: str) -> str:
    """What a form repeats: made of the cookie, and no way back to it."""
    return hashlib.sha256(f"form {held}".encode("utf-8", "surrogatepass")).hexdigest()


def _ours(form: Form, held: str) -> bool:
    sent = form.get("form", "").encode("utf-8", "surrogatepass")
    return bool(held) and hmac.compare_digest(sent, _word(held).encode())


def _keeping(answer: Response, request: Request, held: str) -> Response:
    """The answer with the cookie, which ends with the browser; without `held` with its end."""
    secure = request.url.scheme == "https"
    answer.set_cookie(
        _cookie(request), held, max_age=None if held else 0, secure=secure, httponly=True, samesite="strict"
    )
    return answer


def _leads(to: str, request: Request) -> Response:
    """To another page of ours, in the same language."""
    asked = request.query_params.get("lang", "")
    return Response(status_code=303, headers={"location": f"{to}?lang={quote(asked)}" if asked else to})


def _file(content: bytes, name: str, kind: str) -> Response:
    return Response(
        content, headers={"content-type": kind, "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    )
