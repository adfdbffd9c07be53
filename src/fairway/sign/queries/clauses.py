"""A table of promises read against what is kept: which rows are good, new or there already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from fairway.base.checked_tables import Reading, read_rows
from fairway.know.models import Identifier, Name, Organisation
from fairway.lib.explain import gettext_noop
from fairway.lib.tables import BadCell, check
from fairway.lib.tables.cells import half_width
from fairway.lib.tables.nearest import nearest
from fairway.sign.engine.clause_table import CLAUSES, against_paper, hold_together, kept_too_early
from fairway.sign.engine.promises import Step, read_events
from fairway.sign.models import Promise, PromiseStep
from fairway.sign.queries.promises import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from fairway.lib.tables import Row
    from fairway.meet.models import Event
    from fairway.sign.engine.clause_table import ClauseRow
    from fairway.sign.engine.promises import Event as Happened
    from fairway.sign.models import Agreement

CALLED = {"party a": 0, "甲方": 0, "party b": 1, "乙方": 1, "party c": 2, "丙方": 2}
"""What a paper calls its parties, in their order."""


@dataclass(frozen=True)
class Clause:
    """A good row with its paper (``None``: the event itself) and its sides found.

    ``promise`` is what was written down of it before, where the row only adds that it was kept.
    """

    row: ClauseRow
    agreement: Agreement | None
    debtor: int
    creditor: int | None
    promise: int | None = None


def promises_at(event: Event) -> QuerySet[Promise]:
    """Every promise made at an event, itself or in an agreement signed there."""
    return Promise.objects.filter(Q(agreement__event=event) | Q(event=event))


def read_clauses(event: Event, content: bytes, file_name: str) -> Reading[Clause]:
    """Read a table of promises made at an event or in its agreements; nothing is kept."""
    raw, problems = read_rows(content, file_name)
    if problems:
        return Reading(raw, problems=problems)
    checked = check(raw, CLAUSES)
    sorted_ = sort_clauses(event, checked.rows)
    wrong = [bad.at(raw.file, row, checked.heading(column)) for row, column, bad in sorted_.wrong]
    return Reading(raw, sorted_.new, sorted_.same, (*checked.problems, *wrong))


def sort_clauses(
    event: Event, rows: Sequence[Row[ClauseRow]], organisations: Mapping[str, int] | None = None
) -> SortedClauses:
    """Judge rows against the agreements, clauses and organisations that are kept.

    ``organisations`` maps what the rows call an organisation to ids; by default names and codes of the registry do.
    """
    papers = Papers(event, [row.value for row in rows], organisations)
    found: dict[int, Clause] = {}
    wrong: list[tuple[int, str, BadCell]] = []
    for row in rows:
        try:
            found[row.number] = papers.clause(row.value)
        except WrongCell as bad:
            wrong.append((row.number, bad.column, bad.cell))
    good, loose = hold_together([row for row in rows if row.number in found], papers.numbers())
    kept = [found[row.number] for row in good]
    new = tuple(each for each in kept if papers.is_news(each.row))
    return SortedClauses(new, len(kept) - len(new), [*wrong, *loose])


@dataclass(frozen=True)
class SortedClauses:
    """Rows to take, how many are there already, and (row, column, complaint) for the others."""

    new: tuple[Clause, ...]
    same: int
    wrong: list[tuple[int, str, BadCell]]


class WrongCell(Exception):
    """What is wrong with a row, and in which column."""

    def __init__(self, column: str, cell: BadCell) -> None:
        super().__init__(column)
        self.column, self.cell = column, cell


class Papers:
    """The agreements of an event with their parties and clauses, and the organisations a table names."""

    def __init__(self, event: Event, rows: Sequence[ClauseRow], organisations: Mapping[str, int] | None) -> None:
        self.event = event
        self.agreements = {each.number: each for each in event.agreements.prefetch_related("parties")}
        kept = promises_at(event).select_related("agreement")
        self._kept = {(each.agreement.number if each.agreement else "", each.number): each for each in kept}
        steps = PromiseStep.objects.filter(promise__in=kept.order_by().values("pk"))
        steps = steps if any(row.kept for row in rows) else steps.none()
        self._decided = _decided(steps)
        self._said = set(steps.filter(step=Step.KEPT.value).values_list("promise_id", "happened_on"))
        named = {text for row in rows for text in (row.debtor, row.creditor) if text}
        self._known = _named(named) if organisations is None else {text: {pk} for text, pk in organisations.items()}
        ids = {pk for found in self._known.values() for pk in found}
        self._is_demo = dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "is_demo"))

    def numbers(self) -> dict[str, set[str]]:
        """The clauses written down already, by agreement."""
        found: dict[str, set[str]] = {}
        for paper, number in self._kept:
            found.setdefault(paper, set()).add(number)
        return found

    def is_news(self, row: ClauseRow) -> bool:
        """Whether the clause is not written down yet, or not that it was kept."""
        kept = self._kept.get((row.agreement, row.number))
        if kept is None:
            return True
        return row.kept is not None and kept.pk not in self._decided and (kept.pk, row.kept.on) not in self._said

    def clause(self, row: ClauseRow) -> Clause:
        """The row with its paper and sides; raises :class:`WrongCell`."""
        agreement = self._paper(row)
        parties = [party.organisation_id for party in agreement.parties.all()] if agreement else []
        debtor = self._side("debtor", row.debtor, parties)
        creditor = self._side("creditor", row.creditor, parties) if row.creditor else None
        if agreement is not None:
            for column, bad in against_paper(row, (debtor, creditor), parties, agreement.signed_on):
                raise WrongCell(column, bad)
        elif self.event.is_demo and not self._is_demo[debtor]:
            text = gettext_noop("“%(name)s” is a real organisation: nothing invented may stand under its name.")
            raise WrongCell("debtor", BadCell("demo-for-real", text, gettext_noop("Delete the row."), name=row.debtor))
        made_on = agreement.signed_on if agreement is not None else self.event.held_on
        for column, bad in (*kept_too_early(row, made_on), *_kept_in_future(row, timezone.localdate())):
            raise WrongCell(column, bad)
        kept = self._kept.get((row.agreement, row.number))
        if kept is not None:
            _fits(row, kept.what, self._decided.get(kept.pk))
        return Clause(row, agreement, debtor, creditor, kept.pk if kept is not None else None)

    def _paper(self, row: ClauseRow) -> Agreement | None:
        if row.agreement and row.agreement not in self.agreements:
            near = nearest(row.agreement, self.agreements)
            text = gettext_noop("No agreement of this event has the number “%(number)s”.")
            hint = gettext_noop("Did you mean “%(near)s”?")
            remedy = hint if near else gettext_noop("Correct the number, or sign the agreement first.")
            raise WrongCell(
                "agreement", BadCell("unknown-agreement", text, remedy, number=row.agreement, near=near or "")
            )
        return self.agreements.get(row.agreement)

    def _side(self, column: str, name: str, parties: Sequence[int]) -> int:
        """Who is meant: of several with this name the one that signed."""
        place = CALLED.get(name.casefold())
        if place is not None and place < len(parties):
            return parties[place]
        found = self._known.get(name) or self._known.get(_folded(name), set())
        meant = found & set(parties) or found
        if not meant:
            text = gettext_noop("No organisation has the name, code or key “%(name)s”.")
            remedy = gettext_noop("Write it as in the registry, or Party A, Party B, Party C of the agreement.")
            raise WrongCell(column, BadCell("unknown-organisation", text, remedy, name=name))
        if len(meant) > 1:
            text = gettext_noop("%(count)s organisations are called “%(name)s”.")
            remedy = gettext_noop("Write its code instead.")
            raise WrongCell(column, BadCell("name-several", text, remedy, count=len(meant), name=name))
        return min(meant)


def _kept_in_future(row: ClauseRow, today: date) -> Iterator[tuple[str, BadCell]]:
    days = {"kept_on": row.kept.on, "learned_on": row.kept.learned_on} if row.kept else {}
    for column, day in days.items():
        if day > today:
            yield (
                column,
                BadCell("step-in-future", gettext_noop("This day has not come yet."), gettext_noop("Correct the day.")),
            )


def _fits(row: ClauseRow, what: str, decided: Happened | None) -> None:
    """Raise :class:`WrongCell` where a row says something else than what is written down of its clause."""
    if row.what != what:
        text = gettext_noop("The clause %(number)s is written down already and says something else.")
        remedy = gettext_noop("Give this promise another number, or correct its words.")
        raise WrongCell("number", BadCell("clause-twice", text, remedy, number=row.number))
    kept = row.kept
    if kept and decided and (decided.step is not Step.KEPT or decided.happened_on != kept.on):
        text = gettext_noop("What became of this promise has been decided already, on %(day)s.")
        remedy = gettext_noop("Take that decision back first, or empty the cell.")
        raise WrongCell("kept_on", BadCell("step-decided", text, remedy, day=decided.happened_on.isoformat()))


def _decided(steps: QuerySet[PromiseStep]) -> dict[int, Happened]:
    """The decision that stands of each promise, where there is one."""
    found: dict[int, list[Happened]] = defaultdict(list)
    for each in told(steps):
        found[each.promise].append(each)
    return {pk: decision for pk, events in found.items() if (decision := read_events(events)[0]) is not None}


def _named(texts: Iterable[str]) -> dict[str, set[int]]:
    """Every organisation that one of the texts names or codes, in five queries; a merged record stands for the kept."""
    wanted = sorted({text for each in texts for text in (each, _folded(each))})
    found: dict[str, set[int]] = {}
    kept = "organisation__merged_into_id"
    rows = [
        *Name.objects.filter(text__in=wanted).values_list("text", "organisation_id", kept),
        *Identifier.objects.filter(value__in=wanted).values_list("value", "organisation_id", kept),
        *Organisation.objects.filter(name__in=wanted).values_list("name", "pk", "merged_into_id"),
        *Organisation.objects.filter(name_en__in=wanted).values_list("name_en", "pk", "merged_into_id"),
    ]
    for text, pk, merged_into in rows:
        found.setdefault(text, set()).add(merged_into or pk)
    return found


def _folded(text: str) -> str:
    return half_width(text).upper()
