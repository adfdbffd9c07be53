"""Spreadsheets for an event: checked first, then the good rows taken, then perhaps taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.checked_tables import held, refuse_too_large
from fairway.base.rights import require
from fairway.govern.rules import own_organisations
from fairway.lib.errors import Invalid, Refused
from fairway.meet.actions.events import BATCH
from fairway.meet.actions.pairs import SETTLED, _ordered, _settle
from fairway.meet.actions.registration import _kept_entry, _new_token
from fairway.meet.models import (
    Apart,
    Application,
    Event,
    EventImport,
    Meeting,
    MeetingRequest,
    Participation,
    Topic,
    Unmet,
)
from fairway.meet.queries.imports import Between, Incoming, read_import

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.base.models import User
    from fairway.meet.engine.entry import Entry

RIGHTS = {
    EventImport.Kind.PARTICIPANTS.value: "meet.register_participants",
    EventImport.Kind.REQUESTS.value: "meet.load_requests",
}


@transaction.atomic
def check_import(*, actor: User, reason: str, event: Event, kind: str, file_name: str, content: bytes) -> EventImport:
    """Keep a file and what is wrong with it; none of its rows is taken yet."""
    if kind not in RIGHTS:
        raise Invalid("import-kind", gettext_noop("A spreadsheet holds participants or requests."))
    require(actor, RIGHTS[kind], event)
    refuse_too_large(content)
    reading = read_import(event, kind, content, file_name, own_organisations(actor))
    kept = EventImport.objects.create(
        event=event,
        kind=kind,
        file_name=file_name[-200:],
        content=content,
        counts=reading.counts,
        problems=reading.kept_problems,
        uploaded_by=actor,
    )
    audit.record(actor=actor, verb="check_import", subject=kept, reason=reason, kind=kind, **reading.counts)
    return kept


@transaction.atomic
def take_import(*, actor: User, reason: str, kept: EventImport) -> EventImport:
    """Take the good rows of a checked file; rows with problems stay out, and so do those that are there already."""
    require(actor, RIGHTS[kept.kind], kept.event)
    here = held(kept, EventImport.State.CHECKED)
    own = own_organisations(actor)
    reading = read_import(here.event, here.kind, bytes(here.content), here.file_name, own)
    reading.refuse_nothing()
    participants = [row for row in reading.new if isinstance(row, Incoming)]
    wishes = [row for row in reading.new if isinstance(row, Between)]
    _take_participants(here, participants)
    _take_wishes(here, wishes)
    here.state, here.counts = EventImport.State.APPLIED, {**reading.counts, "taken": len(reading.new)}
    here.problems = reading.kept_problems
    here.save()
    audit.record(actor=actor, verb="take_import", subject=here, reason=reason, **here.counts)
    return here


def _take_participants(kept: EventImport, rows: Sequence[Incoming]) -> None:
    """The registry's own take part at once; others wait as applications until the office has linked them."""
    known = [_participation(kept, row.entry, row.organisation) for row in rows if row.organisation is not None]
    Participation.objects.bulk_create(known, batch_size=BATCH)
    _take_topics(kept.event, dict(zip((made.organisation_id for made in known), known, strict=True)), rows)
    Application.objects.bulk_create(
        [
            Application(
                event=kept.event,
                name=row.entry.name,
                uscc=row.entry.uscc,
                status=Participation.Status.APPLIED,
                token=_new_token(),
                entry=_kept_entry(row.entry),
                applied_at=timezone.now(),
                brought_in=kept,
            )
            for row in rows
            if row.organisation is None
        ],
        batch_size=BATCH,
    )


def _take_topics(event: Event, made: Mapping[int, Participation], rows: Sequence[Incoming]) -> None:
    topics = {topic.order: topic.pk for topic in event.topics.all()}
    links = Topic.participations.through
    links._default_manager.bulk_create(
        [
            links(topic_id=topics[order], participation_id=made[row.organisation].pk)
            for row in rows
            if row.organisation is not None
            for order in row.entry.topics
        ],
        batch_size=BATCH,
    )


def _participation(kept: EventImport, entry: Entry, organisation: int) -> Participation:
    filled = _kept_entry(entry)
    del filled["topics"]
    return Participation(event=kept.event, organisation_id=organisation, brought_in=kept, token=_new_token(), **filled)


