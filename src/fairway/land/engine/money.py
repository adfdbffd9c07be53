"""Money by kind, currency and month. Kinds and currencies stand side by side and are never added together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from fairway.lib.money import Money, MoneyKind, total_by_kind

_EARLIEST = -12 * 1970
"""The first month of year 0, counted as NumPy counts months: money groups are never below 0."""

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fairway.land.engine.columns import MoneyColumns


@dataclass(frozen=True)
class Series:
    """One kind of money by month: what came in each month, and the running total."""

    kind: MoneyKind
    amounts: tuple[Decimal, ...]

    @property
    def running(self) -> tuple[Decimal, ...]:
        """The total up to and with each month."""
        return tuple(accumulate(self.amounts))

    @property
    def total(self) -> Decimal:
        """The sum over all months."""
        return sum(self.amounts, start=Decimal(0))


@dataclass(frozen=True)
class MoneyByMonth:
    """All kinds of one currency; ``months`` (first days) run without a gap, ``series`` in the order of the kinds."""

    currency: str
    months: tuple[date, ...]
    series: tuple[Series, ...]

    def of(self, kind: MoneyKind) -> Series | None:
        """The series of one kind; ``None`` where no such money is known."""
        return next((each for each in self.series if each.kind is kind), None)


@dataclass(frozen=True)
class InPlace:
    """Money that arrived against money signed for, in one currency; ``share`` is ``None`` without contracts."""

    currency: str
    contract: Decimal
    paid_in: Decimal

    @property
    def share(self) -> Fraction | None:
        """Paid in, of the contracts' amount. Above one when more came than was signed for."""
        return Fraction(self.paid_in) / Fraction(self.contract) if self.contract else None


def totals(moved: MoneyColumns, as_of: date) -> tuple[Money, ...]:
    """Return one total for each kind and currency known by ``as_of``."""
    groups = np.where(moved.known(as_of), 0, -1)
    return total_by_kind(Money(amount, code, kind) for (_, kind, code), amount in moved.totals(groups).items())


def in_place(moved: MoneyColumns, as_of: date) -> tuple[InPlace, ...]:
    """Return contracts against paid in for each currency that has either, in the order of the codes."""
    sums = {(total.kind, total.currency): total.amount for total in totals(moved, as_of)}
    sides = (MoneyKind.CONTRACT, MoneyKind.PAID_IN)
    currencies = sorted({currency for kind, currency in sums if kind in sides})
    return tuple(
        InPlace(currency, *(sums.get((kind, currency), Decimal(0)) for kind in sides)) for currency in currencies
    )


def by_month(moved: MoneyColumns, as_of: date) -> tuple[MoneyByMonth, ...]:
    """Return the money of each currency by the month it happened, from the first month to that of ``as_of``."""
    month = moved.happened.astype("datetime64[M]").astype(np.int64)
    sums = moved.totals(np.where(moved.known(as_of), month - _EARLIEST, -1))
    until = (as_of.year - 1970) * 12 + as_of.month - 1 - _EARLIEST
    return tuple(
        _currency(code, {key[:2]: amount for key, amount in sums.items() if key[2] == code}, until)
        for code in sorted({currency for _, _, currency in sums})
    )


def _currency(code: str, sums: Mapping[tuple[int, MoneyKind], Decimal], until: int) -> MoneyByMonth:
    months = range(min(month for month, _ in sums), until + 1)
    kinds = sorted({kind for _, kind in sums}, key=lambda kind: kind.rank)
    series = (Series(kind, tuple(sums.get((month, kind), Decimal(0)) for month in months)) for kind in kinds)
    return MoneyByMonth(code, tuple(_first_day(month) for month in months), tuple(series))


def _first_day(month: int) -> date:
    found: date = np.datetime64(month + _EARLIEST, "M").astype("datetime64[D]").item()
    return found
