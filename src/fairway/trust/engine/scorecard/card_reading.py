"""A scorecard read from its text: what is not one whole, sound card is refused with its line and the remedy."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _
from fairway.lib.toml_text import Table, read_toml
from fairway.trust.engine.scorecard.binning import DIGITS, MISSED, NAMES, OTHER, RANGE, SPECIAL, Bin
from fairway.trust.engine.scorecard.card import CATEGORY, NUMBER, Card, Cell, Cross, Feature, Grade, Scale, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

# A card is written by a program, from tables as wide as they come.
LONGEST_CARD = 2_000_000
MOST_FEATURES = 2_000
ROLES = {NUMBER: (RANGE, MISSED, SPECIAL), CATEGORY: (NAMES, OTHER, MISSED, SPECIAL)}


def read_card(text: str, name: str) -> Card:
    """Read a card; ``name`` stands for the text in messages.

    Raises :class:`Invalid` with file, place, line and remedy for anything that is not one whole, sound card.
    """
    top = read_toml(text, name, LONGEST_CARD)
    words = {key: top.words(key) for key in ("name", "target", "event")}
    base, notes, scale = top.whole("base_points"), top.texts("notes"), _scale(top.table("scale"))
    grades = tuple(_grade(each) for each in top.tables("grades")) if top.has("grades") else ()
    crossed = top.tables("crosses") if top.has("crosses") else ()
    tables = top.tables("features", MOST_FEATURES) if top.has("features") or not crossed else ()
    top.finish()
    features, crosses = tuple(map(_feature, tables)), tuple(map(_cross, crossed))
    _refuse_repeats(tables, [f.name for f in features], "name")
    _refuse_repeats(crossed, [" × ".join(sorted(side.name for side in c.sides)) for c in crosses], "sides")
    for k in range(1, len(grades)):
        if grades[k].from_score >= grades[k - 1].from_score:
            problem = _(
                "%(place)s: grades stand from the best to the worst, each from a lower score than the one before."
            )
            top.refuse("card-grades", problem, "grades", k, "from_score")
    return Card(scale=scale, base_points=base, features=features, grades=grades, notes=notes, crosses=crosses, **words)


def _scale(table: Table) -> Scale:
    values = {key: table.whole(key) for key in ("base_score", "base_odds", "pdo")}
    for key in ("base_odds", "pdo"):
        if values[key] < 1:
            table.refuse("card-scale", _("%(place)s: a whole number from 1 on is needed."), key)
    table.finish()
    return Scale(**values)


def _grade(table: Table) -> Grade:
    found = Grade(table.words("key"), *(table.whole(key) for key in ("from_score", "rows", "events")))
    table.finish()
    return found


def _refuse_repeats(tables: Sequence[Table], names: Sequence[str], key: str) -> None:
    for k, name in enumerate(names):
        if name in names[:k]:
            tables[k].refuse(
                "card-feature-twice", _("%(place)s: “%(name)s” is there twice. Remove one."), key, name=name
            )


def _feature(table: Table) -> Feature:
    information = _real(table, "information")
    side, points = _side(table, counted=True)
    return Feature(side.name, side.kind, side.bins, points, side.specials, information)


def _side(table: Table, *, counted: bool) -> tuple[Side, tuple[int, ...]]:
    """Read a column with its bins, and their points; bins of a side of a cross have neither counts nor points."""
    name, kind = table.words("name"), table.words("kind")
    if kind not in ROLES:
        table.refuse("card-kind", _("%(place)s: a feature is of kind “number” or “category”."), "kind")
    tables = table.tables("bins")
    table.finish()
    read = [_bin(each, kind, counted=counted) for each in tables]
    bins = tuple(each for each, _points in read)
    _check_roles(table, tables, bins, kind)
    _check_ranges(tables, bins)
    _check_names(tables, bins)
    if counted:
        _check_order(tables, read)
    specials = tuple(n for each in bins if each.role == SPECIAL for n in each.names)
    return Side(name, kind, bins, specials), tuple(points for _each, points in read)


def _cross(table: Table) -> Cross:
    """Read two columns crossed: two sides of different names, and a cell for each pair of bins, row by row."""
    tables, cells = table.tables("sides"), table.tables("cells")
    table.finish()
    sides = [_side(each, counted=False)[0] for each in tables]
    if len(sides) != 2 or sides[0].name == sides[1].name:
        table.refuse("card-sides", _("%(place)s: two different columns are crossed. Give two sides."), "sides")
    first, second = sides
    wanted = [(a + 1, b + 1) for a in range(len(first.bins)) for b in range(len(second.bins))]
    read = [_cell(each) for each in cells]
    for k in range(max(len(wanted), len(read))):
        if k >= len(read) or k >= len(wanted) or read[k][0] != wanted[k]:
            text = _(
                "%(place)s: %(count)s cells are needed, each bin of the first side with each of the second, in order."
            )
            table.refuse("card-cells", text, "cells", count=len(wanted))
    _check_order(cells, [(cell, points) for _place, cell, points in read])
    return Cross(
        (first, second), tuple(cell for _place, cell, _p in read), tuple(points for _place, _c, points in read)
    )


def _cell(table: Table) -> tuple[tuple[int, int], Cell, int]:
    place = (table.whole("first"), table.whole("second"))
    cell, points = Cell(*_counts(table)), table.whole("points")
    table.finish()
    return place, cell, points


def _counts(table: Table) -> tuple[int, int, float]:
    rows, events, woe = table.whole("rows"), table.whole("events"), _real(table, "woe")
    if not 0 <= events <= rows:
        table.refuse("card-counts", _("%(place)s: events are from 0 to the rows of the bin."), "events")
    return rows, events, woe


def _real(table: Table, key: str) -> float:
    value = table.take(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        table.refuse("card-not-number", _("%(place)s: a number is needed, as in 0.25 or -inf."), key)
    return float(value)


def _bin(table: Table, kind: str, *, counted: bool) -> tuple[Bin, int]:
    role = table.words("role")
    if role not in ROLES[kind]:
        text = _("%(place)s: a bin of a %(kind)s is one of: %(allowed)s.")
        table.refuse("card-role", text, "role", kind=kind, allowed=", ".join(ROLES[kind]))
    bounds = {key: _bound(table, key) for key in ("lower", "upper") if role == RANGE}
    names = table.texts("names") if role in {NAMES, SPECIAL} else ()
    rows, events, woe = _counts(table) if counted else (0, 0, 0.0)
    points = table.whole("points") if counted else 0
    if (role == NAMES and not names) or (role == SPECIAL and len(names) != 1):
        table.refuse("card-names", _("%(place)s: name the categories, or the one special value, of this bin."), "names")
    table.finish()
    return Bin(role, rows, events, woe, names=names, **bounds), points


def _bound(table: Table, key: str) -> float:
    value = _real(table, key)
    if math.isfinite(value) and float(f"{value:.{DIGITS - 1}e}") != value:
        text = _("%(place)s: at most %(digits)s digits, so that every engine reads the same number.")
        table.refuse("card-digits", text, key, digits=DIGITS)
    return value


def _check_roles(table: Table, tables: Sequence[Table], bins: Sequence[Bin], kind: str) -> None:
    for role in (MISSED, OTHER) if kind == CATEGORY else (MISSED,):
        places = [k for k, each in enumerate(bins) if each.role == role]
        if not places:
            table.refuse("card-bin-missing", _("%(place)s: add a bin with role = “%(role)s”."), "bins", role=role)
        if len(places) > 1:
            text = _("%(place)s: there is one bin with role = “%(role)s” already. Remove one.")
            tables[places[1]].refuse("card-bin-twice", text, "role", role=role)


def _check_ranges(tables: Sequence[Table], bins: Sequence[Bin]) -> None:
    """Ranges cover every number once, in order."""
    places = [k for k, each in enumerate(bins) if each.role == RANGE]
    expected = -math.inf
    for k in places:
        if bins[k].lower != expected or bins[k].upper <= bins[k].lower:
            text = _("%(place)s: this range must begin at %(expected)s and end above it: no gap, no overlap.")
            tables[k].refuse("card-ranges", text, "lower", expected=repr(expected))
        expected = bins[k].upper
    if places and expected != math.inf:
        tables[places[-1]].refuse("card-ranges", _("%(place)s: the last range must end at inf."), "upper")


def _check_names(tables: Sequence[Table], bins: Sequence[Bin]) -> None:
    seen: set[str] = set()
    for k, each in enumerate(bins):
        for name in each.names:
            if name in seen:
                text = _("%(place)s: “%(name)s” stands in two bins. Leave it in one.")
                tables[k].refuse("card-name-twice", text, "names", name=name)
            seen.add(name)


def _check_order(tables: Sequence[Table], read: Sequence[tuple[Bin | Cell, int]]) -> None:
    """A bin with more evidence for good never has fewer points."""
    order = sorted(range(len(read)), key=lambda k: (read[k][0].woe, read[k][1]))
    for worse, better in pairwise(order):
        if read[better][1] < read[worse][1]:
            text = _("%(place)s: a bin with a higher woe has fewer points than one with a lower. Mend points or woe.")
            tables[better].refuse("card-order", text, "points")
