"""Which records count on a day, with how many points, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.lib.period import months_between
from fairway.trust.engine.catalogue import CATALOGUE, check_record
from fairway.trust.engine.credit_model import REPAIR_ENDS_USE, CreditModel, Indicator
from fairway.trust.engine.record import RecordFact, Status, replaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

# So many cases told of in several indicators are weighed exactly; any further ones are settled by points.
LINKED_CASES_WEIGHED = 10

NOT_USED: Mapping[Status, str] = {
    Status.WITHDRAWN: _("%(kind)s %(record)s (%(day)s) was withdrawn: it does not count."),
    Status.EXPIRED: _("%(kind)s %(record)s (%(day)s) has expired: it does not count."),
    Status.REPAIRED: _("%(kind)s %(record)s (%(day)s) was repaired: it is no longer used."),
    Status.UNDER_OBJECTION: _("%(kind)s %(record)s (%(day)s) is under objection: it is held out."),
}


Case = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One record on one day: its plain points before any cap, or the reason why it has none."""

    record: RecordFact
    indicator: Indicator | None
    points: int
    why_not: Reason | None


def record_reason(record: RecordFact, text: str, points: int | None, **more: str | int) -> Reason:
    """Say something about one record; ``kind`` is the catalogue's label, to be translated by the page."""
    params = {
        "record": record.key,
        "kind": CATALOGUE[record.kind].label,
        "severity": record.severity,
        "day": record.happened_on.isoformat(),
    }
    return Reason(text, params | more, points)


def standings(newest_first: Sequence[RecordFact], model: CreditModel, day: date) -> list[Standing]:
    """Judge every known record, then count each legal case once; the order is kept."""
    indicators = {kind: i for i in model.indicators for kind, _severity in i.points}
    gone = replaced(newest_first, day)
    judged = []
    for record in newest_first:
        indicator = indicators.get(record.kind)
        why_not = _why_not(record, indicator, gone, day) or _status_reason(record, model, day)
        judged.append(Standing(record, indicator, _points(record, indicator, model, day, why_not), why_not))
    return _count_cases_once(judged, model)


def is_live(record: RecordFact, newest_first: Sequence[RecordFact], look_back_months: int, day: date) -> bool:
    """Whether the record may bear on a red line: active, published still, not replaced, in the look-back."""
    if record.status_at(day) is not Status.ACTIVE or record.key in replaced(newest_first, day):
        return False
    return _period_over(record, look_back_months, day) is None


def still_counted_percent(status: Status, model: CreditModel, day: date) -> int:
    """Return how much of its points a record keeps. Repair and objection end all use since 1 April 2026."""
    if status is Status.ACTIVE:
        return 100
    if day >= REPAIR_ENDS_USE:
        return 0
    shares = {Status.REPAIRED: model.repaired_percent, Status.UNDER_OBJECTION: model.disputed_percent}
    return shares.get(status, 0)


def _status_reason(record: RecordFact, model: CreditModel, day: date) -> Reason | None:
    status = record.status_at(day)
    if still_counted_percent(status, model, day):
        return None
    return record_reason(record, NOT_USED[status], 0)


def _why_not(record: RecordFact, indicator: Indicator | None, gone: Mapping[str, str], day: date) -> Reason | None:
    if indicator is None:
        text = _("%(kind)s %(record)s (%(day)s) is kept in the file; this model does not count its kind.")
        return record_reason(record, text, 0)
    if record.key in gone:
        text = _("%(kind)s %(record)s (%(day)s) was replaced by the newer %(other)s.")
        return record_reason(record, text, 0, other=gone[record.key])
    return _period_over(record, indicator.look_back_months, day)


def _period_over(record: RecordFact, look_back_months: int, day: date) -> Reason | None:
    """Say whether publicity or look-back is over. A period of n months ends with the n-th calendar month."""
    age = months_between(record.happened_on, day)
    publicity = check_record(record.kind, record.severity).publicity_months
    if publicity is not None and age >= publicity:
        text = _("%(kind)s %(record)s (%(day)s): its publicity period of %(months)s months is over.")
        return record_reason(record, text, 0, months=publicity)
    if age >= look_back_months:
        text = _("%(kind)s %(record)s (%(day)s) lies before the %(months)s months this model looks back.")
        return record_reason(record, text, 0, months=look_back_months)
    return None


def _points(
    record: RecordFact, indicator: Indicator | None, model: CreditModel, day: date, why_not: Reason | None
) -> int:
    if indicator is None or why_not is not None:
        return 0
    full = indicator.points[record.kind, record.severity]
    kept = abs(full) * still_counted_percent(record.status_at(day), model, day) // 100
    return kept if full > 0 else -kept


def _count_cases_once(judged: Sequence[Standing], model: CreditModel) -> list[Standing]:
    """Keep one record of each legal case: the one that weighs most in the total; the others point to it."""
    counted = _chosen(judged, model)
    text = _("%(kind)s %(record)s (%(day)s) tells of the same case as %(other)s and is counted there.")
    once = []
    for standing in judged:
        chosen = counted.get(_case(standing), standing)
        repeats = record_reason(standing.record, text, 0, other=chosen.record.key)
        once.append(standing if chosen is standing else replace(standing, points=0, why_not=repeats))
    return once


def _case(standing: Standing) -> Case:
    """Name the case: adverse records of one number are one case, good ones only inside an indicator."""
    record, indicator = standing.record, standing.indicator
    if indicator is None or standing.points == 0 or not record.number:
        return "record", record.key
    return ("adverse", record.number) if standing.points < 0 else (indicator.key, record.number)


def _chosen(judged: Sequence[Standing], model: CreditModel) -> dict[Case, Standing]:
    """Choose the record of each case so that the total is lowest.

    Taking the heaviest of each would not do: it may fall under a cap that is full already, and then one
    more penalty would raise the points. Over all choices the lowest total can only fall.
    """
    options: dict[Case, dict[str, Standing]] = {}
    for standing in judged:
        if standing.indicator is not None and standing.points:
            of_case = options.setdefault(_case(standing), {})
            heaviest = of_case.setdefault(standing.indicator.key, standing)
            if abs(standing.points) > abs(heaviest.points):
                of_case[standing.indicator.key] = standing
    chosen = {case: max(of.values(), key=lambda s: abs(s.points)) for case, of in options.items()}
    linked = sorted(case for case, of in options.items() if len(of) > 1)[:LINKED_CASES_WEIGHED]
    choices = product(*(options[case].values() for case in linked))
    every = (chosen | dict(zip(linked, choice, strict=True)) for choice in choices)
    return min(every, key=lambda one: model.total(sums(one.values())))


def sums(counted: Iterable[Standing]) -> dict[str, int]:
    """Add the plain points up by indicator key."""
    added: dict[str, int] = {}
    for standing in counted:
        if standing.indicator is not None:
            added[standing.indicator.key] = added.get(standing.indicator.key, 0) + standing.points
    return added
