"""``fairway timetable``: solve a brokerage event kept in MiniZinc's data format and print a checked timetable."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairway.cli.printing import table

if TYPE_CHECKING:
    from fairway.meet.engine.problem import MeetingProblem
    from fairway.meet.engine.timetable import Timetable

NOT_SOLVED = 1
EFFORT = 60.0


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Same seed, same timetable."
)
@click.option(
    "--effort",
    type=click.FloatRange(min=0.1),
    default=EFFORT,
    show_default=True,
    help="Most work, in the solver's own units of time.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def timetable(file: Path, seed: int, effort: float, *, as_json: bool) -> None:
    """Solve the brokerage event in FILE (.dzn), check the answer, print slots × tables.

    Every meeting is held within availability, sessions, tables, fixed slots and precedences, or the event is
    reported as impossible. The check is separate from the solver.

    \b
    Exit code: 0 a checked timetable, 1 none (proved impossible, or effort spent).
    Example: fairway timetable event.dzn --seed 7
    """
    from fairway.meet.engine.dzn import read_dzn
    from fairway.meet.engine.timetable import solve
    from fairway.meet.engine.verify import violations

    if not file.is_file():
        raise click.BadParameter(f"{file} is not a regular file.", param_hint="FILE")
    problem = read_dzn(file.read_text(encoding="utf-8", errors="replace"), file.name)
    solved = solve(problem, seed=seed, effort=effort)
    wrong = [str(reason) for reason in violations(problem, solved)] if solved.meetings else []
    click.echo(json.dumps(_data(problem, solved, wrong)) if as_json else _text(problem, solved, wrong))
    if wrong or not solved.meetings:
        sys.exit(NOT_SOLVED)


def _data(problem: MeetingProblem, solved: Timetable, wrong: list[str]) -> dict[str, object]:
    return {
        "name": problem.name,
        "status": str(solved.status),
        "slots": len(problem.slots),
        "tables": problem.tables,
        "breaks": solved.breaks,
        "checked": not wrong,
        "violations": wrong,
        "meetings": [{"meeting": m.wish, "slot": m.slot, "table": m.table} for m in solved.meetings],
    }


def _text(problem: MeetingProblem, solved: Timetable, wrong: list[str]) -> str:
    if not solved.meetings:
        return f"{problem.name}: no timetable ({solved.status})."
    held = {(m.slot, m.table): m.wish for m in solved.meetings}
    parties = {wish.key: f"{wish.first}–{wish.second}" for wish in problem.wishes}
    tables = sorted({m.table for m in solved.meetings})
    rows = [
        [slot.number, *(parties[held[place]] if (place := (slot.number, t)) in held else "·" for t in tables)]
        for slot in problem.slots
    ]
    checked = "checked: nothing is wrong" if not wrong else "NOT VALID:\n  " + "\n  ".join(wrong)
    summary = f"{len(solved.meetings)} meetings, {solved.breaks} breaks, {solved.status}, {checked}"
    return f"{problem.name}\n\n{table(['Slot', *(f'Table {t}' for t in tables)], rows)}\n\n{summary}"
