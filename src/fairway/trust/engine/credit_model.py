"""A credit model: the whole method of a rating as one versioned TOML text, checked when it is read.

Every number in a model is a whole number, so that the same records give the same points on any machine.
The order of the checks is the order of the text; the first thing wrong is reported with its place and remedy.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.catalogue import CATALOGUE, RecordKind, Sign
from fairway.trust.engine.toml_text import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Since this day repair ends a record's use and not only its display (信用修复管理办法).
REPAIR_ENDS_USE = date(2026, 4, 1)
LONGEST_LOOK_BACK_MONTHS = 120


def clamp(value: int, lowest: int, highest: int) -> int:
    """Return the number nearest to ``value`` from ``lowest`` to ``highest``."""
    return max(lowest, min(highest, value))


@dataclass(frozen=True, slots=True)
class Dimension:
    """A side of the picture; its indicators together move points by ``floor`` to ``ceiling`` at most."""

    key: str
    label: str
    label_zh: str
    floor: int
    ceiling: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """Kinds of record counted together: points for each (kind, severity), at most ``cap`` either way.

    A record counts in the calendar month it happened in and the ``look_back_months - 1`` after it.
    """

    key: str
    label: str
    label_zh: str
    dimension: str
    look_back_months: int
    cap: int
    points: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class RedLine:
    """A record that holds the grade at ``grade`` or below whatever the points, on the ground of ``basis``."""

    key: str
    label: str
    label_zh: str
    kind: str
    severities: tuple[str, ...]
    look_back_months: int
    grade: str
    basis: str
    basis_zh: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the fewest points that earn it."""

    key: str
    from_points: int


@dataclass(frozen=True, slots=True)
class CreditModel:
    """One published version of a method. ``grades`` run from the best to the worst."""

    name: str
    version: str
    author: str
    approver: str
    published: date
    applies_from: date
    start: int
    minimum: int
    maximum: int
    repaired_percent: int
    disputed_percent: int
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    red_lines: tuple[RedLine, ...]
    grades: tuple[Grade, ...]

    def grade_at(self, points: int) -> str:
        """Return the best grade whose threshold ``points`` reach; points within the scale always have one."""
        return next(grade.key for grade in self.grades if points >= grade.from_points)

    def grade_keys(self) -> tuple[str, ...]:
        """Return the grades' keys from the best to the worst."""
        return tuple(grade.key for grade in self.grades)

    def total(self, sums: Mapping[str, int]) -> int:
        """Return the points that plain sums by indicator key come to through caps, dimensions and scale."""
        moves = dict.fromkeys((d.key for d in self.dimensions), 0)
        for indicator in self.indicators:
            moves[indicator.dimension] += clamp(sums.get(indicator.key, 0), -indicator.cap, indicator.cap)
        moved = sum(clamp(moves[d.key], d.floor, d.ceiling) for d in self.dimensions)
        return clamp(self.start + moved, self.minimum, self.maximum)

    def in_chinese(self) -> dict[str, str]:
        """Map the model's own English words, as they stand in reasons, to its Chinese ones."""
        named: tuple[Dimension | Indicator | RedLine, ...]
        named = (*self.dimensions, *self.indicators, *self.red_lines)
        bases = {line.basis: line.basis_zh for line in self.red_lines}
        return {thing.label: thing.label_zh for thing in named} | bases


def read_model(text: str, name: str) -> CreditModel:
    """Read and check a credit model; ``name`` (usually the file's) stands for it in messages.

    Raises :class:`fairway.lib.errors.Invalid`, code ``model-…``, with facts ``file``, ``place``, ``line``.
    """
    top = read_toml(text, name)
    published, applies_from = _dates(top)
    start, minimum, maximum = _scale(top.table("scale"))
    repaired, disputed = _percents(top.table("still_counted"), applies_from)
    dimensions = tuple(map(_dimension, _keyed(top, "dimensions")))
    grades = _grades(top, minimum, maximum)
    model = CreditModel(
        name=top.words("name"),
        version=top.words("version"),
        author=top.words("author"),
        approver=_approver(top),
        published=published,
        applies_from=applies_from,
        start=start,
        minimum=minimum,
        maximum=maximum,
        repaired_percent=repaired,
        disputed_percent=disputed,
        dimensions=dimensions,
        indicators=_indicators(top, [d.key for d in dimensions]),
        red_lines=_red_lines(top, [g.key for g in grades]),
        grades=grades,
    )
    top.finish()
    return model


