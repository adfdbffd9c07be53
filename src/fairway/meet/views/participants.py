"""Who takes part: browsing with suggestions, one participant, and who should be reminded."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, ListPage, show
from fairway.base.rights import acting, needs, require
from fairway.know.queries import place_name
from fairway.lib.errors import FairwayError, Missing
from fairway.meet import actions, tasks
from fairway.meet.forms import CorrectionForm
from fairway.meet.forms.seen import form_shown, labels_of, seen, sent_back
from fairway.meet.models import Participation
from fairway.meet.queries import participants as asks
from fairway.meet.queries import registration, reminders, requests
from fairway.meet.queries.personal_links import opens_until
from fairway.meet.queries.registration import entry_words
from fairway.meet.queries.reminders import Due
from fairway.meet.views.links import event_at, participant_link, personal_link

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ON_THE_PAGE = gettext_noop("Done on the participant's page")
DUE_TONES = {Due.ANSWER: "warn", Due.ASK: "info", Due.NOTHING: "ok"}


def _topics(place: Participation) -> str:
    return ", ".join(topic.title for topic in place.topics.all())


PARTICIPANTS = ListPage(
    rows=Participation.objects.none(),
    name="participants",
    title=gettext_lazy("Participants"),
    columns=(
        Column("organisation", gettext_lazy("Organisation"), participant_link, "organisation__name"),
        Column("side", gettext_lazy("Side"), lambda p: p.side, "side"),
        Column("group", gettext_lazy("Delegation"), lambda p: p.group, "group"),
        Column("region", gettext_lazy("Region"), lambda p: place_name(p.organisation.region_code)),
        Column("topics", gettext_lazy("Topics"), _topics),
        Column("languages", gettext_lazy("Languages"), lambda p: entry_words("languages", p.languages)),
        Column("looks_for", gettext_lazy("Looks for"), lambda p: p.looks_for),
        Column("offers", gettext_lazy("Offers"), lambda p: p.offers),
    ),
    search=("organisation__name", "organisation__name_en", "group", "looks_for", "offers"),
    order=("organisation__name", "pk"),
    empty=gettext_lazy("Nobody takes part yet. Participants come by registration, with a folder or a spreadsheet."),
    template="meet/participants.html",
)


@needs("meet.see_participants")
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """Browse who takes part; one's own organisation sees whom it might ask, and why."""
    found = event_at(pk)
    own = list(requests.own_participations(acting(request), found))
    filters = (
        Filter("side", gettext_lazy("Side"), "side", lambda: asks.side_choices(found)),
        Filter("topic", gettext_lazy("Topic"), "topics", lambda: asks.topic_choices(found)),
        Filter("language", gettext_lazy("Language"), "spoken__contains", asks.language_choices),
    )
    rules = registration.registration_of(found)
    most = rules.most_requests if rules else None
    extra = {
        "event": found,
        "own": own,
        "suggested": asks.suggested(own),
        "left": [(place, asks.requests_left(place, most)) for place in own],
        "rules": rules,
    }
    return show(request, replace(PARTICIPANTS, rows=asks.approved(found), filters=filters, extra=extra))


