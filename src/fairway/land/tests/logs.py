"""Logs for tests: real ones in order, as a project would live them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from fairway.land.engine.columns import LogColumns, MoneyColumns
from fairway.land.engine.intake import TERMINAL, WAYS_OUT, Stage
from fairway.land.engine.log import BEFORE, ROAD, Entry, is_shown, known
from fairway.lib.money import Money

Logs = Mapping[int, Sequence[Entry]]
"""Project → its entries, in any order."""


@dataclass(frozen=True)
class Movement:
    """Money signed for or moved: the day it happened, the day it was learned of, and the day it was taken back."""

    money: Money
    happened_on: date
    learned_on: date
    reversed_on: date | None = None


FIRST = date(2021, 10, 19)
LAST = FIRST + timedelta(days=900)
days = st.integers(0, 900).map(lambda n: FIRST + timedelta(days=n))


def entry(stage: Stage, day: int = 0, lag: int = 0, **given: object) -> Entry:
    """An entry ``day`` days after the signature, learned ``lag`` days later, with all its stage needs."""
    happened = FIRST + timedelta(days=day)
    values: dict[str, object] = {
        "responsible": 1,
        "evidence": "permit 7",
        "note": "agreed by both" if stage in WAYS_OUT else "",
        "next_due": None if stage in TERMINAL else happened + timedelta(days=30),
        "way_reason": "other" if stage in WAYS_OUT else "",
    }
    return Entry(stage, happened, happened + timedelta(days=lag), **{**values, **given})  # type: ignore[arg-type]


@st.composite
def lives(draw: st.DrawFn, begins: tuple[Stage, ...] = (Stage.SIGNED,)) -> list[Entry]:
    """A log in order: from a stage it may begin at, perhaps a way out, each learned some days later."""
    every = [*BEFORE, *ROAD]
    first = every.index(draw(st.sampled_from(begins)))
    stages = every[first : draw(st.integers(first + 1, len(every)))]
    if stages[-1] not in TERMINAL and draw(st.booleans()):
        stages.append(draw(st.sampled_from(sorted(WAYS_OUT))))
    day, log = 0, list[Entry]()
    for stage in stages:
        lag = draw(st.integers(0, 60))
        if log and log[0].stage in BEFORE:
            lag = max(lag, (log[0].learned_on - FIRST).days - day)
        log.append(entry(stage, day, lag, responsible=draw(st.integers(1, 4))))
        day += draw(st.integers(0, 120))
    return log


ANYWHERE = (*BEFORE, Stage.SIGNED)
logs = st.dictionaries(st.integers(1, 50), lives(ANYWHERE), max_size=8)


def columns(logs: Logs) -> LogColumns:
    """Logs as figures take them."""
    return LogColumns.of_rows(
        (project, e.happened_on, e.learned_on, e.reversed_on, e.stage, e.evidence, e.responsible, e.next_due)
        for project, entries in logs.items()
        for e in entries
    )


def money_columns(movements: Iterable[Movement], owners: Sequence[int] = ()) -> MoneyColumns:
    """Movements as figures take them; without ``owners`` all are of one."""
    rows = list(movements)
    return MoneyColumns.of_rows(
        (owner, m.happened_on, m.learned_on, m.reversed_on, m.money.kind, m.money.currency, m.money.amount)
        for owner, m in zip(owners or [0] * len(rows), rows, strict=True)
    )


@dataclass(frozen=True)
class Standing:
    """Where a project stands: its last stage, the first and the furthest it was shown to have reached.

    Where neither an intention nor a docking is known of a project, it was signed: that is the least it can be.
    """

    project: int
    stage: Stage
    since: date
    responsible: int
    next_due: date | None
    furthest: Stage
    first: Stage


def standings(logs: Logs, as_of: date) -> tuple[Standing, ...]:
    """Return where each project known by ``as_of`` stood, in the order of the projects."""
    found = ((project, known(logs[project], as_of)) for project in sorted(logs))
    return tuple(_standing(project, entries) for project, entries in found if entries)


def _standing(project: int, entries: Sequence[Entry]) -> Standing:
    last = entries[-1]
    shown = [entry.stage for entry in entries if entry.stage not in WAYS_OUT and is_shown(entry)] or [ROAD[0]]
    return Standing(
        project=project,
        stage=last.stage,
        since=last.happened_on,
        responsible=last.responsible,
        next_due=None if last.stage in TERMINAL else last.next_due,
        furthest=max(shown, key=list(Stage).index),
        first=min(shown, key=list(Stage).index),
    )
