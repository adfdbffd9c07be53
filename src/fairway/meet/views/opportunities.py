"""Opportunities: what is to be done next, by whom and until when; the overdue first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs, require
from fairway.lib.errors import Invalid, Missing
from fairway.meet import actions
from fairway.meet.forms.after import OpportunityForm
from fairway.meet.models import Opportunity
from fairway.meet.queries import after
from fairway.meet.views.links import event_choices, event_link, organisation_link

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STATE_TONES = {"open": "info", "done": "ok", "dropped": "plain"}
DEEDS = {
    "done": actions.finish_opportunity,
    "drop": actions.drop_opportunity,
    "reopen": actions.reopen_opportunity,
}


def _step(row: Opportunity) -> Link:
    is_demo = row.first.is_demo or row.second.is_demo
    return Link(row.next_step, address("meet:opportunity", row.pk), is_demo=is_demo)


def _state(row: Opportunity) -> Badge:
    if row.is_overdue:  # type: ignore[attr-defined]  # annotated
        return Badge(_("overdue"), "bad")
    return Badge(str(row.get_state_display()), STATE_TONES[row.state])


def _choices(words: Any) -> list[tuple[str, str]]:  # noqa: ANN401  # a TextChoices class
    return [(value, str(label)) for value, label in words.choices]


OPPORTUNITIES = ListPage(
    rows=Opportunity.objects.none(),
    name="opportunities",
    title=gettext_lazy("Opportunities"),
    intro=gettext_lazy("What both sides of a meeting agreed to do next. What is overdue stands first."),
    columns=(
        Column("step", gettext_lazy("Next step"), _step, "next_step"),
        Column("due", gettext_lazy("Due on"), lambda o: o.due_on, "due_on"),
        Column("state", gettext_lazy("State"), _state, "state"),
        Column("kind", gettext_lazy("How far"), lambda o: str(o.get_kind_display()), "kind"),
        Column("first", gettext_lazy("First side"), lambda o: organisation_link(o.first), "first__name"),
        Column("second", gettext_lazy("Second side"), lambda o: organisation_link(o.second), "second__name"),
        Column("responsible", gettext_lazy("Who answers for it"), lambda o: organisation_link(o.responsible)),
        Column("event", gettext_lazy("Event"), lambda o: event_link(o.event)),
    ),
    filters=(
        Filter("event", gettext_lazy("Event"), "event__code", event_choices),
        Filter("state", gettext_lazy("State"), "state", lambda: _choices(Opportunity.State)),
        Filter("kind", gettext_lazy("How far"), "kind", lambda: _choices(Opportunity.Kind)),
    ),
    search=("next_step", "first__name", "first__name_en", "second__name", "second__name_en"),
    order=("-is_overdue", "state_order", "due_on", "pk"),
    empty=gettext_lazy("A meeting that comes to something opens an opportunity, as soon as a side reports it."),
)


@needs("meet.see_opportunities")
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """Every opportunity the reader may see, the overdue first, then the open by date."""
    return show(request, replace(OPPORTUNITIES, rows=after.opportunities_seen_by(acting(request))))


def _found(request: HttpRequest, pk: int) -> Opportunity:
    rows = Opportunity.objects.select_related("event", "first", "second", "responsible")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing("opportunity-missing", gettext_noop("No opportunity has this address."))
    require(request.user, "meet.see_opportunities", found)
    return found


@needs("meet.see_opportunities")
def opportunity(request: HttpRequest, pk: int) -> HttpResponse:
    """One opportunity: what both sides said, its log, and the form that changes it."""
    found = _found(request, pk)
    may_edit = request.user.has_perm("meet.edit_opportunity", found)
    form = OpportunityForm(request.POST or None, opportunity=found) if may_edit else None
    if request.method == "POST":
        require(request.user, "meet.edit_opportunity", found)
        if form and form.is_valid() and _edit(request, found, form):
            return redirect("meet:opportunity", pk=pk)
    context = {
        "page": after.opportunity_page(found),
        "opportunity": found,
        "log": found.log.select_related("responsible"),
        "form": form,
        "tone": STATE_TONES[found.state],
    }
    return render(request, "meet/opportunity.html", context, status=422 if form and form.errors else 200)


def _edit(request: HttpRequest, found: Opportunity, form: OpportunityForm) -> bool:
    with Refusals(form):
        actions.edit_opportunity(actor=acting(request), opportunity=found, **form.cleaned_data)
        messages.success(request, _("The change was kept."))
        return True
    return False


@require_POST
@needs("meet.see_opportunities")
def opportunity_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, dropped or taken up again, each with its reason."""
    found, do = _found(request, pk), DEEDS.get(request.POST.get("deed", ""))
    if do is None:
        raise Invalid("deed", gettext_noop("An opportunity is finished, dropped or opened again."))
    reason = request.POST.get("reason", "").replace("\x00", "")[:500]
    do(actor=acting(request), reason=reason, opportunity=found)
    messages.success(request, _("The change was kept."))
    return redirect("meet:opportunity", pk=pk)
