"""Organisations of the registry as entities of followthemoney.

What the registry keeps and the schema has no place for stays behind: facts, posts, contacts, the days a name was used,
and where each single field comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fairway.know.engine.exchange.entities import Entity, entity_id
from fairway.know.engine.exchange.naming import assign, country_of
from fairway.know.engine.exchange.organisation import DEMO, KEYWORDS, SEAT
from fairway.know.engine.exchange.ties import SIDES, schema_for
from fairway.know.engine.imports.incoming import Citation
from fairway.know.engine.industries import industry
from fairway.know.engine.legal_forms import legal_form
from fairway.know.engine.places import known_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEMA_OF = {
    "enterprise": "Company",
    "bank": "Company",
    "government": "PublicBody",
    "committee": "PublicBody",
    "zone": "PublicBody",
    "institution": "Organization",
    "association": "Organization",
}
COMPANIES = frozenset(kind for kind, schema in SCHEMA_OF.items() if schema == "Company")
_CODES = {"uscc": "uscCode", "lei": "leiCode", "orgcode": "registrationNumber"}
_NAMES = {"short": "weakAlias", "former": "previousName", "printed": "alias", "foreign": "alias", "legal": "alias"}


@dataclass(frozen=True, slots=True)
class Seat:
    """An address: its division code and edition, its text, and the days it held (ISO 8601, "" where not known)."""

    region: str
    edition: str
    text: str = ""
    kind: str = "registered"
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Bond:
    """A tie to another organisation that goes out too: the other's id as an entity, kind, share, days."""

    other: str
    kind: str
    share: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Outgoing:
    """An organisation as it goes out; ``fields`` as in ``engine.imports.incoming.FIELDS``, ``names`` kind and text."""

    id: str
    fields: Mapping[str, str]
    region_edition: str = ""
    names: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    seats: tuple[Seat, ...] = ()
    bonds: tuple[Bond, ...] = ()
    citation: Citation = field(default_factory=Citation)
    demo: bool = False


def entities(organisation: Outgoing) -> Iterator[Entity]:
    """Return the organisation, its addresses, its stock codes and its ties, in this order."""
    addresses = list(_addresses(organisation))
    values = _names(organisation) | _said(organisation)
    values |= {
        "address": {seat.text for seat in organisation.seats if seat.text and not seat.until},
        "addressEntity": {each.id for each in addresses},
    }
    schema = SCHEMA_OF[organisation.fields["kind"]]
    yield Entity(organisation.id, schema, _filled(values))
    yield from addresses
    yield from _identifications(organisation)
    yield from (_tie(organisation, bond) for bond in organisation.bonds)


def _filled(values: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {name: found for name, given in values.items() if (found := tuple(sorted(filter(None, given))))}


def _names(organisation: Outgoing) -> dict[str, set[str]]:
    """The legal name, and the foreign one beside it where whoever reads both can tell which is which."""
    legal, foreign = organisation.fields["name"], organisation.fields.get("name_en", "")
    values: dict[str, set[str]] = {"name": {legal}}
    country = country_of(organisation.fields.get("region_code", ""))
    if foreign and assign((legal, foreign), country)[:2] == (legal, foreign):
        values["name"].add(foreign)
    elif foreign:
        values["alias"] = {foreign}
    for kind, text in organisation.names:
        if text not in values["name"]:
            values.setdefault(_NAMES[kind], set()).add(text)
    return values


def _said(organisation: Outgoing) -> dict[str, set[str]]:
    given = organisation.fields
    country = country_of(given.get("region_code", ""))
    segment = given.get("segment", "")
    codes = {name: {v for s, v in organisation.codes if s == scheme} for scheme, name in _CODES.items()}
    return codes | {
        "classification": {given["kind"]},
        "jurisdiction": {country},
        "mainCountry": {country},
        "sector": {_named_industry(given.get("industry_code", ""))},
        "legalForm": {_named_form(given.get("legal_form", ""))},
        "incorporationDate": {given.get("founded_on", "")},
        "dissolutionDate": {given.get("dissolved_on", "")},
        "keywords": {
            f"segment: {segment}" if segment else "",
            *(f"{said}{given[name]}" for name, said in KEYWORDS.items() if given.get(name)),
            DEMO if organisation.demo else "",
        },
        "sourceUrl": {organisation.citation.title if _is_address(organisation.citation.title) else ""},
        "publisher": {organisation.citation.publisher},
        "retrievedAt": {organisation.citation.read_on},
    }


def _is_address(title: str) -> bool:
    return title.startswith(("https://", "http://"))


def _named_industry(code: str) -> str:
    found = industry(code) if code else None
    return f"{code} {found.name_zh}" if found else code


def _named_form(code: str) -> str:
    found = legal_form(code) if code else None
    return f"{code} {found.name}" if found else code


def _addresses(organisation: Outgoing) -> Iterator[Entity]:
    """The seat's division, and each address that has not ended."""
    seats = [seat for seat in organisation.seats if not seat.until]
    region = organisation.fields.get("region_code", "")
    if region:
        seats.append(Seat(region, organisation.region_edition, kind=SEAT))
    for seat in seats:
        identifier = entity_id(organisation.id, "address", seat.kind, seat.region, seat.text)
        yield Entity(identifier, "Address", _filled(_place(seat)))


def _place(seat: Seat) -> dict[str, set[str]]:
    levels: dict[str, set[str]] = {}
    here = known_place(seat.region, seat.edition or None) if seat.region else None
    names = here.name_zh if here else ""
    while here is not None:
        levels[{"province": "state", "prefecture": "city"}.get(here.level, "region")] = {here.name_zh}
        here = known_place(here.parent, seat.edition or None) if here.parent else None
        names = f"{here.name_zh}{names}" if here else names
    remarks = [seat.kind, f"division {seat.region}" if seat.region else ""]
    remarks += [f"edition {seat.edition}" if seat.edition else ""]
    return {"full": {seat.text or names}, "country": {country_of(seat.region)}, **levels} | {
        "remarks": {"; ".join(filter(None, remarks))}
    }


def _identifications(organisation: Outgoing) -> Iterator[Entity]:
    for scheme, value in organisation.codes:
        if scheme not in _CODES:
            properties = {"holder": {organisation.id}, "number": {value}, "type": {"stock code"}}
            yield Entity(entity_id(organisation.id, scheme, value), "Identification", _filled(properties))


def _tie(organisation: Outgoing, bond: Bond) -> Entity:
    schema = schema_for(bond.kind, is_company=organisation.fields["kind"] in COMPANIES)
    subject, other = SIDES[schema]
    values = {
        subject: {organisation.id},
        other: {bond.other},
        "role": {bond.kind},
        "percentage": {bond.share} if schema == "Ownership" else set(),
        "startDate": {bond.since},
        "endDate": {bond.until},
    }
    return Entity(entity_id(organisation.id, bond.kind, bond.other, bond.since), schema, _filled(values))
