"""People and records the tests of cases share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.cast import account, credit_record, organisation

from fairway.govern.models import Role
from fairway.trust import actions

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.trust.models import Case, CreditRecord

DAY = date(2026, 6, 8)
"""A Monday; ten working days later is Tuesday 23 June (19 June is the Dragon Boat Festival)."""


def penalty(organisation_: Organisation | None = None, **given: object) -> CreditRecord:
    """A general penalty of January 2026: repair from 12 April on, publicity over on 1 January 2027."""
    values: dict[str, object] = {"kind": "penalty", "severity": "general", "happened_on": date(2026, 1, 12)}
    return credit_record(organisation_ or organisation(), **{**values, "learned_on": date(2026, 1, 15), **given})


def enterprise(record: CreditRecord) -> User:
    """An account of the organisation the record is about."""
    return account(Role.ENTERPRISE, record.organisation)


def officer() -> User:
    """A credit officer who acts for nobody concerned."""
    return account(Role.CREDIT_OFFICE)


def objection(record: CreditRecord, on: date = DAY) -> Case:
    """An objection of the organisation itself."""
    return actions.open_objection(actor=enterprise(record), reason="not ours", record=record, on=on)


def repair(record: CreditRecord, on: date = DAY) -> Case:
    """A request for repair of the organisation itself."""
    return actions.open_repair(
        actor=enterprise(record),
        reason="paid and mended",
        record=record,
        on=on,
        evidence="receipt 12",
        commitment="We keep the law.",
    )


def problem(organisation_: Organisation | None = None, on: date = DAY) -> Case:
    """A problem a credit officer wrote down."""
    return actions.open_problem(
        actor=officer(), reason="wages late", organisation=organisation_ or organisation(), on=on
    )


def decide(case: Case, outcome: str, actor: User | None = None, on: date = DAY) -> Case:
    """A decision of an officer new to the matter."""
    return actions.decide_case(actor=actor or officer(), reason="looked into", case=case, outcome=outcome, on=on)
