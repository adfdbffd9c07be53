"""Where every promise stands on a date, in columns: what :mod:`fairway.sign.engine.promises` says of each one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fairway.lib.columns import Dated, Rows, days, in_columns
from fairway.sign.engine.promises import DECISIVE, Event, State, Step, read_events

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

STATES = tuple(State)
STEPS = tuple(Step)
_STATE = {state: place for place, state in enumerate(STATES)}
_STEP: dict[str, int] = {str(step): place for place, step in enumerate(STEPS)}
_DECIDES = np.array([_STATE[DECISIVE[step]] if step in DECISIVE else -1 for step in STEPS])


@dataclass(frozen=True)
class PromiseColumns(Rows):
    """Promises in the order of their keys, the owner being the promise; ``after`` is 0 where it waits for none."""

    debtor: NDArray[np.int64]
    agreement: NDArray[np.int64]
    side: NDArray[np.str_]
    due: NDArray[np.datetime64]
    after: NDArray[np.int64]
    days_after: NDArray[np.int64]

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[Any]]) -> PromiseColumns:
        """From key, debtor, agreement, side, day due, the promise it waits for, and so many days after that."""
        key, debtor, agreement, side, due, after, days_after = in_columns(rows, 7)
        found = cls(
            owner=np.array(key, np.int64),
            debtor=np.array(debtor, np.int64),
            agreement=np.array([each or 0 for each in agreement], np.int64),
            side=np.array(side, "U10"),
            due=days(due),
            after=np.array([each or 0 for each in after], np.int64),
            days_after=np.array(days_after, np.int64),
        )
        return found.pick(np.argsort(found.owner))


@dataclass(frozen=True)
class StepColumns(Dated):
    """What counts of what happened to promises, by promise, day and number; ``step`` is a place in ``STEPS``."""

    number: NDArray[np.int64]
    step: NDArray[np.int8]

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[Any]]) -> StepColumns:
        """From promise, day happened, day learned, number, and step, in any order."""
        owner, happened, learned, number, step = in_columns(rows, 5)
        codes = np.array([_STEP[each] for each in step], np.int8)
        found = cls(np.array(owner, np.int64), days(happened), days(learned), np.array(number, np.int64), codes)
        return found.pick(np.lexsort((found.number, found.happened, found.owner)))


def states(promises: PromiseColumns, steps: StepColumns, as_of: date) -> NDArray[np.int8]:
    """Return where each promise stood, as places in ``STATES``."""
    return stands(promises, steps, as_of).state


@dataclass(frozen=True)
class Stands:
    """A row for each promise: its state as a place in ``STATES``, the day due (``NaT``: none), days late (0: none)."""

    state: NDArray[np.int8]
    due: NDArray[np.datetime64]
    days_late: NDArray[np.int64]


def stands(promises: PromiseColumns, steps: StepColumns, as_of: date) -> Stands:
    """Return where each promise stood, when it was due and how late it was."""
    decision, since, is_disputed = _decisions(promises, steps.pick(steps.known(as_of)))
    is_kept = (decision == _STATE[State.KEPT]) & ~is_disputed
    trigger = np.searchsorted(promises.owner, promises.after)
    set_off = np.flatnonzero(promises.after)
    set_off = set_off[is_kept[trigger[set_off]]]
    due = promises.due.copy()
    due[set_off] = since[trigger[set_off]] + promises.days_after[set_off]
    found = np.where(due <= np.datetime64(as_of, "D"), _STATE[State.DUE], _STATE[State.NOT_YET_DUE])
    found = np.where(decision >= 0, decision, found)
    found[(decision == _STATE[State.KEPT]) & (since > due)] = _STATE[State.KEPT_LATE]
    found[is_disputed] = _STATE[State.DISPUTED]
    on = np.where(found == _STATE[State.KEPT_LATE], since, np.datetime64(as_of, "D"))
    is_late = np.isin(found, [_STATE[each] for each in (State.KEPT_LATE, State.DUE, State.BROKEN)]) & (on > due)
    return Stands(found.astype(np.int8), due, np.where(is_late, (on - due).astype(np.int64), 0))


def _decisions(
    promises: PromiseColumns, told: StepColumns
) -> tuple[NDArray[np.int8], NDArray[np.datetime64], NDArray[np.bool_]]:
    """The decision that stands of each promise (-1: none), its day, and whether the promise is disputed."""
    decision = np.full(len(promises), -1, np.int8)
    since = np.full(len(promises), np.datetime64("NaT", "D"))
    is_disputed = np.zeros(len(promises), bool)
    told = told.pick(np.isin(told.owner, promises.owner))
    row = np.searchsorted(promises.owner, told.owner)
    # Steps come in order: of several written to one row the last one stays.
    decides = _DECIDES[told.step] >= 0
    decision[row[decides]] = _DECIDES[told.step[decides]]
    since[row[decides]] = told.happened[decides]
    disputes = np.isin(told.step, (_STEP[Step.DISPUTED], _STEP[Step.SETTLED]))
    is_disputed[row[disputes]] = told.step[disputes] == _STEP[Step.DISPUTED]
    for place in np.unique(row[told.step == _STEP[Step.WITHDRAWN]]).tolist():
        last, _ = read_events(_events(told.pick(row == place)))
        decision[place] = -1 if last is None else _STATE[DECISIVE[last.step]]
        since[place] = np.datetime64("NaT") if last is None else np.datetime64(last.happened_on)
    return decision, since, is_disputed


def _events(told: StepColumns) -> list[Event]:
    lines = zip(told.owner, told.step, told.happened, told.learned, told.number, strict=True)
    return [
        Event(int(promise), STEPS[step], happened.item(), learned.item(), int(number))
        for promise, step, happened, learned, number in lines
    ]
