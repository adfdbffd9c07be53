"""Load the event of a folder: what it is part of, its slots and rooms, who comes, its programme and its parts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fairway.chain.engine.event import MeetingSpec
from fairway.know.models import Organisation
from fairway.meet import actions as meet
from fairway.meet.models import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.base.models import User
    from fairway.chain.engine.event import ActionSpec, EventSpec, PartSpec
    from fairway.chain.engine.folder import Folder
    from fairway.meet.engine.intake import LeadRow


def load_event(
    *, actor: User, reason: str, folder: Folder, ids: Mapping[str, int], sources: Mapping[str, int]
) -> Event:
    """Open the event with all its parts; ``ids`` and ``sources`` map the folder's keys to ids."""
    spec = folder.event
    whole = _load_whole(actor, reason, spec)
    event = meet.open_event(actor=actor, reason=reason, spec=_plan(spec, whole), organisations=ids)
    _load_rooms(actor, reason, spec, event)
    if spec.topics:
        meet.set_topics(actor=actor, reason=reason, event=event, topics=spec.topics)
    meet.register_participants(actor=actor, reason=reason, event=event, rows=folder.organisations, organisations=ids)
    meet.load_requests(actor=actor, reason=reason, event=event, rows=folder.requests, organisations=ids)
    known = Organisation.objects.in_bulk(list(ids.values()))
    named = {key: known[pk] for key, pk in ids.items()}
    _load_programme(actor, reason, spec, event, named)
    if folder.leads:
        leads = [(row.presentation, _lead(row, named, event)) for row in folder.leads]
        meet.load_leads(actor=actor, reason=reason, event=event, leads=leads)
    for action in spec.actions:
        meet.agree_action(actor=actor, reason=reason, event=event, agreed=_agreed(action, ids, sources))
    for part in spec.parts:
        _load_part(actor, reason, part, event, folder, ids)
    return event


def _plan(spec: EventSpec, whole: Event | None) -> meet.EventPlan:
    meeting = spec.meeting or MeetingSpec(tables=0, slots=())
    return meet.EventPlan(
        code=spec.code,
        name=spec.name,
        name_zh=spec.name_zh,
        kind=spec.kind,
        parent=whole,
        held_on=spec.held_on,
        ends_on=spec.ends,
        as_of=spec.as_of,
        region_code=spec.region,
        venue=spec.venue,
        venue_zh=spec.venue_zh,
        language=spec.language,
        is_demo=spec.demo,
        seed=spec.seed,
        slots=tuple(meet.SlotPlan(slot.number, slot.start, slot.end) for slot in meeting.slots),
        presentations=spec.presentations,
        tables=meeting.tables,
        time_zone=meeting.time_zone,
    )


def _load_whole(actor: User, reason: str, spec: EventSpec) -> Event | None:
    """Find or open the events it is part of, the outermost first; days nobody states are those of the event."""
    whole: Event | None = None
    for each in spec.part_of:
        found = Event.objects.filter(code=each.code).first()
        if found is None:
            plan = meet.EventPlan(
                code=each.code,
                name=each.name,
                name_zh=each.name_zh,
                kind=each.kind,
                parent=whole,
                held_on=each.on or spec.held_on,
                ends_on=each.ends,
                days_known=each.on is not None,
                as_of=spec.as_of,
                region_code=spec.region,
            )
            found = meet.open_event(actor=actor, reason=reason, spec=plan, organisations={})
        whole = found
    return whole


def _load_rooms(actor: User, reason: str, spec: EventSpec, event: Event) -> None:
    if spec.rooms:
        meet.arrange_rooms(actor=actor, reason=reason, event=event, rooms=spec.rooms)
    if spec.interpreters:
        meet.set_interpreters(actor=actor, reason=reason, event=event, shifts=spec.interpreters)


def _load_programme(actor: User, reason: str, spec: EventSpec, event: Event, named: Mapping[str, Organisation]) -> None:
    """Write down who speaks for whom, stands, agenda and stated figures, where the folder has any."""
    delegates = [
        meet.Delegate(named[each.organisation].pk, each.post, each.holder, each.post_zh, each.holder_latin, each.role)
        for each in spec.representatives
    ]
    stands = [meet.StandPlan(each.number, named[each.organisation], each.topic, each.topic_zh) for each in spec.stands]
    items = [meet.AgendaPlan(each.text, each.text_zh, named.get(each.organisation)) for each in spec.agenda]
    if delegates:
        meet.name_delegates(actor=actor, reason=reason, event=event, delegates=delegates)
    if stands:
        meet.set_stands(actor=actor, reason=reason, event=event, stands=stands)
    if items:
        meet.set_agenda(actor=actor, reason=reason, event=event, items=items)
    if spec.expected:
        meet.set_expectations(actor=actor, reason=reason, event=event, figures=spec.expected)


def _lead(lead: LeadRow, named: Mapping[str, Organisation], event: Event) -> meet.Lead:
    return meet.Lead(
        interest=lead.interest,
        noted_on=lead.noted_on or event.held_on,
        organisation=named.get(lead.organisation),
        text=lead.text,
        note=lead.note,
    )


def _agreed(action: ActionSpec, ids: Mapping[str, int], sources: Mapping[str, int]) -> meet.Agreed:
    return meet.Agreed(
        text=action.text,
        text_zh=action.text_zh,
        responsible=ids.get(action.responsible),
        due=action.due,
        due_words=action.due_words,
        due_words_zh=action.due_words_zh,
        source=sources.get(action.source),
    )


def _load_part(actor: User, reason: str, part: PartSpec, whole: Event, folder: Folder, ids: Mapping[str, int]) -> None:
    """Open a part of the event with its parties; one that a source tells of is real, whatever the rest is."""
    plan = meet.EventPlan(
        code=part.code,
        name=part.name,
        name_zh=part.name_zh,
        kind=part.kind,
        parent=whole,
        held_on=part.on or whole.held_on,
        as_of=whole.as_of,
        region_code=whole.region_code,
        venue=whole.venue,
        venue_zh=whole.venue_zh,
        time_zone=whole.time_zone,
        language=whole.language,
        is_demo=whole.is_demo and not part.source,
    )
    event = meet.open_event(actor=actor, reason=reason, spec=plan, organisations=ids)
    parties = [
        replace(row, available=None, topics=frozenset()) for row in folder.organisations if row.key in part.parties
    ]
    meet.register_participants(actor=actor, reason=reason, event=event, rows=parties, organisations=ids)
