"""Tables of promises: checked first, then the good rows taken, then perhaps taken back; and those of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.checked_tables import held, refuse_too_large
from fairway.base.rights import require
from fairway.govern.rules import own_organisations
from fairway.know.models import Organisation
from fairway.lib.errors import Refused
from fairway.lib.tables import Row
from fairway.sign.actions.outcomes import follow_promises, rule_keeper
from fairway.sign.engine.promises import Step
from fairway.sign.models import ClauseImport, Promise, PromiseStep
from fairway.sign.queries.clauses import promises_at, read_clauses, sort_clauses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.base.models import User
    from fairway.meet.models import Event
    from fairway.sign.engine.clause_table import ClauseRow
    from fairway.sign.queries.clauses import Clause

BATCH = 1000


@transaction.atomic
def load_clauses(
    *, actor: User, reason: str, event: Event, rows: Sequence[ClauseRow], organisations: Mapping[str, int]
) -> int:
    """Write down the promises of a folder; ``organisations`` maps its keys to ids. Nothing where one row is wrong.

    What was kept is passed on to the registry and the ratings by the daily run, not here.
    """
    require(actor, "sign.write_promise", event)
    found = sort_clauses(event, [Row(n, row) for n, row in enumerate(rows, 1)], organisations)
    if found.wrong:
        raise found.wrong[0][2]
    if found.new:
        steps = _take(actor, event, found.new, None)
        counts = {"promises": len(found.new), "fulfilled": len(steps)}
        audit.record(actor=actor, verb="load_clauses", subject=event, reason=reason, **counts)
    return len(found.new)


def _take(actor: User, event: Event, clauses: Sequence[Clause], table: ClauseImport | None) -> list[int]:
    """Write down what is new of each clause; gives the ids of the promises told to be kept."""
    fresh = [each for each in clauses if each.promise is None]
    known = Promise.objects.in_bulk([each.promise for each in clauses if each.promise is not None])
    made = _write(event, fresh, table)
    there = [*zip(made, fresh, strict=True), *((known[each.promise], each) for each in clauses if each.promise)]
    kept = [(promise, each.row.kept) for promise, each in there if each.row.kept is not None]
    own = own_organisations(actor)
    for promise, _said in kept:
        require(actor, "sign.record_step", promise)
    steps = [
        PromiseStep(
            promise=promise,
            step=Step.KEPT.value,
            happened_on=said.on,
            learned_on=said.learned_on,
            evidence=said.evidence,
            is_claim=bool(own & promise.own_ids()),
            recorded_by=actor,
        )
        for promise, said in kept
    ]
    PromiseStep.objects.bulk_create(steps, batch_size=BATCH)
    return [promise.pk for promise, _said in kept]


def _write(event: Event, clauses: Sequence[Clause], kept: ClauseImport | None) -> list[Promise]:
    debtors = {each.debtor for each in clauses}
    is_demo = dict(Organisation.objects.filter(pk__in=debtors).values_list("pk", "is_demo"))
    made = [_promise(event, each, kept, is_demo=is_demo[each.debtor]) for each in clauses]
    Promise.objects.bulk_create(made, batch_size=BATCH)
    by_place = {(each.agreement_id, each.number): each.pk for each in promises_at(event)}
    waiting = []
    for promise, clause in zip(made, clauses, strict=True):
        if clause.row.after:
            promise.after_id = by_place[promise.agreement_id, clause.row.after]
            waiting.append(promise)
    Promise.objects.bulk_update(waiting, ["after"], batch_size=BATCH)
    links = Promise.blocked_by.through
    blocks = [
        links(from_promise_id=promise.pk, to_promise_id=by_place[promise.agreement_id, number])
        for promise, clause in zip(made, clauses, strict=True)
        for number in clause.row.blocked_by
    ]
    links._default_manager.bulk_create(blocks, batch_size=BATCH)
    return made


def _promise(event: Event, clause: Clause, kept: ClauseImport | None, *, is_demo: bool) -> Promise:
    row, agreement = clause.row, clause.agreement
    return Promise(
        agreement=agreement,
        event=None if agreement else event,
        number=row.number,
        debtor_id=clause.debtor,
        creditor_id=clause.creditor,
        side=row.side.value,
        what=row.what,
        field=row.field,
        amount=row.amount,
        currency=row.currency,
        due_on=row.due_on,
        days_after=row.days_after,
        condition=row.condition,
        evidence_needed=row.evidence_needed,
        quote=row.quote,
        brought_in=kept,
        is_demo=agreement.is_demo if agreement else is_demo,
    )


@transaction.atomic
def check_clauses(*, actor: User, reason: str, event: Event, file_name: str, content: bytes) -> ClauseImport:
    """Keep a table of promises and what is wrong with it; none of its rows is taken yet."""
    require(actor, "sign.write_promise", event)
    refuse_too_large(content)
    reading = read_clauses(event, content, file_name)
    kept = ClauseImport.objects.create(
        event=event,
        file_name=file_name[-200:],
        content=content,
        counts=reading.counts,
        problems=reading.kept_problems,
        uploaded_by=actor,
    )
    audit.record(actor=actor, verb="check_clauses", subject=kept, reason=reason, **reading.counts)
    return kept


@transaction.atomic
def take_clauses(*, actor: User, reason: str, kept: ClauseImport) -> ClauseImport:
    """Take the good rows of a checked table; rows with problems stay out, and so do those that are there already.

    That a promise was kept, said by somebody who acts for one of its sides, is a claim, as on its own page.
    """
    require(actor, "sign.write_promise", kept.event)
    here = held(kept, ClauseImport.State.CHECKED)
    list(promises_at(here.event).select_for_update(of=("self",)).values_list("pk"))  # nobody decides meanwhile
    reading = read_clauses(here.event, bytes(here.content), here.file_name)
    reading.refuse_nothing()
    steps = _take(actor, here.event, reading.new, here)
    here.counts = {**reading.counts, "taken": len(reading.new), "fulfilled": len(steps)}
    here.state, here.problems = ClauseImport.State.APPLIED, reading.kept_problems
    here.save()
    audit.record(actor=actor, verb="take_clauses", subject=here, reason=reason, **here.counts)
    if steps:
        follow_promises(actor=rule_keeper(actor=actor, reason=reason), reason=reason, promises=steps)
    return here


@transaction.atomic
def take_clauses_back(*, actor: User, reason: str, kept: ClauseImport) -> ClauseImport:
    """Take out every promise a table brought, or nothing: refused once a step or another promise rests on one."""
    require(actor, "sign.write_promise", kept.event)
    here = held(kept, ClauseImport.State.APPLIED)
    brought = here.promises.values("pk")
    others = Promise.objects.exclude(pk__in=brought).filter(Q(after__in=brought) | Q(blocked_by__in=brought))
    resting = here.promises.exclude(steps=None).distinct().count() + others.distinct().count()
    if resting:
        text = gettext_noop("%(count)s of these promises have steps, or others wait for them, so they stay.")
        raise Refused("import-used", text, count=resting)
    here.promises.update(after=None)
    taken = here.promises.count()
    here.promises.all().delete()
    here.state, here.content = ClauseImport.State.TAKEN_BACK, b""
    here.save()
    audit.record(actor=actor, verb="take_clauses_back", subject=here, reason=reason, promises=taken)
    return here


@transaction.atomic
def discard_clauses(*, actor: User, reason: str, kept: ClauseImport) -> None:
    """Throw a checked table away; that there was one stays on record."""
    require(actor, "sign.write_promise", kept.event)
    here = held(kept, ClauseImport.State.CHECKED)
    here.state, here.content = ClauseImport.State.DISCARDED, b""
    here.save()
    audit.record(actor=actor, verb="discard_clauses", subject=here, reason=reason)
