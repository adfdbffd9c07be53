"""The list of projects."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.base.cells import organisation_link, shown
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs
from fairway.base.words import in_language
from fairway.know.engine.places import JILIN_TILES
from fairway.know.queries import place_choices
from fairway.land import queries
from fairway.land.engine.overdue import days_overdue
from fairway.land.engine.tiles import prefecture_code
from fairway.land.models import Project, Stage
from fairway.land.templatetags.land import TONES, place, step_label
from fairway.lib.money import MoneyKind
from fairway.sign.engine.amounts import money_text, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise


def _project_link(project: Project) -> Link:
    url = address("land:project", project.pk)
    return Link(project.title, url, is_demo=project.is_demo)


def _organisation_link(project: Project) -> Link:
    return organisation_link(project.responsible)


def _parties(project: Project) -> str:
    return " – ".join(in_language(each) for each in queries.parties_of(project))


def _contract(project: Project) -> Decimal | None:
    money = project.agreement.money if project.agreement is not None else None
    return trimmed(money.amount) if money is not None and money.kind is MoneyKind.CONTRACT else None


def _currency(project: Project) -> str | None:
    return (project.agreement.currency if project.agreement is not None else "") or None


def _paid_in(project: Project) -> Decimal | str | None:
    """A figure in the agreement's currency; other currencies are named and stand side by side."""
    totals = queries.paid_in(project)
    if [total.currency for total in totals] == [_currency(project)]:
        return trimmed(totals[0].amount)
    return "; ".join(money_text(total) for total in totals) or None


def _days(as_of: date, project: Project) -> int | None:
    return days_overdue(project.next_due, as_of) if project.is_overdue else None  # type: ignore[attr-defined]


def _columns(as_of: date) -> tuple[Column, ...]:
    return (
        Column("project", gettext_lazy("Project"), _project_link, "title"),
        Column("stage", gettext_lazy("Stage"), lambda p: Badge(step_label(p), TONES[p.stage]), "stage"),
        Column("since", gettext_lazy("Since"), lambda p: p.stage_since, "stage_since"),
        Column("responsible", gettext_lazy("Responsible"), _organisation_link, "responsible__name"),
        Column("due", gettext_lazy("Next due"), lambda p: p.next_due, "next_due"),
        Column("days", gettext_lazy("Days overdue"), partial(_days, as_of), numeric=True),
        Column("contract", gettext_lazy("Contract"), _contract, "agreement__amount", numeric=True),
        Column("paid", gettext_lazy("Paid in"), _paid_in, numeric=True),
        Column("currency", gettext_lazy("Currency"), _currency),
        Column(
            "region",
            gettext_lazy("Prefecture"),
            lambda p: place(prefecture_code(p.region_code)) or None,
            "region_code",
        ),
        Column("parties", gettext_lazy("Parties"), _parties),
    )


def _plain(choices: Iterable[tuple[str, StrPromise]]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in choices]


def _regions() -> list[tuple[str, str]]:
    """The prefectures of the tile map, with or without projects, and every other one that has some."""
    codes = Project.objects.exclude(region_code="").values_list("region_code", flat=True)
    elsewhere = place_choices(codes.order_by())
    return sorted({**{code[:4]: place(code) for code in JILIN_TILES}, **dict(elsewhere)}.items())


def _yes_no() -> list[tuple[str, str]]:
    return [("1", _("overdue")), ("0", _("not overdue"))]


@needs("land.see_projects")
def projects(request: HttpRequest) -> HttpResponse:
    """What becomes of every intention and every agreement."""
    as_of = queries.reporting_date()
    waiting = queries.agreements_without_project(request.user).count()
    can_open = request.user.has_perm("land.open_project")
    links = [Link(_("Begin a project before its signature"), reverse("land:begin_project"))]
    if waiting:
        text = _("Open a project (%(count)s agreements have none)") % {"count": waiting}
        links.append(Link(text, reverse("land:new_project")))
    return show(
        request,
        ListPage(
            name="projects",
            title=gettext_lazy("Projects"),
            intro=_("Days overdue are counted up to %(day)s.") % {"day": shown(as_of)},
            rows=queries.listed(queries.projects_seen_by(request.user), as_of),
            columns=_columns(as_of),
            filters=(
                Filter("stage", gettext_lazy("Stage"), "stage", lambda: _plain(Stage.choices)),
                Filter("region", gettext_lazy("Prefecture"), "region_code__startswith", _regions),
                Filter("overdue", gettext_lazy("Overdue"), "is_overdue", _yes_no),
            ),
            search=("title", "reference", "responsible__name", "responsible__name_en"),
            order=("pk",),
            empty=gettext_lazy("Load a folder with stages, begin a project, or open that of an agreement."),
            actions=tuple(links) if can_open else (),
            template="land/list.html",
        ),
    )
