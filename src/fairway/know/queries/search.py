"""The search box: organisations by any name or code, narrowed, counted, and with what answers to each word marked."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.base.words import in_language
from fairway.know.engine import industries
from fairway.know.engine.asked import Every, asked
from fairway.know.engine.documents import organisation_of
from fairway.know.engine.highlight import Piece, is_hit, pieces
from fairway.know.engine.slips import cost, loosened
from fairway.know.models import Identifier, Name, Organisation
from fairway.know.queries.files import industry_name, place_name
from fairway.know.queries.index import matching, state, texts, traits

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from fairway.know.engine.asked import Sought
    from fairway.know.engine.bigrams import Traits

MOST = 1_000
"""Results that are found and counted; whoever has more adds a word."""
FEW = 5
"""With fewer exact results, similar names are shown as well."""
MOST_SIMILAR, READ_FOR_SIMILAR = 25, 200
MOST_TELLING = 1_000
"""A way to mistype a word that more documents answer to is not followed."""
MOST_CHOICES = 12
NARROWING: Mapping[str, re.Pattern[str]] = {
    "kind": re.compile("|".join(Organisation.Kind.values)),
    "province": re.compile("[0-9]{2}"),
    "prefecture": re.compile("[0-9]{4}"),
    "section": re.compile("[A-T]"),
    "demo": re.compile("[01]"),
}
"""What results can be narrowed by, and what its values look like."""
_TERMS = {"kind": "#k", "province": "#p", "prefecture": "#p", "section": "#i", "demo": "#d"}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: ``words`` as compared, and documents in order, similar ones where exact ones are few.

    More than ``MOST`` exist where ``is_capped``.
    """

    words: tuple[str, ...]
    exact: Sequence[int]
    similar: Sequence[int]
    is_capped: bool
    narrowed: Mapping[str, str]

    @property
    def everything(self) -> list[int]:
        """Exact documents, then similar ones."""
        return [*self.exact, *self.similar]

    @property
    def organisations(self) -> list[int]:
        """The organisations found exactly."""
        return [organisation_of(place) for place in self.exact]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that results can be narrowed by, with how many have it among those counted."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing to narrow by: its key in the address, its name, its values."""

    key: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """An organisation found, with its name, other names and codes cut into what answers to a word and what does not."""

    organisation: Organisation
    name: tuple[Piece, ...]
    also: tuple[tuple[Piece, ...], ...]
    is_similar: bool
    place: str
    industry: str


def look_up(text: str, narrowed: Mapping[str, str] | None = None) -> Found:
    """Organisations that have every word of ``text``; ``narrowed`` holds values for keys of ``NARROWING``.

    First come those named or coded exactly so, then those whose name begins so, then all others; shorter legal names
    first, then by kind and age. A word may be part of a Chinese name, the beginning of an English word or of a code,
    pinyin or initials. The same on every store.
    """
    question = asked(text.replace("\x00", ""))
    kept = {k: v for k, v in (narrowed or {}).items() if k in NARROWING and NARROWING[k].fullmatch(v)}
    terms = tuple(f"{_TERMS[key]}{value.lower()}" for key, value in kept.items())
    found = matching((_within(tier, terms) for tier in question.tiers), MOST + 1)
    similar = _similar(question.words, terms, found) if question.words and len(found) < FEW else []
    return Found(question.words, found[:MOST], similar, len(found) > MOST, kept)


def _within(sought: Sought, terms: tuple[str, ...]) -> Sought:
    return sought.narrowed(Every(terms)) if terms else sought


def _similar(words: tuple[str, ...], terms: tuple[str, ...], found: Container[int]) -> list[int]:
    """Documents with words that differ from those typed by a slip of the keyboard; nearer ones first."""
    sought = loosened(words, state().common, MOST_TELLING)
    if sought is None:
        return []
    read = texts([(_within(sought, terms), READ_FOR_SIMILAR)])
    near = [(price, at) for at, text in read.items() if at not in found and (price := cost(words, text)) is not None]
    return [at for _price, at in sorted(near)[:MOST_SIMILAR]]


