"""How long things may take: deadlines, minimum periods before a repair, and when a delay is escalated.

The days of hearings are those of the measures for credit repair in force since 1 April 2026: an answer within
ten working days, of which the authority that issued the record takes three at most. The minimum periods are
the lower ends of the three publicity classes. All other numbers had no official text at hand. Every number is
configuration: an office that knows its own rules puts them into a TOML file (setting FAIRWAY_CLOCKS).
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.catalogue import Sign, check_record
from fairway.trust.engine.process import Kind
from fairway.trust.engine.working_days import add_working_days, working_days_between

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


MOST = 1_000
"""No deadline has more days, no minimum period more months."""


@dataclass(frozen=True)
class Clocks:
    """Working days, and months by severity."""

    objection_days: int = 10
    repair_days: int = 10
    appeal_days: int = 10
    authority_days: int = 3
    plan_days: int = 10
    soon_days: int = 2
    escalated_days: int = 5
    minimum_months: Mapping[str, int] = field(default_factory=lambda: {"minor": 0, "general": 3, "serious": 12})
    other_minimum_months: int = 12

    def days(self, kind: Kind) -> int:
        """Working days in which a case of this kind is decided; for a problem: until its plan is handed in."""
        return {
            Kind.OBJECTION: self.objection_days,
            Kind.REPAIR: self.repair_days,
            Kind.APPEAL: self.appeal_days,
            Kind.PROBLEM: self.plan_days,
        }[kind]


def read_clocks(toml: str) -> Clocks:
    """Read deadlines from TOML; what it does not name stays as it is.

    Raises :class:`Invalid` ``clocks``, naming what is wrong.
    """
    try:
        given = tomllib.loads(toml)
    except (ValueError, RecursionError) as error:  # no TOML, a number nobody can read, or tables without end
        raise Invalid("clocks", _("The file of deadlines cannot be read: %(why)s"), why=str(error)) from error
    known = {each.name for each in fields(Clocks)}
    for name, value in given.items():
        if name not in known or not all(_is_count(n) for n in _numbers(name, value)):
            text = _("Deadlines: “%(name)s” is unknown or no whole number from 0 to %(most)s. Known: %(known)s.")
            raise Invalid("clocks", text, name=name, most=MOST, known=", ".join(sorted(known)))
    months = Clocks().minimum_months | given.pop("minimum_months", {})
    return Clocks(minimum_months=months, **given)


def _numbers(name: str, value: object) -> list[object]:
    if name != "minimum_months":
        return [value]
    return list(value.values()) if isinstance(value, dict) else [None]


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MOST


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock on a day: working days left (0 on the last day), or working days over. Neither is negative."""

    left: int
    over: int


def read(due: date, today: date) -> Reading:
    """Read the clock of something due on ``due``."""
    if today <= due:
        return Reading(working_days_between(today, due), 0)
    # A deadline that ends on a Friday is over on Saturday already, though no working day has passed.
    return Reading(0, max(working_days_between(due, today), 1))


class Level(StrEnum):
    """How pressing a case is; ``ON_TIME`` needs nobody's attention."""

    ON_TIME = ""
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


LEVELS = tuple(Level)


def level(due: date, today: date, clocks: Clocks) -> Level:
    """Say how pressing something due on ``due`` is."""
    reading = read(due, today)
    if reading.over:
        return Level.ESCALATED if reading.over > clocks.escalated_days else Level.OVERDUE
    return Level.DUE_SOON if reading.left <= clocks.soon_days else Level.ON_TIME


def due_on(kind: Kind, opened_on: date, clocks: Clocks) -> date:
    """Return the day by which a case opened on ``opened_on`` is decided (a problem: planned)."""
    return add_working_days(opened_on, clocks.days(kind))


def repair_from(kind: str, severity: str, happened_on: date, clocks: Clocks) -> date | None:
    """Return the first day on which the repair of such a record may be asked for.

    ``None`` for what is not adverse: there is nothing to repair.
    """
    if check_record(kind, severity).sign is not Sign.ADVERSE:
        return None
    return _months_later(happened_on, clocks.minimum_months.get(severity, clocks.other_minimum_months))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def expired_from(kind: str, severity: str, happened_on: date) -> date | None:
    """Return the first day after the publicity period, in whole calendar months as ratings count it.

    ``None`` for what has no such period.
    """
    months = check_record(kind, severity).publicity_months
    return None if months is None else _months_later(happened_on.replace(day=1), months)
