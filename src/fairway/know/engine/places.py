"""Places of China by division code: one dated edition of the official list, and the yearly lists since 1980.

A code means something only together with its edition: Gongzhuling is 220381 (under Siping) in the lists of 1995 to
2019 and 220184 (under Changchun) since. :func:`place` reads the edition in force (or a given one), :func:`as_of` the
list of a year, :func:`moved_to` says where a former division is today. Questions about what lies in what
(:func:`ancestors`, :func:`is_within`, :func:`prefecture_of` …) count a former code where it is today. Source and
changes: ``know/reference/README.md``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EDITION = "2023"
FIRST_YEAR, LAST_YEAR = 1980, 2024
"""The yearly lists in ``divisions-history.csv``; each shows the end of its year."""

Level = Literal["province", "prefecture", "county", "zone"]

# Row and column on a grid, north at the top. A tile map shows which place a figure belongs to
# and claims nothing about borders.
JILIN_TILES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "220800": (0, 0),  # Baicheng, north-west
        "220700": (0, 1),  # Songyuan
        "220100": (1, 1),  # Changchun
        "220200": (1, 2),  # Jilin City
        "222400": (1, 3),  # Yanbian, east
        "220300": (2, 0),  # Siping
        "220400": (2, 1),  # Liaoyuan
        "220600": (2, 3),  # Baishan
        "220500": (2, 2),  # Tonghua, south
    }
)


@dataclass(frozen=True)
class Place:
    """One division. ``parent`` is a code of the same edition, or None for a province."""

    code: str
    level: Level
    name_zh: str
    name_en: str
    parent: str | None

    def name(self, language: str) -> str:
        """Chinese for ``zh`` and its variants (``zh-hans``, ``zh_CN``), English for all others."""
        return self.name_zh if language.lower().startswith("zh") else self.name_en


@lru_cache(maxsize=1)
def places() -> Mapping[str, Place]:
    """All places of the edition by code, in code order."""
    source = files("fairway.know") / "reference" / f"divisions-{EDITION}.csv"
    with source.open(encoding="utf-8") as stream:
        rows = [_place(row) for row in csv.DictReader(stream)]
    return MappingProxyType({each.code: each for each in rows})


def _place(row: dict[str, str]) -> Place:
    level = cast("Level", row["level"])
    return Place(row["code"], level, row["name_zh"], row["name_en"], row["parent"] or None)


def place(code: str, edition: str | None = None) -> Place | None:
    """Return the place with exactly this six-digit code, or None when the edition has none.

    ``edition`` is :data:`EDITION` unless told otherwise, or a year from 1980 on.
    """
    if edition is None or edition == EDITION:
        return places().get(code)
    return as_of(code, int(edition)) if edition.isdecimal() else None


@dataclass(frozen=True)
class Spell:
    """A code with one name under one parent, in the yearly lists from ``first`` to ``last`` (None: still).

    ``successor`` is the code of the same division in the list after ``last``; "" where that cannot be said.
    """

    code: str
    level: Level
    name_zh: str
    parent: str | None
    first: int
    last: int | None
    successor: str

    def holds(self, year: int) -> bool:
        """Whether the list of ``year`` has it."""
        return self.first <= year <= (self.last or LAST_YEAR)


@lru_cache(maxsize=1)
def _spells() -> Mapping[str, tuple[Spell, ...]]:
    found: dict[str, list[Spell]] = {}
    source = files("fairway.know") / "reference" / "divisions-history.csv"
    with source.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(row["code"], []).append(_spell(row))
    return {code: tuple(spells) for code, spells in found.items()}


def _spell(row: dict[str, str]) -> Spell:
    last = int(row["until"]) if row["until"] else None
    level, parent = cast("Level", row["level"]), row["parent"] or None
    return Spell(row["code"], level, row["name_zh"], parent, int(row["from"]), last, row["successor"])


def history(code: str) -> tuple[Spell, ...]:
    """Everything this code has stood for since 1980, oldest first; empty for codes of no yearly list."""
    return _spells().get(code, ())


def all_codes() -> tuple[str, ...]:
    """Every code that some yearly list has, in order."""
    return tuple(_spells())


def former(code: str) -> tuple[Spell, ...]:
    """Every earlier name, code or parent of what has this code today, and what was taken into it, latest first."""
    return _former().get(code, ())


@lru_cache(maxsize=1)
def _former() -> Mapping[str, tuple[Spell, ...]]:
    led: dict[str, list[Spell]] = {}
    for spells in _spells().values():
        for spell in spells:
            if spell.last is not None and (today := _today(spell)):
                led.setdefault(today.code, []).append(spell)
    return {code: tuple(sorted(found, key=lambda each: (-each.first, each.code))) for code, found in led.items()}


def as_of(code: str, year: int) -> Place | None:
    """Return what the code stood for in the list of ``year`` (1980 to 2024), or None."""
    found = next((spell for spell in history(code) if spell.holds(year)), None)
    return _place_of(found) if found else None


def _place_of(spell: Spell) -> Place:
    return Place(spell.code, spell.level, spell.name_zh, _english(spell), spell.parent)


def _english(spell: Spell) -> str:
    """The English name today's list gives the same division, if it still has its name; else the Chinese one."""
    today = places().get(spell.code) or _today(spell)
    return today.name_en if today and today.name_zh == spell.name_zh else spell.name_zh


