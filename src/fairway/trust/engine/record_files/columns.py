"""The columns of a file of records: those of a folder's table, with days that a record can have and codes checked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fairway.know.engine.intake import person_problem
from fairway.lib import codes
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import checked_code, day, half_width, key
from fairway.lib.tables.check import BLANK
from fairway.lib.tables.csv_file import plain_cell
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.raw import CONTROL, TYPE_AGAIN, control_character
from fairway.lib.tables.spec import Column, TableSpec
from fairway.trust.engine.intake import RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

FIRST_YEAR = 1949
PROBLEM_HEADINGS = (_("problem"), "问题")
"""The column a file to mend carries; it is skipped when the file comes back."""
DAYS = ("happened_on", "learned_on", "status_on")
_USCC_FORM = re.compile(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}")
_uscc = checked_code(codes.uscc_problem)


def organisation_key(cell: str) -> str:
    """Return a unified social credit code in capitals, or a key or whole number as it stands.

    What looks like a code must pass its check; the numbers of natural persons and sole traders are refused.
    """
    text = half_width(cell).upper()
    if _USCC_FORM.fullmatch(text):
        wrong = codes.uscc_problem(text)
        person = person_problem(code=text) if wrong or codes.is_sole_trader_code(text) else None
        if person:
            raise person
        return _uscc(text)
    return key(cell)


def record_day(today: date) -> Callable[[str], date]:
    """Read a day on which something can have happened and be known: from 1949 to ``today``."""

    def parse(cell: str) -> date:
        value = day(cell)
        if value > today:
            text = _("%(value)s has not come yet.")
            raise BadCell("day-to-come", text, PAST, value=value.isoformat(), today=today.isoformat())
        if value.year < FIRST_YEAR:
            raise BadCell("day-too-early", _("%(value)s lies before 1949."), CORRECT, value=value.isoformat())
        return value

    return parse


def record_columns(today: date) -> dict[str, Column]:
    """Give the columns of a file by key; days lie from 1949 to ``today``."""
    columns = {column.key: column for column in RECORDS.columns}
    columns["organisation"] = replace(columns["organisation"], parse=organisation_key, remedy=WHOSE)
    columns["status_on"] = Column("status_on", ("Status since", "状态日期", "status date"), day)
    return {
        name: replace(column, parse=record_day(today)) if name in DAYS else column for name, column in columns.items()
    }


def file_spec(today: date) -> TableSpec[Any]:
    """Give the table of records as a file has it."""
    return TableSpec("records", tuple(record_columns(today).values()), build=dict, key=())


def value_of(column: Column, cell: str) -> Any:  # noqa: ANN401  # what the column's parser makes
    """Return what a cell says, the column's default where it is blank; :class:`BadCell` for anything else."""
    text = plain_cell(cell)
    character = control_character(text)
    if character:
        raise BadCell("control-character", CONTROL, TYPE_AGAIN, character=character)
    if text:
        return column.parse(text)
    if column.required:
        raise BadCell("missing-value", BLANK, column.remedy)
    return column.default


PAST = _("Write a day up to %(today)s; what is planned is no record yet.")
CORRECT = _("Correct the year.")
WHOSE = _("Write the organisation's unified social credit code, or its key.")
