"""Tables on a terminal, with Chinese characters counted as two columns wide."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fairway.lib.tables import Problem

SHOWN_PROBLEMS = 200


def width(text: str) -> int:
    """Terminal columns that ``text`` takes."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Left-aligned columns under headings, two blanks between them."""
    lines = [[str(cell) if cell is not None else "–" for cell in row] for row in [headings, *rows]]
    widths = [max(width(line[place]) for line in lines) for place in range(len(headings))]
    lines.insert(1, ["─" * wide for wide in widths])
    return "\n".join(
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def say_problems(problems: Sequence[Problem], translate: Callable[[str], str] = str) -> None:
    """Print problems as a table on standard error: file, row, column, what is wrong, what would be right."""
    headings = ["File", "Row", "Column", "What is wrong", "What would be right"]
    rows = [
        (
            problem.file,
            problem.row,
            problem.column,
            _filled(translate(problem.text), problem),
            _filled(translate(problem.remedy), problem),
        )
        for problem in problems[:SHOWN_PROBLEMS]
    ]
    click.echo(table([translate(heading) for heading in headings], rows), err=True)
    if len(problems) > SHOWN_PROBLEMS:
        click.echo(f"… and {len(problems) - SHOWN_PROBLEMS} more.", err=True)


def _filled(text: str, problem: Problem) -> str:
    return text % problem.params if problem.params else text
