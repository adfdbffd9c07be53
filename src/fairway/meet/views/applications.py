"""The office's desk of applications: the list, one application, deciding, linking, and the rules of registration."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.lib.errors import FairwayError, Missing
from fairway.meet import actions, tasks
from fairway.meet.forms import DecisionForm, LinkForm, RegistrationForm, WithdrawForm
from fairway.meet.forms.seen import form_shown, labels_of, seen, sent_back
from fairway.meet.models import Application, Decision, Participation, Registration
from fairway.meet.queries import registration as asks
from fairway.meet.queries.personal_links import opens_until
from fairway.meet.views.links import event_at, organisation_link, personal_link
from fairway.meet.views.registration import TONES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.meet.models import Event

SEE, DECIDE = "meet.see_applications", "meet.decide_applications"
ON_THE_DESK = gettext_noop("Done on the desk of applications")
Status = Participation.Status


@needs("meet.set_registration")
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """When and for whom an event takes registrations and requests; times are the event's own."""
    found = event_at(pk)
    with timezone.override(ZoneInfo(found.time_zone)):
        form = RegistrationForm.of(request.POST or None, asks.registration_of(found))
        if form.is_bound and form.is_valid():
            with Refusals(form, FairwayError):
                actions.keep_as_seen(
                    actor=acting(request),
                    reason=ON_THE_DESK,
                    event=found,
                    seen=sent_back(request),
                    shown=partial(_shown, found),
                    keep=partial(actions.set_registration, event=found, plan=form.plan()),
                )
                messages.success(request, _("The registration was set."))
                return redirect("meet:event", pk=pk)
        now = seen(sent_back(request), _shown(found), labels_of(form))
        context = {"event": found, "form": form, "seen": now}
        return render(request, "meet/registration.html", context, status=422 if form.errors else 200)


def _shown(event: Event) -> str:
    """What is set now, as the form sends it back."""
    return form_shown(RegistrationForm.of(None, Registration.objects.filter(event=event).first()))


def _link(application: Application) -> Link:
    return Link(application.name, address("meet:application", application.pk))


def _standing(application: Application) -> Badge:
    return Badge(str(application.standing.label), TONES[application.standing])


def _who(application: Application) -> Link | Badge:
    if application.participation is None:
        return Badge(_("not linked yet"), "warn")
    return organisation_link(application.participation.organisation)


APPLICATIONS = ListPage(
    rows=Application.objects.none(),
    name="applications",
    title=gettext_lazy("Applications"),
    columns=(
        Column("name", gettext_lazy("Name as typed"), _link, "name"),
        Column("organisation", gettext_lazy("In the registry"), _who),
        Column("uscc", gettext_lazy("USCC"), lambda a: a.uscc, "uscc"),
        Column("standing", gettext_lazy("Status"), _standing, "stands"),
        Column("came", gettext_lazy("Came in"), lambda a: a.applied_at, "applied_at"),
    ),
    filters=(Filter("standing", gettext_lazy("Status"), "stands", lambda: [(s.value, str(s.label)) for s in Status]),),
    search=("name", "uscc", "participation__organisation__name", "participation__organisation__name_en"),
    order=("applied_at", "pk"),
    empty=gettext_lazy("Nobody has applied yet. Open the registration and spread the address of its page."),
    template="meet/applications.html",
)


@needs(SEE)
def applications(request: HttpRequest, pk: int) -> HttpResponse:
    """Who applied, and a form to decide on several at once."""
    found = event_at(pk)
    return _applications(request, found, DecisionForm(choices=_undecided(found)))


def _applications(request: HttpRequest, event: Event, form: DecisionForm, status: int = 200) -> HttpResponse:
    extra = {
        "event": event,
        "form": form,
        "registration": asks.registration_of(event),
        "free": asks.places_free(event),
    }
    answer = show(request, replace(APPLICATIONS, rows=asks.applications_of(event), extra=extra))
    answer.status_code = status
    return answer


