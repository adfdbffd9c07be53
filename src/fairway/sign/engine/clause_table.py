"""The table of promises as a user hands it in, one clause a row, and which rows hold against each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import amount, choice, currency, day, key, whole, words
from fairway.lib.tables.nearest import nearest
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.row_checks import amount_with_currency, learned_since
from fairway.lib.tables.spec import Column, Row, TableSpec, Values
from fairway.sign.engine.promises import Side

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

K = TypeVar("K")
MOST_DAYS = 9999
SIDE_WORDS = {
    "enterprise": Side.ENTERPRISE,
    "企业": Side.ENTERPRISE,
    "government": Side.GOVERNMENT,
    "政府": Side.GOVERNMENT,
}
_BETWEEN = re.compile(r"[;；,，、]")


@dataclass(frozen=True)
class Kept:
    """That a promise was kept: on which day, known from which day on, shown by which document."""

    on: date
    learned_on: date
    evidence: str


@dataclass(frozen=True)
class ClauseRow:
    """One promise. ``agreement`` "" is a promise made at the event itself; ``after`` and ``blocked_by`` are clauses.

    Debtor and creditor are written as the reader of the table knows them: a key, a code or a name. ``kept`` is ``None``
    where the table does not say that it was.
    """

    number: str
    debtor: str
    what: str
    side: Side
    agreement: str = ""
    creditor: str = ""
    field: str = ""
    amount: Decimal | None = None
    currency: str = ""
    due_on: date | None = None
    after: str = ""
    days_after: int = 0
    condition: str = ""
    evidence_needed: str = ""
    blocked_by: tuple[str, ...] = ()
    quote: str = ""
    kept: Kept | None = None

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The clauses of the same paper it names."""
        return (*self.blocked_by, self.after) if self.after else self.blocked_by


def clauses(cell: str) -> tuple[str, ...]:
    """Read several clause numbers, separated by commas or semicolons."""
    return tuple(dict.fromkeys(key(part) for part in _BETWEEN.split(cell) if part.strip()))


def _two_sides(values: Values) -> Iterator[tuple[str, BadCell]]:
    if values["creditor"] and values["creditor"] == values["debtor"]:
        remedy = _("Name the other side, or leave the cell empty.")
        yield "creditor", BadCell("promise-to-itself", _("Nobody promises to itself."), remedy)


def _days_need_a_clause(values: Values) -> Iterator[tuple[str, BadCell]]:
    if values["days_after"] and not values["after"]:
        remedy = _("Write the clause after which the days are counted, or delete the days.")
        yield "after", BadCell("days-after-nothing", _("Days are counted after a clause, but none is named."), remedy)


def _kept_with_evidence(values: Values) -> Iterator[tuple[str, BadCell]]:
    kept = values["kept_on"]
    if kept is not None:
        yield from learned_since(kept, values["learned_on"])
    if kept is not None and not values["evidence"]:
        text = _("Name the document that shows that the promise was kept.")
        yield "evidence", BadCell("step-evidence", text, _("Name the document, or delete the day."))
    if kept is None and (values["evidence"] or values["learned_on"]):
        text = _("There is evidence that the promise was kept, or a day it was learned, but no day it was kept on.")
        yield "kept_on", BadCell("kept-without-day", text, _("Write the day, or empty the other cells."))


def _row(values: Values) -> ClauseRow:
    said = dict(values)
    on, learned, evidence = (said.pop(name) for name in ("kept_on", "learned_on", "evidence"))
    return ClauseRow(**said, kept=None if on is None else Kept(on, learned or on, evidence))


CLAUSES: TableSpec[ClauseRow] = TableSpec(
    name="promises",
    columns=(
        Column("agreement", ("Agreement", "协议编号", "agreement number"), key, default=""),
        Column("number", ("Clause", "条款", "clause number", "number", "条款编号", "编号"), key, required=True),
        Column("debtor", ("Who promises", "承诺方", "debtor", "义务人"), words(300), required=True),
        Column("creditor", ("To whom", "受诺方", "creditor", "权利人"), words(300), default=""),
        Column(
            "side",
            ("Whose promise", "承诺主体", "side"),
            choice(SIDE_WORDS),
            required=True,
            remedy=_("Write enterprise or government."),
        ),
        Column("what", ("What is promised", "承诺事项", "promise", "what"), words(500), required=True),
        Column("field", ("Field of support", "支持领域", "field", "领域"), words(120), default=""),
        Column("amount", ("Amount", "金额"), amount),
        Column("currency", ("Currency", "币种"), currency, default=""),
        Column("due_on", ("Due on", "到期日", "due", "期限"), day),
        Column("after", ("After clause", "后于条款", "after"), key, default=""),
        Column("days_after", ("Days after", "之后天数"), whole(0, MOST_DAYS), default=0),
        Column("condition", ("Condition", "条件"), words(500), default=""),
        Column("evidence_needed", ("Evidence needed", "所需证明", "evidence"), words(300), default=""),
        Column("blocked_by", ("Cannot be kept before", "前置条款", "blocked by"), clauses, default=()),
        Column("quote", ("Quoted from", "原文", "quote"), words(2000), default=""),
        Column("kept_on", ("Fulfilled on", "履行日期", "kept on"), day),
        Column("evidence", ("Fulfilment evidence", "履行证明", "evidence that it was kept"), words(300), default=""),
        Column("learned_on", ("Learned on", "获知日期", "reported on", "上报日期"), day),
    ),
    build=_row,
    key=("agreement", "number"),
    checks=(amount_with_currency, _two_sides, _days_need_a_clause, _kept_with_evidence),
)


