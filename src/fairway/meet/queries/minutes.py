"""Minutes as they are read and printed."""

from __future__ import annotations

from datetime import UTC, datetime, time
from importlib.resources import files
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.base.cells import shown
from fairway.base.words import reads_chinese
from fairway.lib.errors import Missing
from fairway.lib.paper import pdf
from fairway.meet.models import Minutes
from fairway.meet.queries.edits import both_names

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fairway.meet.models import Event, MeetingRequest

REPORTS = files("fairway.meet") / "reports"


def minutes_of(event: Event, request: MeetingRequest | None = None) -> Minutes | None:
    """Return the minutes of an event, or of one of its meetings; ``None`` before they are written."""
    return _rows().filter(event=event, request=request).first()


def minutes_at(pk: int) -> Minutes:
    """Return the minutes of an address; raise Missing where there are none."""
    found = _rows().filter(pk=pk).first()
    if found is None:
        raise Missing("minutes-missing", gettext_noop("No minutes have this address."))
    return found


def _rows() -> QuerySet[Minutes]:
    return Minutes.objects.select_related(
        "event", "written_by", "request__requester__organisation", "request__requested__organisation"
    )


def minutes_title(minutes: Minutes) -> str:
    """Name the meeting, or the event."""
    return both_names(minutes.request) if minutes.request else minutes.event.title


def minutes_pdf(minutes: Minutes) -> bytes:
    """Set the minutes as a page to print and sign, in the reader's language."""
    steps = [[step.text, step.answers, str(shown(step.due_on))] for step in minutes.steps.all()]
    sections: list[dict[str, object]] = [{"title": _("Course of the talks"), "text": minutes.text.splitlines()}]
    if minutes.decisions_listed:
        sections.append({"title": _("What the talks decided"), "items": minutes.decisions_listed})
    headings = [_("Next step"), _("Who answers for it"), _("Due on")]
    sections.append({"title": _("Next steps"), "headings": headings, "rows": steps, "empty": _("None was agreed.")})
    values = paper_values(minutes.event, _("Minutes"), minutes_title(minutes), sections)
    return pdf(REPORTS / "paper.typ", values, stamp(minutes.event))


def paper_values(event: Event, kind: str, title: str, sections: list[dict[str, object]]) -> dict[str, object]:
    """Return what every page of an event's papers says, and its sections."""
    return {
        "lang": "zh" if reads_chinese() else "en",
        "region": "CN" if reads_chinese() else "GB",
        "kind": kind,
        "title": title,
        "event": event.title,
        "when": f"{shown(event.held_on)}{f'–{shown(event.ends_on)}' if event.ends_on else ''}",
        "venue": event.venue,
        "is-demo": event.is_demo,
        "demo": _("DEMO"),
        "page-of": _("Page {page} of {pages}"),
        "sections": sections,
    }


def stamp(event: Event) -> datetime:
    """Return the event's as-of date as a moment: files carry no clock."""
    return datetime.combine(event.as_of, time(), UTC)
