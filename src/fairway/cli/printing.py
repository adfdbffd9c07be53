"""Tables on a terminal, with Chinese characters counted as two columns wide."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING

import click

from fairway.lib.explain import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fairway.lib.explain import Reason
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
            filled(translate(problem.text), problem.params),
            filled(translate(problem.remedy), problem.params),
        )
        for problem in problems[:SHOWN_PROBLEMS]
    ]
    click.echo(table([translate(heading) for heading in headings], rows), err=True)
    if len(problems) > SHOWN_PROBLEMS:
        click.echo(f"… and {len(problems) - SHOWN_PROBLEMS} more.", err=True)


class Bar:
    """One line on standard error that says what is being done and how far it is; plain lines where nobody watches."""

    def __init__(self, translate: Callable[[str], str], *, quiet: bool) -> None:
        self.translate, self.quiet = translate, quiet
        self.watched = sys.stderr.isatty()
        self.stage = ""

    def __call__(self, done: int, total: int, reason: Reason) -> None:
        """Say that ``done`` of ``total`` is behind us, and what is being done."""
        if self.quiet:
            return
        words = self.translate(reason.text)
        if self.watched:
            share = done / total if total else 1.0
            filled = "█" * round(24 * share)
            click.echo(f"\r\x1b[2K{words}  {filled:░<24} {share:4.0%}", err=True, nl=False)
        elif reason.text != self.stage:
            click.echo(words, err=True)
        self.stage = reason.text

    def end(self) -> None:
        """Leave the line."""
        if self.watched and self.stage:
            click.echo("", err=True)
