"""The dry run: a file read, each of its rows identified, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_noop

from fairway.know.engine.exchange.reading import read_entities
from fairway.know.engine.imports import reading
from fairway.know.engine.imports.circles import circular, is_whole
from fairway.know.engine.imports.mapping import read_rows
from fairway.know.engine.imports.plan import Outcome, plan_asked, plan_row, refused, target
from fairway.know.engine.imports.settle import one_row_each, repeated
from fairway.know.models import Organisation, Relation
from fairway.know.queries.exchange import own_entities
from fairway.know.queries.imports.names import judge, near
from fairway.know.queries.imports.registry import mentioned_keys, references, registry_for
from fairway.lib.explain import Reason
from fairway.lib.tables.problem import BadCell, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence

    from fairway.know.engine.imports.incoming import Incoming, Options
    from fairway.know.engine.imports.plan import Near, Plan, Registry

    Tell = Callable[[int, int, Reason], None]

BATCH = 500
READING = gettext_noop("Reading the file.")
FINDING = gettext_noop("Looking for the organisations by code and key: %(done)s of %(total)s rows.")
KEEPING = gettext_noop("Keeping what was found.")
_CIRCLE = gettext_noop("It would belong wholly to itself, over others or at once.")
_MEND_CIRCLE = gettext_noop("Correct what it belongs to, or the share, in one of the rows of the circle.")


@dataclass(frozen=True)
class Upload:
    """A file and how to read it; ``mapping`` is heading → column key and empty for followthemoney."""

    content: bytes
    file: str
    namespace: str
    sheet: str = ""
    heading_row: int = 0
    mapping: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Contents:
    """What a file says: rows that can be understood, what is wrong with it, and what it says beside.

    ``cells`` are the rows as they stand in the file, by number; ``left_out`` counts what the registry has no place
    for, by a sentence (English msgid) and what it is about.
    """

    rows: tuple[Incoming, ...]
    problems: tuple[Problem, ...]
    cells: Mapping[int, Mapping[str, str]]
    left_out: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Comparison:
    """The dry run of a file: what becomes of each row that can be understood, by row number."""

    contents: Contents
    plans: Mapping[int, Plan]


def contents(upload: Upload) -> Contents:
    """Read a file; :class:`BadCell` where nothing of it can be read."""
    if reading.kind_of(upload.file) == "ftm":
        read = read_entities(upload.content, upload.file)
        return Contents(read.rows, read.problems, read.lines, read.left_out)
    grid = reading.grid(upload.content, upload.file, upload.sheet)
    raw = reading.table(grid, upload.file, upload.heading_row)
    table = read_rows(raw, upload.mapping or {})
    return Contents(table.rows, table.problems, {row.number: row.cells for row in raw.rows}, {})


def compare(upload: Upload, options: Options, tell: Tell) -> Comparison:
    """Read a file and plan each of its rows; nothing is written. ``tell`` is told how far it is, and may refuse."""
    tell(0, 100, Reason(READING))
    read = contents(upload)
    plans = repeated(read.rows)
    rows = [row for row in read.rows if row.number not in plans]
    ours = own_entities(mentioned_keys(read.rows))
    work = _Work(rows, upload.namespace, options, references(read.rows), ours)
    plans |= work.plans(tell)
    plans |= work.circles(plans)
    plans |= work.without_lost(plans)
    return Comparison(read, plans)


def batches(rows: Sequence[Incoming]) -> Iterator[Sequence[Incoming]]:
    """The rows in pieces a database takes at once."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