def _approver(top: Table) -> str:
    """Nobody approves what they wrote: names are compared without regard to case, width or spaces."""
    author, approver = top.words("author"), top.words("approver")
    if _bare(author) == _bare(approver):
        text = _("%(place)s: “%(approver)s” is the author too. Have somebody else approve the model.")
        top.refuse("model-same-person", text, "approver", approver=approver)
    return approver


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _dates(top: Table) -> tuple[date, date]:
    published, applies_from = top.day("published"), top.day("applies_from")
    if applies_from < published:
        text = _("%(place)s: a model may not apply before it is published on %(published)s. Choose a later day.")
        top.refuse("model-applies-before-published", text, "applies_from", published=published.isoformat())
    return published, applies_from


def _scale(scale: Table) -> tuple[int, int, int]:
    start, minimum, maximum = scale.whole("start"), scale.whole("minimum"), scale.whole("maximum")
    if minimum >= maximum:
        text = _("%(place)s: the minimum must lie below the maximum, %(maximum)s.")
        scale.refuse("model-scale", text, "minimum", maximum=maximum)
    if not minimum <= start <= maximum:
        text = _("%(place)s: the start must lie from %(minimum)s to %(maximum)s.")
        scale.refuse("model-start", text, "start", minimum=minimum, maximum=maximum)
    scale.finish()
    return start, minimum, maximum


def _percents(table: Table, applies_from: date) -> tuple[int, int]:
    """Read what is left of a repaired or disputed record's points: nothing since the repair measures."""
    for key in ("repaired_percent", "disputed_percent"):
        if not 0 <= table.whole(key) <= 100:
            text = _("%(place)s: a percentage lies from 0 to 100.")
            table.refuse("model-percent", text, key)
        if table.whole(key) and applies_from >= REPAIR_ENDS_USE:
            text = _("%(place)s: from %(day)s on, repaired and disputed records are not counted. Write 0.")
            table.refuse("model-repaired-counted", text, key, day=REPAIR_ENDS_USE.isoformat())
    table.finish()
    return table.whole("repaired_percent"), table.whole("disputed_percent")


def _keyed(top: Table, name: str) -> Sequence[Table]:
    """Read the tables of a name, whose ``key`` must differ."""
    seen: set[str] = set()
    for table in top.tables(name):
        key = table.words("key")
        if key in seen:
            text = _("%(place)s: “%(key)s” is there already. Give every one its own key, or remove one.")
            table.refuse("model-key-twice", text, "key", key=key)
        seen.add(key)
    return top.tables(name)


def _dimension(table: Table) -> Dimension:
    floor, ceiling = table.whole("floor"), table.whole("ceiling")
    if floor > ceiling:
        text = _("%(place)s: the floor lies above the ceiling, %(ceiling)s. Exchange them.")
        table.refuse("model-floor-above-ceiling", text, "floor", ceiling=ceiling)
    if not floor <= 0 <= ceiling:
        text = _("%(place)s: a dimension without records moves nothing, so 0 must lie from floor to ceiling.")
        table.refuse("model-dimension-without-zero", text)
    labels = table.words("label"), table.words("label_zh")
    dimension = Dimension(table.words("key"), *labels, floor, ceiling)
    table.finish()
    return dimension


def _indicators(top: Table, dimensions: Sequence[str]) -> tuple[Indicator, ...]:
    """Read the indicators; a kind belongs to one of them only, or a record would count twice."""
    owners: dict[str, str] = {}
    indicators = []
    for table in _keyed(top, "indicators"):
        indicator = _indicator(table, dimensions)
        for kind in dict.fromkeys(kind for kind, _severity in indicator.points):
            if kind in owners:
                text = _("%(place)s: kind %(kind)s is counted by indicator “%(owner)s” already. Remove one.")
                table.refuse("model-kind-twice", text, "points", kind, kind=kind, owner=owners[kind])
            owners[kind] = indicator.key
        indicators.append(indicator)
    return tuple(indicators)


def _indicator(table: Table, dimensions: Sequence[str]) -> Indicator:
    dimension = table.words("dimension")
    if dimension not in dimensions:
        text = _("%(place)s: there is no dimension “%(dimension)s”. Use one of: %(allowed)s.")
        facts = {"dimension": dimension, "allowed": ", ".join(dimensions)}
        table.refuse("model-dimension-unknown", text, "dimension", **facts)
    cap = table.whole("cap")
    if cap <= 0:
        text = _("%(place)s: a cap must be above 0; it limits gains and losses alike.")
        table.refuse("model-cap", text, "cap")
    indicator = Indicator(
        key=table.words("key"),
        label=table.words("label"),
        label_zh=table.words("label_zh"),
        dimension=dimension,
        look_back_months=_look_back(table),
        cap=cap,
        points=_points(table.table("points")),
    )
    table.finish()
    return indicator


def _look_back(table: Table) -> int:
    months = table.whole("look_back_months")
    if not 1 <= months <= LONGEST_LOOK_BACK_MONTHS:
        text = _("%(place)s: a look-back lies from 1 to %(longest)s calendar months.")
        table.refuse("model-look-back", text, "look_back_months", longest=LONGEST_LOOK_BACK_MONTHS)
    return months


