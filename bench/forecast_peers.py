"""What others would forecast from the same history: stage frequency, naive Bayes of a CRM, logistic regression, Cox.

All are learned from what was known on the day, on the features ``FEW``. The first three learn from the last round.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from fairway.land.engine.forecast.projects import Project, known_by, pending

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fairway.land.engine.forecast.projects import Road

FEW = ("technology", "region", "developer", "capacity")
LEAST = 4


@dataclass(frozen=True)
class Round:
    """Projects pending one horizon before the history is settled, and which of them have landed since."""

    projects: list[Project]
    landed: list[bool]
    day: date


def last_round(history: Sequence[Project], road: Road, settled: date, years: float) -> Round:
    """Cut the history one horizon before it is settled."""
    origin = settled - timedelta(days=round(years * 365.25))
    then = pending(known_by(history, road, origin), road)
    landed_on = {each.key: each.reached.get(road.landed) for each in history}
    return Round(then, [(day := landed_on[each.key]) is not None and day <= settled for each in then], origin)


def stage_frequency(past: Round, road: Road, waiting: Sequence[Project]) -> list[float]:
    """Share that landed in the last round, among those that stood in the same stage."""
    stood, landed = Counter[str](), Counter[str]()
    for each, came in zip(past.projects, past.landed, strict=True):
        stood[_stage(each, road)] += 1
        landed[_stage(each, road)] += came
    return [landed[stage] / stood[stage] for stage in (_stage(each, road) for each in waiting)]


def naive_bayes(past: Round, road: Road, waiting: Sequence[Project]) -> list[float]:
    """Landed against not landed, each feature and the stage on its own, 0.1 added to each count.

    As predictive lead scoring in Odoo's CRM does: P(won | all) from the product of the shares of each feature.
    """
    won = sum(past.landed)
    lost = len(past.landed) - won
    counts: dict[bool, Counter[tuple[str, str]]] = {True: Counter(), False: Counter()}
    for each, came in zip(past.projects, past.landed, strict=True):
        counts[came].update(_words(each, road))
    odds = []
    for each in waiting:
        at = won / lost
        for word in _words(each, road):
            at *= ((counts[True][word] + 0.1) / won) / ((counts[False][word] + 0.1) / lost)
        odds.append(at)
    return [at / (1 + at) for at in odds]


def logistic(past: Round, road: Road, waiting: Sequence[Project], as_of: date) -> list[float]:
    """Logistic regression on the last round."""
    from sklearn.linear_model import LogisticRegression

    columns = _columns(past.projects)
    model = LogisticRegression(C=1.0, max_iter=2000).fit(_table(past.projects, road, past.day, columns), past.landed)
    return [float(each) for each in model.predict_proba(_table(waiting, road, as_of, columns))[:, 1]]


def cox(
    known: Sequence[Project], road: Road, settled: date, years: float, waiting: Sequence[Project], as_of: date
) -> list[float] | None:
    """Cox regression of lifelines on the time from permission to landing; ``None`` where it is not installed."""
    try:
        from lifelines import CoxPHFitter
    except ImportError:
        return None
    import pandas as pd

    columns = _columns(known)
    names = [str(at) for at in range(2 + len(columns))]
    table = pd.DataFrame(_table(known, road, settled, columns)[:, 2:], columns=names[: len(columns)])
    begun = [min(each.reached.values()) for each in known]
    last = [max(each.reached.values()) if set(road.ends) & each.reached.keys() else settled for each in known]
    table["years"] = [max((b - a).days, 1) / 365.25 for a, b in zip(begun, last, strict=True)]
    table["landed"] = [road.landed in each.reached for each in known]
    model = CoxPHFitter(penalizer=0.1).fit(table, "years", "landed")
    own = pd.DataFrame(_table(waiting, road, as_of, columns)[:, 2:], columns=names[: len(columns)])
    ages = np.array([(as_of - min(each.reached.values())).days / 365.25 for each in waiting])
    grid = np.arange(0, ages.max() + years + 0.1, 0.05)
    alive = model.predict_survival_function(own, times=grid).to_numpy().T
    rows = np.arange(len(waiting))
    now, then = alive[rows, np.searchsorted(grid, ages)], alive[rows, np.searchsorted(grid, ages + years)]
    return [float(each) for each in 1 - then / np.maximum(now, 1e-9)]


def _stage(project: Project, road: Road) -> str:
    return max((stage for stage in road.stages[:-1] if stage in project.reached), key=road.stages.index)


def _words(project: Project, road: Road) -> list[tuple[str, str]]:
    words = [("stage", _stage(project, road))]
    for name in FEW:
        value = project.features.get(name, "")
        if value != "":
            words.append((name, value if isinstance(value, str) else str(int(np.log2(max(value, 0.1))))))
    return words


def _columns(projects: Sequence[Project]) -> list[tuple[str, str]]:
    counted = Counter(
        (name, value)
        for each in projects
        for name in FEW
        if isinstance(value := each.features.get(name), str) and value
    )
    return sorted(word for word, count in counted.items() if count >= LEAST)


def _table(projects: Sequence[Project], road: Road, as_of: date, columns: list[tuple[str, str]]) -> np.ndarray:
    """Construction begun, years since permission, then one column for each word, then the logarithm of the capacity."""
    rows = []
    for each in projects:
        capacity = each.features.get("capacity", 5.0)
        rows.append(
            [
                float(_stage(each, road) != road.stages[0]),
                (as_of - min(each.reached.values())).days / 365.25,
                *(float(each.features.get(name) == value) for name, value in columns[:-1]),
                float(np.log(max(float(capacity), 0.05))),
            ]
        )
    return np.array(rows)
