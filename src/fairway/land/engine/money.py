"""Money by kind, currency and month. Kinds and currencies stand side by side and are never added together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from fairway.lib.columns import distinct
from fairway.lib.money import Money, MoneyKind, total_by_kind

_EARLIEST = -12 * 1970
"""The first month of year 0, counted as NumPy counts months: money groups are never below 0."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from fairway.land.engine.columns import MoneyColumns


@dataclass(frozen=True)
class Series:
    """One kind of money by month: what came in each month, and the running total; ``before``: in all months before."""

    kind: MoneyKind
    amounts: tuple[Decimal, ...]
    before: Decimal = Decimal(0)

    @property
    def running(self) -> tuple[Decimal, ...]:
        """The total up to and with each month."""
        return tuple(accumulate(self.amounts, initial=self.before))[1:]

    @property
    def total(self) -> Decimal:
        """The sum over all months."""
        return sum(self.amounts, start=self.before)


@dataclass(frozen=True)
class MoneyByMonth:
    """All kinds of one currency; ``months`` (first days) run without a gap, ``series`` in the order of the kinds.

    ``earlier``: how many months are not told one by one, but summed up in ``Series.before``.
    """

    currency: str
    months: tuple[date, ...]
    series: tuple[Series, ...]
    earlier: int = 0

    @property
    def totals(self) -> tuple[Money, ...]:
        """The sum of each kind over all months."""
        return tuple(Money(series.total, self.currency, series.kind) for series in self.series)

    def of(self, kind: MoneyKind) -> Series | None:
        """The series of one kind; ``None`` where no such money is known."""
        return next((each for each in self.series if each.kind is kind), None)

    def last(self, months: int) -> MoneyByMonth:
        """The same with only so many last ``months`` one by one, where there are more."""
        rest = max(len(self.months) - months, 0)
        series = (
            Series(each.kind, each.amounts[rest:], sum(each.amounts[:rest], start=each.before)) for each in self.series
        )
        return MoneyByMonth(self.currency, self.months[rest:], tuple(series), self.earlier + rest)


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


def totals(as_of: date, *moved: MoneyColumns) -> tuple[Money, ...]:
    """Return one total for each kind and currency known by ``as_of``."""
    sums = [each.totals(np.where(each.known(as_of), 0, -1)) for each in moved]
    return total_by_kind(Money(amount, code, kind) for found in sums for (_, kind, code), amount in found.items())


def in_place(found: Iterable[Money]) -> tuple[InPlace, ...]:
    """Return contracts against paid in for each currency that has either, in the order of the codes."""
    sums = {(total.kind, total.currency): total.amount for total in found}
    sides = (MoneyKind.CONTRACT, MoneyKind.PAID_IN)
    currencies = sorted({currency for kind, currency in sums if kind in sides})
    return tuple(
        InPlace(currency, *(sums.get((kind, currency), Decimal(0)) for kind in sides)) for currency in currencies
    )


def by_month(as_of: date, *moved: MoneyColumns) -> tuple[MoneyByMonth, ...]:
    """Return the money of each currency by the month it happened, from the first month to that of ``as_of``."""
    sums: dict[tuple[int, MoneyKind, str], Decimal] = {}
    for each in moved:
        for key, amount in each.totals(np.where(each.known(as_of), _months(each.happened), -1)).items():
            sums[key] = sums.get(key, Decimal(0)) + amount
    until = (as_of.year - 1970) * 12 + as_of.month - 1 - _EARLIEST
    return tuple(
        _currency(code, {key[:2]: amount for key, amount in sums.items() if key[2] == code}, until)
        for code in sorted({currency for _, _, currency in sums})
    )


def _months(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """The month of each day, counted from ``_EARLIEST``; days are few, so each is asked for its month once."""
    day, place = distinct(days.astype(np.int64))
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray((month - _EARLIEST)[place])


def _currency(code: str, sums: Mapping[tuple[int, MoneyKind], Decimal], until: int) -> MoneyByMonth:
    months = range(min(month for month, _ in sums), until + 1)
    kinds = sorted({kind for _, kind in sums}, key=lambda kind: kind.rank)
    series = (Series(kind, tuple(sums.get((month, kind), Decimal(0)) for month in months)) for kind in kinds)
    return MoneyByMonth(code, tuple(_first_day(month) for month in months), tuple(series))


def _first_day(month: int) -> date:
    found: date = np.datetime64(month + _EARLIEST, "M").astype("datetime64[D]").item()
    return found
