"""How large a project is, as it was learned of: the land it takes, and what it is planned to yield."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, TypeVar

from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import AMOUNT_DECIMALS, AMOUNT_DIGITS, CURRENCIES, currency_code, is_kept
from fairway.lib.tables.cells import half_width
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal
    from typing import Self

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST_MU = 10**8
"""More land than any project takes: 100 million mu are 66,667 km²."""
MOST_DIGITS = AMOUNT_DIGITS + AMOUNT_DECIMALS
"""Digits a quantity may have room for: those before the point and those after it, never both in full."""
UNIT_LENGTH = 20


@dataclass(frozen=True)
class Area:
    """The land a project takes, in mu (1 mu = 1/15 hectare), the day this was learned, the document that says so."""

    mu: Decimal
    learned_on: date
    evidence: str
    unit: ClassVar[str] = "mu"

    def sound(self) -> Self:
        """The same; :class:`BadCell` where no project takes so much land."""
        if not 0 < self.mu <= MOST_MU:
            raise BadCell("land-area", NO_LAND, MEND_LAND, most=MOST_MU)
        return self


@dataclass(frozen=True)
class Capacity:
    """What a project is planned to yield in one unit, the day this was learned, the document that says so."""

    quantity: Decimal
    unit: str
    learned_on: date
    evidence: str

    def sound(self) -> Self:
        """The same with its unit in plain form; :class:`BadCell` for a quantity or a unit that cannot be."""
        if self.quantity <= 0 or not is_kept(self.quantity):
            raise BadCell("capacity", NO_CAPACITY, MEND_CAPACITY, digits=AMOUNT_DIGITS, decimals=AMOUNT_DECIMALS)
        return replace(self, unit=plain_unit(self.unit))


def plain_unit(said: str) -> str:
    """Return a unit in half width and with single spaces; :class:`BadCell` for none, a long one, and money.

    A currency among its words is refused too: forecasts tell money as “contract CNY” beside capacities.
    """
    unit = half_width(" ".join(half_width(said).split()))
    if not unit or len(unit) > UNIT_LENGTH or not unit.isprintable():
        raise BadCell("unit", NO_UNIT, WRITE_UNIT, most=UNIT_LENGTH)
    if currency_code(unit) or CURRENCIES.intersection(unit.split()):
        raise BadCell("unit-money", MONEY, WRITE_MONEY, unit=unit)
    return unit


def known_on(lines: Iterable[tuple[Key, date, Value]], day: date) -> dict[Key, Value]:
    """Return the newest value of each key known on a day; of those learned on one day the one that was kept last.

    Args:
        lines: Key, day it was learned, and value, in the order they were kept.
        day: Nothing learned later is read.
    """
    newest: dict[Key, tuple[date, Value]] = {}
    for key, learned_on, value in lines:
        if learned_on <= day and (key not in newest or newest[key][0] <= learned_on):
            newest[key] = learned_on, value
    return {key: value for key, (_learned_on, value) in newest.items()}


NO_LAND = _("A project takes more than 0 and at most %(most)s mu of land.")
MEND_LAND = _("Mend the area.")
NO_CAPACITY = _("A capacity is more than 0, with at most %(digits)s digits, %(decimals)s of them after the point.")
MEND_CAPACITY = _("Mend the quantity.")
NO_UNIT = _("A unit is a short word of at most %(most)s characters, such as MW or t/a.")
WRITE_UNIT = _("Write the unit.")
MONEY = _("“%(unit)s” is money, and no unit of a capacity.")
WRITE_MONEY = _("Write what is made or held, such as MW, vehicles/a or t/a.")
