"""A history handed in as one table: a row for each stage that a project reached, with what is known of the project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING, NoReturn

from fairway.land.engine.forecast.past import Past
from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fairway.land.engine.forecast.past import Line
    from fairway.land.engine.forecast.projects import Road

    Table = Mapping[str, Sequence[object]]

NEEDED = ("project", "stage", "happened_on")
KNOWN = (*NEEDED, "learned_on")
FIRST_ROW = 2


@dataclass(frozen=True)
class Columns:
    """Columns that hold amounts, and those that are not to be learned from."""

    amounts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def read_past(table: Table, columns: Columns, road: Road) -> Past:
    """Read the log. Raise ``Invalid`` naming the row, the column and the remedy for what is not one."""
    for name in (*NEEDED, *columns.amounts, *columns.left_out):
        if name not in table:
            text = _("There is no column “%(name)s”. The table has: %(found)s.")
            raise Invalid("table-column", text, name=name, found=", ".join(table))
    lines: dict[str, list[Line]] = {}
    for row, key, line in _lines(table, road):
        own = lines.setdefault(key, [])
        if line[0] in {stage for stage, _happened, _learned in own}:
            _refuse(row, "stage", _("the project has this stage already. Remove one of the rows"))
        own.append(line)
    features = _stated(table, [name for name in table if name not in {*KNOWN, *columns.amounts, *columns.left_out}])
    amounts = _stated(table, columns.amounts)
    told = any(_text(cell) for cell in table.get("learned_on", ()))
    known = {key: _numbers(own) for key, own in features.items()}
    return Past(lines, known, _all_numbers(amounts), road, tells_lateness=told)


def _lines(table: Table, road: Road) -> Iterator[tuple[int, str, Line]]:
    learned = table.get("learned_on") or [None] * len(table["project"])
    cells = zip(table["project"], table["stage"], table["happened_on"], learned, strict=True)
    for row, (project, stage, happened_on, learned_on) in enumerate(cells, start=FIRST_ROW):
        key, name = _text(project), _text(stage)
        if not key:
            _refuse(row, "project", _("name the project"))
        if name not in road.places:
            _refuse(row, "stage", _("write one of: %(places)s"), places=", ".join(road.places))
        happened = _day(row, "happened_on", happened_on)
        known = _day(row, "learned_on", learned_on) if _text(learned_on) else happened
        if known < happened:
            _refuse(row, "learned_on", _("nothing is learned before it happens"))
        yield row, key, (name, happened, known)


def _refuse(row: int, column: str, text: str, **facts: str) -> NoReturn:
    sentence = _("row %(row)s, column “%(column)s”: %(why)s.")
    raise Invalid("history-cell", sentence, row=row, column=column, why=text % facts)


def _text(cell: object) -> str:
    return "" if cell is None or cell != cell else str(cell).strip()  # noqa: PLR0124  # not a number


def _day(row: int, column: str, cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(_text(cell)[:10])
    except ValueError:
        _refuse(row, column, _("write a day such as 2026-04-01"))


def _stated(table: Table, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """What is stated of each project, from the first row that states it."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        for project, cell in zip(table["project"], table[name], strict=True):
            if text := _text(cell):
                found.setdefault(_text(project), {}).setdefault(name, text)
    return found


def _numbers(own: Mapping[str, str]) -> dict[str, str | float]:
    return {name: text if (value := _number(text)) is None else value for name, text in own.items()}


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _all_numbers(amounts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for key, own in amounts.items():
        for name, text in own.items():
            value = _number(text)
            if value is None or value < 0:
                problem = _("project %(key)s, column “%(column)s”: “%(found)s” is no amount. Write a number from 0 on.")
                raise Invalid("history-amount", problem, key=key, column=name, found=text)
            found.setdefault(key, {})[name] = value
    return found
