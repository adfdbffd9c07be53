"""What would change a rating: always by rating again, never by adding up shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fairway.trust.engine.catalogue import CATALOGUE, Sign, check_record
from fairway.trust.engine.rating import Rating, rate
from fairway.trust.engine.record import RecordFact, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fairway.trust.engine.credit_model import CreditModel

SETTLED = (Status.REPAIRED, Status.EXPIRED)
MOST_STEPS = 8
"""A way up of more repairs than this is no advice."""


@dataclass(frozen=True, slots=True)
class Situation:
    """An organisation as it is rated: its records, the model, the day, and the grade before."""

    records: Sequence[RecordFact]
    model: CreditModel
    as_of: date
    previous_grade: str | None = None

    def rating(self) -> Rating:
        """Rate it as it is."""
        return rate(self.records, self.model, self.as_of, self.previous_grade)

    def with_status(self, keys: Sequence[str], status: Status) -> Situation:
        """See it as if these records had that status since the day of the rating."""
        changed = [replace(r, status=status, status_on=self.as_of) if r.key in keys else r for r in self.records]
        return replace(self, records=changed)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a better grade: what to do, and the rating it leads to.

    ``repair``: keys of records to have repaired. ``add``: (kind, severity) of good records still to be earned, and
    how many of them. ``wait_for``: the day on which records now counted stop counting by themselves.
    """

    rating: Rating
    repair: tuple[str, ...] = ()
    add: tuple[str, str, int] | None = None
    wait_for: date | None = None


def if_status(situation: Situation, key: str, status: Status) -> Rating:
    """Rate again as if the record ``key`` were repaired, expired or the like."""
    return situation.with_status([key], status).rating()


def lift_one_grade(situation: Situation) -> list[Way]:
    """Find ways to the next better grade: fewest repairs, some good record of one kind, or patience.

    Empty where there is no file or the grade is the best. A way that does not get there is left out.
    """
    now = situation.rating()
    if now.grade is None or now.grade == situation.model.grades[0].key:
        return []
    ways = (_by_repair(situation, now), *_by_good_records(situation, now), _by_waiting(situation, now))
    return [way for way in ways if way is not None]


def _is_better(rating: Rating, now: Rating, model: CreditModel) -> bool:
    order = model.grade_keys()
    return rating.grade is not None and order.index(rating.grade) < order.index(now.grade or order[-1])


def _adverse(situation: Situation) -> list[RecordFact]:
    """Records that could be repaired."""
    return [
        record
        for record in situation.records
        if record.status_at(situation.as_of) is Status.ACTIVE
        and check_record(record.kind, record.severity).sign is Sign.ADVERSE
        and record.learned_on <= situation.as_of
        and record.happened_on <= situation.as_of
    ]


def _by_repair(situation: Situation, now: Rating) -> Way | None:
    """Repair, one after the other, whatever then lifts most; red lines count before points."""
    done: list[str] = []
    current = situation
    left = {record.key for record in _adverse(situation)}
    while left and len(done) < MOST_STEPS:
        tried = {key: if_status(current, key, Status.REPAIRED) for key in sorted(left)}
        best = max(tried, key=lambda key: _standing(tried[key], situation.model))
        done.append(best)
        left.discard(best)
        current = current.with_status([best], Status.REPAIRED)
        if _is_better(tried[best], now, situation.model):
            return Way(tried[best], repair=tuple(done))
    return None


def _standing(rating: Rating, model: CreditModel) -> tuple[int, int, int]:
    order = model.grade_keys()
    return -order.index(rating.grade or order[-1]), -len(rating.red_lines), rating.points or 0


def _by_good_records(situation: Situation, now: Rating) -> list[Way]:
    """For each kind of good record the model counts: how few more of it would do."""
    ways = []
    for indicator in situation.model.indicators:
        for (kind, severity), points in indicator.points.items():
            if points > 0:
                way = _by_good(situation, now, kind, severity)
                ways += [way] if way is not None else []
    return ways


def _by_good(situation: Situation, now: Rating, kind: str, severity: str) -> Way | None:
    most = 1 if CATALOGUE[kind].is_state else MOST_STEPS
    for count in range(1, most + 1):
        day = situation.as_of
        new = [RecordFact(f"+{number}", kind, severity, day, day) for number in range(count)]
        rating = replace(situation, records=[*situation.records, *new]).rating()
        if _is_better(rating, now, situation.model):
            return Way(rating, add=(kind, severity, count))
    return None


def _by_waiting(situation: Situation, now: Rating) -> Way | None:
    """Find the first of a month on which the grade is better, if nothing else happens; the periods end then."""
    longest = max(indicator.look_back_months for indicator in situation.model.indicators)
    day = situation.as_of
    for _month in range(longest):
        day = date_of_next_month(day)
        rating = replace(situation, as_of=day, previous_grade=now.grade).rating()
        if _is_better(rating, now, situation.model):
            return Way(rating, wait_for=day)
    return None


def date_of_next_month(day: date) -> date:
    """Return the first day of the calendar month after ``day``."""
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1, day=1)
