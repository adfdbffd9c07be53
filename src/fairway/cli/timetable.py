"""``fairway timetable``: an event's timetable, checked, and how far it is proven to be the best."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairway.cli.printing import table
from fairway.cli.timetable_value import Options, most_valuable

if TYPE_CHECKING:
    from typing import Unpack

    from fairway.cli.timetable_value import Sheets
    from fairway.meet.engine.least_breaks.solve import Fewest
    from fairway.meet.engine.problem import MeetingProblem

NOT_SOLVED = 1
SECONDS = 300.0
PRICE = "Spreadsheets: points each meeting costs that somebody is short of its least number."


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--fairness",
    type=click.IntRange(0),
    help="Most by which the breaks of two participants may differ.",
)
@click.option("--seconds", type=click.FloatRange(min=0.1), default=SECONDS, show_default=True, help="Most time.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Where chance begins.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@click.option("--tables", type=click.IntRange(0), help="Spreadsheets: tables in slots that give no number.")
@click.option("--price", type=click.IntRange(0), default=0, show_default=True, help=PRICE)
@click.option("--gap", type=click.FloatRange(0, 100), default=0.0, help="Spreadsheets: percent that is good enough.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Spreadsheets: write a workbook (.xlsx).")
def timetable(
    file: Path, fairness: int | None, seconds: float, seed: int, *, as_json: bool, **sheets: Unpack[Sheets]
) -> None:
    """Make the timetable of the event in FILE: a brokerage event (.dzn), a workbook (.xlsx) or a folder of tables.

    \b
    A workbook or folder has participants, requests, slots and, where needed, interpreters (sheets, or .csv and .xlsx
    files, of these names). The most valuable meetings are held, and the bound is proven: no timetable is worth more.
    JSON: status, value, bound, gap, seconds, breaks, meetings as [request, slot, table], and unmet with reasons.
    Example: fairway timetable event/ --seconds 60 --out timetable.xlsx

    Of a .dzn file every meeting is held within availability, sessions, tables, fixed slots and precedences, or the
    event is reported as impossible. A break is an idle stretch between two meetings of a participant. The bound is
    proven: no timetable has fewer breaks. The check is separate from the solver.

    \b
    JSON: status (optimal, feasible, infeasible, unknown), objective (breaks), bound, seconds, and meetings as
    [meeting, slot], numbered as in the file.
    Exit code: 0 a checked timetable, 1 none (proved impossible, or time over), 2 an event that cannot be read.
    Example: fairway timetable event.dzn --fairness 2 --json
    """
    from fairway.meet.engine.dzn import read_dzn
    from fairway.meet.engine.least_breaks.solve import fewest_breaks, violations

    if file.is_dir() or file.suffix.lower() == ".xlsx":
        most_valuable(file, Options(seconds, seed, as_json, **sheets))
        return
    if not file.is_file():
        raise click.BadParameter(f"{file} is not a regular file.", param_hint="FILE")
    problem = read_dzn(file.read_text(encoding="utf-8", errors="replace"), file.name)
    told = _tell if sys.stderr.isatty() and not as_json else _say_nothing
    found = fewest_breaks(problem, fairness=fairness, seconds=seconds, seed=seed, on_progress=told)
    if told is _tell:
        click.echo(err=True)
    wrong = [str(reason) for reason in violations(problem, found, fairness)]
    if wrong:
        click.echo("NOT VALID:\n  " + "\n  ".join(wrong), err=True)
    click.echo(json.dumps(_data(found)) if as_json else _text(problem, found))
    if wrong or not found.holds:
        sys.exit(NOT_SOLVED)


def _tell(breaks: int | None, bound: int) -> None:
    """Say on one line how far the search is; Ctrl-C ends it."""
    found = "no timetable yet" if breaks is None else f"{breaks} breaks found"
    click.echo(f"\r{found}, no fewer than {bound} possible   ", nl=False, err=True)


def _say_nothing(_breaks: int | None, _bound: int) -> None:
    pass


def _data(found: Fewest) -> dict[str, object]:
    return {
        "status": str(found.status),
        "objective": found.breaks,
        "bound": found.bound,
        "seconds": round(found.seconds, 3),
        "meetings": [[key, slot] for key, slot in sorted(found.slot_of.items())],
    }


def _contradiction(found: Fewest, problem: MeetingProblem) -> list[str]:
    """Name a group of terms that contradict each other, where it is proven that some do."""
    from fairway.meet.engine.result import Status
    from fairway.meet.engine.why_not.contradiction import explain_contradiction

    if found.status is not Status.INFEASIBLE:
        return []
    reasons = [str(reason) for reason in explain_contradiction(problem)]
    head = "These contradict each other; without any one of them the others are possible:"
    return [head, *reasons] if reasons else []


def _text(problem: MeetingProblem, found: Fewest) -> str:
    from fairway.meet.engine.seat import seat

    if not found.holds:
        return "\n  ".join([f"{problem.name}: no timetable ({found.status}).", *_contradiction(found, problem)])
    tables = seat(problem, found.slot_of)
    held = {(slot, tables[key]): key for key, slot in found.slot_of.items()}
    parties = {wish.key: f"{wish.first}–{wish.second}" for wish in problem.wishes}
    used = sorted(set(tables.values()))
    rows = [
        [slot.number, *(parties[held[place]] if (place := (slot.number, t)) in held else "·" for t in used)]
        for slot in problem.slots
    ]
    bound = "no timetable has fewer" if found.breaks == found.bound else f"proven so far: no fewer than {found.bound}"
    summary = f"{len(found.slot_of)} meetings, {found.breaks} breaks ({bound}), checked: nothing is wrong"
    return f"{problem.name}\n\n{table(['Slot', *(f'Table {t}' for t in used)], rows)}\n\n{summary}"
