"""Repairing the day: a new timetable in the place of the one that holds, kept whole or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.meet.actions.events import BATCH
from fairway.meet.engine.result import PlacedMeeting, Status, count_breaks
from fairway.meet.engine.result import Timetable as Solved
from fairway.meet.engine.standing import standing_of, value_of
from fairway.meet.engine.unmet import explain_unmet
from fairway.meet.engine.verify import violations
from fairway.meet.models import Disturbance, Event, Meeting, Timetable, Unmet
from fairway.meet.queries.day.repairs import StandingDay, placed_in, standing_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.base.models import User
    from fairway.meet.engine.changes import Place
    from fairway.meet.engine.problem import MeetingProblem
    from fairway.meet.queries.day.repairs import RepairPlan

State = Disturbance.State


@transaction.atomic
def repair_day(*, actor: User, reason: str, event: Event, plan: RepairPlan) -> Timetable:
    """Do what was shown: take the reports in force and put a new timetable in the old one's place.

    Refused where the timetable or a report changed since, where a slot concerned has begun, and where a rule would be
    broken.
    """
    require(actor, "meet.run_day", event)
    current = _hold_timetable(event, plan.timetable, plan.version)
    reports = _open_reports(event, plan.reports)
    day = standing_day(event, current, reports)
    _check_time(day, plan)
    after = {key: place for key, place in day.places.items() if key not in plan.dropped} | dict(plan.seats)
    kept = _keep_replacement(day, after)
    Disturbance.objects.filter(pk__in=plan.reports).update(state=State.IN_FORCE, timetable=kept)
    audit.record(
        actor=actor,
        verb="repair_day",
        subject=kept,
        reason=reason,
        event=event.code,
        replaces=current.pk,
        reports=len(reports),
        changed=len(plan.seats),
        dropped=len(plan.dropped),
        value=kept.value,
    )
    return kept


def _hold_timetable(event: Event, pk: int, version: int) -> Timetable:
    """Hold the timetable that was shown; refuse where another one holds by now, or somebody changed it.

    The event is held first: a timetable made while this waits for the shown one is then seen.
    """
    Event.objects.select_for_update().get(pk=event.pk)
    newest = Timetable.objects.select_for_update().filter(event=event).order_by("-pk").first()
    if newest is None or (newest.pk, newest.version) != (pk, version):
        raise Refused("timetable-changed", gettext_noop("The timetable changed meanwhile. Look at it again."))
    return newest


def _open_reports(event: Event, wanted: Sequence[int]) -> list[Disturbance]:
    rows = list(event.disturbances.select_for_update().filter(pk__in=wanted, state=State.REPORTED))
    if len(rows) < len(wanted):
        raise Refused("report-closed", gettext_noop("Somebody has acted on this report already."))
    return rows


def _check_time(day: StandingDay, plan: RepairPlan) -> None:
    """What has begun can be changed no more."""
    before = [day.places[key] for key in (*plan.dropped, *plan.seats) if key in day.places]
    if any(place.slot <= day.clock.begun for place in (*before, *plan.seats.values())):
        raise Refused("slot-begun", gettext_noop("A slot has begun since this repair was shown. Look at it again."))


def _keep_replacement(day: StandingDay, after: Mapping[int, Place], like: Timetable | None = None) -> Timetable:
    """Check and keep a timetable that replaces the one of ``day``; what has begun is taken over as it was.

    The proven bound, and causes of what found no place, are taken from ``like`` (the replaced one unless told
    otherwise): fewer people, meetings or tables never raise a bound.
    """
    base = like or day.timetable
    slot_of = _slots(day, after)
    _refuse_broken(day, after)
    problem = day.stored.problem
    value = value_of(problem, slot_of)
    bound = max(value, base.bound + _newly_wished(day, base))
    kept = Timetable.objects.create(
        event=day.event,
        seed=day.timetable.seed,
        status=(Status.OPTIMAL if value == bound else Status.FEASIBLE).value,
        value=value,
        bound=bound,
        breaks=count_breaks(problem, slot_of),
        replaces=day.timetable,
    )
    _keep_meetings(kept, day, after)
    _keep_unmet(kept, day, slot_of, base)
    return kept


def _slots(day: StandingDay, after: Mapping[int, Place]) -> dict[int, int]:
    wishes = day.wish_of
    return {wishes[key]: place.slot for key, place in after.items() if key in wishes}


def _refuse_broken(day: StandingDay, after: Mapping[int, Place]) -> None:
    """Check what is to come by counting alone; what is over is history, whatever the rules say by now."""
    wishes, begun = day.wish_of, day.clock.begun
    coming = {key: place for key, place in after.items() if place.slot > begun}
    unknown = coming.keys() - wishes.keys()
    placed = [PlacedMeeting(wishes[key], place.slot, place.table) for key, place in coming.items() if key in wishes]
    lost = [place for place in coming.values() if place in day.lost]
    if unknown or lost:
        raise Refused("timetable-changed", gettext_noop("The timetable changed meanwhile. Look at it again."))
    solved = Solved(Status.FEASIBLE, tuple(placed), (), 0, 0, 0)
    for broken in violations(_to_come(day), solved):
        raise Refused("timetable-broken", broken.text, **broken.params)


def _to_come(day: StandingDay) -> MeetingProblem:
    """Ask for what is to come alone; on the day nothing must be held at any price."""
    problem, wishes = day.stored.problem, day.wish_of
    past = {wishes[key] for key, place in day.places.items() if key in wishes and place.slot <= day.clock.begun}
    held = Counter(person for wish in problem.wishes if wish.key in past for person in wish.parties)
    return replace(
        problem,
        wishes=tuple(replace(wish, must_hold=False) for wish in problem.wishes if wish.key not in past),
        participants=tuple(
            replace(person, at_least=0, at_most=max(person.at_most - held[person.key], 0))
            if person.at_most is not None
            else person
            for person in problem.participants
        ),
    )


def _newly_wished(day: StandingDay, base: Timetable) -> int:
    """Points of wishes that ``base`` did not know: its proof says nothing of them."""
    known = {*placed_in(base), *base.unmet.values_list("request_id", flat=True)}
    return sum(wish.priority for wish in day.stored.problem.wishes if day.stored.request_ids[wish.key] not in known)


def _keep_meetings(kept: Timetable, day: StandingDay, after: Mapping[int, Place]) -> None:
    Meeting.objects.bulk_create(
        [
            Meeting(
                timetable=kept,
                request_id=key,
                slot_id=day.stored.slot_ids[place.slot],
                table=place.table,
                is_locked=key in day.locked,
            )
            for key, place in sorted(after.items(), key=lambda item: (item[1], item[0]))
        ],
        batch_size=BATCH,
    )


def _keep_unmet(kept: Timetable, day: StandingDay, slot_of: Mapping[int, int], base: Timetable) -> None:
    """Note what found no place; a cause that was found before stands, a new one is read off the new timetable."""
    requests = day.stored.request_ids
    said = dict(base.unmet.values_list("request_id", "reasons"))
    rows = [
        Unmet(
            timetable=kept,
            request_id=requests[unmet.wish],
            reasons=said.get(requests[unmet.wish]) or [reason.as_data() for reason in unmet.reasons],
        )
        for unmet in explain_unmet(standing_of(day.stored.problem, slot_of))
    ]
    Unmet.objects.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def undo_repair(*, actor: User, reason: str, event: Event, timetable: int, version: int) -> Timetable:
    """Undo the last repair: the timetable before it holds again, its reports are open again.

    Refused once a meeting of the repaired timetable has begun, or it was changed by hand.
    """
    require(actor, "meet.run_day", event)
    current = _hold_timetable(event, timetable, version)
    before = _returned_to(current)
    current.answers.update(state=State.REPORTED, timetable=None)
    day = standing_day(event, current)
    kept = _keep_replacement(day, placed_in(before), like=before)
    audit.record(actor=actor, verb="undo_repair", subject=kept, reason=reason, event=event.code, replaces=current.pk)
    return kept


def _returned_to(current: Timetable) -> Timetable:
    """Return the timetable before the last repair; refuse where there is no way back."""
    before = current.replaces
    if before is None:
        raise Refused("nothing-replaced", gettext_noop("This timetable replaced none."))
    if before.replaces is not None and placed_in(before.replaces) == placed_in(current):
        raise Refused("returned-already", gettext_noop("The last repair was taken back already."))
    if current.version > 1:
        raise Refused("changed-by-hand", gettext_noop("The timetable was changed by hand since: there is no way back."))
    if current.meetings.filter(slot__start__gt=current.made_at, slot__start__lte=timezone.now()).exists():
        raise Refused("held-since", gettext_noop("Meetings of this timetable have begun: there is no way back."))
    return before
