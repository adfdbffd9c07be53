"""What would change the rating of an organisation, worked out by rating again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.trust.engine.catalogue import Sign, check_record
from fairway.trust.engine.record import Status, refuse_invented
from fairway.trust.engine.what_if import Situation, if_status, lift_one_grade
from fairway.trust.queries.methods import method
from fairway.trust.queries.proposals import grade_before
from fairway.trust.queries.record_facts import record_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.know.models import Organisation
    from fairway.trust.engine.rating import Rating as Result
    from fairway.trust.engine.record import RecordFact
    from fairway.trust.engine.what_if import Way
    from fairway.trust.models import Rating


@dataclass(frozen=True)
class Effect:
    """A record that counts today, and the rating without it: ``repaired`` is ``None`` for a good one."""

    pk: int
    fact: RecordFact
    repaired: Result | None
    expired: Result


@dataclass(frozen=True)
class WhatIf:
    """The rating as it would be today, what each counted record does to it, and the ways to the next grade."""

    now: Result
    effects: Sequence[Effect]
    ways: Sequence[Way]


def what_if(organisation: Organisation, in_force: Rating | None, day: date) -> WhatIf | None:
    """Rate again on ``day`` by the method in force, with one thing changed at a time; ``None`` without a file.

    What a model holds on to is the grade the rating of ``day`` starts from, as when it is rated that day.
    """
    if in_force is None:
        return None
    records = record_facts([organisation.pk], day).get(organisation.pk, {})
    refuse_invented(organisation_is_demo=organisation.is_demo, records=records.values())
    situation = Situation(list(records.values()), method(in_force.model), day, grade_before(in_force, day) or None)
    now = situation.rating()
    if now.points is None:
        return None
    return WhatIf(now, _effects(situation, now, records), lift_one_grade(situation))


def _effects(situation: Situation, now: Result, records: Mapping[int, RecordFact]) -> list[Effect]:
    counted = {str(line.params["record"]) for line in now.reasons if line.points and "record" in line.params}
    counted |= {hit.record for hit in now.red_lines}
    return [
        Effect(
            pk,
            fact,
            if_status(situation, fact.key, Status.REPAIRED) if _is_adverse(fact) else None,
            if_status(situation, fact.key, Status.EXPIRED),
        )
        for pk, fact in records.items()
        if fact.key in counted
    ]


def _is_adverse(fact: RecordFact) -> bool:
    return check_record(fact.kind, fact.severity).sign is Sign.ADVERSE
