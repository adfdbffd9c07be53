"""Find the rows that hold against each other: drop a bad row, then the rows that refer to it, to the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairway.chain.engine.cross import CHECKS, Context
from fairway.lib.tables.cells import half_width
from fairway.lib.tables.spec import Checked, Row
from fairway.sign.engine.clause_table import hold_together

if TYPE_CHECKING:
    from fairway.chain.engine.event import EventSpec
    from fairway.lib.tables.problem import BadCell, Problem

Rows = Mapping[str, tuple[Row[Any], ...]]


@dataclass(frozen=True)
class Settled:
    """The rows that stay, by table, the problems of the others, and what the rows were checked against."""

    rows: Rows
    problems: tuple[Problem, ...]
    context: Context


def settle(tables: Mapping[str, Checked[Any]], event: EventSpec | None) -> Settled:
    """Check all rows against each other until no more falls out; each round drops a row or is the last."""
    rows: Rows = {name: table.rows for name, table in tables.items()}
    mentioned = {name: _mentioned(name, tables) for name in ("organisations", "agreements")}
    problems: list[Problem] = []
    while True:
        context = _context(rows, event, mentioned)
        found = [wrong for name, table in tables.items() for wrong in _wrong(name, table, rows[name], context)]
        if not found:
            return Settled(rows, tuple(problems), context)
        problems += [problem for _name, problem in found]
        bad = {(name, problem.row) for name, problem in found}
        rows = {name: tuple(row for row in kept if (name, row.number) not in bad) for name, kept in rows.items()}


def _wrong(
    name: str, table: Checked[Any], rows: tuple[Row[Any], ...], context: Context
) -> Iterator[tuple[str, Problem]]:
    cells = {row.number: row.cells for row in table.raw.rows}
    for row in rows:
        for column, bad in CHECKS[name](row.value, context):
            heading = table.headings.get(column)
            value = cells[row.number].get(heading) if heading else None
            yield name, bad.at(table.raw.file, row.number, heading or column, value)


def _context(rows: Rows, event: EventSpec | None, mentioned: Mapping[str, frozenset[str] | None]) -> Context:
    organisations = {row.value.key: row.value for row in rows.get("organisations", ())}
    owners: dict[str, str] = {}
    for organisation in organisations.values():
        owners.setdefault(organisation.uscc, organisation.key)
    stages: dict[str, list[Any]] = {}
    for row in rows.get("stages", ()):
        stages.setdefault(row.value.agreement, []).append(row.value)
    return Context(
        event=event,
        organisations=organisations,
        agreements={row.value.number: row.value for row in rows.get("agreements", ())},
        stages={number: tuple(each) for number, each in stages.items()},
        mentioned=mentioned,
        uscc_owner=owners,
        loose_clauses=_loose_clauses(rows.get("promises", ())),
    )


def _loose_clauses(rows: tuple[Row[Any], ...]) -> dict[tuple[str, str], list[tuple[str, BadCell]]]:
    places = {row.number: (row.value.agreement, row.value.number) for row in rows}
    found: dict[tuple[str, str], list[tuple[str, BadCell]]] = {}
    for number, column, bad in hold_together(rows, {})[1]:
        found.setdefault(places[number], []).append((column, bad))
    return found


def _mentioned(name: str, tables: Mapping[str, Checked[Any]]) -> frozenset[str] | None:
    """Every key written in a table, of good and bad rows; ``None`` when its keys cannot be read."""
    table = tables.get(name)
    if table is None:
        # Without organisations nothing can be judged; without agreements every stage is wrong.
        return None if name == "organisations" else frozenset()
    heading = table.headings.get("key", table.headings.get("number"))
    if table.raw.lost or heading is None:
        return None
    return frozenset(half_width(row.cells.get(heading, "")) for row in table.raw.rows)
