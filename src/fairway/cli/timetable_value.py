"""``fairway timetable`` for an event in spreadsheets: the most valuable meetings, and how far that is proven."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict

import click

from fairway.cli.outputs import refuse_input, write_file
from fairway.cli.printing import say_problems, table

if TYPE_CHECKING:
    from pathlib import Path

    from fairway.lib.tables.raw import RawTable
    from fairway.lib.tables.write import Cell
    from fairway.meet.engine.event_tables import EventTables
    from fairway.meet.engine.problem import MeetingProblem
    from fairway.meet.engine.result import Progress, Timetable

NOT_SOLVED = 1
NOT_READ = 2
_UNLIMITED = 1e9


class Sheets(TypedDict):
    """Options of an event in spreadsheets only."""

    tables: int | None
    price: int
    gap: float
    out: Path | None


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    seconds: float
    seed: int
    as_json: bool
    tables: int | None
    price: int
    gap: float
    out: Path | None


def most_valuable(path: Path, options: Options) -> None:
    """Read the event, solve it, check the answer, print and write it."""
    from fairway.meet.engine.event_tables import read_event
    from fairway.meet.engine.timetable import solve
    from fairway.meet.engine.verify import violations

    if options.out is not None:
        refuse_input(options.out, _files(path).values() if path.is_dir() else [path])
    event = read_event(_tables(path), event_tables=options.tables, price=options.price, name=path.name)
    if event.problem is None:
        say_problems(event.problems)
        sys.exit(NOT_READ)
    told = _tell if sys.stderr.isatty() and not options.as_json else _say_nothing
    began = time.monotonic()
    found = solve(
        event.problem,
        seed=options.seed,
        effort=_UNLIMITED,
        seconds=options.seconds,
        gap=options.gap / 100,
        on_progress=told,
    )
    seconds = time.monotonic() - began
    if told is _tell:
        click.echo(err=True)
    wrong = [str(reason) for reason in violations(event.problem, found)]
    for sentence in wrong:
        click.echo(f"NOT VALID: {sentence}", err=True)
    if options.out is not None:
        write_file(options.out, _workbook(event, found))
    click.echo(json.dumps(_data(found, seconds)) if options.as_json else _text(event.problem, found, seconds))
    if wrong or found.status in ("infeasible", "unknown"):
        sys.exit(NOT_SOLVED)


def _tables(path: Path) -> dict[str, RawTable]:
    """The tables of a folder of files, or of a workbook, by name; what is called otherwise is left out."""
    from fairway.lib.tables.raw import read_table

    if path.is_file():
        return _sheets(path)
    return {name: read_table(file.read_bytes(), file.name) for name, file in _files(path).items()}


def _files(folder: Path) -> dict[str, Path]:
    from fairway.meet.engine.event_tables import SHEETS

    files = [file for file in sorted(folder.iterdir()) if file.suffix.lower() in (".csv", ".xlsx")]
    return {SHEETS[file.stem.casefold()]: file for file in files if file.stem.casefold() in SHEETS}


def _sheets(path: Path) -> dict[str, RawTable]:
    from fairway.lib.tables.problem import BadCell
    from fairway.lib.tables.raw import lost_table, table_from
    from fairway.lib.tables.xlsx_file import read_xlsx, sheet_names
    from fairway.meet.engine.event_tables import SHEETS

    data = path.read_bytes()
    try:
        known = {SHEETS[sheet.casefold()]: sheet for sheet in sheet_names(data) if sheet.casefold() in SHEETS}
    except BadCell as bad:
        return {"participants": lost_table(path.name, bad)}
    found = {}
    for name, sheet in known.items():
        try:
            found[name] = table_from(read_xlsx(data, path.name, sheet), f"{path.name}/{sheet}")
        except BadCell as bad:
            found[name] = lost_table(f"{path.name}/{sheet}", bad)
    return found


def _tell(progress: Progress) -> None:
    click.echo(f"\rvalue {progress.value}, at most {progress.bound} possible   ", nl=False, err=True)


def _say_nothing(_progress: Progress) -> None:
    pass


def _gap(found: Timetable) -> float:
    return (found.bound - found.value) / found.bound if found.bound > 0 else 0.0


def _data(found: Timetable, seconds: float) -> dict[str, object]:
    return {
        "status": str(found.status),
        "value": found.value,
        "bound": found.bound,
        "gap": round(_gap(found), 6),
        "seconds": round(seconds, 3),
        "breaks": found.breaks,
        "meetings": [[meeting.wish, meeting.slot, meeting.table] for meeting in found.meetings],
        "unmet": [{"request": one.wish, "reasons": [str(reason) for reason in one.reasons]} for one in found.unmet],
    }


def _text(problem: MeetingProblem, found: Timetable, seconds: float) -> str:
    held = dict.fromkeys((slot.number for slot in problem.slots), 0)
    for meeting in found.meetings:
        held[meeting.slot] += 1
    rows = [[slot.number, slot.day, held[slot.number], problem.tables_in(slot.number)] for slot in problem.slots]
    known = "no timetable is worth more" if found.value == found.bound else f"gap {_gap(found):.3%}"
    summary = (
        f"{len(found.meetings)} of {len(problem.wishes)} requests are met, {found.status}: value {found.value}, proven "
        f"bound {found.bound} ({known}), {found.breaks} breaks, {seconds:.1f} s, checked"
    )
    reasons = [str(reason) for reason in found.overloads]
    return "\n".join([table(["Slot", "Day", "Meetings", "Tables"], rows), "", summary, *reasons])


def _workbook(event: EventTables, found: Timetable) -> bytes:
    """Sheets with the meetings, the requests not met and why, and the figures."""
    from fairway.lib.tables.write import Sheet, workbook_bytes

    problem = event.problem
    if problem is None:
        raise ValueError(event)
    wishes = {wish.key: wish for wish in problem.wishes}
    names = {person.key: (event.keys[person.key - 1], person.name) for person in problem.participants}
    meetings: list[list[Cell]] = [
        [m.slot, m.table, m.wish, *names[wishes[m.wish].first], *names[wishes[m.wish].second], wishes[m.wish].priority]
        for m in found.meetings
    ]
    unmet: list[list[Cell]] = [
        [u.wish, *names[wishes[u.wish].first], *names[wishes[u.wish].second], " ".join(map(str, u.reasons))]
        for u in found.unmet
    ]
    sides = ["From", "Name", "To", "Name "]
    figures: list[list[Cell]] = [
        ["Value", found.value],
        ["Bound", found.bound],
        ["Breaks", found.breaks],
        ["Status", str(found.status)],
    ]
    return workbook_bytes(
        [
            Sheet("Timetable", ["Slot", "Table", "Request", *sides, "Priority"], meetings),
            Sheet("Not met", ["Request", *sides, "Why"], unmet),
            Sheet("Figures", ["Figure", "Is"], figures),
        ],
        datetime.now(UTC),
    )
