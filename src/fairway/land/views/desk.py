"""The desk of everything that is late, and what of it went up to a superior."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.base.cells import organisation_link, shown
from fairway.base.lists import PAGE_ROWS, Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.base.words import in_language
from fairway.land import queries
from fairway.land.engine.desk import STAGE_DAYS, Kind
from fairway.land.templatetags.land import step_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise

    from fairway.know.models import Organisation
    from fairway.land.models import Project
    from fairway.land.queries import Desk, Line

PRINTED_ROWS = 1_000
"""Lines on one page to print; the files hold all."""
KINDS: dict[Kind, StrPromise] = {
    Kind.STAGE: gettext_lazy("stage"),
    Kind.NEXT_STEP: gettext_lazy("next date of a meeting"),
    Kind.MILESTONE: gettext_lazy("milestone"),
    Kind.HINDRANCE: gettext_lazy("hindrance"),
    Kind.PROMISE: gettext_lazy("promise"),
    Kind.NOTICE: gettext_lazy("notice"),
    Kind.REPORT: gettext_lazy("self-report"),
    Kind.VISIT: gettext_lazy("next date of a visit"),
    Kind.AGREED: gettext_lazy("agreed at an event"),
}
PAGES = {
    Kind.STAGE: "land:project",
    Kind.NEXT_STEP: "meet:opportunity",
    Kind.MILESTONE: "land:milestone",
    Kind.HINDRANCE: "land:hindrance",
    Kind.PROMISE: "sign:promise",
    Kind.NOTICE: "sign:promise",
    Kind.REPORT: "land:file_report",
    Kind.VISIT: "land:project",
    Kind.AGREED: "meet:finish",
}


def _next_stage(project: Project) -> str:
    return _("what follows “%(stage)s”") % {"stage": step_label(project)}


WORDS: dict[Kind, Callable[[Line], str]] = {
    Kind.STAGE: lambda line: _next_stage(line.subject),
    Kind.VISIT: lambda line: _("after the visit: %(seen)s") % {"seen": line.subject.seen[:80]},
    Kind.REPORT: lambda line: _("report: %(often)s") % {"often": line.subject.get_every_display()},
    Kind.AGREED: lambda line: line.subject.title,
    Kind.NOTICE: lambda line: _("pass on or withdraw: %(what)s") % {"what": line.subject.promise},
}


ABOUT: dict[Kind, Callable[[Line], Any]] = {
    **dict.fromkeys(Kind, lambda line: line.subject),
    Kind.NOTICE: lambda line: line.subject.promise,
    Kind.VISIT: lambda line: line.project,
}
"""Whose page it leads to."""
MARKED: dict[Kind, Callable[[Line], Any]] = {
    **dict.fromkeys(Kind, lambda line: line.project),
    Kind.NEXT_STEP: lambda line: line.subject.event,
    Kind.AGREED: lambda line: line.subject,
    Kind.PROMISE: lambda line: line.subject,
    Kind.NOTICE: lambda line: line.subject.promise,
}
"""What says whether a matter is invented."""


def _what(line: Line) -> Link:
    text = WORDS[line.kind](line) if line.kind in WORDS else str(line.subject)
    return Link(text, address(PAGES[line.kind], ABOUT[line.kind](line).pk), MARKED[line.kind](line).is_demo)


def _project(line: Line) -> Link | None:
    return None if line.project is None else Link(line.project.title, address("land:project", line.project.pk))


def _link(organisation: Organisation | None) -> Link | None:
    return None if organisation is None else organisation_link(organisation)


def _desk_of(line: Line) -> Link | None:
    return _link(line.desk) if line.level else None


_COLUMNS = (
    Column("what", gettext_lazy("What is late"), _what),
    Column("kind", gettext_lazy("Kind"), lambda line: Badge(str(KINDS[line.kind]))),
    Column("days", gettext_lazy("Days overdue"), lambda line: line.days, numeric=True),
    Column("due", gettext_lazy("Due"), lambda line: line.due, "due"),
    Column("owner", gettext_lazy("Who has to act"), lambda line: _link(line.owner)),
    Column("desk", gettext_lazy("Gone up to"), _desk_of),
    Column("level", gettext_lazy("Desks up"), lambda line: line.level or None, numeric=True),
    Column("project", gettext_lazy("Project"), _project),
)


def _filters(found: Desk) -> tuple[Filter, ...]:
    def kinds() -> Sequence[tuple[str, StrPromise]]:
        return [(kind.value, KINDS[kind]) for kind in found.kinds()]

    def owners() -> Sequence[tuple[str, str]]:
        return [(str(each.pk), in_language(each)) for each in found.owners()]

    return (
        Filter("kind", gettext_lazy("Kind"), "kind", kinds),
        Filter("owner", gettext_lazy("Who has to act"), "owner", owners),
        Filter("mine", gettext_lazy("Whose"), "mine", lambda: [("1", _("mine"))]),
    )


def _shown(request: HttpRequest, found: Desk, name: str, title: StrPromise, intro: str) -> HttpResponse:
    whole = bool(request.GET.get("print"))
    asked = request.GET.copy()
    asked.pop("page", None)
    asked["print"] = "1"
    to_print = Link(_("All on one page"), f"?{urlencode(asked, doseq=True)}")
    return show(
        request,
        ListPage(
            name=name,
            title=title,
            intro=intro,
            rows=found,
            columns=_COLUMNS,
            filters=_filters(found),
            order=("due",),
            empty=gettext_lazy("Nothing is overdue."),
            actions=() if whole or len(found) <= PAGE_ROWS else (to_print,),
            extra={"owing": found.owing()},
            template="land/overdue.html",
            page_rows=PRINTED_ROWS if whole else PAGE_ROWS,
        ),
    )


@needs("land.see_projects")
def overdue(request: HttpRequest) -> HttpResponse:
    """Whatever should have happened and did not, from every step, with who has to act; the latest first."""
    found = queries.desk(acting(request))
    intro = _("As of %(day)s. What is due on that very day is not late yet.") % {"day": shown(found.as_of)}
    return _shown(request, found, "overdue", gettext_lazy("Overdue"), intro)


@needs("land.see_projects")
def escalated(request: HttpRequest) -> HttpResponse:
    """What went up the mandate chain because its day had passed, and whose desk has it now."""
    found = queries.escalated(acting(request))
    intro = _("Hindrances whose day passed, and stages more than %(days)s days late, at the superior who has them now.")
    return _shown(request, found, "escalated", gettext_lazy("Escalated"), intro % {"days": STAGE_DAYS})
