"""Pages of projects, what is overdue, and the funnel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import organisation_link
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs, require
from fairway.base.words import in_language
from fairway.know.engine.places import JILIN_TILES
from fairway.know.queries import place_choices
from fairway.land import actions, queries
from fairway.land.engine.funnel import rates
from fairway.land.engine.intake import Stage as StageKey
from fairway.land.engine.log import ROAD
from fairway.land.engine.overdue import days_overdue
from fairway.land.engine.stages import next_stages
from fairway.land.engine.tiles import prefecture_code
from fairway.land.forms import PaymentForm, StageForm, as_of_form, project_form, stage_form
from fairway.land.models import Project, Stage
from fairway.land.templatetags.land import TONES, place
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.lib.money import MoneyKind, total_by_kind
from fairway.sign.engine.amounts import money_text, trimmed
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from django import forms
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise

    from fairway.base.models import User
    from fairway.lib.errors import FairwayError


def _project_link(project: Project) -> Link:
    url = address("land:project", project.pk)
    return Link(project.agreement.title, url, is_demo=project.is_demo)


def _organisation_link(project: Project) -> Link:
    return organisation_link(project.responsible)


def _parties(project: Project) -> str:
    return " – ".join(in_language(party.organisation) for party in project.agreement.parties.all())


def _contract(project: Project) -> Decimal | None:
    amount = project.agreement.amount
    is_contract = project.agreement.money_kind == MoneyKind.CONTRACT
    return trimmed(amount) if is_contract and amount is not None else None


def _paid_in(project: Project) -> Decimal | str | None:
    """A figure in the agreement's currency; other currencies are named and stand side by side."""
    totals = queries.paid_in(project)
    if [total.currency for total in totals] == [project.agreement.currency]:
        return trimmed(totals[0].amount)
    return "; ".join(money_text(total) for total in totals) or None


def _days(as_of: date, project: Project) -> int | None:
    return days_overdue(project.next_due, as_of) if project.is_overdue else None  # type: ignore[attr-defined]


def _columns(as_of: date) -> tuple[Column, ...]:
    return (
        Column("project", gettext_lazy("Project"), _project_link, "agreement__title"),
        Column("stage", gettext_lazy("Stage"), lambda p: Badge(p.get_stage_display(), TONES[p.stage]), "stage"),
        Column("since", gettext_lazy("Since"), lambda p: p.stage_since, "stage_since"),
        Column("responsible", gettext_lazy("Responsible"), _organisation_link, "responsible__name"),
        Column("due", gettext_lazy("Next due"), lambda p: p.next_due, "next_due"),
        Column("days", gettext_lazy("Days overdue"), partial(_days, as_of), numeric=True),
        Column("contract", gettext_lazy("Contract"), _contract, "agreement__amount", numeric=True),
        Column("paid", gettext_lazy("Paid in"), _paid_in, numeric=True),
        Column("currency", gettext_lazy("Currency"), lambda p: p.agreement.currency or None),
        Column(
            "region",
            gettext_lazy("Prefecture"),
            lambda p: place(prefecture_code(p.agreement.region_code)) or None,
            "agreement__region_code",
        ),
        Column("parties", gettext_lazy("Parties"), _parties),
    )


def _plain(choices: Iterable[tuple[str, StrPromise]]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in choices]


def _regions() -> list[tuple[str, str]]:
    """The prefectures of the tile map, with or without projects, and every other one that has some."""
    codes = Project.objects.exclude(agreement__region_code="").values_list("agreement__region_code", flat=True)
    elsewhere = place_choices(codes.order_by())
    return sorted({**{code[:4]: place(code) for code in JILIN_TILES}, **dict(elsewhere)}.items())


def _yes_no() -> list[tuple[str, str]]:
    return [("1", _("overdue")), ("0", _("not overdue"))]


@needs("land.see_projects")
def projects(request: HttpRequest) -> HttpResponse:
    """What became of every agreement."""
    as_of = queries.reporting_date()
    waiting = queries.agreements_without_project(request.user).count()
    can_open = request.user.has_perm("land.open_project") and waiting > 0
    link = Link(_("Open a project (%(count)s agreements have none)") % {"count": waiting}, reverse("land:new_project"))
    return show(
        request,
        ListPage(
            name="projects",
            title=gettext_lazy("Projects"),
            intro=_("Days overdue are counted up to %(day)s.") % {"day": as_of.isoformat()},
            rows=queries.listed(queries.projects_seen_by(request.user), as_of),
            columns=_columns(as_of),
            filters=(
                Filter("stage", gettext_lazy("Stage"), "stage", lambda: _plain(Stage.choices)),
                Filter("region", gettext_lazy("Prefecture"), "agreement__region_code__startswith", _regions),
                Filter("overdue", gettext_lazy("Overdue"), "is_overdue", _yes_no),
            ),
            search=("agreement__title", "agreement__number", "responsible__name", "responsible__name_en"),
            order=("agreement__number", "pk"),
            empty=gettext_lazy("Load a folder with stages, or open the project of an agreement."),
            actions=(link,) if can_open else (),
            template="land/list.html",
        ),
    )


