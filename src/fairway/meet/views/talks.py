"""Pages of leads, exhibition stands and what was agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs, require
from fairway.lib.errors import Missing
from fairway.meet import actions
from fairway.meet.forms.events import AgreedForm, DoneForm, LeadForm
from fairway.meet.models import ActionItem, Presentation, PresentationLead, Stand
from fairway.meet.queries import talks
from fairway.meet.queries.programme import stands_of
from fairway.meet.queries.talks import State
from fairway.meet.views.links import event_at, event_choices, event_link, organisation_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from fairway.base.forms import StyledForm

WRITTEN = gettext_noop("Written on the event's page")
STATE_TONES = {State.OPEN: "info", State.OVERDUE: "bad", State.DONE: "ok"}
EVENT = Filter("event", gettext_lazy("Event"), "event__code", event_choices)


def _kept(
    request: HttpRequest, form: StyledForm, keep: Callable[[], object], about: dict[str, object], to: tuple[str, int]
) -> HttpResponse:
    """Keep what the form says and go on to a page, or show the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            keep()
            messages.success(request, _("Kept."))
            return redirect(to[0], pk=to[1])
    return render(request, "meet/written.html", {"form": form, **about}, status=422 if form.errors else 200)


@needs("meet.edit_event")
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was agreed at an event."""
    found = event_at(pk)
    form = AgreedForm(request.POST or None, event=found)

    def keep() -> object:
        return actions.agree_action(actor=acting(request), reason=WRITTEN, event=found, agreed=form.agreed())

    about = {"event": found, "title": _("What was agreed"), "button": _("Write it down")}
    return _kept(request, form, keep, about, ("meet:event", found.pk))


def _item_at(pk: int) -> ActionItem:
    found = ActionItem.objects.select_related("event", "responsible", "source").filter(pk=pk).first()
    if found is None:
        raise Missing("action-missing", gettext_noop("Nothing agreed has this address."))
    return found


@needs("meet.finish_action")
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what was agreed is done, and what came of it."""
    item = _item_at(pk)
    require(request.user, "meet.finish_action", item)
    form = DoneForm(request.POST or None, initial={"done_on": timezone.localdate()})

    def keep() -> object:
        return actions.finish_action(actor=acting(request), reason=WRITTEN, item=item, **form.cleaned_data)

    about = {"event": item.event, "item": item, "title": item.title, "button": _("It is done")}
    return _kept(request, form, keep, about, ("meet:event", item.event_id))


@needs("meet.see_talks")
def agreed_list(request: HttpRequest) -> HttpResponse:
    """What was agreed at all events: for the offices everything, for others what they answer for."""
    return show(request, replace(AGREED, rows=talks.agreed_seen_by(acting(request), timezone.localdate())))


def _state(item: ActionItem) -> Badge:
    state = State(item.state)  # type: ignore[attr-defined]  # annotated
    return Badge(str(state.label), STATE_TONES[state])


def _item_link(item: ActionItem) -> Link | str:
    return item.title if item.done_on else Link(item.title, address("meet:finish", item.pk), is_demo=item.is_demo)


AGREED = ListPage(
    rows=ActionItem.objects.none(),
    name="agreed",
    title=gettext_lazy("What was agreed"),
    columns=(
        Column("what", gettext_lazy("What"), _item_link, "text"),
        Column("event", gettext_lazy("Event"), lambda item: event_link(item.event), "event__name"),
        Column(
            "who",
            gettext_lazy("Who answers for it"),
            lambda item: organisation_link(item.responsible) if item.responsible else _("not stated"),
            "responsible__name",
        ),
        Column("due", gettext_lazy("By when"), lambda item: item.due or item.when or _("not stated"), "due"),
        Column("state", gettext_lazy("State"), _state),
        Column("done", gettext_lazy("Done"), lambda item: item.done_on, "done_on"),
        Column("outcome", gettext_lazy("What came of it"), lambda item: item.outcome),
    ),
    filters=(EVENT, Filter("state", gettext_lazy("State"), "state", lambda: State.choices)),
    search=("text", "text_zh", "responsible__name", "responsible__name_en"),
    order=("done_on", "due", "pk"),
    empty=gettext_lazy("What is agreed at a talk is written down on the event's page."),
)


