"""Legal forms of organisations: the list of ISO 20275, and the forms people write into names.

The list (``legal-forms.csv``) gives every form its four-character code. How a form appears in a name, and which forms
can be compared, is a table of our own (``legal-form-words.csv``): the list has neither "Co., Ltd." nor 有限责任公司.
Sources: ``know/reference/README.md``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from fairway.know.engine.names.latin_script import Token, tokens, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

EDITION = "ISO 20275 (GLEIF list of 28 September 2023)"


class FormKind(StrEnum):
    """What forms of different countries have in common, as far as a name tells."""

    LIMITED = "limited"
    PUBLIC = "public"
    CORPORATION = "corporation"  # Inc., Corp., Co.: a company of unsaid kind
    BANK = "bank"
    PARTNERSHIP = "partnership"
    LIMITED_PARTNERSHIP = "limited_partnership"
    LIABILITY_PARTNERSHIP = "liability_partnership"
    NONPROFIT = "nonprofit"
    COOPERATIVE = "cooperative"
    FOUNDATION = "foundation"
    STATE = "state"
    PUBLIC_BODY = "public_body"
    SOLE = "sole"


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One line of ISO 20275: a form under its name in one language.

    ``country`` is ISO 3166-1 alpha-2, ``division`` ISO 3166-2 or ""; both are empty for the two codes that stand for
    "not yet listed" (8888) and "no form" (9999).
    """

    code: str
    country: str
    division: str
    language: str
    name: str
    transliterated: str
    abbreviations: tuple[str, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class FormInName:
    """A form found in a name: its usual abbreviation, its kind, and its code where country and word leave one only."""

    short: str
    kind: FormKind
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """One way of writing a form, as folded words. ``leads`` says that it may also open a name."""

    words: tuple[str, ...]
    short: str
    kind: FormKind
    codes: tuple[tuple[str, str], ...]
    leads: bool


@lru_cache(maxsize=1)
def legal_forms() -> tuple[LegalForm, ...]:
    """Return the whole list by country and code; a form has one line for each of its languages."""
    with (files("fairway.know") / "reference" / "legal-forms.csv").open(encoding="utf-8") as stream:
        return tuple(_legal_form(row) for row in csv.DictReader(stream))


def _legal_form(row: dict[str, str]) -> LegalForm:
    return LegalForm(
        row["code"],
        row["country"],
        row["division"],
        row["language"],
        row["name"],
        row["transliterated"],
        tuple(each for each in row["abbreviations"].split(";") if each),
        row["status"] == "active",
    )


@lru_cache(maxsize=1)
def _by_code() -> Mapping[str, tuple[LegalForm, ...]]:
    found: dict[str, list[LegalForm]] = {}
    for each in legal_forms():
        found.setdefault(each.code, []).append(each)
    return MappingProxyType({code: tuple(lines) for code, lines in found.items()})


def legal_form(code: str, language: str = "") -> LegalForm | None:
    """Return the form with this code, in ``language`` (ISO 639-1) where the list has it; None for an unknown code."""
    lines = _by_code().get(code.strip().upper(), ())
    return next((each for each in lines if each.language == language), lines[0] if lines else None)


def forms_of(country: str) -> tuple[LegalForm, ...]:
    """Return the forms of a country (``CN``) or of one of its divisions (``US-DE``), active or not, in code order."""
    return tuple(each for each in legal_forms() if country.upper() in {each.country, each.division})


def form_in(name: str, country: str = "") -> tuple[str, FormInName | None]:
    """Take the legal form off a name: ``("Volkswagen", GmbH)`` of "Volkswagen GmbH".

    Forms stand at the end, some also at the beginning (OOO, PT). Without ``country`` there is a code only where a
    single form of the world is written so. A name that is nothing but a form stays whole.
    """
    rest, form = _chinese(name, country)
    if form:
        return rest, form
    split = tokens(name)
    first, last, found = form_span(tuple(each.text for each in split))
    if found is None:
        return name, None
    return _between(name, split, first, last), FormInName(found.short, found.kind, _code(found, country))


def _between(name: str, split: Sequence[Token], first: int, last: int) -> str:
    stop = split[last].start if last < len(split) else len(name)
    start = split[first].start
    rest = name[start:stop].rstrip(" ,.-–(（").lstrip(" ,.-–")
    lonely = rest.count("(") - rest.count(")")
    return rest + ")" * lonely if lonely > 0 else rest.strip('"“”«»') if first or last < len(split) else rest


def form_span(split: tuple[str, ...]) -> tuple[int, int, FormInName | None]:
    """Return where the words between the forms begin and end, and the form that says most.

    Several forms may follow each other (Corporation Joint Stock Company): all are taken off, and a kind that says
    more wins over "company". Two letters in front are a form only where none stands at the end (Ab Initio LLC).
    """
    first, last, found = 0, len(split), None
    while hit := _ending(split[first:last]):
        last -= len(hit.words)
        found = _stronger(found, hit)
    while (hit := _opening(split[first:last])) and not (found and len("".join(hit.words)) < 3):
        first += len(hit.words)
        found = _stronger(found, hit)
    return first, last, FormInName(found.short, found.kind) if found else None


def _stronger(found: _Words | None, hit: _Words) -> _Words:
    return found if found and (found.kind != FormKind.CORPORATION or hit.kind == FormKind.CORPORATION) else hit


def _ending(split: tuple[str, ...]) -> _Words | None:
    """Return the longest form that ends these words and leaves at least one."""
    table = _table()
    for size in range(min(_LONGEST, len(split) - 1), 0, -1):
        if (hit := table.get(split[-size:])) or (hit := _misspelt(split[-size:])):
            return hit
    return None


def _opening(split: tuple[str, ...]) -> _Words | None:
    table = _table()
    for size in range(min(_LONGEST, len(split) - 1), 0, -1):
        hit = table.get(split[:size])
        if hit and hit.leads and split[size] != "and" and any(len(word) > 1 for word in split[size:]):
            return hit
    return None


_LONGEST = 7


@lru_cache(maxsize=1)
def _table() -> Mapping[tuple[str, ...], _Words]:
    found: dict[tuple[str, ...], _Words] = {}
    for each in _written():
        found.setdefault(each.words, each)
    return MappingProxyType(found)


def _written() -> Iterator[_Words]:
    for row in _rows():
        codes = tuple(tuple(each.split(":")) for each in row["code"].split())
        for text in row["texts"].split(";"):
            split = words(text)
            yield _Words(split, row["short"], FormKind(row["kind"]), codes, row["place"] == "any")  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    with (files("fairway.know") / "reference" / "legal-form-words.csv").open(encoding="utf-8") as stream:
        return tuple(csv.DictReader(stream))


@lru_cache(maxsize=4096)
def _misspelt(split: tuple[str, ...]) -> _Words | None:
    """Find a long form with a slip of the pen: Aktiengeselschaft, Joynt Stock Company."""
    from rapidfuzz.distance import OSA  # loaded when the first name is read

    text = " ".join(split)
    if len(text) < 12:
        return None
    near = (form for written, form in _long_forms(len(split)) if OSA.distance(written, text, score_cutoff=1) <= 1)
    return next(near, None)


@lru_cache(maxsize=16)
def _long_forms(size: int) -> tuple[tuple[str, _Words], ...]:
    written = ((" ".join(split), form) for split, form in _table().items() if len(split) == size)
    return tuple((text, form) for text, form in written if len(text) >= 12)


def _chinese(name: str, country: str) -> tuple[str, FormInName | None]:
    """Take a Chinese ending off; names without spaces have no words to split at."""
    folded = name.strip().replace("（", "(").replace("）", ")")
    for ending, row in _chinese_endings():
        if folded.endswith(ending) and len(folded) > len(ending):
            codes = dict(each.split(":") for each in row["code"].split())
            code = codes.get(country.upper(), "") if country or len(codes) > 1 else next(iter(codes.values()), "")
            return folded[: -len(ending)].rstrip("( "), FormInName(row["short"], FormKind(row["kind"]), code)
    return name, None


@lru_cache(maxsize=1)
def _chinese_endings() -> tuple[tuple[str, dict[str, str]], ...]:
    found = [(text, row) for row in _rows() for text in row["texts"].split(";") if text.strip("(")[0] >= "\u4e00"]
    return tuple(sorted((each for each in found if not each[0].isascii()), key=lambda each: -len(each[0])))


@lru_cache(maxsize=4096)
def _code(form: FormInName, country: str) -> str:
    """Return the code of a form in a country: the only form listed there under one of its spellings."""
    if not country:
        return _single(form, _coded().get(form.short, ()))
    here = [each for each in _coded().get(form.short, ()) if country.upper() in {each.country, each.division}]
    return _single(form, here)


def _single(form: FormInName, lines: Sequence[LegalForm]) -> str:
    """Return the one code of these lines; where several are written so, that of the one whose name is the form."""
    named = {each.code for each in lines if _short(each.name) == form.short}
    codes = named if len(named) == 1 else {each.code for each in lines}
    return next(iter(codes)) if len(codes) == 1 else ""


def _short(text: str) -> str:
    hit = _table().get(words(text))
    return hit.short if hit else ""


@lru_cache(maxsize=1)
def _coded() -> Mapping[str, tuple[LegalForm, ...]]:
    """For every form of our table, the active lines of the list that are written like it."""
    found: dict[str, list[LegalForm]] = {}
    for each in legal_forms():
        for short in {_short(text) for text in (each.name, *each.abbreviations)} if each.active else ():
            found.setdefault(short, []).append(each)
    return MappingProxyType({short: tuple(lines) for short, lines in found.items() if short})


# Kinds a careful writer may exchange: "Co." says less than either, and a bank says N.A. where another says Inc.
_ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        (FormKind.CORPORATION, FormKind.LIMITED),
        (FormKind.CORPORATION, FormKind.PUBLIC),
        (FormKind.CORPORATION, FormKind.BANK),
        (FormKind.CORPORATION, FormKind.STATE),
        (FormKind.CORPORATION, FormKind.COOPERATIVE),
        (FormKind.BANK, FormKind.PUBLIC),
        (FormKind.NONPROFIT, FormKind.FOUNDATION),
        (FormKind.LIMITED_PARTNERSHIP, FormKind.PARTNERSHIP),
        (FormKind.LIABILITY_PARTNERSHIP, FormKind.PARTNERSHIP),
    )
)


def comparable(a: FormKind, b: FormKind) -> bool:
    """Whether one organisation may be written with forms of these two kinds. A GmbH is no AG."""
    return a == b or frozenset((a, b)) in _ALIKE
