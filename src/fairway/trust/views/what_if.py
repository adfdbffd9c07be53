"""What would change a rating, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairway.base.cells import shown
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.views.records import kind_label

if TYPE_CHECKING:
    from fairway.trust.engine.rating import Rating as Result
    from fairway.trust.engine.what_if import Way
    from fairway.trust.queries.what_if import Effect, WhatIf


def told_effects(found: WhatIf) -> list[dict[str, object]]:
    """Each counted record with what its repair or expiry would make of the rating."""
    return [_effect(effect, found.now) for effect in found.effects]


def _effect(effect: Effect, now: Result) -> dict[str, object]:
    return {
        "pk": effect.pk,
        "number": effect.fact.key,
        "kind": kind_label(effect.fact.kind),
        "repaired": None if effect.repaired is None else _against(effect.repaired, now),
        "expired": _against(effect.expired, now),
    }


def _against(then: Result, now: Result) -> str:
    """Grade and points with the difference: ``A 730 (+120)``; without a file neither."""
    if then.points is None or now.points is None:
        return _("no file")
    return f"{then.grade} {then.points} ({then.points - now.points:+d})"


def told_ways(found: WhatIf) -> list[str]:
    """The ways to the next better grade, a sentence each, the surest first."""
    return [_way(way) for way in found.ways]


def _way(way: Way) -> str:
    then = {"grade": way.rating.grade, "points": way.rating.points}
    if way.repair:
        named = ", ".join(way.repair)
        return _("Have repaired: %(records)s. Then %(grade)s, %(points)s points.") % {"records": named, **then}
    if way.add is not None:
        kind, severity, count = way.add
        return _good(count) % {"count": count, "kind": _named(kind, severity), **then}
    day = shown(way.wait_for)
    return _("Wait until %(day)s with nothing new. Then %(grade)s, %(points)s points.") % {"day": day, **then}


def _good(count: int) -> str:
    return ngettext(
        "Earn %(count)s more record of the kind %(kind)s. Then %(grade)s, %(points)s points.",
        "Earn %(count)s more records of the kind %(kind)s. Then %(grade)s, %(points)s points.",
        count,
    )


def _named(kind: str, severity: str) -> str:
    label = CATALOGUE[kind].severity(severity).label
    return f"{kind_label(kind)} · {_(label)}" if label else kind_label(kind)
