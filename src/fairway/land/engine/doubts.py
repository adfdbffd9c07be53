"""Signs that a project may be listed twice or stand on paper only: for a person to look at, never a verdict.

Faked and double-counted projects are an official scoring line. Each sign says what was seen and names the projects it
rests on; a project without signs is not thereby proven. Projects are grouped by what they share, never compared in
pairs, so that the work grows with their number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from fairway.land.engine.columns import CODES, KINDS, STAGES
from fairway.land.engine.intake import Stage
from fairway.lib.columns import Rows, days, in_columns
from fairway.lib.money import MoneyKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from fairway.land.engine.columns import LogColumns, MoneyColumns

CROWD = 20
"""More projects than this sharing a trait (one investor's many shops) make it no sign."""
LEAST_BUILDING_DAYS = 30
QUIET_DAYS = 365
LAST_DAYS = 3
"""Days before the end of a half-year in which what is signed still counts for it."""


class Sign(StrEnum):
    """What was seen."""

    SAME_DEAL = "same_deal"
    SAME_DOCUMENT = "same_document"
    LAST_DAYS = "last_days"
    NOT_SHOWN = "not_shown"
    PAID_UNSTARTED = "paid_unstarted"
    BUILT_AT_ONCE = "built_at_once"
    FOUNDED_AFTER = "founded_after"
    DISSOLVED_BEFORE = "dissolved_before"


@dataclass(frozen=True)
class Doubt:
    """One sign about one or several projects (the smallest number first), with what it says."""

    sign: Sign
    projects: tuple[int, ...]
    facts: tuple[tuple[str, str | int], ...] = ()

    @property
    def key(self) -> str:
        """Names exactly what was seen: another project or figure makes it another sign, not answered yet."""
        return hashlib.sha256(repr((self.sign.value, self.projects, self.facts)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Deals(Rows):
    """A row for each enterprise that signed for a project, the owner being the project.

    ``amount`` is in ten-thousandths, 0 where none is stated; ``what`` is its kind and currency. Days are ``NaT`` where
    not known.
    """

    investor: NDArray[np.int64]
    region: NDArray[np.int32]
    what: NDArray[np.str_]
    amount: NDArray[Any]
    signed: NDArray[np.datetime64]
    founded: NDArray[np.datetime64]
    dissolved: NDArray[np.datetime64]

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[Any]]) -> Deals:
        """From project, investor, region, kind and currency, amount, day signed, founded, dissolved."""
        project, investor, region, what, amount, signed, founded, dissolved = in_columns(rows, 8)
        return cls(
            owner=np.array(project, np.int64),
            investor=np.array(investor, np.int64),
            region=np.array(region, np.int32),
            what=np.array(what, "U20"),
            amount=np.array(amount, object),
            signed=days(signed),
            founded=days(founded),
            dissolved=days(dissolved),
        )


def doubts(
    deals: Deals, log: LogColumns, paid: MoneyColumns, documents: Iterable[tuple[str, int]], as_of: date
) -> tuple[Doubt, ...]:
    """Return every sign as known on ``as_of``, by kind and project; the order of rows changes nothing.

    ``documents`` are the SHA-256 of each document with its project.
    """
    told = log.pick(log.known(as_of))
    moved = paid.pick(paid.known(as_of))
    found = [
        *_same_deals(deals),
        *_same_documents(documents),
        *_last_days(deals, told, moved, as_of),
        *_paid_unstarted(deals, told, moved),
        *_built_at_once(told),
        *_wrong_age(deals),
    ]
    order = {sign: place for place, sign in enumerate(Sign)}
    return tuple(sorted(found, key=lambda each: (order[each.sign], each.projects, each.facts)))


def not_shown(lines: Iterable[tuple[int, int]]) -> Iterator[Doubt]:
    """Signs of projects on which so many payments are said to be realised without anything that shows it."""
    for project, count in lines:
        yield Doubt(Sign.NOT_SHOWN, (project,), (("count", count),))


def _groups(keys: Sequence[NDArray[Any]], projects: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Places of at least two rows that agree in all ``keys``, by project."""
    order = np.lexsort((projects, *keys))
    begins = np.zeros(len(order), bool)
    for key in keys:
        begins[1:] |= key[order][1:] != key[order][:-1]
    for rows in np.split(order, np.flatnonzero(begins)):
        if len(rows) > 1:
            yield rows


def _same_deals(deals: Deals) -> Iterator[Doubt]:
    stated = deals.pick(np.flatnonzero(deals.amount > 0))
    _, what = np.unique(stated.what, return_inverse=True)
    _, region = np.unique(stated.region, return_inverse=True)
    _, amount = np.unique(stated.amount, return_inverse=True)
    for rows in _groups((amount, what, region, stated.investor), stated.owner):
        projects = tuple(np.unique(stated.owner[rows]).tolist())
        if 1 < len(projects) <= CROWD:
            facts = (("investor", int(stated.investor[rows[0]])), ("what", str(stated.what[rows[0]])))
            yield Doubt(Sign.SAME_DEAL, projects, (*facts, ("amount", str(stated.amount[rows[0]]))))


def _same_documents(documents: Iterable[tuple[str, int]]) -> Iterator[Doubt]:
    shown: dict[str, set[int]] = {}
    for digest, project in documents:
        shown.setdefault(digest, set()).add(project)
    for digest, projects in shown.items():
        if 1 < len(projects) <= CROWD:
            yield Doubt(Sign.SAME_DOCUMENT, tuple(sorted(projects)), (("digest", digest),))


def _last_days(deals: Deals, told: LogColumns, moved: MoneyColumns, as_of: date) -> Iterator[Doubt]:
    """Signed when a half-year was about to end, and for a year nothing was told of it since."""
    month = deals.signed.astype("datetime64[M]")
    closes = np.isin(month.astype(np.int64) % 12, (5, 11))
    left = ((month + 1).astype("datetime64[D]") - deals.signed).astype(np.int64)
    quiet = (np.datetime64(as_of, "D") - deals.signed).astype(np.int64) > QUIET_DAYS
    moved_on = np.concatenate([told.owner[told.stage > STAGES.index(Stage.SIGNED)], moved.owner])
    rows = np.flatnonzero(closes & (left <= LAST_DAYS) & quiet & ~np.isin(deals.owner, moved_on))
    for project, day in sorted(set(zip(deals.owner[rows].tolist(), deals.signed[rows].astype(str), strict=True))):
        yield Doubt(Sign.LAST_DAYS, (project,), (("day", str(day)),))


def _paid_unstarted(deals: Deals, told: LogColumns, moved: MoneyColumns) -> Iterator[Doubt]:
    """All that a contract states is said to be paid in, and nothing was shown to start."""
    begun = told.owner[told.shown & (told.stage >= STAGES.index(Stage.STARTED)) & ~_is_out(told)]
    wanted = np.isin(moved.owner, deals.owner) & ~np.isin(moved.owner, begun)
    paid_in = moved.pick(wanted & (moved.kind == KINDS.index(MoneyKind.PAID_IN)))
    totals: dict[tuple[int, str], int] = {}
    for project, currency, amount in zip(
        paid_in.owner.tolist(), paid_in.currency.tolist(), paid_in.amount.tolist(), strict=True
    ):
        what = f"contract {CODES[currency]}"
        totals[project, what] = totals.get((project, what), 0) + amount
    stated = dict(zip(zip(deals.owner.tolist(), deals.what.tolist(), strict=True), deals.amount.tolist(), strict=True))
    for key, total in totals.items():
        if total >= stated.get(key, 0) > 0:
            yield Doubt(Sign.PAID_UNSTARTED, (key[0],))


def _is_out(told: LogColumns) -> NDArray[np.bool_]:
    return np.isin(told.stage, [STAGES.index(Stage.WITHDRAWN), STAGES.index(Stage.TERMINATED)])


def _built_at_once(told: LogColumns) -> Iterator[Doubt]:
    started = _first(told, Stage.STARTED)
    for project, day in _first(told, Stage.COMPLETED).items():
        took = None if project not in started else (day - started[project]).astype(int)
        if took is not None and took < LEAST_BUILDING_DAYS:
            yield Doubt(Sign.BUILT_AT_ONCE, (project,), (("days", int(took)),))


def _first(told: LogColumns, stage: Stage) -> dict[int, np.datetime64]:
    """The first day each project was said to reach a stage."""
    at = told.pick(told.stage == STAGES.index(stage))
    owner, place = np.unique(at.owner, return_index=True)
    return dict(zip(owner.tolist(), at.happened[place], strict=True))


def _wrong_age(deals: Deals) -> Iterator[Doubt]:
    cases = (
        (Sign.FOUNDED_AFTER, deals.founded > deals.signed, deals.founded),
        (Sign.DISSOLVED_BEFORE, deals.dissolved < deals.signed, deals.dissolved),
    )
    for sign, rows, day in cases:
        for row in np.flatnonzero(rows).tolist():
            facts = (("investor", int(deals.investor[row])), ("day", str(day[row])), ("signed", str(deals.signed[row])))
            yield Doubt(sign, (int(deals.owner[row]),), facts)
