"""Handing queued mails to the server: a few lines at a time, each for many mails (R225, R226).

One thread alone speaks to the store, and commits what all lines have to say at that moment in one transaction; no
transaction is open while a server answers. A mail is marked as handed over before the server sees it, so a crash
leaves no mail of which nothing is known.
"""

import queue as queues
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.store import Store
from billia_tui.errors import BilliaError, StoreBusy
from billia_tui.operations.actor import Actor
from billia_tui.operations.mails import queue
from billia_tui.operations.mails.as_sent import Attachment, NoAddress, build, without_tokens
from billia_tui.operations.mails.line import Line, ServerFailure
from billia_tui.operations.mails.queue import Job, Outcome, Result
from billia_tui.settings.mail import MailSettings

EACH = 8
"""Mails that are claimed ahead for each line."""

RENEWED = 60.0
"""Seconds after which a claim is renewed, well below `queue.LEASE`."""

LOOKS_UP = 0.5
"""Seconds after which claims are looked at though no line has anything to say."""

BUSY_TRIES = 20

Attach = Callable[[int], Attachment]
"""Gives what goes with a mail by the number of its document; may be called from any thread."""


@dataclass(slots=True)
class Delivered:
    """What a run did. `doubts` were handed over by a process that ended before it knew the answer.

    `failure` says why the rest was left, empty if nothing stood in the way.
    """

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    doubts: int = 0
    failure: str = ""

    @property
    def total(self) -> int:
        """How many mails a server was offered."""
        return self.sent + self.failed + self.given_up


@dataclass(slots=True)
class _Asked:
    """What one line has to say: what became of its mail, and that it wants another."""

    outcome: Outcome | None
    wants: bool
    answered: threading.Event = field(default_factory=threading.Event)
    job: Job | None = None


