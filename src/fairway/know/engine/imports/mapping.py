"""Which column of a file is which of ours: proposed from headings and cells, decided by a person."""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fairway.know.engine.imports.columns import REGISTRY
from fairway.know.engine.imports.incoming import Incoming
from fairway.know.engine.places import edition_of
from fairway.lib.codes import lei_problem, uscc_problem
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.check import check
from fairway.lib.tables.problem import BadCell, Problem
from fairway.lib.tables.raw import RawRow, RawTable
from fairway.lib.tables.spec import REMARK_HEADINGS, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Columns of ours that several columns of a file can make up, and what is put between their cells.
JOINED = {"region": "", "short": ";", "former": ";", "also": ";"}
# Headings under which registers keep natural persons.
PERSON_WORDS = (
    "法定代表人", "法人代表", "法人", "负责人", "联系人", "经营者", "股东", "董事", "监事", "高管", "自然人", "姓名",
    "身份证", "手机", "legal representative", "contact person", "shareholder", "director", "manager", "owner",
    "person", "first name", "last name", "mobile",
)  # fmt: skip
# Words of registers for parts of a place.
_PLACE_PARTS = (
    "所属省份",
    "省份",
    "省",
    "所属城市",
    "城市",
    "市",
    "所属区县",
    "区县",
    "区",
    "县",
    "province",
    "city",
    "county",
    "district",
)
_ENOUGH = 0.8
_ALIKE = 0.8
_TELLING = 4
"""Words shorter than this are like too many others."""


def fingerprint(headings: Sequence[str]) -> str:
    """Return what a set of headings is remembered by: their order and spacing do not count."""
    return hashlib.sha256(json.dumps(sorted(map(folded, headings))).encode()).hexdigest()


def propose(raw: RawTable, remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return heading → column key ("": leave out) for each heading of ``raw``.

    What was chosen for these headings before wins; then our own heading words, then what the cells look like, then
    the nearest heading word. A column that only one of a file can be is given to the first.
    """
    if remembered and set(raw.headings) <= set(remembered):
        return {heading: remembered[heading] for heading in raw.headings}
    chosen: dict[str, str] = {}
    for guess in (_by_words, _by_cells, _by_likeness):
        for heading in raw.headings:
            key = guess(heading, raw) if not chosen.get(heading) else ""
            if key and (key in JOINED or key not in chosen.values()):
                chosen[heading] = key
    return {heading: chosen.get(heading, "") for heading in raw.headings}


def names_person(heading: str) -> bool:
    """Whether a heading announces natural persons, whom the registry does not keep."""
    text = folded(heading)
    return text not in _words() and any(word in text for word in PERSON_WORDS)


def _words() -> dict[str, str]:
    parts = {folded(word): "region" for word in _PLACE_PARTS}
    return parts | {folded(word): column.key for column in REGISTRY.columns for word in (column.key, *column.headings)}


def _by_words(heading: str, _raw: RawTable) -> str:
    return _words().get(folded(heading), "")


def _by_cells(heading: str, raw: RawTable) -> str:
    """Codes prove themselves by their check characters."""
    cells = [cell for row in raw.rows if (cell := row.cells.get(heading, "").strip().upper())]
    for key, problem in (("uscc", uscc_problem), ("lei", lei_problem)):
        if cells and sum(problem(cell) is None for cell in cells) >= _ENOUGH * len(cells):
            return key
    return ""


def _by_likeness(heading: str, _raw: RawTable) -> str:
    if names_person(heading) or folded(heading) in map(folded, REMARK_HEADINGS):
        return ""
    near = difflib.get_close_matches(folded(heading), list(_words()), n=1, cutoff=_ALIKE)
    return _words()[near[0]] if near and len(near[0]) >= _TELLING else ""


def mapping_problems(mapping: Mapping[str, str]) -> Iterator[BadCell]:
    """Say what keeps a choice of columns from being used."""
    taken: dict[str, str] = {}
    for heading, key in mapping.items():
        if key and key in taken and key not in JOINED:
            column = REGISTRY.column(key).headings[0]
            yield BadCell("duplicate-column", _TWICE, _ONE, one=taken[key], other=heading, column=column)
        taken.setdefault(key, heading)
    if "name" not in taken:
        yield BadCell("missing-column", _NO_NAME, _CHOOSE_NAME)


@dataclass(frozen=True)
class Read:
    """Rows that can be understood, what is wrong with the rest, and the table they stand in."""

    rows: tuple[Incoming, ...]
    problems: tuple[Problem, ...]
    raw: RawTable


def read_rows(raw: RawTable, mapping: Mapping[str, str]) -> Read:
    """Read a table by the chosen columns; problems name the file's own headings."""
    under = {key: heading for heading, key in reversed(list(mapping.items())) if key}
    checked = check(_renamed(raw, mapping), REGISTRY)
    rows = tuple(_incoming(row.number, row.value) for row in checked.rows)
    problems = tuple(replace(p, column=under.get(p.column or "", p.column)) for p in checked.problems)
    return Read(rows, problems, raw)


def _incoming(number: int, value: Mapping[str, Any]) -> Incoming:
    region = value["fields"].get("region_code", "")
    return Incoming(number, region_edition=(edition_of(region) or "") if region else "", **value)


def _renamed(raw: RawTable, mapping: Mapping[str, str]) -> RawTable:
    """The table with our column keys as headings, without the columns that are left out."""
    sources: dict[str, list[str]] = {}
    for heading in raw.headings:
        if key := mapping.get(heading, ""):
            sources.setdefault(key, []).append(heading)
    rows = tuple(
        RawRow(row.number, {key: _cell(row, key, from_) for key, from_ in sources.items()}) for row in raw.rows
    )
    keys = {heading: key for key, from_ in sources.items() for heading in from_}
    problems = tuple(
        replace(p, column=keys.get(p.column or "", p.column)) for p in raw.problems if _counts(p, keys, raw.headings)
    )
    return RawTable(raw.file, tuple(sources), rows, problems, raw.sheet, raw.lost)


def _cell(row: RawRow, key: str, headings: Sequence[str]) -> str:
    if len(headings) == 1:
        return row.cells[headings[0]]
    return JOINED.get(key, " ").join(filter(None, (row.cells[heading] for heading in headings)))


def _counts(problem: Problem, keys: Mapping[str, str], headings: Sequence[str]) -> bool:
    """What is wrong in a column that is left out keeps nothing out."""
    return problem.column is None or problem.column in keys or problem.column not in headings


_TWICE = _("The columns “%(one)s” and “%(other)s” are both chosen as “%(column)s”.")
_ONE = _("Leave one of them out.")
_NO_NAME = _("No column is chosen as the legal name.")
_CHOOSE_NAME = _("Choose the column that holds the organisations' names.")
