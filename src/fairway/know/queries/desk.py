"""Questions of the clerk's desk: what waits for a decision, and what was decided before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When

from fairway.know.engine.script import fold
from fairway.know.models import Pair, Ruling, Verdict
from fairway.know.queries.merges import MergeBanner, merge_banner
from fairway.know.queries.weights import weighs

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

__all__ = ["MergeBanner", "memory", "merge_banner", "next_open", "queue", "remembered", "spelled", "weighs"]

SPELLING = 300
STATES = ("open", "waiting", "later", "decided", "merged")
"""Where a pair stands: nobody decided; a second person must; put off; decided; one record is merged elsewhere."""
NARROWED = {"proposal": "verdict", "kind": "left__kind"}
"""What narrows the queue, on its page and from pair to pair, and the column that it compares."""


def spelled(name: str) -> str:
    """A name as decisions remember it."""
    return fold(name)[:SPELLING]


def standing() -> QuerySet[Ruling]:
    """Decisions that hold: not revoked, confirmed where two people are needed, and not merely put off."""
    waits = Q(needs_second=True, confirmed_by__isnull=True)
    return Ruling.objects.filter(~waits, revoked_at__isnull=True).exclude(verdict=Verdict.ASK)


def remembered(a: str, b: str) -> Ruling | None:
    """The decision that holds on two spellings, the latest one; ``None`` where nobody decided.

    The same spelling twice is nothing to remember: two organisations may bear one name, and only their codes and
    places tell. Its ``relation`` is what ``spelling_a`` is to ``spelling_b``, in the order of folded names.
    """
    first, second = sorted((spelled(a), spelled(b)))
    if first == second:
        return None
    return standing().filter(spelling_a=first, spelling_b=second).first()


def memory(names: Collection[str] | None = None) -> dict[tuple[str, str], Ruling]:
    """Every decision that holds on two different spellings, by both in order: one query.

    With ``names``, only those that speak of one of them as their first spelling.
    """
    rows = standing().order_by("decided_at", "pk")
    if names is not None:
        rows = rows.filter(spelling_a__in={spelled(name) for name in names})
    return {(r.spelling_a, r.spelling_b): r for r in rows if r.spelling_a != r.spelling_b}


def queue() -> QuerySet[Any]:
    """Every pair with both records and its ``state`` (``STATES``), what weighs most first."""
    own = Ruling.objects.filter(pair=OuterRef("pk"), revoked_at__isnull=True)
    waits = own.filter(needs_second=True, confirmed_by__isnull=True)
    elsewhere = Q(left__merged_into__isnull=False) | Q(right__merged_into__isnull=False)
    state = Case(
        When(Exists(waits), then=Value("waiting")),
        When(Exists(own.exclude(verdict=Verdict.ASK)), then=Value("decided")),
        When(elsewhere, then=Value("merged")),
        When(Exists(own), then=Value("later")),
        default=Value("open"),
    )
    return Pair.objects.select_related("left", "right").annotate(state=state)


def counts() -> dict[str, int]:
    """How many pairs stand where; every state is there."""
    found = dict(queue().order_by().values_list("state").annotate(pairs=Count("pk")))
    return {state: found.get(state, 0) for state in STATES}


def next_open(pair: Pair, narrowing: Mapping[str, str], *, step: int = 1) -> Pair | None:
    """The open pair after ``pair`` in the queue (before it, with ``step`` -1), from the other end when none is left.

    ``narrowing`` is the queue page's: only pairs of that proposal or kind.
    """
    rows = queue().filter(state="open").exclude(pk=pair.pk)
    rows = rows.filter(**{column: narrowing[key] for key, column in NARROWED.items() if narrowing.get(key)})
    if step < 0:
        rows = rows.reverse()
    side = "lt" if step > 0 else "gt"
    other = "gt" if step > 0 else "lt"
    beyond = (
        Q(**{f"consequence__{side}": pair.consequence})
        | Q(**{f"probability__{side}": pair.probability}, consequence=pair.consequence)
        | Q(**{f"pk__{other}": pair.pk}, consequence=pair.consequence, probability=pair.probability)
    )
    return rows.filter(beyond).first() or rows.first()
