"""The API of KNOW."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.base.words import sentence
from fairway.know import queries
from fairway.know.engine import places
from fairway.know.models import Address, Organisation
from fairway.know.queries.exchange import entities_after
from fairway.know.queries.search import MOST
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.know.queries import Facet, Resolved, Result

router = Router(tags=["Know"])


class OrganisationOut(Schema):
    """An organisation in a list."""

    id: int
    name: str
    name_en: str
    kind: str
    region_code: str
    region_edition: str
    industry_code: str
    industry_edition: str
    segment: str
    size: str = Field(description="large, medium, small or micro; empty: not stated")
    ownership_type: str = Field(
        description="Who controls it: state, collective, private, hmt (Hong Kong, Macao or Taiwan) or foreign; "
        "empty: not stated"
    )
    is_demo: bool


class NameOut(Schema):
    """A name as written; ``script`` is a code of ISO 15924 or ""."""

    text: str
    kind: str
    language: str
    script: str
    valid_from: date | None
    valid_until: date | None
    source_id: int | None


class IdentifierOut(Schema):
    """A code."""

    scheme: str
    namespace: str
    value: str


class FactOut(Schema):
    """A fact as stated; ``value`` "" is "not stated"."""

    id: int
    predicate: str
    value: str
    comparator: str
    unit: str
    happened_on: date
    learned_on: date
    status: str
    quote: str
    source_id: int


class AddressOut(Schema):
    """A place: its code in its edition, and what that code stands under today ("" where nothing has changed)."""

    kind: str
    region_code: str
    region_edition: str
    region_today: str
    text: str
    valid_from: date | None
    valid_until: date | None
    source_id: int | None

    @staticmethod
    def resolve_region_today(address: Address) -> str:
        """Where the division is today, if it moved or was renamed."""
        edition = address.region_edition
        moved = places.moved_to(address.region_code, int(edition)) if edition.isdecimal() else None
        return moved.code if moved else ""


class RelationOut(Schema):
    """``subject_id`` is ``kind`` of ``other_id``; ``share`` in per cent where known."""

    subject_id: int
    kind: str
    other_id: int
    share: Decimal | None
    valid_from: date | None
    valid_until: date | None
    source_id: int | None


class PostOut(Schema):
    """Who held a post, on which days."""

    title: str
    title_zh: str
    holder: str
    holder_zh: str
    valid_from: date | None
    valid_until: date | None
    source_id: int


class OriginOut(Schema):
    """A value a field has had: from where, and since when that is known. The latest of a field comes first."""

    field: str
    value: str
    origin: str
    learned_on: date
    source_id: int | None


class ContradictionOut(Schema):
    """Facts (or posts) that cannot all be true, and a sentence that says why."""

    about: str
    fact_ids: list[int]
    post_ids: list[int]
    reason: str


class OrganisationFile(OrganisationOut):
    """An organisation with all that hangs on it. ``posts`` are those held on the day asked for, or all."""

    legal_form: str
    founded_on: date | None
    dissolved_on: date | None
    merged_into_id: int | None
    names: list[NameOut]
    identifiers: list[IdentifierOut]
    addresses: list[AddressOut]
    relations: list[RelationOut]
    posts: list[PostOut]
    facts: list[FactOut]
    contradictions: list[ContradictionOut]
    origins: list[OriginOut]


class SearchIn(Schema):
    """What is asked of the search box."""

    q: str = ""
    kind: str = ""
    province: str = ""
    prefecture: str = ""
    section: str = ""
    demo: str = ""
    limit: int = Field(25, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=MOST)


class HitOut(OrganisationOut):
    """An organisation found; ``found_by``: other names and codes that answer; ``is_similar``: a word is not there."""

    found_by: list[str]
    is_similar: bool

    @classmethod
    def of(cls, result: Result) -> HitOut:
        """Take over a result."""
        found_by = ["".join(piece.text for piece in pieces) for pieces in result.also]
        base = OrganisationOut.from_orm(result.organisation)
        return cls(**base.dict(), found_by=found_by, is_similar=result.is_similar)


class ChoiceOut(Schema):
    """A value to narrow by, and how many of the results counted have it."""

    value: str
    label: str
    count: int


class FacetOut(Schema):
    """Something to narrow by."""

    key: str
    choices: list[ChoiceOut]

    @classmethod
    def of(cls, facet: Facet) -> FacetOut:
        """Take over a facet."""
        choices = [ChoiceOut(value=each.value, label=each.label, count=each.count) for each in facet.choices]
        return cls(key=facet.key, choices=choices)


class SearchOut(Schema):
    """What a search found. ``is_capped``: more exist than are counted; facets are counted among these."""

    items: list[HitOut]
    count: int
    is_capped: bool
    facets: list[FacetOut]


class ResolveIn(Schema):
    """A spelling, and how many organisations it may mean at most."""

    name: str = Field(max_length=300)
    limit: int = Field(5, ge=1, le=20)


class ResolvedOut(Schema):
    """An organisation that may be meant; ``score``: how near the spelling is, ``probability``: that both are one."""

    organisation: OrganisationOut
    spelling: str
    score: float
    verdict: str
    relation: str
    probability: float
    reasons: list[str]

    @classmethod
    def of(cls, found: Resolved) -> ResolvedOut:
        """Take over a finding, in the reader's language."""
        decision = found.decision
        return cls(
            organisation=OrganisationOut.from_orm(found.organisation),
            spelling=found.spelling,
            score=round(found.score, 4),
            verdict=decision.verdict.value,
            relation=decision.relation.value,
            probability=round(decision.probability, 4),
            reasons=[sentence(reason.as_data()) for reason in found.reasons],
        )


