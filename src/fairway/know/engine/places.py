"""Places of China by division code, in one dated edition of the official list.

A code means something only together with its edition: Gongzhuling was 220381 (under Siping) until
2020 and is 220184 (under Changchun) since. Source and changes: ``know/reference/README.md``.
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

EDITION = "2023"

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


def place(code: str) -> Place | None:
    """Return the place with exactly this six-digit code, or None when the edition has none."""
    return places().get(code)


def nearest(code: str) -> Place | None:
    """Return the narrowest known place a six-digit code lies in.

    Codes on certificates name pseudo-levels (110100) and divisions dissolved since (220381);
    such a code still tells its prefecture or province.
    """
    for candidate in (code, code[:4] + "00", code[:2] + "0000"):
        if found := place(candidate):
            return found
    return None


def place_name(code: str, language: str) -> str:
    """Return the name of a place, or the code itself when the edition does not know it."""
    found = place(code)
    return found.name(language) if found else code


def full_name(code: str, language: str) -> str:
    """Return the name with what it lies in.

    "Nanguan District, Changchun, Jilin Province" or 吉林省长春市南关区: this tells apart two
    Yichuns and two Jilins. An unknown code is returned as it is.
    """
    found = place(code)
    if found is None:
        return code
    names = [each.name(language) for each in (found, *ancestors(code))]
    return "".join(reversed(names)) if language.lower().startswith("zh") else ", ".join(names)


def ancestors(code: str) -> tuple[Place, ...]:
    """Return the places around this one, nearest first, without itself; empty when unknown."""
    chain: list[Place] = []
    here = place(code)
    while here and here.parent:
        here = places()[here.parent]
        chain.append(here)
    return tuple(chain)


def is_within(code: str, container: str) -> bool:
    """Whether ``code`` is ``container`` or lies in it; False when either is unknown."""
    here = place(code)
    return here is not None and container in {code, *(each.code for each in ancestors(code))}


def province_of(code: str) -> Place | None:
    """Return the province of a place (a province is its own), or None when unknown."""
    return _first((place(code), *ancestors(code)), "province")


def prefecture_of(code: str) -> Place | None:
    """Return the prefecture of a place (a prefecture is its own).

    None above prefectures, in the four municipalities, in counties governed directly by
    their province, and for unknown codes.
    """
    return _first((place(code), *ancestors(code)), "prefecture")


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
    return prefecture_of(code) or place(code)


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
