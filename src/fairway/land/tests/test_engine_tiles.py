"""Figures by prefecture."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.places import JILIN_TILES
from fairway.land.engine import tiles as engine
from fairway.land.engine.tiles import TileMap, prefecture_code
from fairway.land.tests.logs import FIRST, Movement, money_columns
from fairway.lib.money import Money, MoneyKind

YUAN = Money(Decimal(5), "CNY", MoneyKind.CONTRACT)
codes = st.sampled_from([*JILIN_TILES, "220184", "110105", "220381", ""])
Placed = tuple[str, Money | None]
projects = st.lists(st.tuples(codes, st.none() | st.just(YUAN)), max_size=30)


def tile_map(placed: list[Placed]) -> TileMap:
    stated = [(place, money) for place, (_, money) in enumerate(placed) if money is not None]
    signed = money_columns((Movement(money, FIRST, FIRST) for _, money in stated), [place for place, _ in stated])
    return engine.tile_map(np.array([int(code or 0) for code, _ in placed], np.int32), signed)


def test_a_district_counts_for_its_prefecture_and_an_old_code_for_what_it_lay_in() -> None:
    assert prefecture_code("220184") == "220100"
    assert prefecture_code("220381") == "220300"
    assert prefecture_code("110105") == "110000"
    assert prefecture_code("") == ""


def test_by_hand() -> None:
    found = tile_map([("220184", YUAN), ("220100", YUAN), ("220200", None), ("110105", YUAN)])
    tiles = {tile.code: tile for tile in found.tiles}
    assert (tiles["220100"].projects, tiles["220100"].band) == (2, 5)
    assert tiles["220100"].totals == (Money(Decimal(10), "CNY", MoneyKind.CONTRACT),)
    assert (tiles["220200"].projects, tiles["220200"].band, tiles["220200"].totals) == (1, 3, ())
    assert (tiles["220300"].projects, tiles["220300"].band) == (0, 0)
    assert found.elsewhere == 1


def test_an_empty_map_still_has_nine_tiles() -> None:
    assert [tile.band for tile in tile_map([]).tiles] == [0] * 9


@given(projects)
@settings(deadline=None)
def test_nobody_is_lost(placed: list[Placed]) -> None:
    found = tile_map(placed)
    assert sum(tile.projects for tile in found.tiles) + found.elsewhere == len(placed)
    assert all(0 <= tile.band <= 5 and (tile.band == 0) == (tile.projects == 0) for tile in found.tiles)
    assert tile_map(placed[::-1]) == found
