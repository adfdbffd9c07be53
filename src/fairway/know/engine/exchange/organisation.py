"""One organisation of followthemoney as a row of an import."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.engine.exchange.entities import Entity, local_key
from fairway.know.engine.exchange.naming import assign
from fairway.know.engine.exchange.ties import REST
from fairway.know.engine.imports import cells
from fairway.know.engine.imports.incoming import Citation, Incoming, Link
from fairway.know.engine.imports.places import at_start, region
from fairway.know.engine.intake import KIND_WORDS, person_problem
from fairway.know.engine.legal_forms import form_in
from fairway.know.engine.places import edition_of
from fairway.know.engine.size_and_ownership import ownership_type, size
from fairway.lib.codes import lei_problem, organisation_code_problem, stock_code_problem, uscc_problem
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import words
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator, Sequence

    from fairway.lib.codes import CodeProblem

SCHEMATA = {"Company": "enterprise", "PublicBody": "government", "Organization": "", "LegalEntity": ""}
"""Schemata of organisations and the kind each stands for; "" where the schema does not say."""
NAMES = {"alias": "printed", "weakAlias": "short", "abbreviation": "short", "previousName": "former"}
CHECKS: dict[str, Callable[[str], CodeProblem | None]] = {
    "uscc": uscc_problem,
    "orgcode": organisation_code_problem,
    "lei": lei_problem,
    "stock": stock_code_problem,
}
# Properties that carry codes, with the schemes they may be, by check character.
CODES = {
    "uscCode": ("uscc",),
    "leiCode": ("lei",),
    "registrationNumber": ("uscc", "orgcode", "lei"),
    "idNumber": ("uscc", "orgcode", "lei"),
    "taxNumber": ("uscc",),
    "ticker": ("stock",),
}
_COUNTRIES = ("jurisdiction", "mainCountry", "country")
_SOURCES = ("sourceUrl", "publisher", "retrievedAt")
_DIVISION = re.compile(r"division ([0-9]{6})")
_SEGMENT = "segment: "
KEYWORDS = {"size": "size: ", "ownership_type": "type of ownership: "}
"""How keywords begin that state what no schema has a property for."""
_STATED: dict[str, Callable[[str], str]] = {"size": size, "ownership_type": ownership_type}
_TAKEN = (_SEGMENT, *KEYWORDS.values())
SEAT, DEMO = "seat", "demo"
LENGTH = 300


@dataclass(frozen=True)
class Part:
    """What other entities say about an organisation."""

    addresses: tuple[Entity, ...] = ()
    codes: tuple[Entity, ...] = ()
    links: tuple[Link, ...] = ()


def is_organisation(entity: Entity) -> bool:
    """Whether the schema is one of an organisation; a LegalEntity may be a person and is looked at in its row."""
    return entity.schema in SCHEMATA


def incoming(entity: Entity, part: Part, left: Counter[tuple[str, str]]) -> Incoming:
    """Return the row; :class:`BadCell` for what is no organisation. What has no place is counted in ``left``."""
    row = _Reading(entity, part, left)
    legal, foreign, others = row.names()
    codes = row.codes()
    row.refuse_person(legal, codes)
    text, place = row.address()
    fields = {"name": legal, "name_en": foreign, "region_code": place} | row.plain_fields()
    made = Incoming(
        number=entity.line,
        fields={name: value for name, value in fields.items() if value},
        key=local_key(entity.id),
        names=tuple(others),
        codes=codes,
        address=text,
        region_edition=(edition_of(place) or "") if place else "",
        links=part.links,
        demo=True if DEMO in entity.properties.get("keywords", ()) else None,
        citation=row.citation(),
    )
    row.count_rest(has_place=bool(place))
    return made


class _Reading:
    """Reads one entity and notes which of its values were taken."""

    def __init__(self, entity: Entity, part: Part, left: Counter[tuple[str, str]]) -> None:
        self._entity = entity
        self._part = part
        self._left = left
        self._country = next((entity.first(name) for name in _COUNTRIES if entity.first(name)), "")

    def _drop(self, name: str, times: int = 1) -> None:
        self._left[REST, f"{self._entity.schema}.{name}"] += times

    def names(self) -> tuple[str, str, list[tuple[str, str]]]:
        given = self._fitting("name")
        if not given:
            text, remedy = _("The entity has no name that can be kept."), _("Give it a name of at most 300 characters.")
            raise BadCell("name-missing", text, remedy, property="name")
        legal, foreign, rest = assign(given, self._country)
        others = [("printed", text) for text in rest]
        others += [("foreign", foreign)] if foreign else []
        seen = {legal, foreign, *rest}
        for name, kind in NAMES.items():
            for text in self._fitting(name):
                if text not in seen:
                    others.append((kind, text))
                    seen.add(text)
        return legal, foreign, others

    def _fitting(self, name: str) -> tuple[str, ...]:
        values = self._entity.all(name)
        fitting = tuple(value for value in values if len(value) <= LENGTH)
        if len(fitting) < len(values):
            self._drop(name, len(values) - len(fitting))
        return fitting

    def codes(self) -> tuple[tuple[str, str], ...]:
        """Codes whose check characters are right; one a scheme, the first in the order of texts."""
        found: dict[str, str] = {}
        for name, value in self._numbers():
            scheme = _scheme(CODES.get(name, tuple(CHECKS)), value)
            plain = _plain(scheme, value)
            if not scheme or found.setdefault(scheme, plain) != plain:
                self._drop(name)
        return tuple(sorted(found.items()))

    def _numbers(self) -> Iterator[tuple[str, str]]:
        for name in CODES:
            yield from ((name, value) for value in self._entity.all(name))
        for each in self._part.codes:
            kind = each.first("type").casefold()
            for value in each.all("number"):
                yield ("ticker" if "stock" in kind or "ticker" in kind else "Identification", value)

    def refuse_person(self, name: str, codes: tuple[tuple[str, str], ...]) -> None:
        wrong = person_problem(name=name, code=self._entity.first("uscCode") or dict(codes).get("uscc", ""))
        if wrong is not None:
            raise wrong
        if self._entity.schema == "LegalEntity" and not codes and form_in(name)[1] is None:
            raise BadCell("legal-entity-unclear", _UNCLEAR, _SAY_WHAT)

    def address(self) -> tuple[str, str]:
        """The first address and the division it lies in; further addresses are counted."""
        texts, codes, seat = list(self._fitting("address")), [], ""
        for each in sorted(self._part.addresses, key=lambda a: a.id):
            remark = each.first("remarks")
            code = match[1] if (match := _DIVISION.search(remark)) and edition_of(match[1]) else ""
            if remark.startswith(SEAT):
                seat = code
            else:
                codes.append(code)
                texts = list(dict.fromkeys([*(v for v in each.all("full") if len(v) <= LENGTH), *texts]))
        if len(texts) > 1:
            self._drop("address", len(texts) - 1)
        text = texts[0] if texts else ""
        return text, seat or next(filter(None, codes), "") or at_start(text) or self._place_named()

    def _place_named(self) -> str:
        for each in self._part.addresses:
            for name in ("region", "city", "state"):
                try:
                    return region(each.first(name)) if each.first(name) else ""
                except BadCell:
                    continue
        return ""

    def plain_fields(self) -> dict[str, str]:
        return {
            "kind": self._kind(),
            "industry_code": self._parsed("sector", lambda text: cells.industry(text.partition(" ")[0])),
            "legal_form": self._parsed("legalForm", _form),
            "founded_on": self._parsed("incorporationDate", cells.iso_day),
            "dissolved_on": self._parsed("dissolutionDate", cells.iso_day),
            "segment": self._segment(),
            **{name: self._stated(name, self._entity.all("keywords")) for name in KEYWORDS},
        }

    def _kind(self) -> str:
        for text in self._entity.all("classification"):
            if text.casefold() in KIND_WORDS:
                return KIND_WORDS[text.casefold()].value
        return SCHEMATA[self._entity.schema] or ("enterprise" if self._entity.first("legalForm") else "")

    def _segment(self) -> str:
        found = (text.removeprefix(_SEGMENT) for text in self._entity.all("keywords") if text.startswith(_SEGMENT))
        return words(60)(next(found, "")[:60])

    def _stated(self, name: str, keywords: tuple[str, ...]) -> str:
        """What the first keyword that can be read states; the others are counted."""
        said = [text.removeprefix(KEYWORDS[name]) for text in keywords if text.startswith(KEYWORDS[name])]
        return self._first("keywords", said, _STATED[name])

    def _parsed(self, name: str, parse: Callable[[str], str]) -> str:
        """The first value of a property that can be read; the others are counted."""
        return self._first(name, self._entity.all(name), parse)

    def _first(self, name: str, values: Sequence[str], parse: Callable[[str], str]) -> str:
        kept = ""
        for value in values:
            try:
                kept = kept or parse(value)
            except BadCell:
                continue
        if len(values) > bool(kept):
            self._drop(name, len(values) - bool(kept))
        return kept

    def citation(self) -> Citation:
        url, publisher = self._entity.first("sourceUrl")[:LENGTH], self._entity.first("publisher")[:200]
        return Citation(
            url or publisher, publisher, self._parsed("retrievedAt", cells.iso_day) if url or publisher else ""
        )

    def count_rest(self, *, has_place: bool) -> None:
        """Count the properties nothing has been taken from; the country is in the place."""
        taken = {"name", *NAMES, *CODES, *_SOURCES, "address", "addressEntity", "sector", "legalForm"}
        taken |= {"incorporationDate", "dissolutionDate", "classification", "keywords"}
        taken |= set(_COUNTRIES) if has_place else set()
        for name in set(self._entity.properties) - taken:
            self._drop(name, len(self._entity.properties[name]))
        unread = [t for t in self._entity.all("classification") if t.casefold() not in KIND_WORDS]
        other = [t for t in self._entity.all("keywords") if t != DEMO and not t.startswith(_TAKEN)]
        for name, texts in (("classification", unread), ("keywords", other)):
            if texts:
                self._drop(name, len(texts))


def _scheme(schemes: tuple[str, ...], value: str) -> str:
    return next((scheme for scheme in schemes if CHECKS[scheme](_plain(scheme, value)) is None), "")


def _plain(scheme: str, value: str) -> str:
    text = "".join(value.split()).upper()
    return text.replace("-", "") if scheme == "orgcode" else text


def _form(text: str) -> str:
    """A code of ISO 20275 at the beginning, else a form in words."""
    return cells.form(text[:4] if re.match(r"[0-9A-Z]{4}\b", text) else text)


_UNCLEAR = _("A LegalEntity with neither a code nor a legal form may be a natural person.")
_SAY_WHAT = _("Give it the schema Company, Organization or PublicBody, or a code, if it is an organisation.")
