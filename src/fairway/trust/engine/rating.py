"""Rating one organisation on one day: points, grade, red lines, and reasons that add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.credit_model import CreditModel, RedLine, clamp
from fairway.trust.engine.record import (
    RecordFact,
    Status,
    check_records,
    known_on,
    refuse_invented,
)
from fairway.trust.engine.standing import Standing, record_reason, standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

__all__ = ["Rating", "RecordFact", "RedLineHit", "Status", "rate", "refuse_invented"]


@dataclass(frozen=True, slots=True)
class RedLineHit:
    """A record that crossed a red line, and the best grade it leaves."""

    line: str
    record: str
    grade: str


@dataclass(frozen=True, slots=True)
class Rating:
    """What the records known on ``as_of`` come to. ``points`` and ``grade`` are ``None`` without a file.

    ``reasons`` whose points are not ``None`` add up to ``points``: the start, every record the newest first,
    then what dimensions and scale cut off. Red lines and remarks follow without points.
    ``in_force`` is false when the model was not yet to be applied on that day: a trial, not a rating in use.
    """

    model: str
    version: str
    as_of: date
    in_force: bool
    points: int | None
    grade: str | None
    red_lines: tuple[RedLineHit, ...]
    reasons: tuple[Reason, ...]


def rate(records: Iterable[RecordFact], model: CreditModel, as_of: date, previous_grade: str | None = None) -> Rating:
    """Rate one organisation on its records as they were known at the end of ``as_of``.

    ``previous_grade`` is what the organisation was rated before: a grade is not left for a point or two where the
    model says so. Raises :class:`fairway.lib.errors.Invalid` for a record outside the catalogue or listed twice.
    Whether invented records may be used at all is asked first, with :func:`refuse_invented`.
    """
    records = list(records)
    check_records(records)
    known = known_on(records, as_of)
    judged = standings(known, model, as_of)
    if all(record.status_at(as_of) is Status.WITHDRAWN for record in known):
        return _no_file(judged, model, as_of)
    lines = _lines(judged, model)
    points = sum(line.points or 0 for line in lines)
    hits = _red_line_hits(judged, model)
    by_points = model.grade_after(points, previous_grade)
    return Rating(
        model=model.name,
        version=model.version,
        as_of=as_of,
        in_force=as_of >= model.applies_from,
        points=points,
        grade=_worst([by_points, *(hit.grade for hit, _reason in hits)], model),
        red_lines=tuple(hit for hit, _reason in hits),
        reasons=(
            *lines,
            *(reason for _hit, reason in hits),
            *_held(by_points, points, model),
            *_remarks(model, as_of),
        ),
    )


def _held(grade: str, points: int, model: CreditModel) -> list[Reason]:
    """Say when the grade before is kept although the points alone would give another one."""
    if grade == model.grade_at(points):
        return []
    text = _("%(points)s points alone are worth %(other)s; %(grade)s is kept: it is left downwards %(down)s points below its threshold and upwards %(up)s points above the next one.")  # fmt: skip  # noqa: E501  # one sentence
    params: dict[str, str | int] = {"points": points, "other": model.grade_at(points), "grade": grade}
    return [Reason(text, params | {"down": model.down, "up": model.up})]


def _no_file(judged: Sequence[Standing], model: CreditModel, as_of: date) -> Rating:
    """Nothing known is not a number: neither good nor bad."""
    nothing = Reason(_("No file: nothing is known of this organisation on %(day)s."), {"day": as_of.isoformat()})
    withdrawn = [Reason(s.why_not.text, s.why_not.params) for s in judged if s.why_not is not None]
    in_force = as_of >= model.applies_from
    reasons = (nothing, *withdrawn, *_remarks(model, as_of))
    return Rating(model.name, model.version, as_of, in_force, None, None, (), reasons)


def _remarks(model: CreditModel, as_of: date) -> list[Reason]:
    if as_of >= model.applies_from:
        return []
    text = _("A trial: %(model)s %(version)s applies from %(day)s on.")
    day = model.applies_from.isoformat()
    return [Reason(text, {"model": model.name, "version": model.version, "day": day})]


def _lines(judged: Sequence[Standing], model: CreditModel) -> list[Reason]:
    """Everything that adds up to the points: start, records, dimensions' limits, the scale's limits."""
    start = Reason(
        _("Every organisation with a file starts from %(start)s points."), {"start": model.start}, model.start
    )
    moves = dict.fromkeys((d.key for d in model.dimensions), 0)
    lines = [start, *_record_lines(judged, moves)]
    lines += _dimension_lines(model, moves)
    reached = sum(line.points or 0 for line in lines)
    kept = clamp(reached, model.minimum, model.maximum)
    if kept != reached:
        text = _("Points stay from %(minimum)s to %(maximum)s.")
        lines.append(Reason(text, {"minimum": model.minimum, "maximum": model.maximum}, kept - reached))
    return lines


def _record_lines(judged: Sequence[Standing], moves: dict[str, int]) -> list[Reason]:
    """One line for each record with its share under the indicator's cap, newest first; fills ``moves``."""
    sums: dict[str, int] = {}
    lines = []
    for standing in judged:
        indicator, why_not = standing.indicator, standing.why_not
        if indicator is None or why_not is not None:
            lines += [why_not] if why_not is not None else []
            continue
        before = sums.get(indicator.key, 0)
        after = sums[indicator.key] = before + standing.points
        share = clamp(after, -indicator.cap, indicator.cap) - clamp(before, -indicator.cap, indicator.cap)
        moves[indicator.dimension] += share
        lines.append(_counted(standing, share, indicator.label))
    return lines


def _counted(standing: Standing, share: int, indicator: str) -> Reason:
    if share == standing.points:
        text = _("%(kind)s %(record)s (%(day)s) counts in full under “%(indicator)s”.")
    else:
        text = _("%(kind)s %(record)s (%(day)s), worth %(worth)s, meets the cap of “%(indicator)s”.")
    return record_reason(standing.record, text, share, indicator=indicator, worth=standing.points)


def _dimension_lines(model: CreditModel, moves: dict[str, int]) -> list[Reason]:
    lines = []
    for dimension in model.dimensions:
        moved = moves[dimension.key]
        kept = clamp(moved, dimension.floor, dimension.ceiling)
        if kept != moved:
            text = _("“%(dimension)s” moves points by %(floor)s to %(ceiling)s; its records make %(moved)s.")
            params: dict[str, str | int] = {"dimension": dimension.label, "moved": moved}
            params |= {"floor": dimension.floor, "ceiling": dimension.ceiling}
            lines.append(Reason(text, params, kept - moved))
    return lines


def _red_line_hits(judged: Sequence[Standing], model: CreditModel) -> list[tuple[RedLineHit, Reason]]:
    return [
        (RedLineHit(line.key, standing.record.key, line.grade), _crossed(line, standing.record))
        for line in model.red_lines
        for standing in judged
        if line in standing.red_lines
    ]


def _crossed(line: RedLine, record: RecordFact) -> Reason:
    text = _("%(kind)s %(record)s (%(day)s) crosses a red line: at best %(grade)s. Basis: %(basis)s.")
    return record_reason(record, text, None, grade=line.grade, basis=line.basis)


def _worst(grades: Sequence[str], model: CreditModel) -> str:
    order = model.grade_keys()
    return max(grades, key=order.index)