@dataclass(frozen=True)
class _Work:
    rows: Sequence[Incoming]
    namespace: str
    options: Options
    in_file: frozenset[tuple[str, str]]
    ours: Mapping[str, int]

    def _registry(self, rows: Sequence[Incoming], also: Collection[int] = ()) -> Registry:
        return registry_for(rows, self.namespace, self.in_file, also, self.ours)

    def plans(self, tell: Tell) -> dict[int, Plan]:
        plans, unknown = self._by_code(tell)
        if self.options.by_name and unknown:
            plans |= self._by_name(unknown, tell)
        return self._settled(plans)

    def _by_code(self, tell: Tell) -> tuple[dict[int, Plan], list[Incoming]]:
        plans: dict[int, Plan] = {}
        unknown: list[Incoming] = []
        for done, some in enumerate(batches(self.rows)):
            params = {"done": done * BATCH, "total": len(self.rows)}
            tell(5 + 35 * done * BATCH // len(self.rows), 100, Reason(FINDING, params))
            registry = self._registry(some)
            for row in some:
                plans[row.number] = plan_row(row, registry, self.options, judge)
                if plans[row.number].outcome is Outcome.NEW:
                    unknown.append(row)
        return plans, unknown

    def _by_name(self, unknown: Sequence[Incoming], tell: Tell) -> dict[int, Plan]:
        def tell_share(done: int, total: int, reason: Reason) -> None:
            tell(40 + 50 * done // max(total, 1), 100, reason)

        found = near(unknown, demo=self.options.demo, progress=tell_share)
        plans: dict[int, Plan] = {}
        for some in batches([row for row in unknown if row.number in found]):
            also = {each.pk for row in some for each in found[row.number]}
            registry = self._registry(some, also)
            plans |= {row.number: plan_row(row, registry, self.options, judge, found[row.number]) for row in some}
        return plans

    def _settled(self, plans: dict[int, Plan]) -> dict[int, Plan]:
        owners = {plan.pk for plan in plans.values() if plan.pk is not None}
        names = _names(owners)
        out, asked = one_row_each(plans, names)
        by_number = {row.number: row for row in self.rows}
        plans |= out
        for some in batches([by_number[number] for number in sorted(asked)]):
            registry = self._registry(some)
            plans |= {
                row.number: plan_asked(row, registry, self.options, _candidates(plans[row.number], asked[row.number]))
                for row in some
            }
        return plans

    def circles(self, plans: Mapping[int, Plan]) -> dict[int, Plan]:
        """Refuse the rows whose ties would close a circle of whole ownership."""
        tied = [row for row in self._staying(plans) if any(map(is_whole, row.links))]
        if not tied:
            return {}
        places = self._places(plans)
        added: dict[tuple[Hashable, Hashable], list[int]] = {}
        for some in batches(tied):
            registry = self._registry(some)
            for row in some:
                for whom in _wholly(row, registry, places):
                    added.setdefault((_node(row, plans), whom), []).append(row.number)
        closed = circular(whole_ties(), added)
        numbers = sorted({number for tie in closed for number in added[tie]})
        return {n: refused("parent", BadCell("ownership-circle", _CIRCLE, _MEND_CIRCLE)) for n in numbers}

    def without_lost(self, plans: Mapping[int, Plan]) -> dict[int, Plan]:
        """Plan again the rows that belong to a row of the file which will not be there."""
        there = references(self._staying(plans))
        lost = self.in_file - there
        tied = [row for row in self._staying(plans) if any((link.scheme, link.value) in lost for link in row.links)]
        again: dict[int, Plan] = {}
        for some in batches(tied):
            also = {each.pk for row in some for each in plans[row.number].near}
            registry = registry_for(some, self.namespace, there, also, self.ours)
            again |= {row.number: plan_row(row, registry, self.options, judge, plans[row.number].near) for row in some}
        return again

    def _staying(self, plans: Mapping[int, Plan]) -> list[Incoming]:
        """The rows whose organisation will be in the registry."""
        out = {Outcome.REFUSED, Outcome.ASK} if self.options.hold else {Outcome.REFUSED}
        return [row for row in self.rows if plans[row.number].outcome not in out]

    def _places(self, plans: Mapping[int, Plan]) -> dict[tuple[str, str], Hashable]:
        """The rows of the file by what others can refer to them by."""
        return {mark: _node(row, plans) for row in self.rows for mark in references([row]) if mark[1]}


def _node(row: Incoming, plans: Mapping[int, Plan]) -> Hashable:
    pk = plans[row.number].pk
    return f"row {row.number}" if pk is None else pk


def _wholly(row: Incoming, registry: Registry, places: Mapping[tuple[str, str], Hashable]) -> Iterator[Hashable]:
    for link in row.links:
        whom = target(link, registry) or places.get((link.scheme, link.value))
        if is_whole(link) and whom is not None:
            yield whom


def _candidates(plan: Plan, asked: Near) -> tuple[Near, ...]:
    """What a row may be, where it stepped back: the same candidates, none of them decided."""
    return tuple(replace(each, verdict="ask") if each.pk == asked.pk else each for each in plan.near) or (asked,)


def _names(ids: set[int]) -> dict[int, str]:
    return dict(Organisation.objects.filter(pk__in=ids).order_by().values_list("pk", "name"))


def whole_ties() -> list[tuple[Hashable, Hashable]]:
    """Ties of whole ownership that have not ended: who, to whom."""
    whole = Q(kind__in=["branch", "part"]) | Q(kind__in=["subsidiary", "owned"], share=100)
    return list(Relation.objects.filter(whole, valid_until=None).order_by().values_list("subject_id", "other_id"))
