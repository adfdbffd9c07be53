"""Figures by prefecture on a tile map: which place a figure belongs to, with no claim about borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.engine.places import JILIN_TILES, nearest, prefecture_of, province_of
from fairway.lib.money import Money, total_by_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BANDS = 5


@dataclass(frozen=True)
class Placed:
    """One project: the division code it lies in ("" where not stated), and its agreement's money if stated."""

    region: str
    money: Money | None


@dataclass(frozen=True)
class Tile:
    """One prefecture. ``row`` and ``column`` count from 1; ``band`` is 0 without projects, else 1 (few) to 5."""

    code: str
    row: int
    column: int
    projects: int
    totals: tuple[Money, ...]
    band: int


@dataclass(frozen=True)
class TileMap:
    """The nine prefectures of Jilin, and how many projects lie elsewhere or nowhere stated."""

    tiles: tuple[Tile, ...]
    elsewhere: int


def prefecture_code(region: str) -> str:
    """Return the code of the prefecture a division code lies in, "" where the edition cannot say.

    The province's where there is no prefecture between, as in a municipality. A dissolved division still tells.
    """
    near = nearest(region)
    found = (prefecture_of(near.code) or province_of(near.code)) if near else None
    return found.code if found else ""


def tile_map(projects: Iterable[Placed]) -> TileMap:
    """Count the projects and total their money by kind and currency for each prefecture."""
    by_code: dict[str, list[Placed]] = {}
    for each in projects:
        by_code.setdefault(prefecture_code(each.region), []).append(each)
    most = max((len(found) for code, found in by_code.items() if code in JILIN_TILES), default=0)
    tiles = (_tile(code, by_code.get(code, []), most) for code in JILIN_TILES)
    elsewhere = sum(len(found) for code, found in by_code.items() if code not in JILIN_TILES)
    return TileMap(tuple(sorted(tiles, key=lambda tile: (tile.row, tile.column))), elsewhere)


def _tile(code: str, found: Sequence[Placed], most: int) -> Tile:
    row, column = JILIN_TILES[code]
    totals = total_by_kind(each.money for each in found if each.money is not None)
    return Tile(code, row + 1, column + 1, len(found), totals, _band(len(found), most))


def _band(count: int, most: int) -> int:
    """Return fifths of the largest count, rounded up."""
    return -(-count * BANDS // most) if most else 0