def edition_of(code: str) -> str | None:
    """Return the latest edition a code is valid in: :data:`EDITION`, or a year; None when it never was."""
    if code in places():
        return EDITION
    return str(history(code)[-1].last or LAST_YEAR) if history(code) else None


def moved_to(code: str, year: int | None = None) -> Place | None:
    """Return where the division with this code (in the list of ``year``, else its last) is today.

    None when nothing has changed, when no list has the code, and where no successor can be named for sure.
    """
    known = [spell for spell in history(code) if year is None or spell.holds(year)]
    found = _today(known[-1]) if known else None
    return None if found is None or (found.code, found.name_zh) == (code, known[-1].name_zh) else found


def _today(spell: Spell) -> Place | None:
    """Follow the successors to the list in force."""
    here: Spell | None = spell
    while here is not None and here.last is not None:
        year, code = here.last + 1, here.successor
        here = next((each for each in history(code) if each.holds(year)), None) if code else None
    return places().get(here.code) if here else None


def _here(code: str) -> Place | None:
    """The place as it counts today: itself, or what it became."""
    return place(code) or moved_to(code)


def nearest(code: str) -> Place | None:
    """Return the narrowest known place a six-digit code lies in.

    Codes on certificates name pseudo-levels (110100) and divisions dissolved since (220381);
    such a code still tells its prefecture or province.
    """
    for candidate in (code, code[:4] + "00", code[:2] + "0000"):
        if found := place(candidate):
            return found
    return None


def known_place(code: str, edition: str | None = None) -> Place | None:
    """Return the place of the edition, else of the edition in force, else the last one the code had."""
    found = place(code, edition) or place(code)
    return found or (_place_of(history(code)[-1]) if history(code) else None)


def place_name(code: str, language: str, edition: str | None = None) -> str:
    """Return the name of a place in an edition, or the code itself when no list knows it."""
    found = known_place(code, edition)
    return found.name(language) if found else code


def full_name(code: str, language: str, edition: str | None = None) -> str:
    """Return the name with what it lies in, in the edition (else today's, else the last that has the code).

    "Nanguan District, Changchun, Jilin Province" or 吉林省长春市南关区: this tells apart two
    Yichuns and two Jilins. An unknown code is returned as it is.
    """
    chosen = edition if edition and place(code, edition) else edition_of(code)
    names = [each.name(language) for each in _chain(code, chosen)]
    if not names:
        return code
    return "".join(reversed(names)) if language.lower().startswith("zh") else ", ".join(names)


def _chain(code: str | None, edition: str | None) -> Iterator[Place]:
    while code and (here := place(code, edition)):
        yield here
        code = here.parent


def ancestors(code: str) -> tuple[Place, ...]:
    """Return the places around this one today, nearest first, without itself; empty when unknown."""
    chain: list[Place] = []
    here = _here(code)
    while here and here.parent:
        here = places()[here.parent]
        chain.append(here)
    return tuple(chain)


def is_within(code: str, container: str) -> bool:
    """Whether ``code`` is ``container`` or lies in it; False when either is unknown."""
    here = _here(code)
    return here is not None and container in {code, here.code, *(each.code for each in ancestors(code))}


def province_of(code: str) -> Place | None:
    """Return the province of a place (a province is its own), or None when unknown."""
    return _first((_here(code), *ancestors(code)), "province")


def prefecture_of(code: str) -> Place | None:
    """Return the prefecture of a place (a prefecture is its own).

    None above prefectures, in the four municipalities, in counties governed directly by
    their province, and for unknown codes.
    """
    return _first((_here(code), *ancestors(code)), "prefecture")


def _first(chain: tuple[Place | None, ...], level: Level) -> Place | None:
    return next((each for each in chain if each and each.level == level), None)


def same_prefecture(a: str, b: str) -> bool:
    """Whether two places share a prefecture, or are one and the same place.

    The districts of a municipality (Beijing, Tianjin, Shanghai, Chongqing) share it as their
    prefecture. Unknown codes share nothing.
    """
    ours, theirs = _city(a), _city(b)
    return ours is not None and ours == theirs


# Municipalities are provinces and cities at once.
_MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})


def _city(code: str) -> Place | None:
    top = province_of(code)
    if top and top.code in _MUNICIPALITIES:
        return top
    return prefecture_of(code) or _here(code)


def children(code: str) -> tuple[Place, ...]:
    """Return the places directly under this one, in code order."""
    return _children().get(code, ())


@lru_cache(maxsize=1)
def _children() -> Mapping[str, tuple[Place, ...]]:
    under: dict[str, list[Place]] = {}
    for each in places().values():
        if each.parent:
            under.setdefault(each.parent, []).append(each)
    return {parent: tuple(found) for parent, found in under.items()}


def prefectures_of(province_code: str) -> tuple[Place, ...]:
    """Return the prefectures of a province in code order: nine for Jilin, none for a municipality."""
    return tuple(each for each in children(province_code) if each.level == "prefecture")


def provinces() -> tuple[Place, ...]:
    """Return the 34 provinces, regions and municipalities in code order."""
    return tuple(each for each in places().values() if each.level == "province")