def _points(table: Table) -> dict[tuple[str, str], int]:
    """Points by (kind, severity): one number for a kind without severities, a table for a kind with them."""
    if not table.values:
        text = _("%(place)s: no kind of record is counted here. Add one, such as award = 10.")
        table.refuse("model-points-empty", text)
    points: dict[tuple[str, str], int] = {}
    for key in table.values:
        kind = _catalogued(table, key, key)
        plain = kind.severities[0].key == ""
        of_kind = {"": table.whole(key)} if plain else _points_by_severity(table.table(key), kind)
        _check_signs(table, kind, of_kind)
        points |= {(key, severity): number for severity, number in of_kind.items()}
    return points


def _catalogued(table: Table, kind: str, *keys: str) -> RecordKind:
    if kind not in CATALOGUE:
        text = _("%(place)s: “%(kind)s” is not in the catalogue of records. Use one of: %(allowed)s.")
        table.refuse("model-kind-unknown", text, *keys, kind=kind, allowed=", ".join(CATALOGUE))
    return CATALOGUE[kind]


def _points_by_severity(table: Table, kind: RecordKind) -> dict[str, int]:
    of_kind = {severity.key: table.whole(severity.key) for severity in kind.severities}
    table.finish()
    return of_kind


def _check_signs(table: Table, kind: RecordKind, points: Mapping[str, int]) -> None:
    """Good records never cost, adverse never earn, neutral do neither, and worse is never worth more."""
    best = None
    for severity in kind.severities:
        number = points[severity.key]
        keys = (kind.key, severity.key) if severity.key else (kind.key,)
        lowest, highest = {Sign.GOOD: (0, None), Sign.NEUTRAL: (0, 0), Sign.ADVERSE: (None, 0)}[severity.sign]
        if (lowest is not None and number < lowest) or (highest is not None and number > highest):
            text = _("%(place)s: a record that is %(sign)s may not be worth %(found)s. Mend the sign.")
            table.refuse("model-points-sign", text, *keys, sign=severity.sign.value, found=number)
        if best is not None and number > best:
            text = _("%(place)s: a worse severity may not be worth more than a better one. Lower %(found)s.")
            table.refuse("model-points-order", text, *keys, found=number)
        best = number


def _red_lines(top: Table, grades: Sequence[str]) -> tuple[RedLine, ...]:
    if not top.has("red_lines"):
        return ()
    return tuple(_red_line(table, grades) for table in _keyed(top, "red_lines"))


def _red_line(table: Table, grades: Sequence[str]) -> RedLine:
    kind = _catalogued(table, table.words("kind"), "kind")
    grade = table.words("grade")
    if grade not in grades:
        text = _("%(place)s: there is no grade “%(grade)s”. Use one of: %(allowed)s.")
        table.refuse("model-grade-unknown", text, "grade", grade=grade, allowed=", ".join(grades))
    line = RedLine(
        key=table.words("key"),
        label=table.words("label"),
        label_zh=table.words("label_zh"),
        kind=kind.key,
        severities=_adverse_severities(table, kind),
        look_back_months=_look_back(table),
        grade=grade,
        basis=table.words("basis"),
        basis_zh=table.words("basis_zh"),
    )
    table.finish()
    return line


def _adverse_severities(table: Table, kind: RecordKind) -> tuple[str, ...]:
    """Read the severities that cross the line; all adverse ones of the kind when none are named."""
    adverse = tuple(s.key for s in kind.severities if s.sign is Sign.ADVERSE)
    named = table.texts("severities") if table.has("severities") else adverse
    if not named or not set(named) <= set(adverse):
        text = _("%(place)s: a red line needs adverse severities of kind %(kind)s. Use some of: %(allowed)s.")
        keys = ("severities",) if table.has("severities") else ("kind",)
        table.refuse("model-red-line-severity", text, *keys, kind=kind.key, allowed=", ".join(adverse) or "–")
    return named


def _grades(top: Table, minimum: int, maximum: int) -> tuple[Grade, ...]:
    """Read the grades: thresholds fall strictly, start within the scale, and the last one is its minimum."""
    above = maximum + 1
    grades = []
    for table in _keyed(top, "grades"):
        grade = Grade(table.words("key"), table.whole("from_points"))
        table.finish()
        if grade.from_points >= above:
            text = _("%(place)s: grades run from the best down, so this must be below %(above)s.")
            table.refuse("model-grades-order", text, "from_points", above=above)
        above = grade.from_points
        grades.append(grade)
    if above != minimum:
        text = _("%(place)s: the last grade must begin at %(minimum)s, the minimum, so that all points have one.")
        top.refuse("model-grades-bottom", text, "grades", len(grades) - 1, "from_points", minimum=minimum)
    return tuple(grades)
