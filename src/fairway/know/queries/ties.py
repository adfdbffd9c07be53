"""Questions about what ties organisations together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from fairway.know.engine.lineage import MOST_LINES, Hold, Line, Lineage, Span, Tie, closes_circle, lineage
from fairway.know.models import Organisation, Relation

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

FAMILY = (
    Relation.Kind.BRANCH,
    Relation.Kind.SUBSIDIARY,
    Relation.Kind.OWNED,
    Relation.Kind.UNION,
    Relation.Kind.PART,
    Relation.Kind.DISPATCHED,
    Relation.Kind.ENTRUSTED,
)
"""Relations that make the tree; a successor, an adviser and a financier stand in no tree."""
DEPTH = 6
# One walk for both stores: UNION drops what was met before, so circles end. Days compare as ISO text on SQLite.
_WHOLE = """
WITH RECURSIVE up(id, subject_id, other_id, valid_from, valid_until) AS (
    SELECT r.id, r.subject_id, r.other_id, r.valid_from, r.valid_until FROM know_relation r
    WHERE {whole} AND r.subject_id IN ({starts})
    UNION
    SELECT r.id, r.subject_id, r.other_id, r.valid_from, r.valid_until
    FROM know_relation r JOIN up ON r.subject_id = up.other_id WHERE {whole}
)
SELECT id FROM up
"""
_IS_WHOLE = "(r.kind IN ('branch', 'part') OR (r.kind IN ('subsidiary', 'owned') AND r.share = 100))"
_REACHED = """
WITH RECURSIVE up(id, depth) AS (
    SELECT CAST(%(start)s AS bigint), 0
    UNION
    SELECT r.other_id, up.depth + 1 FROM know_relation r JOIN up ON r.subject_id = up.id
    WHERE up.depth < %(depth)s AND r.kind NOT IN ('successor', 'advises', 'finances')
      AND (r.valid_from IS NULL OR r.valid_from <= %(day)s) AND (r.valid_until IS NULL OR r.valid_until >= %(day)s)
), down(id, depth) AS (
    SELECT CAST(%(start)s AS bigint), 0
    UNION
    SELECT r.subject_id, down.depth + 1 FROM know_relation r JOIN down ON r.other_id = down.id
    WHERE down.depth < %(depth)s AND r.kind NOT IN ('successor', 'advises', 'finances')
      AND (r.valid_from IS NULL OR r.valid_from <= %(day)s) AND (r.valid_until IS NULL OR r.valid_until >= %(day)s)
)
SELECT id, MIN(depth) AS near FROM (SELECT id, depth FROM up UNION ALL SELECT id, depth FROM down) AS found
GROUP BY id ORDER BY near, id LIMIT %(most)s
"""


def whole_holds(starts: Collection[int]) -> list[Hold]:
    """Every relation of whole belonging above ``starts``, however far up: two queries."""
    marks = ", ".join(["%s"] * len(starts))
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE.format(whole=_IS_WHOLE, starts=marks), list(starts))
        found = [row[0] for row in cursor.fetchall()]
    return [
        Hold(r.subject_id, r.other_id, (r.valid_from, r.valid_until)) for r in Relation.objects.filter(pk__in=found)
    ]


def leads_to(start: int, goal: int, span: Span) -> bool:
    """Whether ``start`` belongs wholly to ``goal``, through any number of others, at a time of ``span``."""
    return closes_circle(Hold(goal, start, span), whole_holds([start]))


def _typed(query: str) -> str:
    """PostgreSQL wants to know that a parameter is a day."""
    return query.replace("%(day)s", "%(day)s::date") if connection.vendor == "postgresql" else query


def relations_of(organisation: int) -> QuerySet[Relation]:
    """Every relation an organisation has, on either side, with both sides and the source."""
    rows = Relation.objects.select_related("subject", "other", "source")
    return rows.filter(Q(subject=organisation) | Q(other=organisation)).order_by("kind", "valid_from", "pk")


def on_day(day: date) -> Q:
    """Rows valid on ``day``; open ends reach as far as one likes."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


@dataclass(frozen=True)
class Branch:
    """A line of the tree with the organisation it names."""

    line: Line
    organisation: Organisation
    kind: str

    @property
    def indent(self) -> int:
        """Steps from the organisation the tree is of."""
        return self.line.depth

    @property
    def steps(self) -> range:
        """One mark for each step."""
        return range(self.line.depth)


@dataclass(frozen=True)
class Family:
    """The tree around one organisation on a day; ``cut`` where it has more lines than are shown."""

    above: tuple[Branch, ...]
    below: tuple[Branch, ...]
    cut: bool


def family(organisation: int, day: date) -> Family:
    """Who it belongs to and what belongs to it on ``day``, in three queries however deep."""
    values: dict[str, str | int] = {
        "start": organisation,
        "day": day.isoformat(),
        "depth": DEPTH,
        "most": MOST_LINES * 2,
    }
    with connection.cursor() as cursor:
        cursor.execute(_typed(_REACHED), values)
        reached = [row[0] for row in cursor.fetchall()]
    rows = Relation.objects.filter(on_day(day), kind__in=FAMILY, subject__in=reached, other__in=reached)
    ties = [Tie(r.subject_id, r.other_id, r.kind, r.share) for r in rows]
    return _named(lineage(organisation, ties, depth=DEPTH), Organisation.objects.in_bulk(reached))


def _named(found: Lineage, known: dict[int, Organisation]) -> Family:
    words = dict(Relation.Kind.choices)
    above, below = (
        tuple(Branch(line, known[line.organisation], str(words[line.tie.kind])) for line in lines)
        for lines in (found.above, found.below)
    )
    return Family(above, below, found.cut)


def shares_above_whole(organisation: int, day: date) -> bool:
    """Whether the shares in an organisation that are known on ``day`` add up to more than 100 per cent."""
    rows = Relation.objects.filter(on_day(day), subject=organisation, share__isnull=False)
    return sum(share for share in rows.values_list("share", flat=True) if share is not None) > 100