def against_paper(
    row: ClauseRow, sides: tuple[K | None, K | None], parties: Collection[K], signed_on: date
) -> Iterator[tuple[str, BadCell]]:
    """Complain about a side that did not sign, and about a day before the signature; ``None`` is a side not named."""
    for column, side in zip(("debtor", "creditor"), sides, strict=True):
        if side is not None and side not in parties:
            remedy = _("Name a party of the agreement, or correct the agreement.")
            name = str(getattr(row, column))
            yield column, BadCell("not-a-party", _("“%(name)s” is no party of this agreement."), remedy, name=name)
    if row.due_on is not None and row.due_on < signed_on:
        text = _("%(day)s is before the signature on %(signed)s.")
        days = {"day": row.due_on.isoformat(), "signed": signed_on.isoformat()}
        yield "due_on", BadCell("promise-due-early", text, _("Correct the day, or leave the cell empty."), **days)


def kept_too_early(row: ClauseRow, made_on: date) -> Iterator[tuple[str, BadCell]]:
    """Complain about a promise kept before it was made."""
    if row.kept is not None and row.kept.on < made_on:
        text = _("Nothing happens to it before it was promised.")
        yield "kept_on", BadCell("step-before-signature", text, _("Correct the day."))


def hold_together(
    rows: Sequence[Row[ClauseRow]], kept: Mapping[str, Collection[str]]
) -> tuple[list[Row[ClauseRow]], list[tuple[int, str, BadCell]]]:
    """Return the rows whose clauses can all be found, and (row, column, complaint) for the others.

    ``kept`` has, for each agreement ("" for the event itself), the clauses written down already. A row that waits for
    a bad one falls with it; of a circle every row falls.
    """
    good = list(rows)
    wrong: list[tuple[int, str, BadCell]] = []
    while True:
        places: dict[str, set[str]] = {paper: set(numbers) for paper, numbers in kept.items()}
        for row in good:
            places.setdefault(row.value.agreement, set()).add(row.value.number)
        round_ = [(row, *bad) for row in good if (bad := _missing(row.value, places[row.value.agreement]))]
        round_ = round_ or list(_circles(good))
        if not round_:
            return good, wrong
        wrong += [(row.number, column, bad) for row, column, bad in round_]
        fallen = {row.number for row, _column, _bad in round_}
        good = [row for row in good if row.number not in fallen]


def _missing(row: ClauseRow, there: set[str]) -> tuple[str, BadCell] | None:
    for column, named in (("after", (row.after,) if row.after else ()), ("blocked_by", row.blocked_by)):
        for number in named:
            if number not in there:
                near = nearest(number, there - {row.number})
                remedy = _("Did you mean “%(near)s”?") if near else _("Write a clause of the same paper.")
                text = _("There is no clause “%(clause)s” in this paper, or its row is not accepted.")
                return column, BadCell("clause-unknown", text, remedy, clause=number, near=near or "")
    return None


def _circles(rows: Sequence[Row[ClauseRow]]) -> Iterator[tuple[Row[ClauseRow], str, BadCell]]:
    """Rows that wait for themselves, or stand between two that do; what is kept already waits for none of them."""
    here = {(row.value.agreement, row.value.number): row for row in rows}
    ahead = {at: {(at[0], number) for number in row.value.waits_for} & here.keys() for at, row in here.items()}
    behind: dict[tuple[str, str], set[tuple[str, str]]] = {at: set() for at in here}
    for at, others in ahead.items():
        for other in others:
            behind[other].add(at)
    stuck = _without_ends(behind, ahead) & _without_ends(ahead, behind)
    text = _("Clause “%(clause)s” waits for itself, by way of the clauses it names.")
    for at in sorted(stuck, key=lambda at: here[at].number):
        bad = BadCell("clause-circle", text, _("Take one of them out of the circle."), clause=at[1])
        yield here[at], "after" if here[at].value.after else "blocked_by", bad


def _without_ends(
    ahead: Mapping[tuple[str, str], set[tuple[str, str]]], behind: Mapping[tuple[str, str], set[tuple[str, str]]]
) -> set[tuple[str, str]]:
    """Take off whatever has nothing ahead, again and again; the rest leads into a circle."""
    left = {at: len(others) for at, others in ahead.items()}
    free = [at for at, count in left.items() if not count]
    for at in free:
        for other in behind[at]:
            left[other] -= 1
            if not left[other]:
                free.append(other)
    return ahead.keys() - set(free)
