"""What came of the meetings: reports of both sides, opportunities, and which of them are overdue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.govern.rules import own_organisations
from fairway.meet.models import Meeting, MeetingReport, MeetingRequest, Opportunity
from fairway.meet.models.after import POSITIVE
from fairway.meet.queries.figures import current_timetables
from fairway.meet.queries.requests import sees_everybody
from fairway.meet.queries.timetables import counterpart, meetings_of, touches
from fairway.meet.rules import RIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.meet.models import Event, Participation, Timetable

Outcome, Kind, State = MeetingReport.Outcome, Opportunity.Kind, Opportunity.State


class Standing(TextChoices):
    """What the reports of both sides say together; nobody is taken at its word for the other."""

    NONE = "none", _("no report yet")
    ONE_DOCKED = "one_docked", _("one side says: docked")
    ONE_INTENTION = "one_intention", _("one side says: intention")
    ONE_NO = "one_no", _("one side says: no result")
    DOCKED = "docked", _("docked, say both")
    INTENTION = "intention", _("intention, say both")
    NO = "no", _("no result, say both")
    APART = "apart", _("the sides disagree")


def standing_of(outcomes: Iterable[str]) -> Standing:
    """Say what the outcomes reported by the sides of one meeting (none, one or two) come to."""
    said = sorted(outcomes)
    if not said:
        return Standing.NONE
    if len(said) == 1:
        return Standing(f"one_{said[0]}")
    return Standing(said[0]) if said[0] == said[1] else Standing.APART


def kind_of(reports: Iterable[MeetingReport]) -> str | None:
    """Return the kind of opportunity two sides' reports make: docked only when both say so; ``None`` for none."""
    said = [report.outcome for report in reports]
    positive = [outcome for outcome in said if outcome in POSITIVE]
    if not positive:
        return None
    if len(positive) < 2:
        return Kind.ONE_SIDED
    return Kind.DOCKED if set(positive) == {Outcome.DOCKED} else Kind.INTENTION


def carrying(request: MeetingRequest) -> MeetingRequest:
    """Return the request that carries the meeting: this one, or the one that faces it and is held."""
    both = Q(request=request.pk) | Q(request__requester=request.requested_id, request__requested=request.requester_id)
    held = Meeting.objects.filter(both, timetable__in=current_timetables()).select_related("request").first()
    return held.request if held else request


def reports_of(request: MeetingRequest) -> list[tuple[Participation, MeetingReport | None]]:
    """Return both sides, each with its report where there is one."""
    said = {report.side_id: report for report in request.reports.select_related("reported_by", "side__organisation")}
    return [(side, said.get(side.pk)) for side in (request.requester, request.requested)]


def meetings_reported(user: User, timetable: Timetable) -> QuerySet[Meeting]:
    """Return the meetings of a timetable whose reports ``user`` may see, the reports with them (``report_rows``)."""
    rows = meetings_of(timetable).prefetch_related(
        Prefetch("request__reports", MeetingReport.objects.all(), to_attr="report_rows")
    )
    rows = rows.annotate(said=Count("request__reports"))
    if sees_everybody(user, "meet.see_reports"):
        return rows
    return rows.filter(touches(own_organisations(user, RIGHTS["meet.see_reports"].own), "request__"))


def own_reports(participation: Participation) -> list[tuple[Meeting, Organisation, MeetingReport | None]]:
    """Return the meetings of a participation that have begun, whom it met and what it reported, by slot."""
    own = Q(request__requester=participation) | Q(request__requested=participation)
    held = Meeting.objects.filter(own, timetable__in=current_timetables(), slot__start__lte=timezone.now())
    rows = held.select_related("slot", "request__requester__organisation", "request__requested__organisation").order_by(
        "slot__number", "table"
    )
    said = {report.request_id: report for report in participation.reports.all()}
    return [(row, counterpart(row.request, participation.pk).organisation, said.get(row.request_id)) for row in rows]


def open_opportunities(event: Event | None = None) -> QuerySet[Opportunity]:
    """Return what is still to be done, soonest due first: what SIGN may sign and LAND may land."""
    rows = Opportunity.objects.filter(state=State.OPEN).select_related("event", "first", "second", "responsible")
    return rows.filter(event=event) if event else rows


def opportunities_seen_by(user: User) -> QuerySet[Opportunity]:
    """Return all opportunities for the offices, the own ones for others, with ``is_overdue`` and ``state_order``."""
    rows = Opportunity.objects.select_related("event", "first", "second", "responsible")
    if not sees_everybody(user, "meet.see_opportunities"):
        own = own_organisations(user, RIGHTS["meet.see_opportunities"].own)
        rows = rows.filter(Q(first__in=own) | Q(second__in=own))
    late = Q(state=State.OPEN, due_on__lt=timezone.localdate())
    ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(State.values)]
    return rows.annotate(
        is_overdue=ExpressionWrapper(late, output_field=BooleanField()),
        state_order=Case(*ranks, output_field=IntegerField()),
    )


@dataclass(frozen=True)
class OpportunityPage:
    """One opportunity: what both sides said, what changed since."""

    opportunity: Opportunity
    sides: list[tuple[Participation, MeetingReport | None]]
    standing: Standing
    days_overdue: int


def opportunity_page(opportunity: Opportunity) -> OpportunityPage:
    """Return an opportunity with the reports it came from."""
    rows = MeetingRequest.objects.select_related("requester__organisation", "requested__organisation")
    sides = reports_of(rows.get(pk=opportunity.request_id))
    late = (timezone.localdate() - opportunity.due_on).days if opportunity.state == State.OPEN else 0
    outcomes = [report.outcome for _side, report in sides if report]
    return OpportunityPage(opportunity, sides, standing_of(outcomes), max(0, late))
