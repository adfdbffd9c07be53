"""How the office's own ratings did: what became of the organisations in the twelve months after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q

from fairway.trust.engine.adverse_outcome import LEAST_OUTCOMES, SERIOUS, window_ends
from fairway.trust.engine.scorecard.calibration import exact_interval
from fairway.trust.engine.scorecard.discrimination import auc, auc_difference, gini, ks
from fairway.trust.engine.scorecard.stability import migration, rates_in_order, reading, stability_index
from fairway.trust.models import CreditModel, CreditRecord, Rating
from fairway.trust.queries.methods import method

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from fairway.trust.engine.scorecard.discrimination import Difference, Estimate

MOST_EDITIONS = 60
Graded = dict[int, tuple[int, str]]
"""Points and grade by organisation."""


class Edition(TypedDict):
    """One model's ratings as of one date."""

    model: int
    name: str
    as_of: date
    rated: int


@dataclass(frozen=True)
class GradeLine:
    """One grade: how many had it, and how many of them had a serious adverse record within the window."""

    grade: str
    rows: int
    events: int
    rate: Estimate


@dataclass(frozen=True)
class Separation:
    """How well points part those with the outcome from those without."""

    auc: Estimate
    gini: Estimate
    ks: Estimate


@dataclass(frozen=True)
class Comparison:
    """Another model's ratings of the same organisations on the same date: is it better at parting them?"""

    name: str
    rows: int
    auc: Estimate
    difference: Difference


@dataclass(frozen=True)
class Drift:
    """How the newest ratings differ from those of the date before: stability index and moves between grades."""

    before: date
    now: date
    index: float | None
    reading: str
    grades: Sequence[str]
    moves: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Validation:
    """The figures of one edition. ``separation`` is ``None`` with too few outcomes to say."""

    edition: Edition
    window_ends: date
    is_over: bool
    is_demo: bool
    events: int
    grades: Sequence[GradeLine]
    in_order: bool | None
    separation: Separation | None
    comparison: Comparison | None
    drift: Drift | None


def rated_editions() -> list[Edition]:
    """List the dates on which organisations were rated, by model, the newest first; those without a file left out."""
    rows = _in_force().order_by("-as_of", "-model_id").values("model_id", "as_of")
    found = rows.annotate(rated=Count("organisation", distinct=True))[:MOST_EDITIONS]
    names = {model.pk: str(model) for model in CreditModel.objects.only("name", "name_zh", "version")}
    return [
        Edition(model=row["model_id"], name=names[row["model_id"]], as_of=row["as_of"], rated=row["rated"])
        for row in found
    ]


def _in_force() -> QuerySet[Rating]:
    """Ratings with points that took effect: one that was announced and fell away never said anything."""
    return Rating.objects.exclude(points=None).exclude(effective_on=None)


def usual_edition(listed: Sequence[Edition], today: date) -> Edition | None:
    """Choose the newest edition whose window is over, or else the newest; ``None`` before any rating."""
    over = [each for each in listed if window_ends(each["as_of"]) < today]
    return next(iter([*over, *listed]), None)


def validation(edition: Edition, listed: Sequence[Edition], today: date) -> Validation:
    """Set an edition's ratings against what happened in the window after it, as known now."""
    order = method(CreditModel.objects.get(pk=edition["model"])).grade_keys()
    graded, is_demo = _graded(edition)
    ends = window_ends(edition["as_of"])
    bad = _with_outcome(edition["as_of"], ends)
    lines = [_grade_line(grade, graded, bad) for grade in order]
    events = sum(line.events for line in lines)
    enough = min(events, len(graded) - events) >= LEAST_OUTCOMES
    return Validation(
        edition=edition,
        window_ends=ends,
        is_over=ends < today,
        is_demo=is_demo,
        events=events,
        grades=lines,
        in_order=rates_in_order([(line.rows, line.events) for line in lines]) if enough else None,
        separation=_separation(graded, bad) if enough else None,
        comparison=_comparison(edition, listed, graded, bad),
        drift=_drift(edition, listed, order),
    )


def _graded(edition: Edition) -> tuple[Graded, bool]:
    """Ratings of an edition, and whether they are of invented organisations; real ones are judged alone."""
    rows = _in_force().filter(model=edition["model"], as_of=edition["as_of"]).order_by("effective_on", "pk")
    found = list(rows.values_list("organisation_id", "points", "grade", "is_demo"))
    is_demo = all(demo for *_rest, demo in found)
    kept = {organisation: (points, grade) for organisation, points, grade, demo in found if demo == is_demo}
    return {organisation: (points or 0, grade) for organisation, (points, grade) in kept.items()}, is_demo


def _with_outcome(as_of: date, ends: date) -> frozenset[int]:
    """Organisations with a serious adverse record in the window that was not withdrawn."""
    serious = Q()
    for kind, severity in SERIOUS:
        serious |= Q(kind=kind, severity=severity)
    records = CreditRecord.objects.filter(serious, happened_on__gt=as_of, happened_on__lte=ends)
    kept = records.exclude(status=CreditRecord.Status.WITHDRAWN)
    return frozenset(kept.order_by().values_list("organisation_id", flat=True).distinct())


def _grade_line(grade: str, graded: Graded, bad: frozenset[int]) -> GradeLine:
    of_grade = [organisation for organisation, (_points, given) in graded.items() if given == grade]
    events = sum(organisation in bad for organisation in of_grade)
    return GradeLine(grade, len(of_grade), events, exact_interval(events, len(of_grade)))


def _separation(graded: Graded, bad: frozenset[int]) -> Separation:
    import numpy as np

    score = np.array([points for points, _grade in graded.values()])
    outcome = np.array([int(organisation in bad) for organisation in graded])
    return Separation(auc(score, outcome), gini(score, outcome), ks(score, outcome))


def _comparison(edition: Edition, listed: Iterable[Edition], graded: Graded, bad: frozenset[int]) -> Comparison | None:
    """Compare with the newest other model that rated on the same date; ``None`` without one, or too few to say."""
    import numpy as np

    others = [e for e in listed if e["as_of"] == edition["as_of"] and e["model"] != edition["model"]]
    if not others:
        return None
    theirs, _is_demo = _graded(others[0])
    both = [organisation for organisation in graded if organisation in theirs]
    outcome = np.array([int(organisation in bad) for organisation in both], dtype=np.int64)
    if min(outcome.sum(), len(both) - outcome.sum()) < LEAST_OUTCOMES:
        return None
    mine, other = (np.array([side[organisation][0] for organisation in both]) for side in (graded, theirs))
    return Comparison(others[0]["name"], len(both), auc(other, outcome), auc_difference(mine, other, outcome))


def _drift(edition: Edition, listed: Iterable[Edition], order: Sequence[str]) -> Drift | None:
    """Compare the two newest dates on which the edition's model rated."""
    newest = [each for each in listed if each["model"] == edition["model"]][:2]
    if len(newest) < 2:
        return None
    now, before = ({org: grade for org, (_p, grade) in _graded(each)[0].items()} for each in newest)
    index = stability_index(_spread(before, order), _spread(now, order))
    moves = migration(before, now, order)
    return Drift(newest[1]["as_of"], newest[0]["as_of"], index, reading(index), order, moves)


def _spread(grades: Mapping[int, str], order: Sequence[str]) -> list[int]:
    held = list(grades.values())
    return [held.count(grade) for grade in order]
