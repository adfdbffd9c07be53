"""Ties between organisations, as followthemoney and the registry write them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fairway.know.engine.imports import cells
from fairway.know.engine.imports.circles import OWNING
from fairway.know.engine.imports.columns import HALF
from fairway.know.engine.imports.incoming import Link
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections import Counter

    from fairway.know.engine.exchange.entities import Entity

# Schema → the property that belongs to the other, and the property of that other.
SIDES = {
    "Ownership": ("asset", "owner"),
    "Membership": ("member", "organization"),
    "Succession": ("successor", "predecessor"),
    "UnknownLink": ("subject", "object"),
}
ENDS = frozenset(
    {
        *(end for sides in SIDES.values() for end in sides), "holder", "director", "agent", "client", "employee",
        "employer", "person", "relative", "associate", "contractor", "authority", "entity", "debtor", "creditor",
    }
)  # fmt: skip
"""Properties that lead to the two ends of a relation, of whatever schema."""
KINDS = frozenset(cells.RELATIONS.values())
_HELD = frozenset({"role", "percentage", "startDate", "publisher", "sourceUrl", "retrievedAt"})
REST = _("%(what)s: this property has no place in the registry.")
ENDED = _("%(what)s that has ended: only ties that hold are brought in.")


@dataclass(frozen=True, slots=True)
class Tie:
    """``subject`` belongs to ``other`` (ids of entities)."""

    subject: str
    other: str
    kind: str
    share: str = ""
    since: str = ""

    def link(self, key: str) -> Link:
        """The tie as the subject's row states it; ``key`` is the other's."""
        return Link("key", key, self.kind, self.share, self.since)


def tie(entity: Entity) -> Tie | None:
    """Return the tie an entity stands for; None where the registry has none for it, or it has ended."""
    sides = SIDES.get(entity.schema)
    if sides is None or entity.properties.get("endDate"):
        return None
    subject, other = entity.first(sides[0]), entity.first(sides[1])
    share = _parsed(cells.share, entity.first("percentage"))
    kind = _kind(entity, share)
    since = _parsed(cells.iso_day, entity.first("startDate"))
    if not (subject and other and kind) or subject == other:
        return None
    return Tie(subject, other, kind, share if kind in OWNING else "", since)


def _kind(entity: Entity, share: str) -> str:
    role = entity.first("role")
    if entity.schema == "Succession":
        return "successor"
    if entity.schema == "Ownership":
        usual = "subsidiary" if Decimal(share or 100) > HALF else "owned"
        return role if role in OWNING else usual
    return role if role in KINDS else ""


def _parsed(parse: object, text: str) -> str:
    try:
        return str(parse(text)) if text and callable(parse) else ""
    except BadCell:
        return ""


def count_rest(entity: Entity, left: Counter[tuple[str, str]]) -> None:
    """Count what else an entity says of a tie."""
    for name in set(entity.properties) - _HELD - set(SIDES[entity.schema]):
        left[REST, f"{entity.schema}.{name}"] += 1
    for name, parse in (("percentage", cells.share), ("startDate", cells.iso_day)):
        if entity.first(name) and not _parsed(parse, entity.first(name)):
            left[REST, f"{entity.schema}.{name}"] += 1


def schema_for(kind: str, *, is_company: bool) -> str:
    """Return the schema a relation goes out as; only companies can be an asset of somebody."""
    if kind in OWNING and is_company:
        return "Ownership"
    return "Succession" if kind == "successor" else "UnknownLink"
