"""Promises that come from another system, with all that became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from fairway.base import audit
from fairway.base.rights import require
from fairway.sign.models import Promise, PromiseStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import Model

    from fairway.base.models import User

BATCH = 1000


@transaction.atomic
def load_promises(
    *,
    actor: User,
    reason: str,
    subject: Model,
    promises: Sequence[Promise],
    waits: Mapping[tuple[int, str], tuple[str, Sequence[str]]],
    steps: Mapping[tuple[int, str], Sequence[PromiseStep]],
) -> int:
    """Keep promises and steps that somebody has checked; gives how many promises.

    ``waits`` says what a promise waits for: the number of the one it comes after ("" for none) and those that block it.
    Keys are an agreement's id and a number; ``steps`` may belong to promises that were there before.
    """
    require(actor, "sign.load_agreements")
    Promise.objects.bulk_create(promises, batch_size=BATCH)
    kept = _kept({key for key, _number in [*waits, *steps]} | {each.agreement_id for each in promises})
    _tie(kept, waits)
    made = [_of(kept[key], step, actor) for key, found in steps.items() for step in found]
    PromiseStep.objects.bulk_create(made, batch_size=BATCH)
    audit.record(
        actor=actor, verb="load_promises", subject=subject, reason=reason, promises=len(promises), steps=len(made)
    )
    return len(promises)


def _kept(agreements: Iterable[int | None]) -> dict[tuple[int, str], Promise]:
    rows = Promise.objects.filter(agreement__in=[pk for pk in agreements if pk is not None])
    return {(row.agreement_id or 0, row.number): row for row in rows}


def _tie(kept: Mapping[tuple[int, str], Promise], waits: Mapping[tuple[int, str], tuple[str, Sequence[str]]]) -> None:
    followers = []
    links = []
    through = Promise.blocked_by.through
    for (agreement, number), (after, blocked_by) in waits.items():
        promise = kept[agreement, number]
        if after:
            promise.after = kept[agreement, after]
            followers.append(promise)
        links += [through(from_promise_id=promise.pk, to_promise_id=kept[agreement, other].pk) for other in blocked_by]
    Promise.objects.bulk_update(followers, ["after"], batch_size=BATCH)
    through.objects.bulk_create(links, batch_size=BATCH)


def _of(promise: Promise, step: PromiseStep, actor: User) -> PromiseStep:
    step.promise, step.recorded_by = promise, actor
    return step
