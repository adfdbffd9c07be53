"""The desk: welcoming by badge or by name, and what was reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairway.base.cells import number_in
from fairway.base.rights import acting, needs
from fairway.meet.actions import day as verbs
from fairway.meet.queries.day import desk as questions
from fairway.meet.queries.day.clock import clock_of, day_of
from fairway.meet.queries.figures import current_timetable
from fairway.meet.views.links import event_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("meet.see_day")
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Find a participant by name and check it in without a camera; the counts, the reports, all papers."""
    found = event_at(pk)
    today, words = day_of(found), request.GET.get("q", "")[:100]
    rows = questions.found_at_desk(found, today, words)
    context = {
        "event": found,
        "day": today,
        "query": words,
        "rows": [(row, questions.badge_code(row)) for row in rows],
        "is_cut": len(rows) == questions.SHOWN,
        "attendance": questions.attendance(found, today),
        "reports": questions.reports(found),
        "clock": clock_of(found),
        "timetable": current_timetable(found),
    }
    return render(request, "meet/day/desk.html", context)


@needs("meet.check_in")
def check_in(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Open a badge: who it is, one button to welcome, one to take it back."""
    found = event_at(pk)
    today = day_of(found)
    participation = questions.participation_of_badge(found, code, today)
    if request.method != "POST":
        seats = participation.seats
        context = {
            "event": found,
            "participation": participation,
            "day": today,
            "counts": range(1, seats + 1),
            "counted": participation.seats_there or seats,  # type: ignore[attr-defined]  # annotated
        }
        return render(request, "meet/day/check_in.html", context)
    on: dict[str, Any] = {
        "actor": acting(request),
        "reason": _("At the desk"),
        "participation": participation,
        "day": today,
    }
    if request.POST.get("undo"):
        verbs.undo_check_in(**on)
    else:
        verbs.check_in(**on, seats=number_in(request.POST["seats"]) if "seats" in request.POST else None)
    if "q" not in request.POST:
        return redirect("meet:check_in", pk, code)
    return redirect(f"{reverse('meet:desk', args=[pk])}?{urlencode({'q': request.POST['q'][:100]})}")


@require_POST
@needs("meet.run_day")
def give_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a personal link to everybody who has none."""
    count = verbs.personal_links(actor=acting(request), reason=_("At the desk"), event=event_at(pk))
    messages.success(request, _("%(count)s personal links were made.") % {"count": count})
    return redirect("meet:desk", pk)
