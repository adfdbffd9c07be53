"""The funnel of all projects and the figures around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone

from fairway.base.rights import needs
from fairway.land import queries
from fairway.land.engine.funnel import rates
from fairway.land.forms import as_of_form

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse


@needs("land.see_projects")
def funnel(request: HttpRequest) -> HttpResponse:
    """How far the signed projects came as known on a day, the money by month, and where they lie."""
    usual = queries.reporting_date()
    latest = max(usual, timezone.localdate())
    asked = request.GET if "as_of" in request.GET else None
    form = as_of_form(asked, usual, latest)
    as_of = form.cleaned_data["as_of"] if form.is_valid() else usual
    context = {"form": form, "as_of": as_of, **_figures(request, as_of)}
    return render(request, "land/funnel.html", context, status=422 if form.errors else 200)


def _figures(request: HttpRequest, as_of: date) -> dict[str, object]:
    reader = request.user
    found = queries.funnel(as_of, seen_by=reader)
    return {
        "funnel": found,
        "rates": rates(found),
        "times": queries.time_in_stage(as_of, seen_by=reader),
        "money": queries.money_by_month(as_of, seen_by=reader),
        "in_place": queries.money_in_place(as_of, seen_by=reader),
        "map": queries.tiles(as_of, seen_by=reader),
    }
