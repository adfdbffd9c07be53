"""Which records count on a day, with how many points, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.lib.period import months_between
from fairway.trust.engine.catalogue import CATALOGUE, check_record
from fairway.trust.engine.record import RecordFact, Status
from fairway.trust.engine.tariff import crosses, indicators_by_kind, is_past, kept_percent, points_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.trust.engine.credit_model import CreditModel, Indicator, RedLine

NOT_USED: Mapping[Status, str] = {
    Status.WITHDRAWN: _("%(kind)s %(record)s (%(day)s) was withdrawn: it does not count."),
    Status.EXPIRED: _("%(kind)s %(record)s (%(day)s) has expired: it does not count."),
    Status.REPAIRED: _("%(kind)s %(record)s (%(day)s) was repaired: it is no longer used."),
    Status.UNDER_OBJECTION: _("%(kind)s %(record)s (%(day)s) is under objection: it is held out."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One record on one day: its points before any cap, the red lines it crosses, or the reason why it has neither."""

    record: RecordFact
    indicator: Indicator | None
    points: int
    red_lines: tuple[RedLine, ...]
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
    """Judge every known record; the order is kept."""
    counted = indicators_by_kind(model)
    judged = [_alone(record, counted.get(record.kind), model, day) for record in newest_first]
    newest = _newest_of_states(judged, model, day)
    return [_replaced(each, newest) for each in judged]


def _alone(record: RecordFact, indicator: Indicator | None, model: CreditModel, day: date) -> Standing:
    """Judge a record as if there were no other."""
    at = (record.kind, record.severity, record.status_at(day), months_between(record.happened_on, day))
    lines = tuple(line for line in model.red_lines if crosses(line, at))
    if indicator is None:
        text = _("%(kind)s %(record)s (%(day)s) is kept in the file; this model does not count its kind.")
        return Standing(record, None, 0, lines, record_reason(record, text, 0))
    return Standing(record, indicator, points_of(indicator, at, day), lines, _why_not(record, indicator, day))


def _why_not(record: RecordFact, indicator: Indicator, day: date) -> Reason | None:
    age = months_between(record.happened_on, day)
    if is_past(record.kind, record.severity, age, indicator.look_back_months):
        return _period_over(record, indicator.look_back_months, age)
    status = record.status_at(day)
    return None if kept_percent(indicator, status, day) else record_reason(record, NOT_USED[status], 0)


def _period_over(record: RecordFact, look_back_months: int, age: int) -> Reason:
    publicity = check_record(record.kind, record.severity).publicity_months
    if publicity is not None and age >= publicity:
        text = _("%(kind)s %(record)s (%(day)s): its publicity period of %(months)s months is over.")
        return record_reason(record, text, 0, months=publicity)
    text = _("%(kind)s %(record)s (%(day)s) lies before the %(months)s months this model looks back.")
    return record_reason(record, text, 0, months=look_back_months)


def _newest_of_states(judged: Sequence[Standing], model: CreditModel, day: date) -> dict[str, RecordFact]:
    """Find the record in whose favour a state (a tax grade) is read, by kind: the newest, of one day the worst.

    A repaired or disputed state still took the earlier one's place; a withdrawn one never did.
    """
    ranks = model.grade_keys()

    def order(standing: Standing) -> tuple[date, int, int]:
        record = standing.record
        worst = max((ranks.index(line.grade) for line in standing.red_lines), default=0)
        return record.happened_on, -standing.points, worst

    newest: dict[str, Standing] = {}
    for standing in judged:
        kind = standing.record.kind
        if not CATALOGUE[kind].is_state or standing.record.status_at(day) is Status.WITHDRAWN:
            continue
        if kind not in newest or order(standing) > order(newest[kind]):
            newest[kind] = standing
    return {kind: standing.record for kind, standing in newest.items()}


def _replaced(standing: Standing, newest: Mapping[str, RecordFact]) -> Standing:
    """Take away what a newer state replaced."""
    record, holder = standing.record, newest.get(standing.record.kind)
    if holder is None or holder is record or record.key == holder.key:
        return standing
    text = _("%(kind)s %(record)s (%(day)s) was replaced by the newer %(other)s.")
    if standing.indicator is None:
        return Standing(record, None, 0, (), standing.why_not)
    return Standing(record, standing.indicator, 0, (), record_reason(record, text, 0, other=holder.key))
