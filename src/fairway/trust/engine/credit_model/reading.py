"""Reading a credit model: the order of the checks is the order of the text.

The first thing wrong is reported with its place and remedy.
"""

from __future__ import annotations

import hashlib
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from fairway.know.engine.intake import OrganisationKind
from fairway.lib.explain import gettext_noop as _
from fairway.lib.toml_text import Table, read_toml
from fairway.trust.engine.catalogue import ENTERPRISES, RecordKind, Sign
from fairway.trust.engine.credit_model.indicators import Frame, catalogued, look_back, percent, read_indicators
from fairway.trust.engine.credit_model.method import CreditModel, Dimension, Grade, RedLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

LONGEST_NAME = 80
LONGEST_VERSION = 20
LONGEST_GRADE = 4
LONGEST_BASIS = 500
# What pages call organisations without a file: a grade of that name could not be told from it.
NO_GRADE = "none"


def read_model(text: str, name: str) -> CreditModel:
    """Read and check a credit model; ``name`` (usually the file's) stands for it in messages.

    Raises :class:`fairway.lib.errors.Invalid`, code ``model-…``, with facts ``file``, ``place``, ``line``; never
    anything else, whatever the text.
    """
    top = read_toml(text, name)
    subjects = _subjects(top)
    published, applies_from = _dates(top)
    start, minimum, maximum = _scale(top.table("scale"))
    shares = _shares(top.table("still_counted"), applies_from)
    dimensions = tuple(map(_dimension, _keyed(top, "dimensions")))
    grades = _grades(top, minimum, maximum)
    up, down = _hysteresis(top, grades)
    frame = Frame([d.key for d in dimensions], subjects, shares, applies_from)
    model = CreditModel(
        name=top.words("name", LONGEST_NAME),
        version=top.words("version", LONGEST_VERSION),
        author=top.words("author"),
        approver=_approver(top),
        published=published,
        applies_from=applies_from,
        start=start,
        minimum=minimum,
        maximum=maximum,
        **shares,
        dimensions=dimensions,
        indicators=read_indicators(_keyed(top, "indicators"), frame),
        red_lines=_red_lines(top, [g.key for g in grades], subjects),
        grades=grades,
        subjects=subjects,
        up=up,
        down=down,
        name_zh=top.words("name_zh", LONGEST_NAME) if top.has("name_zh") else "",
    )
    top.finish()
    return model


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a model's text: a simulation or an approval is of exactly this text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _subjects(top: Table) -> tuple[str, ...]:
    """Read the kinds of organisation the model is for; all that are like enterprises when none are named."""
    if not top.has("subjects"):
        return tuple(kind.value for kind in ENTERPRISES)
    named = top.texts("subjects")
    if not named or len(set(named)) < len(named) or not set(named) <= set(OrganisationKind):
        text = _("%(place)s: name each kind of organisation once. Use some of: %(allowed)s.")
        top.refuse("model-subjects", text, "subjects", allowed=", ".join(OrganisationKind))
    return named


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


def _shares(table: Table, applies_from: date) -> dict[str, int]:
    shares = {key: percent(table, key, applies_from) for key in ("repaired_percent", "disputed_percent")}
    table.finish()
    return shares


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


def _red_lines(top: Table, grades: Sequence[str], subjects: Sequence[str]) -> tuple[RedLine, ...]:
    if not top.has("red_lines"):
        return ()
    return tuple(_red_line(table, grades, subjects) for table in _keyed(top, "red_lines"))


def _red_line(table: Table, grades: Sequence[str], subjects: Sequence[str]) -> RedLine:
    kind = catalogued(table, table.words("kind"), subjects, "kind")
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
        look_back_months=look_back(table),
        grade=grade,
        basis=table.words("basis", LONGEST_BASIS),
        basis_zh=table.words("basis_zh", LONGEST_BASIS),
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
        grade = Grade(_grade_key(table), table.whole("from_points"))
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


def _grade_key(table: Table) -> str:
    key = table.words("key", LONGEST_GRADE)
    if key.casefold() == NO_GRADE:
        text = _("%(place)s: “%(key)s” stands for organisations without a file. Give the grade another name.")
        table.refuse("model-grade-reserved", text, "key", key=key)
    return key


def _hysteresis(top: Table, grades: Sequence[Grade]) -> tuple[int, int]:
    """Read by how many points a threshold is passed before a grade changes: less than any grade is wide."""
    if not top.has("hysteresis"):
        return 0, 0
    table = top.table("hysteresis")
    gaps = [better.from_points - worse.from_points for better, worse in pairwise(grades)]
    narrowest = min(gaps, default=1)
    for key in ("up", "down"):
        if not 0 <= table.whole(key) < narrowest:
            text = _("%(place)s: this lies from 0 to below %(narrowest)s, the narrowest step between two grades.")
            table.refuse("model-hysteresis", text, key, narrowest=narrowest)
    table.finish()
    return table.whole("up"), table.whole("down")