@needs("land.see_projects")
def overdue(request: HttpRequest) -> HttpResponse:
    """What should have happened and did not, the latest first."""
    as_of = queries.reporting_date()
    columns = {column.key: column for column in _columns(as_of)}
    shown = ("project", "days", "due", "stage", "since", "responsible", "region", "parties")
    late = queries.overdue(as_of, 0, seen_by=request.user)
    return show(
        request,
        ListPage(
            name="overdue",
            title=gettext_lazy("Overdue"),
            intro=_("As of %(day)s. A stage due on that very day is not late yet.") % {"day": as_of.isoformat()},
            rows=queries.overdue_projects(request.user, as_of),
            columns=tuple(columns[key] for key in shown),
            filters=(
                Filter("stage", gettext_lazy("Stage"), "stage", lambda: _plain(Stage.choices)),
                Filter("region", gettext_lazy("Prefecture"), "agreement__region_code__startswith", _regions),
            ),
            search=("agreement__title", "agreement__number", "responsible__name", "responsible__name_en"),
            order=("next_due", "pk"),
            empty=gettext_lazy("Nothing is overdue."),
            extra={"late": late},
            template="land/overdue.html",
        ),
    )


def _seen_project(request: HttpRequest, pk: int, right: str = "land.see_projects") -> Project:
    found = queries.project_file(pk).first()
    if found is None:
        raise Missing("project-missing", gettext_noop("No project has this address."))
    require(request.user, right, found)
    return found


def _project_page(request: HttpRequest, found: Project, **filled: forms.Form) -> HttpResponse:
    """One project; ``filled`` holds a form that was sent and is not right."""
    payments = list(found.payments.all())
    contract = found.agreement.money
    context = {
        "project": found,
        "days": days_overdue(found.next_due, queries.reporting_date()),
        "road": _road(found),
        "contract": contract,
        "totals": total_by_kind(payment.money for payment in payments),
        "in_place": queries.project_in_place(found),
        "payments": payments,
        "plan": queries.plan_of(found, queries.reporting_date()),
        "hindrances": found.hindrances.filter(closed_on=None).select_related("desk"),
        "may_raise": request.user.has_perm("land.raise_hindrance", found),
        "stage_form": filled.get("stage_form") or _next_stage(request, found),
        "payment_form": filled.get("payment_form") or _payment_form(request, found),
    }
    return render(request, "land/project.html", context, status=422 if filled else 200)


def _road(project: Project) -> list[tuple[str, str, date | None]]:
    """Each stage of the road with how it is shown (done, now, late or nothing) and the day it was reached."""
    reached = {line.stage: line.happened_on for line in project.log.all()}
    is_late = days_overdue(project.next_due, queries.reporting_date()) is not None
    following = next_stages(StageKey(project.stage))[:1]
    marks = {**dict.fromkeys(reached, "done"), project.stage: "now"}
    if is_late:
        marks |= {stage.value: "late" for stage in following}
    return [(stage.value, marks.get(stage.value, ""), reached.get(stage.value)) for stage in ROAD]


def _next_stage(request: HttpRequest, project: Project) -> StageForm | None:
    may = request.user.has_perm("land.record_stage", project) and next_stages(StageKey(project.stage))
    return stage_form(project) if may else None


def _payment_form(request: HttpRequest, project: Project) -> PaymentForm | None:
    return PaymentForm() if request.user.has_perm("land.record_payment", project) else None


@needs("land.see_projects")
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: its history with evidence, its money by kind, and the form for what comes next."""
    return _project_page(request, _seen_project(request, pk))


@needs("land.see_projects")
def project_of(request: HttpRequest, agreement_pk: int) -> HttpResponse:
    """Lead from an agreement to its project, or to where one is opened."""
    # Asked for through its own table: a number no database holds then finds nothing instead of failing.
    asked = Agreement.objects.filter(pk=agreement_pk)
    found = queries.projects_seen_by(request.user).filter(agreement__in=asked).first()
    if found is not None:
        return redirect("land:project", pk=found.pk)
    if request.user.has_perm("land.open_project"):
        return redirect(f"{reverse('land:new_project')}?agreement={agreement_pk}")
    raise Missing("project-missing", gettext_noop("Nobody follows up this agreement yet."))


def _put_on(form: forms.Form, error: FairwayError) -> None:
    form.add_error(None, _(error.text) % error.facts)


@require_POST
@needs("land.record_stage")
def record_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Append the next stage, or show the form again with what is wrong."""
    found = _seen_project(request, pk, "land.record_stage")
    form = stage_form(found, request.POST)
    if form.is_valid():
        try:
            entry, reason = form.entry(), form.cleaned_data["reason"]
            actions.record_stage(actor=cast("User", request.user), reason=reason, project=found, entry=entry)
        except (Invalid, Refused) as refusal:
            _put_on(form, refusal)
        else:
            messages.success(request, _("The stage is recorded."))
            return redirect("land:project", pk=pk)
    return _project_page(request, found, stage_form=form)


@require_POST
@needs("land.record_payment")
def record_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a payment, or show the form again with what is wrong."""
    found = _seen_project(request, pk, "land.record_payment")
    form = PaymentForm(request.POST)
    if form.is_valid():
        try:
            receipt, reason = form.receipt(), form.cleaned_data["reason"]
            actions.record_payment(actor=cast("User", request.user), reason=reason, project=found, receipt=receipt)
        except Invalid as refusal:
            _put_on(form, refusal)
        else:
            messages.success(request, _("The payment is recorded."))
            return redirect("land:project", pk=pk)
    return _project_page(request, found, payment_form=form)


@needs("land.open_project")
def new_project(request: HttpRequest) -> HttpResponse:
    """Open the project of an agreement that has none."""
    free = queries.agreements_without_project(request.user)
    form = project_form(request.POST or None, free, request.GET.get("agreement"))
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_project(actor=cast("User", request.user), **form.cleaned_data)
        except (Invalid, Refused) as refusal:
            _put_on(form, refusal)
        else:
            messages.success(request, _("The project is open."))
            return redirect("land:project", pk=opened.pk)
    return render(request, "land/new_project.html", {"form": form}, status=422 if form.errors else 200)


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
