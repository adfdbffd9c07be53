"""The books: the logs, money and papers that figures are told from, read in columns and kept while they are large.

A store of many projects is read once by each process. After that the audit log, which names what every change was
about, tells which projects to read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Case, Q, When

from fairway.base.models import AuditHead, AuditLine
from fairway.base.raw import NO_DAY, day_number, raw
from fairway.land.engine.columns import LogColumns, MoneyColumns, ten_thousandths
from fairway.land.engine.standings import standings
from fairway.land.models import LandArea, Payment, Project, StageEntry
from fairway.land.queries.projects import projects_seen_by
from fairway.lib.columns import Rows, days, in_columns
from fairway.sign.models import FurtherAmount, Promise, PromiseStep
from fairway.sign.queries import agreements_seen_by, promises_seen_by, read_promises, read_steps, sees_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from fairway.land.engine.standings import Standings
    from fairway.land.queries.projects import Reader
    from fairway.meet.models import Event
    from fairway.sign.engine.promise_columns import PromiseColumns, StepColumns
    from fairway.sign.models import Agreement

KEPT_FROM = 5_000
"""Lines of a log from which on it is kept: fewer are read in the time it takes to ask what changed."""
DIVISION_DIGITS = 6
MOST_CHANGES = 300
"""Audit lines after which reading everything again is quicker."""
_APART = (
    "base.", "govern.", "know.", "trust.", "match.", "meet.", "sign.ceremony", "sign.mandate", "land.doubt",
    "land.evidence", "land.forecast", "land.hindrance", "land.milestone", "land.report", "land.visit", "land.webhook",
)  # fmt: skip
_NOT_APART = ("know.merge", "meet.event")
"""What is written about these changes no book, except where records are merged and whole events are loaded."""
_PASSING = {"follow_promises"}
"""What is passed on about promises changes no promise."""


@dataclass(frozen=True)
class Papers(Rows):
    """Agreements, the owner being the agreement; ``project`` is its project, 0 where it has none."""

    signed: NDArray[np.datetime64]
    kind: NDArray[np.str_]
    project: NDArray[np.int64]


@dataclass(frozen=True)
class Places(Rows):
    """The division each project lies in, its code as a number; 0 where none is stated, or what is no code."""

    region: NDArray[np.int32]


@dataclass(frozen=True)
class Areas(Rows):
    """The land projects take, in ten-thousandths of a mu, in the order it was learned of."""

    learned: NDArray[np.datetime64]
    mu: NDArray[np.int64]


class Books:
    """Logs, payments and papers of some projects; each part is read when it is first asked for, in one query."""

    def __init__(
        self, projects: QuerySet[Project] | None, agreements: QuerySet[Agreement], promises: QuerySet[Promise]
    ) -> None:
        self._projects, self._agreements, self._promises = projects, agreements, promises
        self._standings: tuple[date, Standings] | None = None

    @cached_property
    def log(self) -> LogColumns:
        """What the projects' logs tell, what was taken back among it."""
        return read_log(self._of_projects(StageEntry.objects.told()))

    @cached_property
    def paid(self) -> MoneyColumns:
        """Payments; the owner is the project."""
        return read_payments(self._of_projects(Payment.objects.told()))

    @cached_property
    def papers(self) -> Papers:
        """Agreements with or without a project."""
        return read_papers(self._agreements)

    @cached_property
    def signed_for(self) -> MoneyColumns:
        """The amounts agreements state, on the day they were signed; the owner is the agreement."""
        return read_amounts(self._agreements)

    @cached_property
    def places(self) -> Places:
        """Where the projects lie."""
        return read_places(Project.objects.all() if self._projects is None else self._projects)

    @cached_property
    def areas(self) -> Areas:
        """The land the projects take."""
        return read_areas(self._of_projects(LandArea.objects.all()))

    @cached_property
    def promises(self) -> PromiseColumns:
        """Promises of agreements."""
        return read_promises(self._promises.filter(agreement__isnull=False))

    @cached_property
    def steps(self) -> StepColumns:
        """What counts of what happened to them."""
        return read_steps(PromiseStep.objects.filter(promise__in=self._promises.order_by().values("pk")))

    def standings_on(self, day: date) -> Standings:
        """Where the projects stood on a day, as known then; that of the day asked for last is kept."""
        if self._standings is None or self._standings[0] != day:
            self._standings = day, standings(self.log, day)
        return self._standings[1]

    def _of_projects(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if self._projects is None else rows.filter(project__in=self._projects.order_by().values("pk"))


_LINE = tuple(map(day_number, ("happened_on", "learned_on", "reversed_by__learned_on")))
_IS_SHOWN = Case(When(evidence="", then=0), default=1)


def read_log(rows: QuerySet[StageEntry]) -> LogColumns:
    """Read lines of stage logs."""
    return LogColumns.of_rows(
        raw(rows.order_by().values_list("project", *_LINE, "stage", _IS_SHOWN, "responsible", day_number("next_due")))
    )


def read_payments(rows: QuerySet[Payment]) -> MoneyColumns:
    """Read payments."""
    return MoneyColumns.of_rows(raw(rows.order_by().values_list("project", *_LINE, "kind", "currency", "amount")))


def read_papers(rows: QuerySet[Agreement]) -> Papers:
    """Read agreements."""
    found = rows.select_related(None).order_by("pk").values_list("pk", day_number("signed_on"), "kind", "project__pk")
    pk, signed, kind, project = in_columns(raw(found), 4)
    own = np.array([each or 0 for each in project], np.int64)
    return Papers(np.array(pk, np.int64), days(signed), np.array(kind, "U16"), own)


def read_amounts(rows: QuerySet[Agreement]) -> MoneyColumns:
    """Read what agreements are about in money: the main amount and those of other kinds and currencies."""
    stated = rows.select_related(None).filter(amount__isnull=False).order_by()
    found = raw(stated.values_list("pk", day_number("signed_on"), "money_kind", "currency", "amount"))
    further = FurtherAmount.objects.filter(agreement__in=rows.select_related(None).order_by().values("pk")).order_by()
    day_signed = day_number("agreement__signed_on")
    found += raw(further.values_list("agreement", day_signed, "money_kind", "currency", "amount"))
    return MoneyColumns.of_rows((pk, day, day, NO_DAY, *money) for pk, day, *money in found)


def read_places(rows: QuerySet[Project]) -> Places:
    """Read where projects lie."""
    pk, region = in_columns(raw(rows.select_related(None).order_by("pk").values_list("pk", "region_code")), 2)
    return Places(np.array(pk, np.int64), np.array([_division(code) for code in region], np.int32))


def _division(code: str) -> int:
    return int(code) if len(code) == DIVISION_DIGITS and code.isascii() and code.isdecimal() else 0


def read_areas(rows: QuerySet[LandArea]) -> Areas:
    """Read the land projects take."""
    found = rows.order_by("project", "learned_on", "pk").values_list("project", day_number("learned_on"), "mu")
    project, learned, mu = in_columns(raw(found), 3)
    return Areas(np.array(project, np.int64), days(learned), np.array(ten_thousandths(mu), np.int64))


@dataclass(frozen=True)
class _Kept:
    """Books as they were after the audit log's line ``number``, which said ``hash``."""

    number: int
    hash: str
    books: Books


_kept: dict[str, _Kept] = {}
_turn = Lock()


def forget() -> None:
    """Read everything again when next asked."""
    _kept.clear()


def books(event: Event | None = None, *, seen_by: Reader = None) -> Books:
    """The books of an event, or of all the reader may see."""
    if event is None and (seen_by is None or sees_all(seen_by)):
        with _turn:
            return _whole()
    projects, agreements = projects_seen_by(seen_by), agreements_seen_by(seen_by)
    promises = promises_seen_by(seen_by)
    if event is not None:
        projects, agreements = projects.filter(event=event), agreements.filter(event=event)
        promises = promises.filter(agreement__event=event)
    return Books(projects, agreements, promises)


def _whole() -> Books:
    """Everything: as kept, or kept and brought up to date, or not read yet."""
    kept = _kept.get(Project.objects.db)
    if kept is None and not StageEntry.objects.order_by()[KEPT_FROM:].exists():
        return _unread()
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if kept is not None and (kept.number, kept.hash) == (head.number, head.hash):
        return kept.books
    found = (kept and _brought_up_to_date(kept, head)) or _unread()
    _kept[Project.objects.db] = _Kept(head.number, head.hash, found)
    return found


def _unread() -> Books:
    return Books(None, agreements_seen_by(None), promises_seen_by(None))


def _brought_up_to_date(kept: _Kept, head: AuditHead) -> Books | None:
    """The books with all that changed read again; ``None`` where reading everything is safer or quicker."""
    lines = AuditLine.objects.filter(number__gte=kept.number, number__lte=head.number).order_by("number")
    told = list(lines.values_list("number", "hash", "subject", "verb")[: MOST_CHANGES + 2])
    if not told or told[0][:2] != (kept.number, kept.hash) or len(told) > MOST_CHANGES:
        return None
    changed = {"land.project": set[int](), "sign.agreement": set[int](), "sign.promise": set[int]()}
    for _, _, subject, verb in told[1:]:
        model, _, pk = subject.partition(":")
        if model in changed and pk.isdecimal():
            changed[model].add(int(pk))
        elif verb not in _PASSING and (subject.startswith(_NOT_APART) or not subject.startswith(_APART)):
            return None
    return _read_again(kept.books, **{model.partition(".")[2] + "s": pks for model, pks in changed.items()})


def _read_again(old: Books, projects: set[int], agreements: set[int], promises: set[int]) -> Books:
    """The books with what was already read of these projects, agreements and promises read anew."""
    lines, every = Q(project__in=projects), agreements_seen_by(None)
    of_projects = Project.objects.filter(pk__in=projects, agreement__isnull=False)
    signed = agreements | set(of_projects.order_by().values_list("agreement", flat=True))
    found = _unread()
    again: dict[str, tuple[set[int], Callable[[], Rows]]] = {
        "log": (projects, lambda: read_log(StageEntry.objects.told().filter(lines))),
        "paid": (projects, lambda: read_payments(Payment.objects.told().filter(lines))),
        "areas": (projects, lambda: read_areas(LandArea.objects.filter(lines))),
        "places": (projects, lambda: read_places(Project.objects.filter(pk__in=projects))),
        "papers": (signed, lambda: read_papers(every.filter(pk__in=signed))),
        "signed_for": (signed, lambda: read_amounts(every.filter(pk__in=signed))),
        "promises": (promises, lambda: read_promises(Promise.objects.filter(pk__in=promises))),
        "steps": (promises, lambda: read_steps(PromiseStep.objects.filter(promise__in=promises))),
    }
    for name, (owners, read) in again.items():
        if name in vars(old):
            setattr(found, name, getattr(old, name).instead(owners, read()) if owners else getattr(old, name))
    if vars(found).get("log") is vars(old).get("log"):
        found._standings = old._standings
    return found