class EntityOut(Schema):
    """An entity of followthemoney."""

    id: str
    schema_: str = Field(alias="schema", serialization_alias="schema")
    properties: dict[str, list[str]]


class EntitiesIn(Schema):
    """Which organisations, in the order of their ids."""

    after: int = Field(0, ge=0, le=2**63 - 1, description="Organisations with an id above this one")
    limit: int = Field(100, ge=1, le=500, description="How many organisations")


class EntitiesOut(Schema):
    """Entities of some organisations; ``next`` is where to go on, None at the end."""

    items: list[EntityOut]
    next: int | None


@router.get("/entities", response=EntitiesOut, by_alias=True, summary="Organisations as followthemoney")
def entities(request: HttpRequest, asked: Query[EntitiesIn]) -> dict[str, object]:
    """Organisations with their addresses, codes and ties as entities, some at a time."""
    require(request.user, "know.see_organisations")
    found, after = entities_after(asked.after, asked.limit)
    return {"items": found, "next": after}


@router.get("/organisations", response=list[OrganisationOut], summary="Organisations")
@paginate(Pages)
def organisations(request: HttpRequest, q: str = "") -> QuerySet[Organisation] | list[Organisation]:
    """All organisations, or those whose names or codes contain every word of ``q``."""
    require(request.user, "know.see_organisations")
    return queries.search_organisations(q) if q else Organisation.objects.order_by("pk")


@router.get("/search", response=SearchOut, summary="Search organisations")
def search(request: HttpRequest, asked: Query[SearchIn]) -> SearchOut:
    """The search box: the same results in the same order as the page, with what they can be narrowed by."""
    require(request.user, "know.see_organisations")
    found = queries.look_up(asked.q, asked.dict(exclude={"q", "limit", "offset"}))
    results = queries.results(found, asked.offset, asked.offset + asked.limit)
    return SearchOut(
        items=[HitOut.of(result) for result in results],
        count=len(found.everything),
        is_capped=found.is_capped,
        facets=[FacetOut.of(facet) for facet in queries.facets(found)],
    )


@router.get("/resolve", response=list[ResolvedOut], summary="Who is meant by a name")
def resolve(request: HttpRequest, asked: Query[ResolveIn]) -> list[ResolvedOut]:
    """The organisations a spelling may mean, with the decision on each, its probability and the reasons."""
    require(request.user, "know.see_organisations")
    return [ResolvedOut.of(found) for found in queries.resolve_name(asked.name, limit=asked.limit)]


@router.get("/organisations/{pk}", response=OrganisationFile, summary="One organisation")
def organisation(request: HttpRequest, pk: int, on: date | None = None) -> dict[str, object]:
    """Everything kept of one organisation; with ``on`` the posts held and the relations that hold on that day."""
    require(request.user, "know.see_organisations")
    found = queries.organisation_file(pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    hanging = ("names", "identifiers", "addresses", "facts", "origins")
    return {
        **{field.attname: getattr(found, field.attname) for field in Organisation._meta.fields},
        **{name: getattr(found, name).all() for name in hanging},
        "posts": queries.holders_of(found, on) if on else found.posts.all(),
        "relations": queries.held_on([*found.relations.all(), *found.relations_in.all()], on),
        "contradictions": _contradictions(found),
    }


def _contradictions(found: Organisation) -> list[ContradictionOut]:
    of_facts = queries.fact_contradictions(found.facts.all())
    of_posts = queries.post_contradictions(found.posts.all())
    return [
        ContradictionOut(
            about=each.conflict.predicate,
            fact_ids=[row.pk for row in each.rows] if each in of_facts else [],
            post_ids=[] if each in of_facts else [row.pk for row in each.rows],
            reason=sentence(each.reason),
        )
        for each in (*of_facts, *of_posts)
    ]
