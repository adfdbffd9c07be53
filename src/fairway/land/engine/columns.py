"""Logs and money in columns: figures over all projects are worked out from these, however many there are.

A row is a line of the log or a movement of money; each has the day it happened, the day it was learned of and the day
it was taken back, as ``datetime64[D]`` with ``NaT`` where there is none. Amounts are whole ten-thousandths.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from fairway.land.engine.intake import REQUIRED, WAYS_OUT, Stage
from fairway.lib.columns import Dated, days, distinct, in_columns
from fairway.lib.money import CURRENCIES, MoneyKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray


STAGES = tuple(Stage)
KINDS = tuple(MoneyKind)
CODES = tuple(sorted(CURRENCIES))
_CODE: dict[str, int] = {str(stage): place for place, stage in enumerate(STAGES)}
_KIND: dict[str, int] = {str(kind): place for place, kind in enumerate(KINDS)}
_CURRENCY = {code: place for place, code in enumerate(CODES)}
_SHOWN_WITHOUT = [stage in WAYS_OUT or place < _CODE[REQUIRED["evidence"]] for place, stage in enumerate(STAGES)]
TEN_THOUSAND = 10_000
"""Parts of one in amounts and areas, which are whole numbers here."""


@dataclass(frozen=True)
class _Line(Dated):
    """A row that may be taken back."""

    taken_back: NDArray[np.datetime64]

    def known(self, as_of: date) -> NDArray[np.bool_]:
        """Which rows had happened and were learned of by ``as_of``, and not taken back by then."""
        return super().known(as_of) & ~(self.taken_back <= np.datetime64(as_of, "D"))


@dataclass(frozen=True)
class LogColumns(_Line):
    """The stage logs of projects by project, day and stage; ``stage`` is a place in ``STAGES``.

    ``shown``: with the evidence its stage needs.
    """

    stage: NDArray[np.int8]
    shown: NDArray[np.bool_]
    responsible: NDArray[np.int64]
    due: NDArray[np.datetime64]

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[Any]]) -> LogColumns:
        """From project, day happened, learned, taken back, stage, evidence, who answers, and next due, in any order."""
        owner, happened, learned, back, stage, evidence, responsible, due = in_columns(rows, 8)
        codes = np.array([_CODE[each] for each in stage], np.int8)
        found = cls(
            owner=np.array(owner, np.int64),
            happened=days(happened),
            learned=days(learned),
            taken_back=days(back),
            stage=codes,
            shown=np.array([bool(each) for each in evidence], bool) | np.array(_SHOWN_WITHOUT)[codes],
            responsible=np.array(responsible, np.int64),
            due=days(due),
        )
        return found.pick(np.lexsort((found.stage, found.happened, found.owner)))


@dataclass(frozen=True)
class MoneyColumns(_Line):
    """Money signed for or moved; ``kind`` is a place in ``KINDS``, ``currency`` one in ``CODES``."""

    kind: NDArray[np.int8]
    currency: NDArray[np.uint8]
    amount: NDArray[Any]

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[Any]]) -> MoneyColumns:
        """From owner, day happened, learned, taken back, kind, currency, and amount, in any order.

        An amount is a number or the text of one; a float is one that a store keeps and is right to 15 digits.
        """
        owner, happened, learned, back, kind, currency, amount = in_columns(rows, 7)
        found = cls(
            owner=np.array(owner, np.int64),
            happened=days(happened),
            learned=days(learned),
            taken_back=days(back),
            kind=np.array([_KIND[each] for each in kind], np.int8),
            currency=np.array([_CURRENCY[each] for each in currency], np.uint8),
            amount=_whole(ten_thousandths(amount)),
        )
        return found.pick(np.argsort(found.owner, kind="stable"))

    @classmethod
    def joined(cls, parts: Sequence[MoneyColumns]) -> MoneyColumns:
        """Several, one after the other, in numbers wide enough for all."""
        all_of_them = super().joined(parts)
        return replace(all_of_them, amount=_whole(all_of_them.amount))

    def owned_by(self, owners: NDArray[np.int64]) -> MoneyColumns:
        """The same money with other owners."""
        return replace(self, owner=owners)

    def totals(self, groups: NDArray[np.int64]) -> dict[tuple[int, MoneyKind, str], Decimal]:
        """Add up exactly by ``groups`` (a number for each row), kind and currency; negative groups are left out."""
        stated = groups >= 0
        kind = groups[stated] * len(KINDS) + self.kind[stated]
        found, place = distinct(kind * len(CODES) + self.currency[stated])
        sums = np.zeros(len(found), self.amount.dtype)
        np.add.at(sums, place, self.amount[stated])
        return {
            (key // len(CODES) // len(KINDS), KINDS[key // len(CODES) % len(KINDS)], CODES[key % len(CODES)]): (
                Decimal(int(total)) / TEN_THOUSAND
            )
            for key, total in zip(found.tolist(), sums.tolist(), strict=True)
        }


def ten_thousandths(amounts: Sequence[object]) -> Sequence[int] | NDArray[Any]:
    """Amounts times ten thousand: at once where all are numbers that a float holds exactly."""
    if set(map(type, amounts)) <= {int, float}:
        found = np.array(amounts, np.float64) * TEN_THOUSAND
        if not len(found) or np.abs(found).max() < 2**53:
            return np.rint(found).astype(np.int64)
    return [_one_in_ten_thousandths(each) for each in amounts]


def _one_in_ten_thousandths(amount: object) -> int:
    if isinstance(amount, int):
        return amount * TEN_THOUSAND
    if isinstance(amount, float):
        return round(amount * TEN_THOUSAND)
    return int(Decimal(str(amount)).scaleb(4))


def _whole(amounts: Sequence[int] | NDArray[Any]) -> NDArray[Any]:
    """64 bits where no sum of them can be too large, else Python's own whole numbers."""
    most = np.abs(np.asarray(amounts, np.float64)).sum()
    return np.asarray(amounts, np.int64 if most < 2**62 else object)
