"""Industries by code of GB/T 4754-2017: section (letter), division (2), group (3), class (4 digits).

Each section answers to one or more sections of the international classification (ISIC, revision 4). Source, what was
added and what the mapping leaves open: ``know/reference/README.md``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

EDITION = "GB/T 4754-2017"

Level = Literal["section", "division", "group", "class"]


@dataclass(frozen=True)
class Industry:
    """One line of the classification.

    ``name_en`` is empty for groups and classes; ``parent`` is None for a section.
    """

    code: str
    level: Level
    name_zh: str
    name_en: str
    parent: str | None


@lru_cache(maxsize=1)
def industries() -> Mapping[str, Industry]:
    """All lines of the classification by code, in the order of the standard."""
    source = files("fairway.know") / "reference" / "industries-gbt4754-2017.csv"
    with source.open(encoding="utf-8") as stream:
        rows = [_industry(row) for row in csv.DictReader(stream)]
    return MappingProxyType({each.code: each for each in rows})


def _industry(row: dict[str, str]) -> Industry:
    level = cast("Level", row["level"])
    return Industry(row["code"], level, row["name_zh"], row["name_en"], row["parent"] or None)


def industry(code: str) -> Industry | None:
    """Return the industry with exactly this code, or None. A leading letter is accepted: C3612."""
    known = industries()
    return known.get(code) or (known.get(code[1:]) if _lettered(code) else None)


def _lettered(code: str) -> bool:
    """Whether the code is digits behind the letter of the section they belong to."""
    division = industries().get(code[1:3])
    return division is not None and division.parent == code[:1]


def ancestors(code: str) -> tuple[Industry, ...]:
    """Return what the industry belongs to, nearest first, without itself; empty when unknown."""
    chain: list[Industry] = []
    here = industry(code)
    while here and here.parent:
        here = industries()[here.parent]
        chain.append(here)
    return tuple(chain)


def section_of(code: str) -> Industry | None:
    """Return the section (one letter) of an industry, or None when the code is unknown."""
    return _at_level(code, "section")


def division_of(code: str) -> Industry | None:
    """Return the division (two digits), or None for a section or an unknown code."""
    return _at_level(code, "division")


def _at_level(code: str, level: Level) -> Industry | None:
    chain = (industry(code), *ancestors(code))
    return next((each for each in chain if each and each.level == level), None)


def industry_name(code: str, language: str) -> str:
    """Return the name, or the code itself when unknown.

    Groups and classes have no English name: English readers get their division's.
    """
    found = industry(code)
    if found is None:
        return code
    if language.lower().startswith("zh"):
        return found.name_zh
    wider = found if found.name_en else industry(found.code[:2])
    return wider.name_en if wider else found.name_zh


def is_within(code: str, container: str) -> bool:
    """Whether ``code`` is ``container`` or lies under it; False when either is unknown."""
    here, around = industry(code), industry(container)
    return here is not None and around is not None and around in (here, *ancestors(code))


def shared_levels(a: str, b: str) -> int:
    """Return how many levels two industries share: 0 (none or unknown) to 4 (the same class)."""
    ours, theirs = _path(a), _path(b)
    return sum(1 for x, y in zip(ours, theirs, strict=False) if x == y)


def _path(code: str) -> tuple[Industry, ...]:
    here = industry(code)
    return (*reversed(ancestors(code)), here) if here else ()


def sections() -> tuple[Industry, ...]:
    """Return the 20 sections in order."""
    return tuple(each for each in industries().values() if each.level == "section")


def children(code: str) -> tuple[Industry, ...]:
    """Return the lines directly under an industry, in order."""
    here = industry(code)
    if here is None:
        return ()
    return tuple(each for each in industries().values() if each.parent == here.code)


@dataclass(frozen=True)
class IsicSection:
    """A section of ISIC revision 4; ``whole`` where all of ours belongs there, the note says what does not."""

    code: str
    name_en: str
    name_zh: str
    whole: bool
    note_en: str
    note_zh: str

    def note(self, language: str) -> str:
        """What the others are for, in the reader's language; "" for nothing to say."""
        return self.note_zh if language.lower().startswith("zh") else self.note_en

    def name(self, language: str) -> str:
        """Chinese for ``zh`` and its variants, English for all others."""
        return self.name_zh if language.lower().startswith("zh") else self.name_en


@lru_cache(maxsize=1)
def _isic() -> Mapping[str, tuple[IsicSection, ...]]:
    found: dict[str, list[IsicSection]] = {}
    source = files("fairway.know") / "reference" / "industries-isic4.csv"
    with source.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            whole = row["whole"] == "yes"
            line = IsicSection(row["isic"], row["name_en"], row["name_zh"], whole, row["note"], row["note_zh"])
            found.setdefault(row["gbt4754"], []).append(line)
    return MappingProxyType({code: tuple(lines) for code, lines in found.items()})


def isic_sections(code: str) -> tuple[IsicSection, ...]:
    """Return the sections of ISIC revision 4 that an industry may belong to, the usual one first.

    A division that stands under another section there than the rest of its own has a line of its own. Empty for
    unknown codes.
    """
    division, section = division_of(code), section_of(code)
    own = _isic().get(division.code, ()) if division else ()
    return own or (_isic().get(section.code, ()) if section else ())


@dataclass(frozen=True)
class Link:
    """One segment of a value chain: its keys, its names, and the industries that belong to it."""

    chain: str
    chain_en: str
    chain_zh: str
    segment: str
    segment_en: str
    segment_zh: str
    industries: tuple[str, ...]

    def chain_name(self, language: str) -> str:
        """The chain in the reader's language."""
        return self.chain_zh if language.lower().startswith("zh") else self.chain_en

    def segment_name(self, language: str) -> str:
        """The segment in the reader's language."""
        return self.segment_zh if language.lower().startswith("zh") else self.segment_en


@lru_cache(maxsize=1)
def chains() -> tuple[Link, ...]:
    """Every segment of every value chain, upstream first within a chain."""
    source = files("fairway.know") / "reference" / "chains.csv"
    with source.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(Link(**{**row, "industries": tuple(row["industries"].split())}) for row in rows)  # type: ignore[arg-type]


def links_of(code: str) -> tuple[Link, ...]:
    """Return the segments an industry belongs to, itself or by what it lies under."""
    return tuple(link for link in chains() if any(is_within(code, each) for each in link.industries))
