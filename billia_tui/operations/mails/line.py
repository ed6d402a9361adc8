"""The line to the mail server: one connection for many mails, and what its answers mean (R225, R226)."""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from typing import NamedTuple

from billia_tui.errors import BilliaError
from billia_tui.operations.mails.as_sent import Envelope
from billia_tui.operations.mails.queue import Result
from billia_tui.settings.mail import MailSettings, Security
from billia_tui.text import clean

UNANSWERED = "the server gave no answer after it had the text: it may have arrived"
LOST = "the line to the server was lost before it had the text"
NO_UTF8 = "not sent: the server takes no address with such letters (SMTPUTF8)"

_OK = 250
_FORWARDED = 251
_CLOSING = 421
_GO_ON = 354
_PERMANENT = 500
_OF_ALL = frozenset({454, 530, 534, 535, 538})
"""Codes that are about our sign-in, not about one mail."""

_PERIOD = re.compile(rb"(?m)^\.")


class ServerFailure(BilliaError):
    """No mail can be handed over: the server cannot be reached, is not the one it says, or does not let us in."""


class Answer(NamedTuple):
    """What the server made of a mail; `usable` is whether the line takes another one."""

    result: Result
    text: str
    usable: bool


class Line:
    """An open line to the server of the settings, signed in. Raises ServerFailure where there is none."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        try:
            self._server = self._opened()
        except ssl.SSLError as error:
            raise ServerFailure(f"the mail server's encryption cannot be trusted: {_of_ssl(error)}") from error
        except smtplib.SMTPAuthenticationError as error:
            raise ServerFailure(f"the mail server refuses the user or password ({error.smtp_code})") from error
        except smtplib.SMTPNotSupportedError as error:
            raise ServerFailure(f"the mail server cannot do what the settings ask for: {clean(str(error))}") from error
        except smtplib.SMTPResponseException as error:
            raise ServerFailure(f"the mail server says {_text(error.smtp_code, error.smtp_error)}") from error
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise ServerFailure(f"the mail server cannot be reached: {_why(error)}") from error

    def _opened(self) -> smtplib.SMTP:
        settings = self._settings
        name = socket.gethostname() or "localhost"
        if settings.security == Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, name, timeout=settings.timeout, context=_trust(settings)
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, name, timeout=settings.timeout)
        try:
            server.ehlo_or_helo_if_needed()
            if settings.security == Security.STARTTLS:
                server.starttls(context=_trust(settings))
                server.ehlo_or_helo_if_needed()
            if settings.user:
                server.login(settings.user, settings.password())
        except BaseException:
            server.close()
            raise
        return server

    def offer(self, envelope: Envelope) -> Answer:
        """Hands a mail over; whatever happens to it is an answer. Raises ServerFailure where it is about all mails."""
        server = self._server
        options: list[str] = []
        if envelope.utf8:
            if not server.has_extn("smtputf8"):
                return Answer(Result.NEVER, NO_UTF8, usable=True)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            for code, text in self._before_the_text(envelope, options):
                if code not in {_OK, _FORWARDED, _GO_ON}:
                    return self._refused(code, text)
        except (smtplib.SMTPException, OSError, UnicodeError):
            self.close()
            return Answer(Result.LATER, LOST, usable=False)
        try:
            server.send(_PERIOD.sub(b"..", envelope.content) + b".\r\n")
            code, text = server.getreply()
        except (smtplib.SMTPException, OSError):
            self.close()
            return Answer(Result.LATER, UNANSWERED, usable=False)
        return Answer(Result.SENT, _text(code, text), usable=True) if code == _OK else self._refused(code, text)

    def _before_the_text(self, envelope: Envelope, options: list[str]) -> Iterator[tuple[int, bytes]]:
        yield self._server.mail(envelope.sender, options)
        yield self._server.rcpt(envelope.recipient)
        yield self._server.docmd("data")

    def _refused(self, code: int, text: bytes) -> Answer:
        said = _text(code, text)
        if code in _OF_ALL:
            self.close()
            raise ServerFailure(f"the mail server does not let us send: {said}")
        usable = code != _CLOSING and self._is_reset()
        if not usable:
            self.close()
        return Answer(Result.NEVER if code >= _PERMANENT else Result.LATER, said, usable)

    def _is_reset(self) -> bool:
        try:
            return self._server.rset()[0] == _OK
        except (smtplib.SMTPException, OSError):
            return False

    def end(self) -> None:
        """Says goodbye."""
        try:
            self._server.quit()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        """Hangs up."""
        self._server.close()


def _trust(settings: MailSettings) -> ssl.SSLContext:
    """Certificates are verified, and so is the name in them."""
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        raise ServerFailure("mail: ca_file cannot be read as certificates") from error


def _text(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return clean(f"{code} {' '.join(words.split())}".strip())


def _of_ssl(error: ssl.SSLError) -> str:
    return clean(getattr(error, "verify_message", "") or error.reason or "no secure line", limit=200)


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return clean(error.strerror, limit=200)
    return clean(str(error) or type(error).__name__, limit=200)
