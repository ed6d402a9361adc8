"""Which customers bulk work is about: some by id, all of a query, or both. Loads no database."""

from dataclasses import dataclass, replace

from billia_tui.operations.queries.customer_query import CustomerQuery, Sort, StatusFilter
from billia_tui.operations.queries.terms import Hold, QueryField


@dataclass(frozen=True, slots=True)
class Selection:
    """Customers that were marked: those of `ids`, and with a `query` all of it but `without`.

    All of a query stays the query, however many it has: who belongs to it is asked when it is needed.
    """

    ids: frozenset[int] = frozenset()
    query: CustomerQuery | None = None
    without: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ids) or self.query is not None

    def has(self, customer_id: int, *, in_query: bool) -> bool:
        """Whether a customer is marked; `in_query` says whether it belongs to the query."""
        return customer_id in self.ids or (in_query and self.query is not None and customer_id not in self.without)

    def toggled(self, customer_id: int, *, in_query: bool) -> "Selection":
        """The same with this customer marked, or no longer."""
        in_query = in_query and self.query is not None
        if self.has(customer_id, in_query=in_query):
            without = self.without | {customer_id} if in_query else self.without
            return replace(self, ids=self.ids - {customer_id}, without=without)
        if in_query:
            return replace(self, without=self.without - {customer_id})
        return replace(self, ids=self.ids | {customer_id})

    def with_all_of(self, query: CustomerQuery) -> "Selection":
        """The same with all of a query; what was marked one by one stays."""
        return replace(self, query=membership(query), without=frozenset())

    def without_query(self) -> "Selection":
        """What was marked one by one."""
        return Selection(self.ids)

    def is_all_of(self, query: CustomerQuery) -> bool:
        """Whether the query of this selection has the same customers as `query`, in whatever order."""
        return self.query is not None and self.query == membership(query)

    @property
    def text(self) -> str:
        """The query in words of the query language, what was chosen beside it included; empty if there is none."""
        return "" if self.query is None else in_words(self.query)


def membership(query: CustomerQuery) -> CustomerQuery:
    """The query without its order: what decides who belongs to it."""
    from billia_tui.operations.queries.language import ordered  # not needed before somebody marks

    found = ordered(query)
    return replace(found, words=found.words.strip(), sort=Sort.ID, descending=True)


def in_words(query: CustomerQuery) -> str:
    """A query as one text of the query language."""
    parts = [membership(query).words]
    if query.status == StatusFilter.ON_HOLD:
        parts.append(f"{QueryField.HOLD}:{Hold.YES}")
    elif query.status != StatusFilter.ALL:
        parts.append(f"{QueryField.STATUS}:{query.status.lower()}")
    if query.label:
        key, _, value = query.label.partition("=")
        quoted = value.replace('"', '""')
        parts.append(
            f'{QueryField.LABEL}:{key}="{quoted}"' if set(value) & set(' "') else f"{QueryField.LABEL}:{query.label}"
        )
    return " ".join(filter(None, parts))
