"""The input folder: every table read, checked alone and against the others."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from fairway.chain.engine.cross import DEPENDS, Context, entry_problem, organisation_problem
from fairway.chain.engine.event_file import FILE, EventRead, read_event
from fairway.chain.engine.settle import Settled, settle
from fairway.chain.engine.toml_fields import Places
from fairway.know.engine.intake import ORGANISATIONS, OrganisationRow
from fairway.land.engine.intake import STAGES, StageRow
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.check import check
from fairway.lib.tables.nearest import nearest
from fairway.lib.tables.problem import BadCell, Level, Problem
from fairway.lib.tables.raw import RawRow, read_table
from fairway.match.engine.intake import NEEDS, OFFERS, NeedRow, OfferRow
from fairway.meet.engine.intake import LEADS, REQUESTS, LeadRow, RequestRow
from fairway.sign.engine.clause_table import CLAUSES, ClauseRow
from fairway.sign.engine.intake import AGREEMENTS, AgreementRow
from fairway.trust.engine.intake import RECORDS, RecordRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fairway.chain.engine.event import EventSpec
    from fairway.lib.tables.spec import Checked, TableSpec

# In the order in which rows refer to each other.
SPECS: Mapping[str, TableSpec[Any]] = {
    spec.name: spec for spec in (ORGANISATIONS, RECORDS, OFFERS, NEEDS, REQUESTS, LEADS, AGREEMENTS, CLAUSES, STAGES)
}
TABLE_KINDS = ("csv", "xlsx")
# The other tables may be absent: they are then empty.
NEEDED = {FILE: FILE, "organisations": "organisations.csv"}
EVENT_SUBJECT = "event"
# Entries of event.toml, and their keys that name an organisation.
REFERENCES: Mapping[str, tuple[str, ...]] = {
    "facts": ("subject",),
    "posts": ("organisation",),
    "relations": ("subject", "other"),
    "presentations": ("organisation",),
    "parts": ("parties",),
    "representatives": ("organisation",),
    "stands": ("organisation",),
    "agenda": ("organisation",),
    "actions": ("responsible",),
    "intentions": ("investors", "hosts", "responsible"),
}


@dataclass(frozen=True)
class Folder:
    """A whole input folder without a problem. Rows without a ``demo`` mark carry the event's."""

    event: EventSpec
    organisations: tuple[OrganisationRow, ...]
    records: tuple[RecordRow, ...] = ()
    offers: tuple[OfferRow, ...] = ()
    needs: tuple[NeedRow, ...] = ()
    requests: tuple[RequestRow, ...] = ()
    leads: tuple[LeadRow, ...] = ()
    agreements: tuple[AgreementRow, ...] = ()
    promises: tuple[ClauseRow, ...] = ()
    stages: tuple[StageRow, ...] = ()


@dataclass(frozen=True)
class BadRow:
    """A row that stays out, as it was read, and why."""

    raw: RawRow
    reasons: tuple[Problem, ...]


@dataclass(frozen=True)
class FolderCheck:
    """What came of reading a folder: ``folder`` is ``None`` while anything keeps it out.

    ``bad_rows`` holds, by table name, the rows that stay out; warnings stand among ``problems``.
    """

    folder: Folder | None
    problems: tuple[Problem, ...]
    bad_rows: Mapping[str, tuple[BadRow, ...]] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep something out."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)


def read_folder(files: Mapping[str, bytes], *, accept_good_rows: bool = False) -> FolderCheck:
    """Read ``event.toml`` and the tables of a folder (file name → content).

    Without ``accept_good_rows`` any error leaves no folder. With it, rows with errors and the rows that
    refer to them stay out; an error of a whole file, of its headings or of ``event.toml`` leaves no folder.
    """
    chosen, problems = _sort_out(files)
    read = read_event(files[chosen[FILE]], chosen[FILE]) if FILE in chosen else EventRead(None, (), Places(FILE, {}))
    tables = _tables(files, chosen, read.event)
    settled = settle(tables, read.event)
    event, loose = _event_references(read, settled.context)
    problems += [*read.problems, *loose, *_no_meeting(read.event, tables)]
    for table in tables.values():
        problems += table.problems
    problems += settled.problems
    if not accept_good_rows:
        # What only follows from another problem would hide the ones to mend.
        problems = [problem for problem in problems if problem.code != DEPENDS]
    stops = [problem for problem in problems if problem.level is Level.ERROR]
    bad_rows = {name: found for name, table in tables.items() if (found := _bad_rows(table, stops))}
    if accept_good_rows:
        of_rows = {
            (problem.file, problem.row) for name in bad_rows for row in bad_rows[name] for problem in row.reasons
        }
        stops = [problem for problem in stops if (problem.file, problem.row) not in of_rows]
        stops += _nothing_left(settled, chosen)
        problems += [problem for problem in stops if problem not in problems]
    folder = None if stops or event is None else _folder(event, settled)
    return FolderCheck(folder, tuple(problems), bad_rows)


