"""Figures by prefecture on a tile map: which place a figure belongs to, with no claim about borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairway.know.engine.places import JILIN_TILES, nearest, prefecture_of, province_of
from fairway.lib.columns import distinct
from fairway.lib.money import Money, total_by_kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fairway.land.engine.columns import MoneyColumns

BANDS = 5


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


def tile_map(regions: NDArray[np.int32], signed: MoneyColumns) -> TileMap:
    """Count projects and total what was signed for them by kind and currency for each prefecture.

    ``regions`` holds the code of the division of each project (0: not stated); the money's owners are their places.
    """
    codes, place = distinct(regions)
    names = [prefecture_code(f"{code:06}" if code else "") for code in codes.tolist()]
    tiles = list(JILIN_TILES)
    tile_of = np.array([tiles.index(name) if name in JILIN_TILES else -1 for name in names], np.int64)[place]
    counts = np.bincount(tile_of[tile_of >= 0], minlength=len(tiles)).tolist()
    sums = signed.totals(tile_of[signed.owner])
    money: dict[int, list[Money]] = {}
    for (number, kind, currency), amount in sums.items():
        money.setdefault(number, []).append(Money(amount, currency, kind))
    found = [
        _tile(code, count, total_by_kind(money.get(number, ())), max(counts))
        for number, (code, count) in enumerate(zip(tiles, counts, strict=True))
    ]
    return TileMap(tuple(sorted(found, key=lambda tile: (tile.row, tile.column))), int((tile_of < 0).sum()))


def _tile(code: str, count: int, totals: tuple[Money, ...], most: int) -> Tile:
    row, column = JILIN_TILES[code]
    return Tile(code, row + 1, column + 1, count, totals, _band(count, most))


def _band(count: int, most: int) -> int:
    """Return fifths of the largest count, rounded up."""
    return -(-count * BANDS // most) if most else 0
