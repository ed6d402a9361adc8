"""An SMTP server on loopback that keeps what it gets, and misbehaves for addresses that ask for it."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from billia_tui.settings.mail import Mailbox, MailSettings, Security

CERTIFICATES = Path(__file__).parent / "certificates"
TRUSTED = CERTIFICATES / "trusted.pem"
"""The certificates of both names, as those of a house's own authority."""

LATER = "451 try later, please"
NEVER = "550 nobody of that name"
SENDER = Mailbox("Billing", "billing@example.org")

Step = Callable[[str], None]
"""Called with the name of each step of a conversation, before it is answered."""


class Post:
    """What came, and how addresses are answered: by what stands before their @."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.envelopes: list[tuple[str, str]] = []
        self.connections = 0
        self.most_open = 0
        self.open = 0
        self.seen: set[str] = set()
        self.step: Step = lambda _: None
        self.lock = threading.Lock()

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """A new line."""
        session.host_name = hostname
        self.step("ehlo")
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """The return address."""
        self.step("mail")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """The address, which says how it is answered."""
        self.step("rcpt")
        word = address.partition("@")[0].split("-")[0]
        if word == "later":
            return LATER
        if word == "never":
            return NEVER
        if word == "grey" and self._first(address):
            return "450 4.2.0 greylisted"
        if word == "hangs" and self._first(address):
            await asyncio.Event().wait()
        if word == "closes" and self._first(address):
            server.transport.close()
            return "421 closing"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def hangs_up(self, address: str) -> bool:
        """Whether the line ends when the text is to come."""
        return address.startswith("drops") and self._first(address)

    def _first(self, address: str) -> bool:
        """Whether it was not asked for before; it was from now on."""
        first = address not in self.seen
        self.seen.add(address)
        return first

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """The text: kept, then answered."""
        self.step("data")
        address = envelope.rcpt_tos[0]
        word = address.partition("@")[0].split("-")[0]
        if word == "refused":
            text: str = envelope.content.decode("utf-8", "replace").replace("\r\n", " ")
            return f"554 5.7.1 spam: {text[-300:]}"
        if word == "full" and self._first(address):
            return "452 4.3.1 no room"
        with self.lock:
            self.raw.append(envelope.content)
            made = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(made, EmailMessage)
            self.messages.append(made)
            self.envelopes.append((envelope.mail_from, address))
        if word == "dies" and self._first(address):
            server.transport.close()
        if word == "silent" and self._first(address):
            await asyncio.Event().wait()
        self.step("answer")
        return "250 2.0.0 queued as 1"

    def ids(self) -> list[str]:
        """The Message-IDs of what came."""
        return [str(one["Message-ID"]) for one in self.messages]


class _Counting(SMTP):
    """Counts the lines that are open at a time."""

    def connection_made(self, transport: Any) -> None:
        """A new line, or the same one encrypted."""
        if self.transport is None:
            post: Post = self.event_handler
            post.connections += 1
            post.open += 1
            post.most_open = max(post.most_open, post.open)
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:
        """The text is to come: it is asked for, or not."""
        line: Any = self
        if self.event_handler.hangs_up(line.envelope.rcpt_tos[0]):
            await self.push("354 go on")
            line.transport.close()
            return
        await super().smtp_DATA(arg)

    def connection_lost(self, error: Exception | None) -> None:
        """It is gone."""
        self.event_handler.open -= 1
        super().connection_lost(error)


def _authenticator(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"billia", b"right")
    return AuthResult(success=good, handled=False)  # what it says is the server's to say


@contextmanager
def serving(
    post: Post, *, certificate: str = "", implicit: bool = False, auth: bool = False, utf8: bool = True
) -> Iterator[int]:
    """The port of a server; with `certificate` it knows STARTTLS, or nothing but TLS if `implicit`."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
    options: dict[str, Any] = {"enable_SMTPUTF8": utf8, "decode_data": False}
    if auth:
        options |= {"auth_required": True, "authenticator": _authenticator, "auth_require_tls": False}
    if context is not None and not implicit:
        options["tls_context"] = context
    loop = asyncio.new_event_loop()

    def factory() -> _Counting:
        return _Counting(post, hostname="mx.example.org", loop=loop, **options)

    made = loop.create_server(factory, "127.0.0.1", 0, ssl=context if implicit else None)
    server = loop.run_until_complete(made)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_closed(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def greeting_alone(words: bytes) -> Iterator[int]:
    """The port of a server that says so, and hangs up."""

    def answer(line: socket.socket) -> None:
        with suppress(OSError):
            while True:
                there, _ = line.accept()
                with there:
                    there.sendall(words)

    with socket.create_server(("127.0.0.1", 0)) as line:
        thread = threading.Thread(target=answer, args=(line,), daemon=True)
        thread.start()
        try:
            yield line.getsockname()[1]
        finally:
            line.shutdown(socket.SHUT_RDWR)
            thread.join()


async def _closed(server: asyncio.Server) -> None:
    """Ends it with whatever is still under way."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def settings(port: int, **values: Any) -> MailSettings:
    """Settings that lead to it."""
    defaults: dict[str, Any] = {
        "host": "127.0.0.1", "sender": SENDER, "links": "https://my.example.org", "port": port,
        "security": Security.NONE, "timeout": 30, "connections": 2,
    }  # fmt: skip
    return MailSettings(**{**defaults, **values})
