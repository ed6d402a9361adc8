"""The pages behind the links as an application of Starlette (R231). It knows no rule: `operations/links` does."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from billia_tui.errors import BilliaError, Invalid, NotFound
from billia_tui.operations import password_hashes
from billia_tui.operations.links.door import LinkDoor
from billia_tui.operations.links.sign_in import AccountDoor
from billia_tui.operations.links.tries import TooManyTries
from billia_tui.operations.mails.links import PATHS
from billia_tui.vocabulary import LinkPurpose
from billia_tui.web import headers, texts
from billia_tui.web.accounts import AccountPages
from billia_tui.web.drawing import Pages

MOST_BYTES = 16 * 1024
"""Of a form; a password of the longest kind needs 12 KiB of them."""

AT_A_TIME = 4
"""Requests that ask the store at the same moment; the others wait."""

_LONGEST_TOKEN = 200

Answer = Callable[[Request], Awaitable[Response]]
Work = Callable[[Request, dict[str, str] | None], Response]


def application(door: LinkDoor, note: Callable[[BaseException], object]) -> Starlette:
    """The application over an open store; `note` is told of mistakes of ours, which name no link (P8)."""
    site = _Site(door, Pages(), note)
    own = AccountPages(AccountDoor(door), site.pages, _language, _address)
    both, reading = ["GET", "POST"], ["GET"]
    routes = [Route(f"/{path}/{{token}}", site.of(purpose), methods=both) for purpose, path in PATHS.items()]
    routes += [
        Route("/", site.home),
        Route("/sign-in", site.answer(own.sign_in), methods=both),
        Route("/sign-out", site.answer(own.sign_out), methods=both),
        Route("/account", site.answer(own.account), methods=reading),
        Route("/documents/{file}", site.answer(own.document), methods=reading),
    ]
    made = Starlette(
        routes=routes,
        exception_handlers={HTTPException: site.gone, Exception: site.broken},
    )
    made.add_middleware(_Headers, common=headers.of_all(site.pages.style))
    return made


class _Site:
    """Answers requests; what takes time or asks the store happens in a thread."""

    def __init__(self, door: LinkDoor, pages: Pages, note: Callable[[BaseException], object]) -> None:
        self.door, self.pages, self.note = door, pages, note
        self._threads = CapacityLimiter(AT_A_TIME)

    async def home(self, request: Request) -> HTMLResponse:
        """The page of no link: that somebody is there."""
        return HTMLResponse(self.pages.told("home", _language(request), sign_in="sign-in"))

    def of(self, purpose: LinkPurpose) -> Answer:
        """The answers to a kind of link: opening it changes nothing, POST does it."""
        return self.answer(lambda request, form: self._answered(purpose, request, form))

    def answer(self, work: Work) -> Answer:
        """The answers of what takes the form of a POST, None for reading; it runs in a thread."""

        async def answer(request: Request) -> Response:
            form = await _form(request) if request.method == "POST" else None
            try:
                return await to_thread.run_sync(work, request, form, limiter=self._threads)
            except NotFound:
                return self._gone(request)
            except TooManyTries as waiting:
                return self._waiting(request, waiting.seconds)
            except BilliaError as error:
                return self._broken(request, error)

        return answer

    def _answered(self, purpose: LinkPurpose, request: Request, form: dict[str, str] | None) -> HTMLResponse:
        token, address = request.path_params["token"][:_LONGEST_TOKEN], _address(request)
        if form is None:
            offer = self.door.offer(purpose, token, address)
            return HTMLResponse(self.pages.form(purpose, _language(request, offer.language), offer))
        if purpose == LinkPurpose.UNSUBSCRIBE:
            return self._done(purpose, request, self.door.unsubscribe(token, address))
        try:
            self.door.set_password(purpose, token, address, form.get("password", ""), form.get("again", ""))
        except Invalid as mistakes:
            offer = self.door.offer(purpose, token, address)
            language = _language(request, offer.language)
            named = {field: _mistake(field, form.get(field, "")) for field in mistakes.fields}
            return HTMLResponse(self.pages.form(purpose, language, offer, named), 422)
        return self._done(purpose, request)

    def _done(self, purpose: LinkPurpose, request: Request, address: str = "") -> HTMLResponse:
        language = _language(request)
        sign_in = "" if purpose == LinkPurpose.UNSUBSCRIBE else "../sign-in"
        page = self.pages.told(texts.DONE[purpose], language, address=address, links=False, sign_in=sign_in)
        return HTMLResponse(page)

    async def gone(self, request: Request, _: Exception) -> HTMLResponse:
        """An address or a method that there is none of: as a link that does not work."""
        return self._gone(request)

    def _gone(self, request: Request) -> HTMLResponse:
        return HTMLResponse(self.pages.told("gone", _language(request), "gone done"), 404)

    def _waiting(self, request: Request, seconds: int) -> HTMLResponse:
        page = self.pages.told("wait", _language(request), seconds=seconds)
        return HTMLResponse(page, 429, {"retry-after": str(seconds)})

    async def broken(self, request: Request, error: Exception) -> HTMLResponse:
        """A mistake of ours."""
        return self._broken(request, error)

    def _broken(self, request: Request, error: Exception) -> HTMLResponse:
        self.note(error)
        return HTMLResponse(self.pages.told("broken", _language(request)), 503)


def _language(request: Request, otherwise: str = "") -> str:
    return texts.wanted(request.headers.get("accept-language", ""), request.query_params.get("lang", ""), otherwise)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _mistake(field: str, typed: str) -> str:
    """The text for what `password_hashes.check` found at a field."""
    if field == "again":
        return "different"
    if len(typed) < password_hashes.SHORTEST:
        return "shorter"
    return "longer" if len(typed) > password_hashes.LONGEST else "unstorable"


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; nothing of one that is too long. What is no UTF-8 becomes what no password may hold."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return {}
    try:
        return dict(parse_qsl(body.decode("ascii", "replace"), errors="surrogateescape", max_num_fields=10))
    except ValueError:
        return {}


class _Headers:
    """Puts what every answer says before it leaves, whoever made it."""

    def __init__(self, app: ASGIApp, common: Mapping[str, str]) -> None:
        self.app = app
        self.common = [(name.encode(), value.encode()) for name, value in common.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                secure = (
                    [tuple(part.encode() for part in headers.SECURE_ONLY)] if scope.get("scheme") == "https" else []
                )
                message["headers"] = [*message["headers"], *self.common, *secure]
            await send(message)

        await self.app(scope, receive, sent if scope["type"] == "http" else send)
