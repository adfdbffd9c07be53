"""The page of an organisation's whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from fairway.base.rights import acting
from fairway.base.words import in_language
from fairway.govern.models import Role
from fairway.trust import queries
from fairway.trust.forms import AsOfForm
from fairway.trust.queries import finding
from fairway.trust.queries.what_if import what_if
from fairway.trust.views.looks import looks_at, purpose_words, seen_thing
from fairway.trust.views.notices import state_badge, told_reasons
from fairway.trust.views.ratings import grade_badge
from fairway.trust.views.records import kind_label, record_status, severity_label
from fairway.trust.views.what_if import told_effects, told_ways

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from fairway.know.models import Organisation
    from fairway.trust.models import CreditRecord, FileView, Notice, Rating

CHART = "rating-history"


@looks_at("trust.see_file", finding.organisation)
def file(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Show everything on file about one organisation: ratings, notices, records with their past, who looked."""
    found, today = queries.credit_file(organisation, acting(request)), timezone.localdate()
    changed = what_if(organisation, found.in_force, today)
    context = {
        "organisation": organisation,
        "file": found,
        "grade": grade_badge(found.in_force.grade) if found.in_force else None,
        "announced": _announced(found.announced) if found.announced else None,
        "ratings": [(rating, grade_badge(rating.grade)) for rating in found.history],
        "chart": _chart(found.history),
        "chart_id": CHART,
        "records": [_record(each) for each in found.records],
        "notices": None if found.notices is None else [(n, state_badge(n)) for n in found.notices],
        "looks": None if found.looks is None else list(map(_look, found.looks)),
        "now": changed.now if changed else None,
        "effects": told_effects(changed) if changed else [],
        "ways": told_ways(changed) if changed else [],
        "form": AsOfForm(initial={"as_of": today}),
    }
    return render(request, "trust/file.html", context)


def _announced(notice: Notice) -> dict[str, object]:
    return {"notice": notice, "before": grade_badge(notice.grade_before), "after": grade_badge(notice.grade_after)} | {
        "reasons": told_reasons(notice)
    }


def _record(record: CreditRecord) -> dict[str, object]:
    return {
        "record": record,
        "kind": kind_label(record.kind),
        "severity": severity_label(record),
        "status": record_status(record),
        "changes": record.status_changes.all(),
    }


def _look(look: FileView) -> dict[str, object]:
    office = in_language(look.office) if look.office else _("operator of this workbench")
    role = Role(look.role).label if look.role else ""
    return {"look": look, "what": seen_thing(look), "office": office, "role": role, "purpose": purpose_words(look)}


def _chart(history: Iterable[Rating]) -> dict[str, object] | None:
    """Points over time, the oldest first; a rating without a file leaves a gap."""
    ratings = list(reversed(list(history)))
    if sum(rating.points is not None for rating in ratings) < 2:
        return None
    title = _("Points over time")
    values = [rating.points for rating in ratings]
    days = [rating.as_of.isoformat() for rating in ratings]
    return {"type": "lines", "title": title, "categories": days, "series": [{"name": _("Points"), "values": values}]}
