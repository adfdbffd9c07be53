"""Pages on which cases are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs, require
from fairway.base.words import in_language
from fairway.know.models import Organisation
from fairway.lib.errors import Missing
from fairway.trust import actions, queries
from fairway.trust.forms import AppealForm, OpeningForm, RepairForm
from fairway.trust.models import Case, CreditRecord
from fairway.trust.views.cases import found_case

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from fairway.base.forms import StyledForm


def _record(pk: int) -> CreditRecord:
    found = CreditRecord.objects.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Missing("record-missing", gettext_noop("No record has this address."))
    return found


def _ask(request: HttpRequest, form: StyledForm, act: Callable[..., Case], about: Mapping[str, object]) -> HttpResponse:
    """Open a case with what the form says, or show the form with the refusal."""
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            opened = act(actor=acting(request), on=timezone.localdate(), **form.cleaned_data)
            messages.success(request, _("The case is open, and its clock runs."))
            return redirect("trust:case", pk=opened.pk)
    return render(request, "trust/case_open.html", {"form": form, **about}, status=422 if form.errors else 200)


@needs("trust.open_cases")
def open_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a record."""
    record = _record(pk)
    require(request.user, "trust.open_cases", record)
    about = {
        "title": _("Object to a record"),
        "record": record,
        "days": queries.clocks().objection_days,
        "hint": _("The record is held out of ratings at once, until the objection is decided."),
    }
    return _ask(request, OpeningForm(request.POST or None), _about(actions.open_objection, record=record), about)


@needs("trust.open_cases")
def open_repair(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the repair of a record."""
    record = _record(pk)
    require(request.user, "trust.open_cases", record)
    about = {
        "title": _("Ask for credit repair"),
        "record": record,
        "days": queries.clocks().repair_days,
        "hint": _("A granted repair ends the display, the sharing and the use of the record."),
        "first_day": queries.repair_day(record),
    }
    return _ask(request, RepairForm(request.POST or None), _about(actions.open_repair, record=record), about)


@needs("trust.open_cases")
def open_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Appeal against a decision."""
    case = found_case(pk)
    require(request.user, "trust.open_cases", case)
    about = {**_appeal(), "record": case.record, "case": case}
    return _ask(request, OpeningForm(request.POST or None), _about(actions.appeal_case, case=case), about)


@needs("trust.open_cases")
def appeal_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Appeal against the publication or the refusal of an assessment."""
    order = queries.order_at(pk)
    require(request.user, "trust.open_cases", order)
    form = AppealForm(request.POST or None, sides=queries.appealing_sides(acting(request), order))
    return _ask(request, form, _about(actions.appeal_assessment, order=order), {**_appeal(), "order": order})


def _appeal() -> dict[str, object]:
    return {
        "title": _("Appeal against a decision"),
        "days": queries.clocks().appeal_days,
        "hint": _("Somebody who decided nothing in this matter decides on the appeal."),
    }


@needs("trust.handle_cases")
def open_problem(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a problem of an organisation."""
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    about = {
        "title": _("Write down a problem"),
        "organisation": organisation,
        "name": in_language(organisation),
        "days": queries.clocks().plan_days,
        "hint": _("The organisation is notified next; then it hands in a plan with an agreed day."),
    }
    act = _about(actions.open_problem, organisation=organisation)
    return _ask(request, OpeningForm(request.POST or None), act, about)


def _about(action: Callable[..., Case], **subject: object) -> Callable[..., Case]:
    def act(**given: object) -> Case:
        return action(**subject, **given)

    return act
