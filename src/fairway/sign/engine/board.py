"""The signing board: does what was signed agree with what was announced?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import Money, MoneyKind, total_by_kind
from fairway.sign.engine.amounts import money_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

# What a ceremony announces is a contractual amount; weaker money never helps to reach it.
ANNOUNCED_KIND = MoneyKind.CONTRACT


@dataclass(frozen=True)
class Line:
    """One signed paper; ``money`` is ``None`` where its amount is not stated; ``further`` of other kinds."""

    number: str
    money: Money | None
    further: tuple[Money, ...] = ()

    @property
    def moneys(self) -> tuple[Money, ...]:
        """Every amount it states."""
        return self.further if self.money is None else (self.money, *self.further)


@dataclass(frozen=True)
class Announced:
    """What was announced; ``None`` where nothing was. The total is contractual money of one currency."""

    count: int | None = None
    total: Decimal | None = None
    currency: str = "CNY"

    @property
    def money(self) -> Money | None:
        """The announced total with its kind."""
        return None if self.total is None else Money(self.total, self.currency, ANNOUNCED_KIND)


class State(StrEnum):
    """Whether the board agrees with the announcement; without one it can be neither green nor red."""

    NOT_ANNOUNCED = "not_announced"
    GREEN = "green"
    RED = "red"


@dataclass(frozen=True)
class Board:
    """Number of papers, one total for each kind and currency, and every way they differ from the announced."""

    count: int
    totals: tuple[Money, ...]
    announced: Announced
    state: State
    mismatches: tuple[Reason, ...] = ()

    @property
    def is_green(self) -> bool:
        """Everything announced is there, and nothing else."""
        return self.state is State.GREEN

    @property
    def comparable(self) -> Money | None:
        """The total that the announced one is compared with; ``None`` where no line counts towards it."""
        wanted = (ANNOUNCED_KIND, self.announced.currency)
        return next((total for total in self.totals if (total.kind, total.currency) == wanted), None)


def read_board(lines: Sequence[Line], announced: Announced) -> Board:
    """Compare the lines with the announcement. The order of the lines does not matter."""
    ordered = sorted(lines, key=lambda line: line.number)
    mismatches = (*_count(ordered, announced), *_total(ordered, announced))
    totals = total_by_kind(money for line in ordered for money in line.moneys)
    return Board(len(ordered), totals, announced, _state(announced, mismatches), mismatches)


def _state(announced: Announced, mismatches: Sequence[Reason]) -> State:
    if announced.count is None and announced.total is None:
        return State.NOT_ANNOUNCED
    return State.RED if mismatches else State.GREEN


def _count(lines: Sequence[Line], announced: Announced) -> Iterator[Reason]:
    if announced.count is not None and announced.count != len(lines):
        yield Reason(
            _("Signed: %(signed)s, announced: %(announced)s."),
            {"signed": len(lines), "announced": announced.count},
        )


def _total(lines: Sequence[Line], announced: Announced) -> Iterator[Reason]:
    goal = announced.money
    if goal is None:
        return
    counted = [money for line in lines for money in line.moneys if _adds_to(money, goal)]
    total = sum((money.amount for money in counted), start=goal.amount * 0)
    if total != goal.amount:
        signed = Money(total, goal.currency, goal.kind)
        yield Reason(
            _("The contracts sum to %(signed)s, announced were %(announced)s."),
            {"signed": money_text(signed), "announced": money_text(goal)},
        )
    for line in lines:
        yield from _not_counted(line, goal)


def _adds_to(money: Money, goal: Money) -> bool:
    return money.kind is goal.kind and money.currency == goal.currency


def _not_counted(line: Line, goal: Money) -> Iterator[Reason]:
    if any(_adds_to(money, goal) for money in line.moneys):
        return
    if line.money is None:
        yield Reason(_("%(number)s states no amount."), {"number": line.number})
    elif line.money.kind is not goal.kind:
        yield Reason(_("%(number)s is not a contract; its amount is not added."), {"number": line.number})
    elif line.money.currency != goal.currency:
        params = {"number": line.number, "currency": line.money.currency}
        yield Reason(_("%(number)s is in %(currency)s; its amount is not added."), params)
