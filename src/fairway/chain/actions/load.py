"""Load a checked folder: all of it in one transaction, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.chain.actions.load_event import load_event
from fairway.chain.queries.folders import row_counts
from fairway.know import actions as know
from fairway.know.models import Organisation
from fairway.land import actions as land
from fairway.lib.errors import Refused
from fairway.match import actions as match
from fairway.meet.models import Event
from fairway.sign import actions as sign
from fairway.sign.engine.board import Announced
from fairway.trust import actions as trust

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fairway.base.models import User
    from fairway.chain.engine.event import EventSpec, FactSpec, PostSpec, RelationSpec
    from fairway.chain.engine.folder import Folder

EVENT_SUBJECT = "event"


@transaction.atomic
def load_folder(*, actor: User, reason: str, folder: Folder) -> Event:
    """Keep every row of ``folder``; an event code that is there already is refused, with nothing kept."""
    require(actor, "chain.load_folder")
    audit.wait_for_turn()
    code = folder.event.code
    _refuse_days_to_come(folder.event)
    if Event.objects.filter(code=code).exists():
        text = gettext_noop("The event %(event)s is loaded already. Give the folder's event another code.")
        raise Refused("event-loaded", text, event=code)
    ids = know.load_organisations(actor=actor, reason=reason, rows=folder.organisations, namespace=code)
    sources = _load_knowledge(actor, reason, folder.event, ids)
    trust.load_records(actor=actor, reason=reason, rows=folder.records, organisations=ids)
    match.load_listings(
        actor=actor, reason=reason, offers=folder.offers, needs=folder.needs, organisations=ids, namespace=code
    )
    event = load_event(actor=actor, reason=reason, folder=folder, ids=ids, sources=sources)
    _load_agreements(actor, reason, folder, event, ids)
    _load_intentions(actor, reason, folder.event, event, ids)
    audit.record(actor=actor, verb="load_folder", subject=event, reason=reason, rows=row_counts(folder))
    return event


def _refuse_days_to_come(spec: EventSpec) -> None:
    """Refuse what would be refused later, with the event half done; a file alone does not tell what day it is."""
    today = timezone.localdate()
    if spec.as_of > today:
        text = gettext_noop(
            "Nothing can be computed for %(day)s: that day has not come yet. Correct as_of in event.toml."
        )
        raise Refused("day-to-come", text, day=spec.as_of.isoformat())
    for source in spec.sources:
        if source.published_on is not None and source.published_on > today:
            text = gettext_noop(
                "Nothing can be known from the source “%(source)s” yet: %(day)s has not come. "
                "Correct its published_on in event.toml."
            )
            raise Refused("day-to-come", text, source=source.key, day=source.published_on.isoformat())


def _load_knowledge(actor: User, reason: str, spec: EventSpec, ids: Mapping[str, int]) -> dict[str, int]:
    given = [know.SourceText(**vars(source)) for source in spec.sources]
    sources = know.load_sources(actor=actor, reason=reason, sources=given, namespace=spec.code)
    published = {source.key: source.published_on for source in spec.sources}
    statements = [
        _statement(fact, spec, ids, learned=published[fact.source] or fact.on, source=sources[fact.source])
        for fact in spec.facts
    ]
    know.load_facts(actor=actor, reason=reason, statements=statements)
    holdings = [_holding(post, ids, sources) for post in spec.posts]
    know.load_posts(actor=actor, reason=reason, holdings=holdings)
    bonds = [_bond(relation, ids, sources) for relation in spec.relations]
    know.load_relations(actor=actor, reason=reason, bonds=bonds)
    return sources


def _statement(
    fact: FactSpec, spec: EventSpec, ids: Mapping[str, int], *, learned: date, source: int
) -> know.Statement:
    """Turn a fact into a row; it is known since its source came out, and not before it happened."""
    is_event = fact.subject == EVENT_SUBJECT
    return know.Statement(
        predicate=fact.predicate,
        value=fact.value or "",
        happened_on=fact.on,
        learned_on=max(learned, fact.on),
        source=source,
        organisation=None if is_event else ids[fact.subject],
        about=spec.code if is_event else "",
        comparator=fact.comparator,
        unit=fact.unit,
        quote=fact.quote,
        label=fact.label,
        label_zh=fact.label_zh,
        value_zh=fact.value_zh,
        unit_zh=fact.unit_zh,
    )


def _holding(post: PostSpec, ids: Mapping[str, int], sources: Mapping[str, int]) -> know.Holding:
    return know.Holding(
        organisation=ids[post.organisation],
        title=post.title,
        holder=post.holder,
        source=sources[post.source],
        title_zh=post.title_zh,
        holder_zh=post.holder_zh,
        valid_from=post.on or post.from_,
        valid_until=post.on or post.until,
    )


def _bond(relation: RelationSpec, ids: Mapping[str, int], sources: Mapping[str, int]) -> know.Bond:
    return know.Bond(
        subject=ids[relation.subject],
        other=ids[relation.other],
        kind=relation.kind,
        share=relation.share,
        valid_from=relation.from_,
        valid_until=relation.until,
        source=sources[relation.source],
        since_words=relation.since or "",
    )


def _load_agreements(actor: User, reason: str, folder: Folder, event: Event, ids: Mapping[str, int]) -> None:
    sign.load_agreements(actor=actor, reason=reason, event=event, rows=folder.agreements, organisations=ids)
    sign.load_clauses(actor=actor, reason=reason, event=event, rows=folder.promises, organisations=ids)
    if (signing := folder.event.signing) is not None:
        announced = Announced(signing.expected_count, signing.expected_total, signing.currency)
        sign.announce_signing(actor=actor, reason=reason, event=event, announced=announced)
    land.load_stages(actor=actor, reason=reason, event=event, rows=folder.stages, organisations=ids)


def _load_intentions(actor: User, reason: str, spec: EventSpec, event: Event, ids: Mapping[str, int]) -> None:
    """Begin the projects that nobody has signed for yet; one that a source tells of is real, whatever the rest is."""
    keys = {key for each in spec.intentions for key in (*each.investors, *each.hosts)}
    known = Organisation.objects.in_bulk([ids[key] for key in keys])
    named = {key: known[ids[key]] for key in keys}
    sources = {source.key: source for source in spec.sources}
    for each in spec.intentions:
        source = sources.get(each.source)
        idea = land.Idea(
            title=each.title,
            road=each.road,
            investors=tuple(named[key] for key in each.investors),
            hosts=tuple(named[key] for key in each.hosts),
            event=event,
            is_demo=event.is_demo and source is None,
        )
        told = (source.published_on, source.title) if source else (None, "")
        entry = each.entry(event.held_on, ids[each.responsible], *told)
        change = land.Change(region=each.region, industry=each.industry, site=each.site, pledged=each.pledged)
        land.begin_project(actor=actor, reason=reason, idea=idea, entry=entry, change=change)
