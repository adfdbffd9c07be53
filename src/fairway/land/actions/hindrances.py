"""Raising what hinders a project, answering it by a day, sending it up when that day passes, and closing it by two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import own_organisations
from fairway.land.engine.hindrances import escalations
from fairway.land.models import Hindrance, HindranceStep
from fairway.land.queries.hindrances import chains_of
from fairway.land.queries.milestones import may_answer
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.land.models import Project

Kind = HindranceStep.Kind


@dataclass(frozen=True)
class HindranceDraft:
    """What hinders a project, who has to clear it, and by when the next step is due."""

    cause: str
    what: str
    owner: Organisation
    next_on: date


@transaction.atomic
def raise_hindrance(*, actor: User, reason: str, project: Project, draft: HindranceDraft) -> Hindrance:
    """Keep what hinders a project; it is raised by the party the actor acts for, or else by the actor's office."""
    require(actor, "land.raise_hindrance", project)
    _check_day(draft.next_on)
    if draft.cause not in Hindrance.Cause.values or not draft.what.strip():
        raise Invalid("hindrance-what", gettext_noop("Say what hinders the project, and choose a cause."))
    if not may_answer(project).filter(pk=draft.owner.pk).exists():
        text = gettext_noop("A party of the project or an office that follows projects clears a hindrance.")
        raise Invalid("hindrance-owner", text)
    own = own_organisations(actor)
    hindrance = Hindrance(
        project=project,
        cause=draft.cause,
        what=draft.what.strip(),
        owner=draft.owner,
        raised_by_id=min(own & project.own_ids() or own, default=None),
        desk=draft.owner,
        next_on=draft.next_on,
    )
    hindrance.save()
    _write(hindrance, Kind.RAISED, reason, side=hindrance.raised_by_id)
    facts = {"project": project.pk, "owner": draft.owner.pk, "next_on": draft.next_on.isoformat()}
    audit.record(actor=actor, verb="raise_hindrance", subject=hindrance, reason=reason, **facts)
    return hindrance


def _check_day(next_on: date) -> None:
    if next_on < timezone.localdate():
        raise Invalid("next-step-past", gettext_noop("The next step is due today or on a day to come."))


def _write(hindrance: Hindrance, kind: Kind, note: str, *, on: date | None = None, side: int | None = None) -> None:
    HindranceStep.objects.create(
        hindrance=hindrance,
        kind=kind,
        on=on or timezone.localdate(),
        desk_id=hindrance.desk_id,
        side_id=side,
        next_on=None if hindrance.closed_on else hindrance.next_on,
        note=note[:500],
    )


def _held(hindrance: Hindrance) -> Hindrance:
    kept = Hindrance.objects.select_for_update().get(pk=hindrance.pk)
    if kept.closed_on is not None:
        raise Refused("hindrance-closed", gettext_noop("This hindrance is closed."))
    return kept


@transaction.atomic
def answer_hindrance(*, actor: User, reason: str, hindrance: Hindrance, note: str, next_on: date) -> None:
    """Write down what was done and by when the next step is due.

    Once it went up, its owner alone no longer moves the day: an office that is not the owner does.
    """
    require(actor, "land.work_on_hindrance", hindrance)
    kept = _held(hindrance)
    _check_day(next_on)
    own = own_organisations(actor)
    if kept.level and kept.owner_id in own and kept.desk_id not in own:
        text = gettext_noop("This went up because its day had passed: the desk that has it now sets the next day.")
        raise Refused("hindrance-escalated", text)
    kept.next_on = next_on
    kept.save()
    _write(kept, Kind.ANSWERED, note, side=min(own & kept.sides(), default=None))
    audit.record(actor=actor, verb="answer_hindrance", subject=kept, reason=reason, next_on=next_on.isoformat())


@transaction.atomic
def close_hindrance(*, actor: User, reason: str, hindrance: Hindrance) -> bool:
    """Close a hindrance; a side's word alone only says that it is cleared, until the other side or an office agrees.

    Returns whether it is closed now.
    """
    require(actor, "land.work_on_hindrance", hindrance)
    kept = _held(hindrance)
    mine = own_organisations(actor) & kept.own_ids()
    if mine and not _other_side_agrees(kept, mine):
        _write(kept, Kind.CLEARED, reason, side=min(mine & kept.sides() or mine))
        audit.record(actor=actor, verb="report_cleared", subject=kept, reason=reason)
        return False
    kept.closed_on = timezone.localdate()
    kept.save()
    _write(kept, Kind.CLOSED, reason, side=min(mine, default=None))
    audit.record(actor=actor, verb="close_hindrance", subject=kept, reason=reason)
    return True


def _other_side_agrees(hindrance: Hindrance, mine: frozenset[int]) -> bool:
    """Whether the other side said that it is cleared; a word from before the last answer no longer counts."""
    if not mine & hindrance.sides():
        return False
    steps = hindrance.log.all()
    last = max((step.pk for step in steps if step.kind in {Kind.RAISED, Kind.ANSWERED}), default=0)
    said = {step.side_id for step in steps if step.kind == Kind.CLEARED and step.pk > last}
    return bool((said & hindrance.sides()) - mine)


@transaction.atomic
def escalate_hindrances(*, actor: User, reason: str, on: date) -> int:
    """Send every open hindrance whose day has passed up its mandate chain; a second run on a day does nothing."""
    require(actor, "land.escalate_hindrances")
    if on > timezone.localdate():
        raise Invalid("day-to-come", gettext_noop("This day has not come yet. Give today or an earlier day."))
    audit.wait_for_turn()
    late = list(Hindrance.objects.filter(closed_on=None, next_on__lt=on).select_related("project"))
    chains = chains_of(late, on)
    lines = [line for row in late for line in _sent_up(row, chains[row.pk], on)]
    Hindrance.objects.bulk_update(late, ["level", "desk", "next_on"], batch_size=1000)
    HindranceStep.objects.bulk_create(lines, batch_size=1000)
    if lines:
        facts = {"on": on.isoformat(), "steps": len(lines)}
        audit.record(actor=actor, verb="escalate_hindrances", subject="land.hindrance", reason=reason, **facts)
    return len(lines)


def _sent_up(row: Hindrance, chain: tuple[int, ...], on: date) -> list[HindranceStep]:
    lines = []
    for each in escalations(row.next_on, row.level, len(chain), on):
        row.level, row.desk_id, row.next_on = each.level, chain[each.level - 1], each.next_on
        days = {"on": each.on, "next_on": each.next_on}
        lines.append(HindranceStep(hindrance=row, kind=Kind.ESCALATED, desk_id=row.desk_id, **days))
    return lines
