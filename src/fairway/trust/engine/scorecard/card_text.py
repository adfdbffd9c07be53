"""A scorecard as a TOML text that people read and any program can score from, written and read back strictly.

Every bin is a table of its own with its bounds or names, its weight of evidence and its points; the reader refuses a
card whose bins overlap or leave a gap, or that gives a worse bin more points, with the line and the remedy.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.scorecard.binning import DIGITS, MISSED, NAMES, OTHER, RANGE, SPECIAL, Bin
from fairway.trust.engine.scorecard.card import CATEGORY, NUMBER, Card, Feature, Grade, Scale
from fairway.trust.engine.toml_text import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROLES = {NUMBER: (RANGE, MISSED, SPECIAL), CATEGORY: (NAMES, OTHER, MISSED, SPECIAL)}
TARIFF_HEADINGS = ("feature", "bin", "lower", "upper", "names", "rows", "events", "woe", "points")


def write_card(card: Card) -> str:
    """Spell a card as TOML; :func:`read_card` gives the same card back."""
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


def _feature_lines(feature: Feature) -> Iterator[str]:
    yield from ("", "[[features]]", f"name = {_quoted(feature.name)}", f"kind = {_quoted(feature.kind)}")
    yield f"information = {feature.information!r}"
    for each, points in zip(feature.bins, feature.points, strict=True):
        yield from ("", "[[features.bins]]", f"role = {_quoted(each.role)}")
        if each.role == RANGE:
            yield from (f"lower = {each.lower!r}", f"upper = {each.upper!r}")
        if each.names:
            yield f"names = [{', '.join(map(_quoted, each.names))}]"
        yield from (f"rows = {each.rows}", f"events = {each.events}", f"woe = {each.woe!r}", f"points = {points}")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def tariff_rows(card: Card) -> Iterator[tuple[str | int, ...]]:
    """Spell a card as the rows of one plain table, under :data:`TARIFF_HEADINGS`."""
    yield ("", "base", "", "", "", "", "", "", card.base_points)
    for feature in card.features:
        for each, points in zip(feature.bins, feature.points, strict=True):
            bounds = (repr(each.lower), repr(each.upper)) if each.role == RANGE else ("", "")
            counts = (each.rows, each.events, f"{each.woe:.6f}", points)
            yield (feature.name, each.role, *bounds, "; ".join(each.names), *counts)


def read_card(text: str, name: str) -> Card:
    """Read a card; ``name`` stands for the text in messages.

    Raises :class:`Invalid` with file, place, line and remedy for anything that is not one whole, sound card.
    """
    top = read_toml(text, name)
    words = {key: top.words(key) for key in ("name", "target", "event")}
    base, notes, scale = top.whole("base_points"), top.texts("notes"), _scale(top.table("scale"))
    grades = tuple(_grade(each) for each in top.tables("grades")) if top.has("grades") else ()
    tables = top.tables("features")
    top.finish()
    features = tuple(_feature(each) for each in tables)
    _refuse_repeats(tables, [f.name for f in features])
    for k in range(1, len(grades)):
        if grades[k].from_score >= grades[k - 1].from_score:
            problem = _(
                "%(place)s: grades stand from the best to the worst, each from a lower score than the one before."
            )
            top.refuse("card-grades", problem, "grades", k, "from_score")
    return Card(scale=scale, base_points=base, features=features, grades=grades, notes=notes, **words)


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


def _refuse_repeats(tables: Sequence[Table], names: Sequence[str]) -> None:
    for k, name in enumerate(names):
        if name in names[:k]:
            tables[k].refuse(
                "card-feature-twice", _("%(place)s: “%(name)s” is there twice. Remove one."), "name", name=name
            )


def _feature(table: Table) -> Feature:
    name, kind, information = table.words("name"), table.words("kind"), _real(table, "information")
    if kind not in ROLES:
        table.refuse("card-kind", _("%(place)s: a feature is of kind “number” or “category”."), "kind")
    tables = table.tables("bins")
    table.finish()
    read = [_bin(each, kind) for each in tables]
    bins = [each for each, _points in read]
    _check_roles(table, tables, bins, kind)
    _check_ranges(tables, bins)
    _check_names(tables, bins)
    _check_order(tables, read)
    specials = tuple(n for each in bins if each.role == SPECIAL for n in each.names)
    return Feature(name, kind, tuple(bins), tuple(points for _each, points in read), specials, information)


def _real(table: Table, key: str) -> float:
    value = table.take(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        table.refuse("card-not-number", _("%(place)s: a number is needed, as in 0.25 or -inf."), key)
    return float(value)


def _bin(table: Table, kind: str) -> tuple[Bin, int]:
    role = table.words("role")
    if role not in ROLES[kind]:
        text = _("%(place)s: a bin of a %(kind)s is one of: %(allowed)s.")
        table.refuse("card-role", text, "role", kind=kind, allowed=", ".join(ROLES[kind]))
    bounds = {key: _bound(table, key) for key in ("lower", "upper") if role == RANGE}
    names = table.texts("names") if role in {NAMES, SPECIAL} else ()
    rows, events, woe, points = table.whole("rows"), table.whole("events"), _real(table, "woe"), table.whole("points")
    if not 0 <= events <= rows:
        table.refuse("card-counts", _("%(place)s: events are from 0 to the rows of the bin."), "events")
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


def _check_order(tables: Sequence[Table], read: Sequence[tuple[Bin, int]]) -> None:
    """A bin with more evidence for good never has fewer points."""
    order = sorted(range(len(read)), key=lambda k: (read[k][0].woe, read[k][1]))
    for worse, better in pairwise(order):
        if read[better][1] < read[worse][1]:
            text = _("%(place)s: a bin with a higher woe has fewer points than one with a lower. Mend points or woe.")
            tables[better].refuse("card-order", text, "points")
