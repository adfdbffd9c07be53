"""Money by kind, currency and month. Kinds and currencies stand side by side and are never added together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from fairway.lib.money import Money, MoneyKind, total_by_kind
from fairway.lib.period import months_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Movement:
    """Money signed for or moved: the day it happened, the day it was learned of, and the day it was taken back."""

    money: Money
    happened_on: date
    learned_on: date
    reversed_on: date | None = None


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


def is_known(each: Movement, as_of: date) -> bool:
    """Whether it had happened and was learned of by ``as_of``, and not taken back by then."""
    stands = each.reversed_on is None or each.reversed_on > as_of
    return each.happened_on <= as_of and each.learned_on <= as_of and stands


def known_money(movements: Iterable[Movement], as_of: date) -> list[Movement]:
    """Return what is known on ``as_of``."""
    return [each for each in movements if is_known(each, as_of)]


def totals(movements: Iterable[Movement], as_of: date) -> tuple[Money, ...]:
    """Return one total for each kind and currency known by ``as_of``."""
    return total_by_kind(each.money for each in known_money(movements, as_of))


def in_place(movements: Iterable[Movement], as_of: date) -> tuple[InPlace, ...]:
    """Return contracts against paid in for each currency that has either, in the order of the codes."""
    sums = {(total.kind, total.currency): total.amount for total in totals(movements, as_of)}
    sides = (MoneyKind.CONTRACT, MoneyKind.PAID_IN)
    currencies = sorted({currency for kind, currency in sums if kind in sides})
    return tuple(
        InPlace(currency, *(sums.get((kind, currency), Decimal(0)) for kind in sides)) for currency in currencies
    )


def by_month(movements: Iterable[Movement], as_of: date) -> tuple[MoneyByMonth, ...]:
    """Return the money of each currency by the month it happened, from the first month to that of ``as_of``."""
    by_currency: dict[str, list[Movement]] = {}
    for each in known_money(movements, as_of):
        by_currency.setdefault(each.money.currency, []).append(each)
    return tuple(_currency(code, by_currency[code], as_of) for code in sorted(by_currency))


def _currency(code: str, movements: Sequence[Movement], as_of: date) -> MoneyByMonth:
    first = min(each.happened_on for each in movements)
    months = tuple(_month_after(first, number) for number in range(months_between(first, as_of) + 1))
    sums: dict[MoneyKind, list[Decimal]] = {}
    for each in movements:
        row = sums.setdefault(each.money.kind, [Decimal(0)] * len(months))
        row[months_between(first, each.happened_on)] += each.money.amount
    kinds = sorted(sums, key=lambda kind: kind.rank)
    return MoneyByMonth(code, months, tuple(Series(kind, tuple(sums[kind])) for kind in kinds))


def _month_after(first: date, number: int) -> date:
    months = first.month - 1 + number
    return date(first.year + months // 12, months % 12 + 1, 1)
