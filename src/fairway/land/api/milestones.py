"""Milestones over the API: the plan, what a new day would move, and keeping it."""

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema, Status

from fairway.base.rights import acting
from fairway.land import actions, queries
from fairway.land.models import Milestone
from fairway.lib.errors import Missing
from fairway.sign.models import Promise

router = Router()


class WaitOut(Schema):
    """What a milestone waits for, and how many days more."""

    other_id: int
    lag_days: int


class MilestoneOut(Schema):
    """A milestone with its three days; ``promise_id`` is the promise due with it."""

    id: int
    project_id: int
    name: str
    owner_id: int
    planned: date
    forecast: date | None
    actual: date | None
    promise_id: int | None
    waits: list[WaitOut]


class MilestoneIn(Schema):
    """A milestone to be planned; ``after`` maps ids of milestones of the same project to the lag in days."""

    name: str = Field(min_length=1, max_length=120)
    owner_id: int
    planned: date
    reason: str = Field(min_length=1, max_length=500)
    after: dict[int, int] = {}
    promise_id: int | None = None


class MoveOut(Schema):
    """One milestone that has to move."""

    milestone_id: int
    name: str
    was: date
    becomes: date
    days: int
    because_of_id: int


class EffectsOut(Schema):
    """What a new day would do; send ``seal`` back to agree to exactly this."""

    moves: list[MoveOut]
    affected: list[int]
    late_promises: list[int]
    seal: str


class NewDayIn(Schema):
    """A new day for a milestone, with the seal of the effects that were looked at."""

    day: date
    seal: str = Field(max_length=40)
    reason: str = Field(min_length=1, max_length=500)
    happened: bool = False
    evidence: str = Field("", max_length=300)


@router.get("/projects/{int:project_id}/milestones", response=list[MilestoneOut], summary="Plan of a project")
def list_milestones(request: HttpRequest, project_id: int) -> list[Milestone]:
    """The milestones of a project in the order planned."""
    return queries.plan_rows(queries.seen_project(request.user, project_id, "land.see_projects"))


@router.post("/projects/{int:project_id}/milestones", response={201: MilestoneOut}, summary="Plan a milestone")
def post_milestone(request: HttpRequest, project_id: int, sent: MilestoneIn) -> Status[Milestone]:
    """Add a milestone to a project's plan."""
    found = queries.seen_project(request.user, project_id, "land.plan_milestones")
    others = found.milestones.in_bulk(sent.after)
    owner = queries.may_answer(found).filter(pk=sent.owner_id).first()
    promise = (
        Promise.objects.filter(agreement=found.agreement_id, pk=sent.promise_id).first() if sent.promise_id else None
    )
    if owner is None or len(others) < len(sent.after) or (sent.promise_id and promise is None):
        text = gettext_noop("One of the ids is not of this project: who answers, what is waited for, or the promise.")
        raise Missing("milestone-ids", text)
    after = {other: sent.after[pk] for pk, other in others.items()}
    draft = actions.MilestoneDraft(sent.name, owner, sent.planned, after, promise)
    made = actions.plan_milestone(actor=acting(request), reason=sent.reason, project=found, draft=draft)
    return Status(201, made)


@router.get("/milestones/{int:milestone_id}/effects", response=EffectsOut, summary="What a new day would move")
def get_effects(request: HttpRequest, milestone_id: int, day: date, *, happened: bool = False) -> EffectsOut:
    """The least that has to move when the milestone is expected (or happened) on ``day``, and whom it concerns."""
    found = queries.seen_milestone(request.user, milestone_id, "land.move_milestones")
    return _effects(queries.affected_by(found, day, happened=happened))


def _effects(found: queries.Affected) -> EffectsOut:
    return EffectsOut(
        moves=[
            MoveOut(
                milestone_id=each.milestone.pk,
                name=each.milestone.name,
                was=each.move.was,
                becomes=each.move.becomes,
                days=each.move.days,
                because_of_id=each.cause.pk,
            )
            for each in found.moves
        ],
        affected=[each.pk for each in found.organisations],
        late_promises=[each.promise_id for each in found.missed if each.promise_id],
        seal=found.seal,
    )


@router.post("/milestones/{int:milestone_id}/days", response=EffectsOut, summary="Give a milestone a new day")
def post_day(request: HttpRequest, milestone_id: int, sent: NewDayIn) -> EffectsOut:
    """Keep a new day and move what has to move with it: exactly what was shown, or nothing."""
    found = queries.seen_milestone(request.user, milestone_id, "land.move_milestones")
    new = actions.NewDay(sent.day, sent.seal, sent.happened, sent.evidence)
    return _effects(actions.move_milestone(actor=acting(request), reason=sent.reason, milestone=found, new=new))