def _undecided(event: Event) -> list[tuple[str, str]]:
    open_ones = [Status.APPLIED, Status.WAITING]
    rows = asks.applications_of(event).order_by("applied_at", "pk")
    return [(str(a.pk), f"{a.name} ({a.standing.label})") for a in rows if a.standing in open_ones]


@require_POST
@needs(DECIDE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or decline all that are ticked, or none."""
    found = event_at(pk)
    form = DecisionForm(request.POST, choices=_undecided(found))
    if form.is_valid():
        with Refusals(form, FairwayError):
            made = actions.decide_applications(
                actor=acting(request),
                reason=ON_THE_DESK,
                event=found,
                applications=[int(value) for value in form.cleaned_data["applications"]],
                answer=request.POST.get("answer", ""),
                told=form.cleaned_data["told"],
            )
            tasks.tell_decided(actor=acting(request), decisions=made)
            done = ngettext("%(count)s application decided.", "%(count)s applications decided.", len(made))
            messages.success(request, done % {"count": len(made)})
            return redirect("meet:applications", pk=pk)
    return _applications(request, found, form, status=422)


def _application(pk: int) -> Application:
    rows = Application.objects.select_related("event__registration", "participation__organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing("application-missing", gettext_noop("No application has this address."))
    return found


@needs(SEE)
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: what was filled in, who may be meant, what was decided."""
    return _application_page(request, _application(pk), LinkForm())


def _application_page(request: HttpRequest, found: Application, form: LinkForm, status: int = 200) -> HttpResponse:
    decisions = list(found.decisions.select_related("made_by"))
    last = next((each for each in decisions if not each.is_undone), None)
    context = {
        "application": found,
        "event": found.event,
        "tone": TONES[found.standing],
        "entry": asks.entry_lines(found),
        "decisions": decisions,
        "undoable": last if last and last.made_by_id and request.user.has_perm(DECIDE, found) else None,
        "candidates": asks.candidates(found),
        "there_already": asks.same_again(found),
        "is_open": found.standing in {Status.APPLIED, Status.WAITING},
        "may_decide": request.user.has_perm(DECIDE, found),
        "personal_link": personal_link(request, asks.token_of(found), "meet:application_state"),
        "link_until": opens_until(found.participation or found),
        "form": form,
    }
    return render(request, "meet/application.html", context, status=status)


@require_POST
@needs(DECIDE)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which organisation of the registry applied."""
    found, form = _application(pk), LinkForm(request.POST)
    if form.is_valid():
        with Refusals(form, FairwayError):
            actions.link_application(
                actor=acting(request),
                reason=ON_THE_DESK,
                application=found,
                organisation=form.cleaned_data["organisation"],
            )
            messages.success(request, _("The application was linked."))
            return redirect("meet:application", pk=pk)
    return _application_page(request, found, form, status=422)


@require_POST
@needs(DECIDE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last decision back."""
    found = Decision.objects.select_related("application").filter(pk=pk).first()
    if found is None:
        raise Missing("decision-missing", gettext_noop("No decision has this address."))
    actions.undo_decision(actor=acting(request), reason=ON_THE_DESK, decision=found)
    messages.success(request, _("The decision was taken back."))
    return redirect("meet:application", pk=found.application_id)


@require_POST
@needs("meet.withdraw_participation")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an application back, for those who write or call."""
    form = WithdrawForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    actions.withdraw_application(actor=acting(request), reason=why or ON_THE_DESK, application=_application(pk))
    messages.success(request, _("The application was withdrawn."))
    if request.user.has_perm(SEE):
        return redirect("meet:application", pk=pk)
    return redirect("meet:participant", pk=_application(pk).participation_id)


@require_POST
@needs("meet.renew_link")
def renew_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the applicant's link new, and show it once more on the page."""
    actions.renew_application_link(actor=acting(request), reason=ON_THE_DESK, application=_application(pk))
    messages.success(request, _("The personal link is new. The old one opens nothing any more."))
    return redirect("meet:application", pk=pk)
