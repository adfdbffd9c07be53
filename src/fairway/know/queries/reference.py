"""Reference data as lists: places with their history, industries, legal forms, value chains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.base.words import reading_language
from fairway.know.engine import industries, places
from fairway.know.engine.legal_forms import LegalForm, legal_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.know.engine.industries import Industry, IsicSection, Link
    from fairway.know.engine.places import Place, Spell


@dataclass(frozen=True)
class PlaceFile:
    """One place: what it lies in, what lies in it, and what it was before."""

    place: Place
    around: Sequence[Place]
    inside: Sequence[Place]
    former: Sequence[Spell]


@dataclass(frozen=True)
class OldPlace:
    """A code that is in no list any more: what it stood for, and where that is today."""

    code: str
    spells: Sequence[Spell]
    today: Place | None


def place_file(code: str) -> PlaceFile | OldPlace | None:
    """What is known of a division code; None where no list ever had it."""
    found = places.place(code)
    if found is not None:
        return PlaceFile(found, places.ancestors(code)[::-1], places.children(code), places.former(code))
    spells = places.history(code)
    return OldPlace(code, spells, places.moved_to(code)) if spells else None


def places_like(words: str) -> list[Place]:
    """Places of the edition in force by code or name; all provinces where nothing is asked."""
    wanted = words.casefold().split()
    if not wanted:
        return list(places.provinces())
    return [p for p in places.places().values() if _has(wanted, p.code, p.name_zh, p.name_en)]


def spells_like(words: str) -> list[Spell]:
    """Former codes and names by code or name, latest first."""
    wanted = words.casefold().split()
    spells = [s for code in places.all_codes() for s in places.history(code) if s.last is not None]
    found = [s for s in spells if _has(wanted, s.code, s.name_zh)] if wanted else []
    return sorted(found, key=lambda s: (-(s.last or 0), s.code))


def _has(wanted: Sequence[str], *texts: str) -> bool:
    """Whether every word begins the first text (a code) or stands in another."""
    code, *names = (text.casefold() for text in texts)
    return all(code.startswith(word) or any(word in name for name in names) for word in wanted)


@dataclass(frozen=True)
class IndustryFile:
    """One industry: what it belongs to, what belongs to it, its sections of ISIC, its value chains."""

    industry: Industry
    around: Sequence[Industry]
    inside: Sequence[Industry]
    isic: Sequence[IsicSection]
    links: Sequence[Link]


def industry_file(code: str) -> IndustryFile | None:
    """What is known of an industry code; None where the edition has none."""
    found = industries.industry(code)
    if found is None:
        return None
    own = found.code
    return IndustryFile(
        found,
        industries.ancestors(own)[::-1],
        industries.children(own),
        industries.isic_sections(own),
        industries.links_of(own),
    )


def industries_like(words: str) -> list[Industry]:
    """Industries by code or name; all sections where nothing is asked."""
    wanted = words.casefold().split()
    if not wanted:
        return list(industries.sections())
    return [i for i in industries.industries().values() if _has(wanted, i.code, i.name_zh, i.name_en)]


def forms_like(words: str, country: str) -> list[LegalForm]:
    """Legal forms of a country (all for "": China's first, codes of no country last) by code, name or abbreviation."""
    wanted = words.casefold().split()
    found = [
        form
        for form in legal_forms()
        if (not country or form.country == country)
        and _has(wanted, form.code, form.name, form.transliterated, *form.abbreviations)
    ]
    return sorted(found, key=lambda form: (not form.country, form.country != "CN"))


def form_countries() -> list[str]:
    """Countries that have a legal form in the list."""
    return sorted({form.country for form in legal_forms() if form.country})


def chains_like(words: str) -> list[Link]:
    """Segments of value chains by their names and by what belongs to them."""
    wanted = words.casefold().split()
    names = industries.industry_name
    language = reading_language()
    return [
        link
        for link in industries.chains()
        if _has(
            wanted,
            link.chain,
            link.chain_en,
            link.chain_zh,
            link.segment_en,
            link.segment_zh,
            *(f"{code} {names(code, language)}" for code in link.industries),
        )
    ]
