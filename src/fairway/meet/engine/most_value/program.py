"""Which wishes to hold in which part of the event, as a linear program: a part is a half of a day, or one slot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from fairway.meet.engine.most_value.form import Form

    Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Scope:
    """What is to be decided: ``allowed`` says which wish (row) may be held in which of the ``parts`` (column).

    A part is a list of slots. Wishes in ``must`` are held in any case. ``held`` counts the meetings of each
    participant that stand whatever is decided.
    """

    parts: list[list[int]]
    allowed: NDArray[np.bool_]
    must: Numbers
    held: Numbers


@dataclass(frozen=True)
class Program:
    """Maximise ``worth @ x`` where the rows are at most ``most`` and 0 <= x <= ``upper``.

    Entry k of the matrix is ``sign[k]`` in ``row[k]``, ``column[k]``. Column c stands for ``wish[c]`` held in
    ``part[c]``; the columns behind those are shortfalls.
    """

    wish: Numbers
    part: Numbers
    worth: Numbers
    upper: Numbers
    row: Numbers
    column: Numbers
    sign: Numbers
    most: Numbers

    @cached_property
    def matrix(self) -> csr_matrix:
        """The rows as scipy takes them."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self.sign, (self.row, self.column)), shape=(len(self.most), len(self.worth)))


def halves_scope(form: Form) -> Scope:
    """Everything is open, and slots of one half are not told apart."""
    parts = [[slot for slot in range(form.slots) if mask >> slot & 1] for mask in form.halves]
    allowed = [form.can[:, part].any(axis=1) for part in parts]
    shape = (len(form.value), len(parts))
    return Scope(
        parts=parts,
        allowed=np.column_stack(allowed) if parts else np.zeros(shape, bool),
        must=np.flatnonzero(form.must),
        held=np.zeros(len(form.seats), np.int64),
    )


def slots_scope(form: Form) -> Scope:
    """Everything is open, slot by slot."""
    halves = halves_scope(form)
    return replace(halves, parts=[[slot] for slot in range(form.slots)], allowed=form.can)


def program_of(form: Form, scope: Scope) -> Program:
    """Write the program down; rows that cannot bind are left out."""
    wish, part = (numbers.astype(np.int64) for numbers in np.nonzero(scope.allowed))
    rows = _Rows(len(wish))
    _once(form, scope, rows, wish)
    _places(form, scope, rows, (wish, part))
    _supplies(form, scope, rows, (wish, part))
    hopes = _limits(form, scope, rows, wish)
    row, column, sign, most = rows.arrays()
    return Program(
        wish=wish,
        part=part,
        worth=np.concatenate([form.values[wish], np.full(len(hopes), -form.price)]),
        upper=np.concatenate([np.ones(len(wish), np.int64), hopes]),
        row=row,
        column=column,
        sign=sign,
        most=most,
    )


class _Rows:
    """Rows under construction."""

    def __init__(self, columns: int) -> None:
        self.all = np.arange(columns)
        self.parts: list[tuple[Numbers, Numbers, Numbers]] = []
        self.most: list[Numbers] = []
        self.count = 0

    def add(self, group: Numbers, most: Numbers, columns: Numbers | None = None, sign: int = 1) -> None:
        """One row for each group of columns; ``group`` says where a column belongs, ``most`` holds the limits."""
        columns = self.all if columns is None else columns
        sizes = np.bincount(group, minlength=len(most))
        needed = (sizes > most) if sign > 0 else np.ones(len(most), bool)
        number = np.cumsum(needed) - 1 + self.count
        kept = needed[group]
        self.parts.append((number[group[kept]], columns[kept], np.full(int(kept.sum()), sign)))
        self.most.append(most[needed])
        self.count += int(needed.sum())

    def arrays(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Give rows, columns and signs of the entries, and the limits."""
        row, column, sign = (np.concatenate([part[i] for part in self.parts]) for i in range(3))
        return row, column, sign, np.concatenate(self.most)


def _once(form: Form, scope: Scope, rows: _Rows, wish: Numbers) -> None:
    rows.add(wish, np.ones(len(form.value), np.int64))
    if len(scope.must):
        place = _places_in(scope.must, len(form.value))
        columns = np.flatnonzero(place[wish] >= 0)
        rows.add(place[wish[columns]], np.full(len(scope.must), -1), columns, -1)


def _places_in(chosen: Numbers, count: int) -> Numbers:
    """Position of each number below ``count`` among the ``chosen``, -1 where it is not one of them."""
    place = np.full(count, -1)
    place[chosen] = np.arange(len(chosen))
    return place


def _places(form: Form, scope: Scope, rows: _Rows, columns: tuple[Numbers, Numbers]) -> None:
    """Representatives times slots, of those slots in which a participant could meet anybody at all."""
    wish, part = columns
    width = len(scope.parts)
    most = np.zeros((len(form.seats), width), np.int64)
    for position, slots in enumerate(scope.parts):
        for slot in slots:
            open_wishes = form.can[:, slot] & scope.allowed[:, position]
            most[np.unique(form.sides[:, open_wishes]), position] += 1
    most *= np.array(form.seats, np.int64).reshape(-1, 1)
    group = form.sides[:, wish] * width + part
    rows.add(group.ravel(), most.ravel(), np.tile(rows.all, 2))


def _supplies(form: Form, scope: Scope, rows: _Rows, columns: tuple[Numbers, Numbers]) -> None:
    wish, part = columns
    tables = [sum(form.usable_tables[slot] for slot in slots) for slots in scope.parts]
    rows.add(part, np.array(tables, np.int64))
    spoken = np.array(form.language, np.int64)[wish]
    needing = np.flatnonzero(spoken >= 0)
    most = [sum(there[slot] for slot in slots) for there in form.interpreters for slots in scope.parts]
    rows.add(spoken[needing] * len(scope.parts) + part[needing], np.array(most, np.int64), needing)


def _limits(form: Form, scope: Scope, rows: _Rows, wish: Numbers) -> Numbers:
    """Rows for the most meetings somebody accepts and the least it hopes for; gives the hopes priced, one a column."""
    both, columns = form.sides[:, wish].ravel(), np.tile(rows.all, 2)
    rows.add(both, np.array(form.at_most, np.int64) - scope.held, columns)
    open_hopes = np.maximum(np.array(form.at_least, np.int64) - scope.held, 0) * (form.price > 0)
    hoping = np.flatnonzero(open_hopes)
    place = _places_in(hoping, len(form.seats))
    mine = np.flatnonzero(place[both] >= 0)
    group = np.concatenate([place[both[mine]], np.arange(len(hoping))])
    shortfalls = len(rows.all) + np.arange(len(hoping))
    rows.add(group, -open_hopes[hoping], np.concatenate([columns[mine], shortfalls]), -1)
    return np.asarray(open_hopes[hoping], np.int64)
