"""Writing down organisations, sources, facts and posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.actions.search import reindex
from fairway.know.engine import industries, places
from fairway.know.engine.intake import person_problem, spellings
from fairway.know.engine.legal_forms import form_in
from fairway.know.engine.tongue import language_of, script_of
from fairway.know.models import Address, Fact, FieldOrigin, Identifier, Name, Organisation, Post, SourceDocument
from fairway.lib.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.base.models import User
    from fairway.know.engine.intake import OrganisationRow

BATCH = 1000
ORIGINS = ("name", "name_en", "kind", "region_code", "industry_code", "segment", "legal_form", "size", "ownership_type")
"""Fields a folder fills; each keeps which folder said so, and since when we know."""


@transaction.atomic
def load_organisations(*, actor: User, reason: str, rows: Sequence[OrganisationRow], namespace: str) -> dict[str, int]:
    """Add the organisations of ``rows``, or find them by their codes; gives each row's key its organisation's id.

    ``namespace`` (the event's code) keeps local keys of different folders apart. Identifiers decide alone
    whether an organisation is known already: names never do. Persons and sole traders are refused.
    """
    require(actor, "know.edit_organisations")
    _refuse_persons(rows)
    known = _known_by_code(rows)
    new = [row for row in rows if row.key not in known]
    made = Organisation.objects.bulk_create([_organisation(row) for row in new], batch_size=BATCH)
    ids = known | {row.key: organisation.pk for row, organisation in zip(new, made, strict=True)}
    Name.objects.bulk_create(
        [name for row in rows for name in _names(row, ids[row.key], is_new=row.key not in known)],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    Identifier.objects.bulk_create(
        [code for row in rows for code in _identifiers(row, ids[row.key], namespace, is_new=row.key not in known)],
        batch_size=BATCH,
    )
    Address.objects.bulk_create([_address(row, ids[row.key]) for row in new if row.address], batch_size=BATCH)
    FieldOrigin.objects.bulk_create(_origins(made, actor, f"folder:{namespace}"), batch_size=BATCH)
    reindex(ids.values())
    audit.record(
        actor=actor,
        verb="load_organisations",
        subject=f"folder:{namespace}",
        reason=reason,
        added=len(new),
        known=len(known),
    )
    return ids


def _refuse_persons(rows: Sequence[OrganisationRow]) -> None:
    for row in rows:
        if problem := person_problem(name=row.legal_name, code=row.uscc):
            raise problem


def _address(row: OrganisationRow, organisation: int) -> Address:
    edition = places.edition_of(row.region) or places.EDITION
    return Address(organisation_id=organisation, region_code=row.region, region_edition=edition, text=row.address)


def _origins(made: Sequence[Organisation], actor: User, origin: str) -> list[FieldOrigin]:
    today = timezone.localdate()
    stated = ((o.pk, {field: value for field in ORIGINS if (value := getattr(o, field))}) for o in made)
    return [
        row
        for pk, values in stated
        for row in FieldOrigin.of(pk, values, learned_on=today, written_by=actor.pk, origin=origin)
    ]


def _known_by_code(rows: Sequence[OrganisationRow]) -> dict[str, int]:
    codes = {(scheme, value): row.key for row in rows for scheme, value in _codes(row)}
    found = Identifier.objects.filter(
        scheme__in=[Identifier.Scheme.USCC, Identifier.Scheme.LEI], value__in=[value for _scheme, value in codes]
    ).select_related("organisation")
    known: dict[str, int] = {}
    demo = {row.key: bool(row.demo) for row in rows}
    for identifier in found:
        key = codes.get((identifier.scheme, identifier.value))
        if key is None:
            continue
        if (
            identifier.organisation.is_demo != demo[key]
            or known.get(key, identifier.organisation_id) != identifier.organisation_id
        ):
            raise Refused(
                "organisation-conflict",
                gettext_noop("%(key)s has a code that belongs to another organisation (%(name)s). Correct the code."),
                key=key,
                name=identifier.organisation.name,
            )
        known[key] = identifier.organisation_id
    return known


def _codes(row: OrganisationRow) -> list[tuple[str, str]]:
    pairs = [(Identifier.Scheme.USCC, row.uscc), (Identifier.Scheme.LEI, row.lei)]
    return [(str(scheme), value) for scheme, value in pairs if value]


def _organisation(row: OrganisationRow) -> Organisation:
    _rest, form = form_in(row.legal_name, "CN")
    return Organisation(
        name=row.legal_name,
        name_en=row.foreign_name,
        kind=row.kind.value,
        region_code=row.region,
        region_edition=places.edition_of(row.region) or places.EDITION,
        industry_code=row.industry,
        industry_edition=industries.EDITION if row.industry else "",
        segment=row.segment,
        legal_form=form.code if form else "",
        size=row.size,
        ownership_type=row.ownership_type,
        is_demo=bool(row.demo),
    )


def _names(row: OrganisationRow, organisation: int, *, is_new: bool) -> list[Name]:
    """A known organisation keeps its names; how another folder writes it is kept as printed."""
    written = [
        (Name.Kind.LEGAL, row.legal_name),
        (Name.Kind.SHORT, row.short_name),
        (Name.Kind.FOREIGN, row.foreign_name),
        *((Name.Kind.PRINTED, text) for text in spellings(row.printed_name)),
    ]
    return [
        Name(
            organisation_id=organisation,
            kind=kind if is_new else Name.Kind.PRINTED,
            text=text,
            language=language_of(text),
            script=script_of(text),
        )
        for kind, text in written
        if text
    ]


def _identifiers(row: OrganisationRow, organisation: int, namespace: str, *, is_new: bool) -> list[Identifier]:
    codes = _codes(row) if is_new else []
    return [
        *(Identifier(organisation_id=organisation, scheme=scheme, value=value) for scheme, value in codes),
        Identifier(organisation_id=organisation, scheme=Identifier.Scheme.LOCAL, namespace=namespace, value=row.key),
    ]


@dataclass(frozen=True)
class SourceText:
    """A publication to keep; ``key`` is its name within the folder it comes with."""

    key: str
    title: str
    publisher: str
    published_on: date | None = None
    text: str = ""


@transaction.atomic
def load_sources(*, actor: User, reason: str, sources: Sequence[SourceText], namespace: str) -> dict[str, int]:
    """Keep source documents as ``namespace/key``; gives each key its id."""
    require(actor, "know.edit_organisations")
    kept = [SourceDocument(**{**vars(s), "key": f"{namespace}/{s.key}"}) for s in sources]
    SourceDocument.objects.bulk_create(kept)
    audit.record(actor=actor, verb="load_sources", subject=f"folder:{namespace}", reason=reason, rows=len(sources))
    return {given.key: document.pk for given, document in zip(sources, kept, strict=True)}


@dataclass(frozen=True)
class Statement:
    """Something a source says. Exactly one of ``organisation`` and ``about`` (an event's code) is given."""

    predicate: str
    value: str
    happened_on: date
    learned_on: date
    source: int
    organisation: int | None = None
    about: str = ""
    comparator: str = "="
    unit: str = ""
    quote: str = ""
    label: str = ""
    label_zh: str = ""
    value_zh: str = ""
    unit_zh: str = ""
    is_demo: bool = False


@transaction.atomic
def load_facts(*, actor: User, reason: str, statements: Sequence[Statement]) -> int:
    """Keep facts as stated; gives how many."""
    require(actor, "know.edit_organisations")
    Fact.objects.bulk_create([_fact(s) for s in statements], batch_size=BATCH)
    audit.record(actor=actor, verb="load_facts", subject="know.fact", reason=reason, rows=len(statements))
    return len(statements)


@transaction.atomic
def state_fact(*, actor: User, reason: str, statement: Statement) -> Fact:
    """Keep one fact; later steps report promises kept and broken this way."""
    require(actor, "know.edit_organisations")
    fact = _fact(statement)
    fact.save()
    audit.record(
        actor=actor, verb="state_fact", subject=fact, reason=reason, predicate=fact.predicate, value=fact.printed
    )
    return fact


def _fact(statement: Statement) -> Fact:
    given = dict(vars(statement))
    return Fact(organisation_id=given.pop("organisation"), source_id=given.pop("source"), **given)


@dataclass(frozen=True)
class Holding:
    """Who held a post: from–until, or the same day twice where a source names only that day."""

    organisation: int
    title: str
    holder: str
    source: int
    title_zh: str = ""
    holder_zh: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@transaction.atomic
def load_posts(*, actor: User, reason: str, holdings: Sequence[Holding]) -> int:
    """Keep time-bound posts; gives how many. Holders are named at a post, nowhere else."""
    require(actor, "know.edit_organisations")
    Post.objects.bulk_create([_post(h) for h in holdings])
    audit.record(actor=actor, verb="load_posts", subject="know.post", reason=reason, rows=len(holdings))
    return len(holdings)


def _post(holding: Holding) -> Post:
    given: Mapping[str, object] = {k: v for k, v in vars(holding).items() if k not in {"organisation", "source"}}
    return Post(organisation_id=holding.organisation, source_id=holding.source, **given)