def _presentation_at(pk: int) -> Presentation:
    found = Presentation.objects.select_related("event", "organisation").filter(pk=pk).first()
    if found is None:
        raise Missing("presentation-missing", gettext_noop("No presentation has this address."))
    return found


@needs("meet.note_lead")
def note_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Note somebody a presentation won over."""
    shown = _presentation_at(pk)
    require(request.user, "meet.note_lead", shown)
    form = LeadForm(request.POST or None, event=shown.event, on=max(shown.event.held_on, timezone.localdate()))

    def keep() -> object:
        return actions.note_lead(actor=acting(request), reason=WRITTEN, presentation=shown, lead=form.lead())

    about = {"event": shown.event, "presentation": shown, "title": _("A lead"), "button": _("Note the lead")}
    return _kept(request, form, keep, about, ("meet:event", shown.event_id))


@needs("meet.see_leads")
def lead_list(request: HttpRequest) -> HttpResponse:
    """Every lead for the offices, for others those of their own presentations."""
    return show(request, replace(LEADS, rows=talks.leads_seen_by(acting(request))))


def _who(lead: PresentationLead) -> Link | str:
    return organisation_link(lead.organisation) if lead.organisation else lead.text


LEADS = ListPage(
    rows=PresentationLead.objects.none(),
    name="leads",
    title=gettext_lazy("Leads"),
    columns=(
        Column("lead", gettext_lazy("Lead"), _who, "organisation__name"),
        Column("interest", gettext_lazy("Interest"), lambda lead: lead.get_interest_display(), "interest"),
        Column(
            "presenter",
            gettext_lazy("Presented by"),
            lambda lead: organisation_link(lead.presentation.organisation),
            "presentation__organisation__name",
        ),
        Column("event", gettext_lazy("Event"), lambda lead: event_link(lead.presentation.event)),
        Column("noted_on", gettext_lazy("Noted on"), lambda lead: lead.noted_on, "noted_on"),
        Column("noted_by", gettext_lazy("Noted by"), lambda lead: lead.noted_by.username),
        Column("note", gettext_lazy("Note"), lambda lead: lead.note),
        Column("demo", gettext_lazy("Demo"), lambda lead: _("demo") if lead.is_demo else ""),
    ),
    filters=(
        Filter("event", gettext_lazy("Event"), "presentation__event__code", event_choices),
        Filter("interest", gettext_lazy("Interest"), "interest", lambda: PresentationLead.Interest.choices),
    ),
    search=("organisation__name", "organisation__name_en", "text", "note", "presentation__organisation__name"),
    order=("presentation__event", "presentation__order", "-noted_on", "pk"),
    empty=gettext_lazy("A lead is noted at a presentation, on the event's page."),
)


@needs("meet.see_events")
def stand_list(request: HttpRequest) -> HttpResponse:
    """Who exhibits where."""
    return show(request, replace(STANDS, rows=stands_of()))


STANDS = ListPage(
    rows=Stand.objects.none(),
    name="stands",
    title=gettext_lazy("Exhibition stands"),
    columns=(
        Column("stand", gettext_lazy("Stand"), lambda stand: stand.number, "number"),
        Column(
            "organisation",
            gettext_lazy("Organisation"),
            lambda stand: organisation_link(stand.organisation),
            "organisation__name",
        ),
        Column("topic", gettext_lazy("Topic"), lambda stand: stand.title),
        Column("event", gettext_lazy("Event"), lambda stand: event_link(stand.event), "event__name"),
    ),
    filters=(EVENT,),
    search=("number", "organisation__name", "organisation__name_en", "topic", "topic_zh"),
    order=("event", "number"),
    empty=gettext_lazy("The stands of an exhibition are set on the event's page."),
)