def search_organisations(words: str, narrowed: Mapping[str, str] | None = None) -> list[Organisation]:
    """Organisations that have every word in a name or code, best first, at most ``MOST``."""
    found = look_up(words, narrowed).organisations
    known = Organisation.objects.in_bulk(found)
    return [known[pk] for pk in found if pk in known]


def results(found: Found, first: int, last: int) -> list[Result]:
    """The results from place ``first`` to before ``last``, ready to be shown."""
    similar = frozenset(found.similar)
    wanted = [(organisation_of(at), at in similar) for at in found.everything[first:last]]
    known = Organisation.objects.prefetch_related(
        Prefetch("names", Name.objects.order_by("pk")), Prefetch("identifiers", Identifier.objects.order_by("pk"))
    ).in_bulk([pk for pk, _is_similar in wanted])
    return [_result(known[pk], found.words, is_similar=is_similar) for pk, is_similar in wanted if pk in known]


def _result(organisation: Organisation, words: tuple[str, ...], *, is_similar: bool) -> Result:
    name = in_language(organisation)
    more = [each.text for each in organisation.names.all()] + [code.value for code in organisation.identifiers.all()]
    also = dict.fromkeys((organisation.name, organisation.name_en, *more))
    return Result(
        organisation,
        pieces(name, words),
        tuple(pieces(text, words) for text in also if text and text != name and is_hit(text, words)),
        is_similar,
        place_name(organisation.region_code),
        industry_name(organisation.industry_code),
    )


def facets(found: Found) -> list[Facet]:
    """What the results can be narrowed by, counted among at most the first ``MOST``."""
    counted = traits(found.everything)
    made = [
        _facet(found, counted, "kind", lambda each: each.kind),
        _facet(found, counted, "province", lambda each: each.region[:2]),
        _facet(found, counted, "prefecture", _prefecture),
        _facet(found, counted, "section", lambda each: each.section),
        _facet(found, counted, "demo", lambda each: str(int(each.is_demo))),
    ]
    return [facet for facet in made if facet.choices]


def _prefecture(each: Traits) -> str:
    """The first four digits; "" for a whole province."""
    return each.region[:4] if each.region[2:4] != "00" else ""


def _prefecture_name(value: str) -> str:
    """The districts of Beijing have no prefecture between: Beijing is named."""
    code = f"{value}00"
    name = place_name(code)
    return name if name != code else place_name(f"{value[:2]}0000")


def _section_name(letter: str) -> str:
    return f"{letter} {industry_name(letter).removeprefix(letter).strip()}" if industries.industry(letter) else letter


_KINDS = dict(Organisation.Kind.choices)
_NAMES: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "kind": (gettext_noop("Kind"), lambda value: str(_KINDS.get(value, value))),
    "province": (gettext_noop("Province"), lambda value: place_name(f"{value}0000")),
    "prefecture": (gettext_noop("Prefecture"), _prefecture_name),
    "section": (gettext_noop("Industry section"), _section_name),
    "demo": (gettext_noop("Demo or real"), lambda value: _("demo") if value == "1" else _("real")),
}
"""How each thing to narrow by is called, and each of its values."""


def _facet(found: Found, documents: Iterable[Traits], key: str, value: Callable[[Traits], str]) -> Facet:
    counted = Counter(filter(None, map(value, documents)))
    chosen = found.narrowed.get(key, "")
    label, name = _NAMES[key]
    choices = (Choice(each, name(each), counted[each], each == chosen) for each in _shown(counted, chosen))
    return Facet(key, _(label), tuple(choices))


def _shown(counted: Counter[str], chosen: str) -> Iterable[str]:
    """The values most results have; one that all have tells nothing, unless it was chosen."""
    if chosen:
        return [chosen]
    if len(counted) < 2:
        return []
    return [value for value, _n in sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:MOST_CHOICES]]
