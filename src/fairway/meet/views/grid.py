"""The organiser's grid: look at half a day, pick a meeting, put it elsewhere, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import number_in
from fairway.base.rights import acting, needs
from fairway.base.words import reading_language
from fairway.lib.errors import FairwayError, Invalid, Missing, Refused
from fairway.lib.explain import Reason
from fairway.meet import actions
from fairway.meet.forms.grid import GridForm
from fairway.meet.models import GridEdit
from fairway.meet.queries import edits, timetables
from fairway.meet.queries import grid as grids
from fairway.meet.queries.hand import Place, hand_of
from fairway.meet.views.links import event_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from fairway.meet.models import Event, Timetable
    from fairway.meet.queries.hand import Hand

ON_THE_GRID = gettext_noop("Changed on the grid")


@needs("meet.see_timetable")
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the organiser's grid, half a day at a time unless all is asked for."""
    found = event_at(pk)
    return render(request, "meet/grid.html", _page(request, found, request.GET))


def _page(request: HttpRequest, event: Event, asked: QueryDict) -> dict[str, object]:
    """Everything the grid's page shows: ``part``, ``tables`` (page of rows) and ``pick`` come from the address."""
    timetable = timetables.timetable_that_holds(event)
    hand, hours = hand_of(event, timetable), timetables.hours_of(event)
    part, shown = grids.hours_in(hours, asked.get("part", ""))
    may_edit = request.user.has_perm("meet.edit_timetable", event)
    picked = _picked(event, hand, asked) if may_edit else None
    rows = _rows(event, asked)
    left, count = edits.left_out(timetable, hand)
    return {
        "event": event,
        "timetable": timetable,
        "grid": grids.grid_of(event, timetable, reading_language(), hours=shown, tables=rows, picked=picked, hand=hand),
        "hours": hours,
        "halves": grids.halves_of(hours),
        "many_days": len({hour.day for hour in hours}) > 1,
        "pages": _pages(event),
        "picked": picked,
        "swaps": _swaps(event, hand, picked),
        "may_edit": may_edit,
        "edits": edits.edits_of(timetable),
        "left_out": left,
        "left_out_count": count,
        **_where(event, part, rows),
    }


def _where(event: Event, part: str, rows: range) -> dict[str, object]:
    """The addresses of the grid and of the part of it that is shown."""
    url, page = reverse("meet:grid", args=[event.pk]), (rows.start - 1) // grids.TABLES + 1
    return {"grid_url": url, "part": part, "tables_page": page, "here": f"{url}?part={part}&tables={page}"}


def _rows(event: Event, asked: QueryDict) -> range:
    first = (max(1, number_in(asked.get("tables", ""))) - 1) * grids.TABLES + 1
    return range(first, min(event.tables, first + grids.TABLES - 1) + 1)


def _pages(event: Event) -> list[tuple[int, int, int]]:
    """Number, first and last table of each page of rows; empty where one page holds them all."""
    firsts = range(1, event.tables + 1, grids.TABLES)
    pages = [(n, first, min(event.tables, first + grids.TABLES - 1)) for n, first in enumerate(firsts, start=1)]
    return pages if len(pages) > 1 else []


def _picked(event: Event, hand: Hand, asked: QueryDict) -> grids.Picked | None:
    chosen = grids.request_named(event, number_in(asked.get("pick", "")))
    return grids.picked_of(hand, chosen) if chosen else None


def _swaps(event: Event, hand: Hand, picked: grids.Picked | None) -> list[tuple[int, str]]:
    """Name the meetings the picked one can change places with, by slot and table."""
    if picked is None or not picked.swaps:
        return []
    rows = event.requests.filter(pk__in=picked.swaps).select_related(
        "requester__organisation", "requested__organisation"
    )
    ordered = sorted(rows, key=lambda row: (hand.places[row.pk].slot, hand.places[row.pk].table))
    return [
        (row.pk, f"{hand.places[row.pk].slot}/{hand.places[row.pk].table}: {edits.both_names(row)}") for row in ordered
    ]


@needs("meet.edit_timetable")
def legal(_request: HttpRequest, pk: int, asked: int) -> HttpResponse:
    """Say where one meeting may go: slots with a free table, meetings to change places with, and why not elsewhere."""
    found = event_at(pk)
    hand = hand_of(found, timetables.timetable_that_holds(found))
    chosen = grids.request_named(found, asked)
    picked = grids.picked_of(hand, chosen) if chosen else None
    if picked is None:
        raise Missing("request-missing", gettext_noop("No meeting request has this address."))
    own = set() if picked.slot is None or picked.is_locked else {picked.slot}
    return JsonResponse(
        {
            "slots": sorted(own | (set() if picked.is_locked else picked.slots)),
            "swaps": [] if picked.is_locked else sorted(picked.swaps),
            "own": sorted(own),
            "why": {slot: " ".join(said) for slot, said in picked.why.items()},
        }
    )