class Delivery:
    """A run over what is due now. `stop` ends it after the mails that are under way."""

    def __init__(
        self,
        store: Store,
        actor: Actor | None,
        settings: MailSettings,
        *,
        limit: int | None = None,
        attach: Attach | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self._store = store
        self._actor = actor
        self._settings = settings
        self._left = limit
        self._attach = attach
        self._stop = stop or threading.Event()
        self._renewed_at = time.monotonic()
        self._word = secrets.token_hex(8)
        self._claimed: deque[Job] = deque()
        self._dry = self._over = False
        self._asked: queues.SimpleQueue[_Asked | None] = queues.SimpleQueue()  # None: a line has ended
        self._lines = 0
        self._failures: list[str] = []
        self._results: Counter[Result] = Counter()

    def run(self) -> Delivered:
        """Does it; raises StoreError, after which what was handed over without a record is told as in doubt."""
        done = Delivered()
        with self._store.writing() as session:
            done.doubts = queue.take_back(session)
            claimed = self._claim(session)
        self._took(claimed)
        self._claimed += claimed
        try:
            self._start()
            self._serve()
        except BaseException:
            self._stop.set()
            self._dismiss()
            raise
        finally:
            if self._claimed:
                self._release()
        done.sent, done.failed = self._results[Result.SENT], self._results[Result.LATER]
        done.given_up = self._results[Result.NEVER]
        if self._failures and not self._dry and not self._stop.is_set():
            done.failure = self._failures[0]
        return done

    # ── the thread of the store ──

    def _claim(self, session: Session) -> list[Job]:
        number = EACH * self._settings.connections
        if self._left is not None:
            number = min(number, self._left)
        jobs = queue.claim(session, self._actor, self._word, number, self._settings) if number else []
        self._dry = not jobs
        return jobs

    def _took(self, jobs: list[Job]) -> None:
        """Claims are counted when they are committed: a busy store lets them be made again."""
        if self._left is not None:
            self._left -= len(jobs)

    def _start(self) -> None:
        for _ in range(min(self._settings.connections, len(self._claimed))):
            threading.Thread(target=self._work, daemon=True, name="billia mail").start()
            self._lines += 1

    def _serve(self) -> None:
        """Answers the lines until none is left."""
        while self._lines:
            together = self._next_ones()
            try:
                self._settled(together)
            except BaseException:
                for asked in together:  # they still wait: `_dismiss` answers them
                    self._asked.put(asked)
                raise
            for asked in together:
                asked.answered.set()

    def _settled(self, together: list[_Asked]) -> None:
        """Exchanges with the store, again and again while it is busy."""
        for tries_left in reversed(range(BUSY_TRIES)):
            try:
                self._exchange(together)
                break
            except StoreBusy:
                if not tries_left:
                    raise

    def _next_ones(self) -> list[_Asked]:
        """What is asked at this moment; waits for the first."""
        together: list[_Asked] = []
        with suppress(queues.Empty):
            asked = self._asked.get(timeout=LOOKS_UP)
            while True:
                if asked is None:
                    self._lines -= 1
                else:
                    together.append(asked)
                asked = self._asked.get_nowait()
        return together

    def _exchange(self, together: list[_Asked]) -> None:
        """One transaction: what became of mails, new claims, and what is handed over next."""
        outcomes = [asked.outcome for asked in together if asked.outcome is not None]
        wanting = [] if self._stop.is_set() else [asked for asked in together if asked.wants]
        late = time.monotonic() - self._renewed_at >= RENEWED
        if not (outcomes or wanting or late):
            return
        with self._store.writing() as session:
            queue.record(session, self._word, outcomes)
            if late:
                queue.renew(session, self._word)
            new = self._claim(session) if len(self._claimed) < len(wanting) else []
            claimed = [*self._claimed, *new]
            jobs, rest = claimed[: len(wanting)], claimed[len(wanting) :]
            ours = queue.hand(session, self._word, jobs)
        if late or wanting:
            self._renewed_at = time.monotonic()
        self._took(new)
        self._claimed = deque(rest)
        self._results.update(outcome.result for outcome in outcomes)
        self._dry &= not any(outcome.result == Result.NOT_TRIED for outcome in outcomes)
        for asked, job in zip(wanting, jobs, strict=False):
            asked.job = ours.get(job.id)  # None if it was taken from us: the line asks once more

    def _dismiss(self) -> None:
        """Lets the lines end: what they have handed over is recorded if the store still takes it."""
        with suppress(BilliaError):
            self._serve()
        self._over = True
        while not self._asked.empty():
            asked = self._asked.get()
            if asked is not None:
                asked.answered.set()

    def _release(self) -> None:
        with suppress(BilliaError), self._store.writing() as session:
            queue.release(session, self._word)

    # ── the threads of the lines ──

    def _work(self) -> None:
        """Offers mails over one line, and over a new one when that is lost."""
        line: Line | None = None
        outcome: Outcome | None = None
        try:
            line = Line(self._settings)
            while not self._stop.is_set():
                asked = self._ask(outcome, wants=True)
                outcome = None
                if asked.job is None:
                    if self._dry:
                        break
                    continue
                outcome = Outcome(asked.job.id, Result.LATER, queue.IN_DOUBT)  # until it is known better
                outcome, usable = self._offer(line, asked.job)
                if not usable:
                    line = None
                    self._ask(outcome, wants=False)
                    outcome = None
                    line = Line(self._settings)
        except ServerFailure as failure:
            self._failures.append(failure.text)
            line, outcome = None, outcome and Outcome(outcome.mail_id, Result.NOT_TRIED)
        finally:
            if outcome is not None:
                self._ask(outcome, wants=False)
            if line is not None:
                line.end()
            self._asked.put(None)

    def _ask(self, outcome: Outcome | None, *, wants: bool) -> _Asked:
        asked = _Asked(outcome, wants)
        self._asked.put(asked)
        if self._over:  # nobody answers any more
            asked.answered.set()
        asked.answered.wait()
        return asked

    def _offer(self, line: Line, job: Job) -> tuple[Outcome, bool]:
        """Offers a mail; gives what became of it, and whether the line takes another. Raises ServerFailure."""
        try:
            attachment = None
            if job.document_id is not None and self._attach is not None:
                attachment = self._attach(job.document_id)
            envelope = build(job, self._settings, clock.now(), attachment)
        except NoAddress as error:
            return Outcome(job.id, Result.NEVER, str(error)), True
        except BilliaError as error:
            return Outcome(job.id, Result.LATER, f"not sent: {without_tokens(error.text, job)}"), True
        except Exception as error:  # noqa: BLE001 - whatever a library makes of data: one mail does not stop the others
            return Outcome(
                job.id, Result.NEVER, f"not sent: no message can be made of it ({type(error).__name__})"
            ), True
        answer = line.offer(envelope)
        return Outcome(job.id, answer.result, without_tokens(answer.text, job)), answer.usable