def _take_wishes(kept: EventImport, rows: Sequence[Between]) -> None:
    never = {_ordered(row.asking, row.asked): row.wish.reason for row in rows if row.wish.never}
    Apart.objects.bulk_create(
        [
            Apart(event=kept.event, one_id=one, other_id=other, reason=reason, brought_in=kept)
            for (one, other), reason in never.items()
        ],
        batch_size=BATCH,
    )
    kept_before = {(r.requester_id, r.requested_id): r for r in kept.event.requests.all()} if rows else {}
    fresh = [_request(kept, row, kept_before) for row in rows if not row.wish.never]
    pairs = {_ordered(row.asking, row.asked) for row in rows}
    touched = [r for r in kept_before.values() if _ordered(r.requester_id, r.requested_id) in pairs]
    new = [request for request in fresh if request.pk is None]
    _settle([*touched, *new], set(kept.event.aparts.values_list("one", "other")))
    MeetingRequest.objects.bulk_create(new, batch_size=BATCH)
    MeetingRequest.objects.bulk_update(touched, [*SETTLED, "brought_in"], batch_size=BATCH)


def _request(kept: EventImport, row: Between, before: dict[tuple[int, int], MeetingRequest]) -> MeetingRequest:
    """A new request, or one that was withdrawn before and comes back."""
    made = before.get((row.asking, row.asked)) or MeetingRequest(
        event=kept.event, requester_id=row.asking, requested_id=row.asked
    )
    made.is_withdrawn, made.brought_in, made.asked_at = False, kept, timezone.now()
    made.priority, made.answer, made.must_hold = row.wish.priority, row.wish.answer.value, row.wish.must
    if row.wish.must and not made.answer:
        made.answer = MeetingRequest.Answer.ACCEPTED
    return made


@transaction.atomic
def take_import_back(*, actor: User, reason: str, kept: EventImport) -> EventImport:
    """Take out everything a file brought, or nothing: refused once requests, decisions or a timetable rest on it."""
    require(actor, RIGHTS[kept.kind], kept.event)
    here = held(kept, EventImport.State.APPLIED)
    _refuse_used(here)
    pairs = {_ordered(*ends) for ends in here.requests.values_list("requester_id", "requested_id")}
    pairs |= set(here.aparts.values_list("one", "other"))
    taken = sum(rows.all().delete()[0] for rows in (here.requests, here.aparts, here.applications, here.participations))
    ends = {end for pair in pairs for end in pair}
    left = list(here.event.requests.filter(requester__in=ends, requested__in=ends))
    touched = [request for request in left if _ordered(request.requester_id, request.requested_id) in pairs]
    _settle(touched, set(here.event.aparts.values_list("one", "other")))
    MeetingRequest.objects.bulk_update(touched, SETTLED, batch_size=BATCH)
    here.state, here.content = EventImport.State.TAKEN_BACK, b""
    here.save()
    audit.record(actor=actor, verb="take_import_back", subject=here, reason=reason, rows=taken)
    return here


def _refuse_used(kept: EventImport) -> None:
    """Whatever rests on what a file brought keeps it in."""
    places = kept.participations.values("pk")
    resting = MeetingRequest.objects.filter(Q(requester__in=places) | Q(requested__in=places)).count()
    resting += Apart.objects.filter(Q(one__in=places) | Q(other__in=places)).count()
    resting += kept.applications.exclude(participation=None).count()
    for model in (Meeting, Unmet):
        resting += model.objects.filter(request__in=kept.requests.values("pk")).count()
    if resting:
        text = gettext_noop("%(count)s requests, meetings or decisions rest on these rows, so they stay.")
        raise Refused("import-used", text, count=resting)


@transaction.atomic
def discard_import(*, actor: User, reason: str, kept: EventImport) -> None:
    """Throw a checked file away; that there was one stays on record."""
    require(actor, RIGHTS[kept.kind], kept.event)
    here = held(kept, EventImport.State.CHECKED)
    here.state, here.content = EventImport.State.DISCARDED, b""
    here.save()
    audit.record(actor=actor, verb="discard_import", subject=here, reason=reason)