def _sort_out(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[Problem]]:
    """Table name (or ``event.toml``) → file name, and the problems of the folder itself."""
    chosen: dict[str, str] = {}
    problems: list[Problem] = []
    for name in sorted(files):
        stem, _dot, kind = name.lower().rpartition(".")
        place = FILE if name.lower() == FILE else stem
        if place != FILE and place not in SPECS:
            problems.append(_unknown_file(name, stem, kind))
        elif place in chosen:
            bad = BadCell("two-files", _TWO_FILES, _KEEP_ONE, one=chosen[place], other=name)
            problems.append(bad.at(name, None, None))
        else:
            chosen[place] = name
    for place, name in NEEDED.items():
        if place not in chosen:
            problems.append(BadCell("missing-file", _NO_FILE, _ADD_FILE, name=name).at(name, None, None))
    return chosen, problems


def _unknown_file(name: str, stem: str, kind: str) -> Problem:
    """Complain: an error for a table, which would be lost silently, else a warning."""
    near = nearest(stem, SPECS)
    remedy = _("Did you mean “%(near)s”?") if near else _("Delete it, or name it after its table: %(tables)s.")
    bad = BadCell("unknown-file", _UNKNOWN_FILE, remedy, name=name, near=f"{near}.{kind}", tables=", ".join(SPECS))
    problem = bad.at(name, None, None)
    return problem if kind in TABLE_KINDS else replace(problem, level=Level.WARNING)


def _tables(files: Mapping[str, bytes], chosen: Mapping[str, str], event: EventSpec | None) -> dict[str, Checked[Any]]:
    defaults = {"demo": event.demo if event is not None else False}
    return {
        name: check(read_table(files[chosen[name]], chosen[name]), spec, defaults)
        for name, spec in SPECS.items()
        if name in chosen
    }


def _event_references(read: EventRead, context: Context) -> tuple[EventSpec | None, list[Problem]]:
    """Return the event with the entries whose organisation stays, and what is wrong with the others."""
    event, problems = read.event, []
    if event is None:
        return None, []
    kept: dict[str, list[Any]] = {name: [] for name in REFERENCES}
    for name, rows in kept.items():
        for number, entry in enumerate(getattr(event, name), start=1):
            found = list(_wrong_references(f"{name}[{number}]", entry, REFERENCES[name], read, context))
            problems += found
            if not found:
                rows.append(entry)
    changes: dict[str, Any] = {name: tuple(rows) for name, rows in kept.items()}
    return replace(event, **changes), problems


def _wrong_references(
    path: str, entry: object, columns: tuple[str, ...], read: EventRead, context: Context
) -> Iterator[Problem]:
    name = path.partition("[")[0]
    for column in columns:
        named = getattr(entry, column)
        for key in named if isinstance(named, tuple) else [named] * bool(named):
            if key == EVENT_SUBJECT and name == "facts":
                continue
            bad = organisation_problem(key, context) or entry_problem(name, key, getattr(entry, "source", ""), context)
            if bad is not None:
                problem = read.places.problem(f"{path}.{column}", bad, key)
                yield replace(problem, level=Level.WARNING) if bad.code == DEPENDS else problem


def _no_meeting(event: EventSpec | None, tables: Mapping[str, Checked[Any]]) -> Iterator[Problem]:
    if event is not None and event.meeting is None and "requests" in tables:
        yield BadCell("no-meeting", _NO_MEETING, _ADD_MEETING).at(tables["requests"].raw.file, None, None)


def _bad_rows(table: Checked[Any], problems: Sequence[Problem]) -> tuple[BadRow, ...]:
    reasons: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.file == table.raw.file and problem.row is not None:
            reasons.setdefault(problem.row, []).append(problem)
    return tuple(BadRow(row, tuple(reasons[row.number])) for row in table.raw.rows if row.number in reasons)


def _nothing_left(settled: Settled, chosen: Mapping[str, str]) -> list[Problem]:
    if settled.rows.get("organisations") or "organisations" not in chosen:
        return []
    return [BadCell("nothing-left", _NOTHING_LEFT, _MEND).at(chosen["organisations"], None, None)]


def _folder(event: EventSpec, settled: Settled) -> Folder:
    return Folder(event, **{name: tuple(row.value for row in rows) for name, rows in settled.rows.items()})


_TWO_FILES = _("“%(one)s” and “%(other)s” hold the same table.")
_KEEP_ONE = _("Keep one of the two files.")
_NO_FILE = _("The folder has no file “%(name)s”.")
_ADD_FILE = _("Add it; the example folder shows what it looks like.")
_UNKNOWN_FILE = _("Fairway does not know the file “%(name)s” and leaves it unread.")
_NO_MEETING = _("There are meeting requests, but the event has no meeting slots.")
_ADD_MEETING = _("Add [meeting] with tables, minutes and sessions to event.toml, or leave the file out.")
_NOTHING_LEFT = _("No organisation is without a problem, so nothing can be loaded.")
_MEND = _("Mend the rows of this table first.")
