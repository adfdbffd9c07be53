"""From signed to landed by cohort, on screen and as a workbook."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from fairway.base.exports import XLSX_TYPE, attachment
from fairway.base.rights import needs
from fairway.land import queries
from fairway.land.engine.cohorts import Span
from fairway.land.forms import cohort_form
from fairway.land.templatetags.land import percent, stage_label
from fairway.lib.tables.write import Sheet, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from fairway.land.engine.cohorts import Cohort
    from fairway.land.forms import CohortForm
    from fairway.lib.tables.write import Cell

DRAWN = 5
"""Cohorts drawn, the newest; the table has them all."""


@needs("land.see_projects")
def cohorts(request: HttpRequest) -> HttpResponse:
    """Show what became of each cohort, quarter by quarter after the signature."""
    form = _form(request)
    found = _found(request, form)
    quarters = range(max((len(each.within) for each in found), default=0))
    context = {
        "form": form,
        "lines": [(each, _row(each, len(quarters))) for each in found],
        "quarters": quarters,
        "chart": _chart(found[-DRAWN:], form) if any(len(each.within) > 1 for each in found) else None,
        "left_out": len(found[:-DRAWN]),
        "query": request.GET.urlencode(),
    }
    return render(request, "land/cohorts.html", context, status=422 if form.errors else 200)


@needs("land.see_projects")
def cohort_workbook(request: HttpRequest) -> HttpResponse:
    """Send the same table as a workbook."""
    form = _form(request)
    if form.errors:
        return render(request, "land/cohorts.html", {"form": form}, status=422)
    day = form.value_of("as_of")
    sheet = _sheet(_found(request, form), form)
    content = workbook_bytes([sheet], datetime.combine(day, time(), UTC))
    return attachment(content, XLSX_TYPE, f"cohorts-{day:%Y-%m-%d}.xlsx")


def _form(request: HttpRequest) -> CohortForm:
    usual = queries.reporting_date()
    return cohort_form(request.GET or None, usual, max(usual, timezone.localdate()))


def _found(request: HttpRequest, form: CohortForm) -> tuple[Cohort, ...]:
    if form.errors:
        return ()
    return queries.cohorts_known_on(
        form.value_of("as_of"),
        form.value_of("goal"),
        Span(form.value_of("span")),
        region=form.value_of("region"),
        seen_by=request.user,
    )


def _row(cohort: Cohort, quarters: int) -> list[str]:
    """The share after each quarter; empty where the cohort has not been watched so long."""
    told = [percent(share) for share in cohort.shares]
    return [*told, *[""] * (quarters - len(told))]


def _chart(found: Sequence[Cohort], form: CohortForm) -> dict[str, Any]:
    longest = max(len(each.within) for each in found)
    return {
        "type": "lines",
        "title": _("From signed to “%(goal)s” by quarters since the signature")
        % {"goal": stage_label(form.value_of("goal"))},
        "unit": "%",
        "categories": [str(quarter) for quarter in range(longest)],
        "series": [
            {
                "name": each.label,
                "values": [
                    *(round(100 * float(share), 1) for share in each.shares),
                    *[None] * (longest - len(each.within)),
                ],
            }
            for each in found
        ],
    }


def _sheet(found: Sequence[Cohort], form: CohortForm) -> Sheet:
    longest = max((len(each.within) for each in found), default=0)
    goal = stage_label(form.value_of("goal"))
    headings = [
        _("Signed in"), _("Signed"), _("Reached “%(goal)s” so far") % {"goal": goal},
        *(_("within %(count)s quarters") % {"count": quarter} for quarter in range(longest)),
    ]  # fmt: skip
    rows: list[Sequence[Cell]] = [
        [each.label, each.signed, each.reached, *each.within, *[None] * (longest - len(each.within))] for each in found
    ]
    rows += [[], [_("As known on"), form.value_of("as_of")]]
    return Sheet(_("Cohorts"), headings, rows)