@require_POST
@needs("meet.edit_timetable")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out one change; where it is refused, show the grid with the reason and what stands in the way."""
    found, form = event_at(pk), GridForm(request.POST)
    timetable = timetables.timetable_that_holds(found)
    try:
        made = _change(request, found, timetable, form)
    except (Invalid, Refused) as refusal:
        return _refused(request, found, form, refusal)
    messages.success(request, _("Kept: %(what)s.") % {"what": made.get_kind_display()})
    query = {key: request.POST[key] for key in ("part", "tables") if request.POST.get(key)}
    anchor = f"#r{form.cleaned_data['request']}" if made.kind != GridEdit.Kind.TAKE_OUT else ""
    return HttpResponseRedirect(f"{reverse('meet:grid', args=[pk])}?{urlencode(query)}{anchor}")


def _change(request: HttpRequest, event: Event, timetable: Timetable, form: GridForm) -> GridEdit:
    if not form.is_valid():
        raise Invalid("grid-form", gettext_noop("Choose a meeting and where it is to go."))
    given = form.cleaned_data
    on = {
        "actor": acting(request),
        "reason": str(ON_THE_GRID),
        "timetable": timetable,
        "version": given["version"],
        "request": given["request"],
    }
    if given["deed"] == "place":
        return _put(event, timetable, form.place(), on)
    if given["deed"] == "swap":
        return actions.swap_meetings(**on, other=given["other"])
    if given["deed"] == "take_out":
        return actions.take_out_meeting(**on)
    return actions.lock_meeting(**on, is_locked=given["deed"] == "lock")


def _put(event: Event, timetable: Timetable, place: Place, on: dict[str, Any]) -> GridEdit:
    """Move, put in or let change places, as the meeting and the place have it."""
    table = place.table or grids.first_free_table(event, timetable, place.slot)
    sitting = timetable.meetings.filter(slot__number=place.slot, table=table).first()
    is_held = timetable.meetings.filter(request=on["request"]).exists()
    if is_held and sitting is not None and sitting.request_id != on["request"]:
        return actions.swap_meetings(**on, other=sitting.request_id)
    do = actions.move_meeting if is_held else actions.put_in_request
    return do(**on, place=Place(place.slot, table))


def _refused(request: HttpRequest, event: Event, form: GridForm, refusal: FairwayError) -> HttpResponse:
    """The grid once more: the reason above, the meetings in the way marked, what others changed meanwhile."""
    asked = request.POST.copy()
    chosen = grids.request_named(event, form.cleaned_data.get("request") or 0)
    asked["pick"] = str(chosen.pk) if chosen else ""
    context = _page(request, event, asked)
    names = grids.names_of(chosen) if chosen else {}
    params = {key: value for key, value in refusal.facts.items() if isinstance(value, str | int)}
    reasons = [Reason(refusal.text, params), *refusal.facts.get("also", ())]  # type: ignore[misc]
    context |= {
        "refusal": list(dict.fromkeys(grids.spoken(reason, names) for reason in reasons)),
        "in_the_way": refusal.facts.get("in_the_way", ()),
        "overtaken": edits.edits_of(context["timetable"], form.cleaned_data["version"])  # type: ignore[arg-type]
        if refusal.code == "grid-overtaken"
        else [],
    }
    return render(request, "meet/grid.html", context, status=refusal.status)


@require_POST
@needs("meet.edit_timetable")
def undo(request: HttpRequest, pk: int, edit: int) -> HttpResponse:
    """Put back what one change touched."""
    found = event_at(pk)
    made = GridEdit.objects.select_related("timetable__event").filter(pk=edit, timetable__event=found).first()
    if made is None:
        raise Missing("edit-missing", gettext_noop("No such change was made."))
    actions.undo_edit(actor=acting(request), reason=str(ON_THE_GRID), edit=made)
    messages.success(request, _("The change was undone."))
    query = {key: request.POST[key] for key in ("part", "tables") if request.POST.get(key)}
    return HttpResponseRedirect(f"{reverse('meet:grid', args=[pk])}?{urlencode(query)}#edits")
