"""Take a name outside the Chinese script apart: brand, trade, place, number, legal form.

The words that are not brand come from small tables of our own (``know/reference/names-latin``): what a word means,
which words mean the same, which are places. Every other word is brand.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from fairway.know.engine.legal_forms import FormInName, form_span
from fairway.know.engine.names.latin_script import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Kind(StrEnum):
    """What a word of a name is for."""

    BRAND = "brand"
    TRADE = "trade"  # what it does: bank, steel, solutions
    RANK = "rank"  # how it is built: group, international, national, institute
    PLACE = "place"
    NUMBER = "number"
    BRANCH = "branch"
    FILLER = "filler"  # the, of, and


@dataclass(frozen=True, slots=True)
class Unit:
    """One word (a place may be several) as folded, and what it means.

    ``concept`` is the same for all words of one meaning: "bank" for banco, "DE" for Deutschland, "44" for forty-four.
    ``initials`` has the first letter of each of its words.
    """

    text: str
    kind: Kind
    concept: str
    initials: str


@dataclass(frozen=True, slots=True)
class ParsedLatinName:
    """A name in its parts. ``units`` keeps the order and leaves out forms and fillers."""

    units: tuple[Unit, ...]
    form: FormInName | None
    letters: str
    """All folded letters and digits without spaces, the form included."""

    def of(self, *kinds: Kind) -> tuple[Unit, ...]:
        """Return the units of these kinds, in order."""
        return tuple(each for each in self.units if each.kind in kinds)

    @property
    def brand(self) -> tuple[str, ...]:
        """The words that tell this name from others."""
        return tuple(each.text for each in self.of(Kind.BRAND))

    @property
    def trades(self) -> tuple[str, ...]:
        """What the words of trade and structure mean."""
        return tuple(each.concept for each in self.of(Kind.TRADE, Kind.RANK))

    @property
    def places(self) -> tuple[str, ...]:
        """Places by country code or name."""
        return tuple(each.concept for each in self.of(Kind.PLACE))

    @property
    def numbers(self) -> tuple[str, ...]:
        """Numbers in digits, whatever way they are written."""
        return tuple(each.concept for each in self.of(Kind.NUMBER))

    @property
    def core(self) -> str:
        """The letters of all units without spaces."""
        return "".join(each.text for each in self.units)


@lru_cache(maxsize=65536)
def parse_latin(name: str) -> ParsedLatinName:
    """Take a name apart. A name that is nothing but fillers or a form keeps its words as brand."""
    split = words(name)
    first, last, form = form_span(split)
    units = _units(split[first:last])
    content = tuple(each for each in units if each.kind is not Kind.FILLER)
    return ParsedLatinName(
        content or tuple(Unit(each, Kind.BRAND, each, each[0]) for each in split), form, "".join(split)
    )


def _units(split: Sequence[str]) -> list[Unit]:
    """Read the words left to right, taking the longest place or number that begins at each."""
    spread = [each for word in split for each in _abbreviations().get(word, (word,))]
    out: list[Unit] = []
    at = 0
    while at < len(spread):
        unit, used = _place(spread, at) or _number(spread, at) or (_word(spread[at], first=at == 0), 1)
        out.append(unit)
        at += used
    return out


def _word(text: str, *, first: bool) -> Unit:
    """Read one word. In front only an article is a filler: the "at" of AT&T belongs to the name."""
    kind, concept = _lexicon().get(text, (Kind.BRAND, text))
    if first and kind is Kind.FILLER and concept != "the":
        return Unit(text, Kind.BRAND, text, text[0])
    return Unit(text, kind, concept, text[0])


def _place(spread: Sequence[str], at: int) -> tuple[Unit, int] | None:
    for size in range(min(4, len(spread) - at), 0, -1):
        text = " ".join(spread[at : at + size])
        if found := _places().get(text):
            initials = "".join(word[0] for word in spread[at : at + size])
            return Unit(text.replace(" ", ""), Kind.PLACE, found, initials), size
    return None


def _number(spread: Sequence[str], at: int) -> tuple[Unit, int] | None:
    value = _value(spread[at]) or _roman(spread, at)
    if value is None:
        return None
    following = _value(spread[at + 1]) if at + 1 < len(spread) else None
    tens = value.isdigit() and not spread[at].isdigit() and int(value) in range(20, 100, 10)
    if tens and following and following.isdigit() and 0 < int(following) < 10:
        value, used = str(int(value) + int(following)), 2
    else:
        used = 1
    return Unit(value, Kind.NUMBER, value, value[0]), used


_ORDINAL = re.compile(r"0*(\d+)(?:st|nd|rd|th)?$")


def _value(word: str) -> str | None:
    """Return a number in digits, or a code that holds digits (ar16) as it is; None for a word without any."""
    if (match := _ORDINAL.match(word)) and match.group(1):
        return match.group(1)
    if any(each.isdigit() for each in word):
        return word
    return _numbers().get(word)


_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})$")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}


def _roman(spread: Sequence[str], at: int) -> str | None:
    """Read ii to xxxix anywhere but in front, and i, v, x only at the end, where a fund or a trust has its number."""
    word = spread[at]
    if at == 0 or not word or not _ROMAN.match(word) or (len(word) == 1 and at + 1 < len(spread)):
        return None
    values = [_ROMAN_DIGITS[each] for each in word]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return str(sum(-each if each < following else each for each, following in pairs))


def _table(file: str) -> Iterator[dict[str, str]]:
    with (files("fairway.know") / "reference" / "names-latin" / file).open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


@lru_cache(maxsize=1)
def _lexicon() -> Mapping[str, tuple[Kind, str]]:
    rows = _table("words.csv")
    return MappingProxyType(
        {word: (Kind(row["kind"]), row["concept"]) for row in rows for word in row["words"].split()}
    )


@lru_cache(maxsize=1)
def _places() -> Mapping[str, str]:
    return MappingProxyType({name: row["place"] for row in _table("places.csv") for name in row["names"].split(";")})


@lru_cache(maxsize=1)
def _abbreviations() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({row["short"]: tuple(row["full"].split()) for row in _table("abbreviations.csv")})


@lru_cache(maxsize=1)
def _placeholders() -> frozenset[str]:
    return frozenset(word for row in _table("placeholders.csv") for word in row["words"].split())


def is_placeholder(name: str) -> bool:
    """Whether a text stands where a name should be: "N/A", "unknown", "others"."""
    return parse_latin(name).letters in _placeholders()


@lru_cache(maxsize=1)
def _everywhere() -> Mapping[str, str]:
    """What every country, town or company has (``body``), and how places are ranked (``rank``)."""
    return MappingProxyType({row["word"]: row["kind"] for row in _table("everywhere.csv")})


def says_whose(parsed: ParsedLatinName) -> bool:
    """Whether a name outside the Chinese script points to one organisation, as far as its words tell.

    "Hospital", "City Hospital", "The Company" and "A" do not. "General Motors" does, although both words are common.
    """
    if len(parsed.core) < _SHORTEST or (parsed.form is not None and parsed.core == parsed.letters):
        return False
    if parsed.places or any(_everywhere().get(each) != "rank" for each in parsed.brand):
        return True
    common = parsed.of(Kind.TRADE, Kind.RANK, Kind.BRANCH)
    return len(common) > 1 and not any(each.concept in _everywhere() for each in common)


_SHORTEST = 2


@lru_cache(maxsize=1)
def _numbers() -> Mapping[str, str]:
    return MappingProxyType({word: row["number"] for row in _table("numbers.csv") for word in row["words"].split()})
