"""A scorecard as a TOML text that people read and any program can score from.

Every bin is a table of its own with its bounds or names, its weight of evidence and its points, and so is every cell of
two columns crossed; the reader refuses a card whose bins overlap or leave a gap, that lacks a cell, or that gives a
worse bin more points, with the line and the remedy.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fairway.trust.engine.scorecard.binning import RANGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.trust.engine.scorecard.binning import Bin
    from fairway.trust.engine.scorecard.card import Card, Cross, Feature

WIDEST = 200
"""Where a line of categories would be longer, each has a line of its own: people read the card."""
OF_BIN = ("feature", "bin", "lower", "upper", "names")
TARIFF_HEADINGS = (*OF_BIN, "rows", "events", "woe", "points", *(f"{each} 2" for each in OF_BIN))
"""What ends in 2 is the second column's bin, where two columns are crossed: the points are for rows in both bins."""


def write_card(card: Card) -> str:
    """Spell a card as TOML; :func:`~fairway.trust.engine.scorecard.card_reading.read_card` gives the same card back."""
    return "\n".join(_lines(card)) + "\n"


def _lines(card: Card) -> Iterator[str]:
    yield "# A scorecard of Fairway: base points, and whole points for the bin each feature falls into, added up."
    yield "# A range holds lower <= x < upper. Missing values, special values and all others have bins of their own."
    for key in ("name", "target", "event"):
        yield f"{key} = {_quoted(getattr(card, key))}"
    yield f"notes = [{', '.join(map(_quoted, card.notes))}]"
    yield f"base_points = {card.base_points}"
    yield from ("", "[scale]")
    for key in ("base_score", "base_odds", "pdo"):
        yield f"{key} = {getattr(card.scale, key)}"
    for grade in card.grades:
        yield from ("", "[[grades]]", f"key = {_quoted(grade.key)}")
        yield from (f"{key} = {getattr(grade, key)}" for key in ("from_score", "rows", "events"))
    for feature in card.features:
        yield from _feature_lines(feature)
    if card.crosses:
        yield from (
            "",
            "# Two columns crossed: points for the cell, where a bin of the first side meets one of the second.",
        )
        yield "# first and second count the bins of the sides from 1; woe is what the cell tells beyond both columns."
    for cross in card.crosses:
        yield from _cross_lines(cross)


def _feature_lines(feature: Feature) -> Iterator[str]:
    yield from ("", "[[features]]", f"name = {_quoted(feature.name)}", f"kind = {_quoted(feature.kind)}")
    yield f"information = {feature.information!r}"
    for each, points in zip(feature.bins, feature.points, strict=True):
        yield from ("", "[[features.bins]]", *_bin_lines(each))
        yield from (f"rows = {each.rows}", f"events = {each.events}", f"woe = {each.woe!r}", f"points = {points}")


def _cross_lines(cross: Cross) -> Iterator[str]:
    yield from ("", "[[crosses]]")
    for side in cross.sides:
        yield from ("", "[[crosses.sides]]", f"name = {_quoted(side.name)}", f"kind = {_quoted(side.kind)}")
        for each in side.bins:
            yield from ("", "[[crosses.sides.bins]]", *_bin_lines(each))
    width = len(cross.sides[1].bins)
    for k, (cell, points) in enumerate(zip(cross.bins, cross.points, strict=True)):
        yield from ("", "[[crosses.cells]]", f"first = {k // width + 1}", f"second = {k % width + 1}")
        yield from (f"rows = {cell.rows}", f"events = {cell.events}", f"woe = {cell.woe!r}", f"points = {points}")


def _bin_lines(each: Bin) -> Iterator[str]:
    yield f"role = {_quoted(each.role)}"
    if each.role == RANGE:
        yield from (f"lower = {each.lower!r}", f"upper = {each.upper!r}")
    if each.names:
        line = f"names = [{', '.join(map(_quoted, each.names))}]"
        yield from (line,) if len(line) <= WIDEST else ("names = [", *(f"  {_quoted(n)}," for n in each.names), "]")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def tariff_rows(card: Card) -> Iterator[tuple[str | int, ...]]:
    """Spell a card as the rows of one plain table, under :data:`TARIFF_HEADINGS`."""
    none = ("",) * len(OF_BIN)
    yield ("", "base", "", "", "", "", "", "", card.base_points, *none)
    for feature in card.features:
        for each, points in zip(feature.bins, feature.points, strict=True):
            yield (*_of_bin(feature.name, each), each.rows, each.events, f"{each.woe:.6f}", points, *none)
    for cross in card.crosses:
        first, second = cross.sides
        for one, other, cell, points in cross.cells():
            counts = (cell.rows, cell.events, f"{cell.woe:.6f}", points)
            yield (*_of_bin(first.name, one), *counts, *_of_bin(second.name, other))


def _of_bin(name: str, each: Bin) -> tuple[str, ...]:
    bounds = (repr(each.lower), repr(each.upper)) if each.role == RANGE else ("", "")
    return (name, each.role, *bounds, "; ".join(each.names))