def _participation(pk: int) -> Participation:
    rows = Participation.objects.select_related("event__registration", "organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing("participation-missing", gettext_noop("No participant has this address."))
    return found


AMONG_THEMSELVES = {"representatives", "seats", "available", "at_least", "at_most"}
"""What those who take part, and the offices, read of each other."""


@needs("meet.see_participants")
def participant(request: HttpRequest, pk: int) -> HttpResponse:
    """One participant; contact and personal link are for the organiser and itself, and so is who is not approved."""
    found = _participation(pk)
    own = requests.own_participations(acting(request), found.event)
    sees = request.user.has_perm("meet.see_agenda", found)
    if found.status != Participation.Status.APPROVED:
        require(request.user, "meet.see_agenda", found)
    runs = request.user.has_perm("meet.renew_link", found)
    hidden = (set() if runs else {"contact_email"}) | (set() if sees or own else AMONG_THEMSELVES)
    public = [name for name in registration.ENTRY if name not in hidden]
    labels = {field.name: str(field.verbose_name) for field in Participation._meta.fields}
    context = {
        "place": found,
        "event": found.event,
        "lines": [(labels[name], entry_words(name, getattr(found, name))) for name in public],
        "topics": found.topics.all(),
        "runs": runs,
        "personal_link": personal_link(request, found.token) if runs else "",
        "link_until": opens_until(found),
        "application": found.applications.last() if runs else None,
        "can_ask": own.exclude(pk=found.pk).exists() and found.status == Participation.Status.APPROVED,
        "is_standing": found.status not in {Participation.Status.WITHDRAWN, Participation.Status.DECLINED},
        "is_approved": found.status == Participation.Status.APPROVED,
    }
    return render(request, "meet/participant.html", context)


@needs("meet.correct_participation")
def correct_participant(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct how somebody takes part."""
    found = _participation(pk)
    require(request.user, "meet.correct_participation", found)
    form = CorrectionForm(request.POST or None, place=found)
    if form.is_bound and form.is_valid():
        with Refusals(form, FairwayError):
            actions.keep_as_seen(
                actor=acting(request),
                reason=ON_THE_PAGE,
                event=found.event,
                seen=sent_back(request),
                shown=partial(_shown, pk),
                keep=partial(actions.correct_participation, participation=found, entry=form.entry()),
            )
            messages.success(request, _("The entry was corrected."))
            return redirect("meet:participant", pk=pk)
    now = seen(sent_back(request), _shown(pk), labels_of(form))
    context = {"place": found, "event": found.event, "form": form, "seen": now}
    return render(request, "meet/correct_participant.html", context, status=422 if form.errors else 200)


def _shown(pk: int) -> str:
    """How somebody takes part now, as the form sends it back."""
    return form_shown(CorrectionForm(place=_participation(pk)))


@require_POST
@needs("meet.renew_link")
def renew_participant_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a participant's personal link, anew where it has one."""
    actions.renew_link(actor=acting(request), reason=ON_THE_PAGE, participation=_participation(pk))
    messages.success(request, _("The personal link is new. The old one opens nothing any more."))
    return redirect("meet:participant", pk=pk)


@require_POST
@needs("meet.withdraw_participation")
def withdraw_participant(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out whom the office had entered."""
    actions.withdraw_participation(actor=acting(request), reason=ON_THE_PAGE, participation=_participation(pk))
    messages.success(request, _("It takes part no more. Its requests are left out of timetables."))
    return redirect("meet:participant", pk=pk)


@require_POST
@needs("meet.decide_applications")
def restore_participant(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody whom the office had entered take part again."""
    actions.restore_participation(actor=acting(request), reason=ON_THE_PAGE, participation=_participation(pk))
    messages.success(request, _("It takes part again."))
    return redirect("meet:participant", pk=pk)


def _due(place: Participation) -> Badge:
    due = Due(place.due)  # type: ignore[attr-defined]  # annotated
    return Badge(str(due.label), DUE_TONES[due])


REMINDERS = ListPage(
    rows=Participation.objects.none(),
    name="reminders",
    title=gettext_lazy("Whom to remind"),
    intro=gettext_lazy("Who has requests that wait for an answer, and who has asked nobody yet."),
    columns=(
        Column("organisation", gettext_lazy("Organisation"), participant_link, "organisation__name"),
        Column("side", gettext_lazy("Side"), lambda p: p.side, "side"),
        Column("due", gettext_lazy("To do"), _due, "due"),
        Column("unanswered", gettext_lazy("Unanswered"), lambda p: p.unanswered, "unanswered", numeric=True),
        Column("asked", gettext_lazy("Asked for"), lambda p: p.asked, "asked", numeric=True),
        Column("email", gettext_lazy("Contact e-mail"), lambda p: p.contact_email, "contact_email"),
    ),
    filters=(Filter("due", gettext_lazy("To do"), "due", lambda: [(d.value, str(d.label)) for d in Due]),),
    search=("organisation__name", "organisation__name_en", "contact_email"),
    order=("-unanswered", "asked", "organisation__name"),
    empty=gettext_lazy("Nobody takes part yet."),
    template="meet/reminders.html",
)


@needs("meet.organise_requests")
def reminder_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has not answered, and who asked nobody; to export, or to write to where mail is set up."""
    found = event_at(pk)
    extra = {"event": found, "mail_is_set": settings.MAIL_IS_SET}
    return show(request, replace(REMINDERS, rows=reminders.to_remind(found), extra=extra))


@require_POST
@needs("meet.organise_requests")
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to everybody who has something to do and left an address."""
    rows = reminders.to_remind(event_at(pk)).exclude(contact_email="")
    ids = [row.pk for row in rows if row.due != Due.NOTHING]  # type: ignore[attr-defined]  # annotated
    job = tasks.send_reminders(actor=acting(request), ids=ids)
    return redirect("job", pk=job.pk)
