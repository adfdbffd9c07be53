"""The live board, for a desk and for a screen on the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from fairway.base.rights import needs
from fairway.meet.queries.day.board import board_of
from fairway.meet.views.links import event_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TEMPLATES = {"fragment": "meet/day/_board.html", "screen": "meet/day/screen.html"}


@needs("meet.see_day")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is on at each table or where everybody is; it looks again by itself, with or without a script."""
    found = event_at(pk)
    asked = request.GET.get("slot", "")
    context = {
        "event": found,
        "board": board_of(found, int(asked) if asked.isdecimal() and len(asked) < 5 else None),
        "by": "people" if request.GET.get("by") == "people" else "tables",
        "is_screen": "screen" in request.GET,
        "asked": asked,
    }
    wanted = next((template for key, template in TEMPLATES.items() if key in request.GET), "meet/day/board.html")
    return render(request, wanted, context)
