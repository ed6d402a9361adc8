"""Opening a store and sitting down at it: who acts, and who is the first Administrator."""

from dataclasses import dataclass

from billia_tui.db import schema
from billia_tui.db.store import Store, before_upgrade, open_store
from billia_tui.errors import Forbidden, StoreError
from billia_tui.operations.desk import Desk
from billia_tui.operations.staff import admins
from billia_tui.operations.staff.door import Door
from billia_tui.operations.store import settings as store_settings
from billia_tui.settings.address import sqlite_path

ASKS = "this store asks for a sign-in: do it at a terminal, or over SSH with your key"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `prepare` found and did. `first_admin` is who became the first Administrator, None if there was one.

    `kept` is where the store as it was before lies, if its schema was changed.
    """

    place: str
    schema: str
    created: bool
    upgraded: bool
    first_admin: str | None
    kept: str = ""


def open_desk(url: str, admin: str, *, create: bool = False, trusted: bool = False) -> Desk:
    """Opens the store at `url` for the admin called `admin`; closes it again if that fails.

    Args:
        url: see `open_store`.
        admin: the acting admin's username.
        create: make a missing store, bring an older one up to date, and let `admin` be the first Administrator
            of a store without admins.
        trusted: who it is was shown in another way, or nobody is there to be asked: no sign-in is needed.

    Raises:
        StoreError: it cannot be used.
        Forbidden: no active admin of that name, or the store asks for a sign-in.
    """
    found = _opened(url, admin, create=create, trusted=trusted, fixed=False)
    if isinstance(found, Door):
        found.store.close()
        raise Forbidden(ASKS)
    return found


def open_door(url: str, admin: str, *, create: bool = False, fixed: bool = False) -> Desk | Door:
    """As `open_desk`; where the store asks for a sign-in a door, whose store is open as well.

    Args:
        url: see `open_store`.
        admin: the acting admin's username, or who is expected to sign in.
        create: see `open_desk`.
        fixed: nobody else may sign in.
    """
    return _opened(url, admin, create=create, trusted=False, fixed=fixed)


def _opened(url: str, admin: str, *, create: bool, trusted: bool, fixed: bool) -> Desk | Door:
    store = open_store(url, create=create)
    try:
        if not trusted:
            with store.reading() as session:
                if store_settings.asks_for_sign_in(session):
                    return Door(store, admin, fixed=fixed)
        return Desk(store, _admin_id(store, admin, may_be_first=create))
    except BaseException:
        store.close()
        raise


def first_start(url: str, admin: str) -> str:
    """Makes a store whose file is not there yet; says where in one line, empty if nothing was to be done.

    Raises:
        StoreError: it cannot be made.
    """
    path = sqlite_path(url)
    if path is None or path.exists():
        return ""
    done = prepare(url, admin)
    who = f"; {done.first_admin} is its first Administrator" if done.first_admin else ""
    return f"created a new store at {done.place}{who}"


def prepare(url: str, admin: str) -> Prepared:
    """Creates the store or brings its schema up to date (`billia init`); nothing is done if it is ready.

    Raises:
        StoreError: it cannot be used.
    """
    path = sqlite_path(url)
    created = path is not None and not path.exists()
    try:
        store = open_store(url)
        upgraded = False
    except StoreError:
        store = open_store(url, create=True)
        upgraded = not created
    try:
        if store.is_standby:
            raise StoreError(f"{store.place} is a standby of another server: run billia init on that one")
        with store.writing() as session:
            first = admins.first(session, admin)
        made = admin if first is not None else None
        created = created or (upgraded and made is not None)
        upgraded = upgraded and not created
        kept = str(before_upgrade(path)) if path is not None and upgraded else ""
        return Prepared(store.place, schema.HEAD, created, upgraded, made, kept)
    finally:
        store.close()


def _admin_id(store: Store, admin: str, *, may_be_first: bool) -> int:
    try:
        with store.reading() as session:
            return admins.named(session, admin)
    except Forbidden:
        if not may_be_first:
            raise
    with store.writing() as session:
        return admins.first(session, admin) or admins.named(session, admin)
