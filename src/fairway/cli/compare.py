"""``fairway compare``: decide on a table of pairs of names, without a database."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairway.cli.outputs import refuse_to_lose, write_file
from fairway.cli.printing import say_problems, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.know.engine.linkage.pairs import DecidedRow, PairRow
    from fairway.lib.tables import Checked

LANGUAGES = ("en", "zh-hans")
BROKEN = 2
MARK = "\ufeff"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path, readable=True)


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    pairs: Path
    out: Path | None
    language: str
    quiet: bool


@click.command()
@click.argument("pairs", type=FILE)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="CSV for the results; default: standard output."
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of headings and reasons."
)
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
def compare(**given: object) -> None:
    """Decide on each pair of names in PAIRS (.csv or .xlsx): same, related (how), different, or ask.

    PAIRS has the columns name_a and name_b and, where known, code_a and code_b (or uscc_a, lei_a …) and place_a and
    place_b (division codes). Chinese headings do: 名称甲, 名称乙. Other columns are left alone. Each row gets its
    probability and its reasons.

    \b
    Exit code: 0 every row decided, 2 rows or the file have problems (a table of them is printed; the
    good rows are decided all the same).
    Example: fairway compare pairs.csv --out decided.csv
    """
    options = Options(**given)  # type: ignore[arg-type]  # click has checked the types
    if options.out is not None:
        refuse_to_lose(options.out, [options.pairs], _first_bytes())
    found = _read(options.pairs)
    translate = translation(options.language)
    if found.problems:
        say_problems(found.problems, translate)
    rows = _decided(found, options)
    if found.rows:
        _write(rows, options, translate)
    if not options.quiet and found.rows:
        click.echo(_summary(rows, translate), err=True)
    if found.problems:
        sys.exit(BROKEN)


def _first_bytes() -> tuple[bytes, ...]:
    """How files of results begin, in either language: only they may be written over."""
    return tuple(f"{MARK}{heading},".encode() for heading in ("Row", "行"))


def _read(path: Path) -> Checked[PairRow]:
    """Read and check the table; columns it has beyond ours are no problem here."""
    from fairway.know.engine.linkage.pairs import PAIRS
    from fairway.lib.tables import check, read_table

    found = check(read_table(path.read_bytes(), path.name), PAIRS)
    return replace(found, problems=tuple(each for each in found.problems if each.code != "unknown-column"))


def translation(language: str) -> Callable[[str], str]:
    """Return what turns English sentences into ``language``."""
    if language == LANGUAGES[0]:
        return str
    from fairway.cli.workbench import set_up_language

    set_up_language()
    from django.utils.translation import activate, gettext

    activate(language)
    return gettext


def _decided(found: Checked[PairRow], options: Options) -> list[DecidedRow]:
    from fairway.know.engine.linkage.pairs import decide_rows

    rows = decide_rows(found.rows)
    if options.quiet or not sys.stderr.isatty():
        return list(rows)
    decided = []
    with click.progressbar(length=len(found.rows), label="Comparing", file=sys.stderr) as shown:
        for row in rows:
            decided.append(row)
            shown.update(1)
    return decided


def _write(rows: list[DecidedRow], options: Options, translate: Callable[[str], str]) -> None:
    from fairway.know.engine.linkage.pairs import HEADINGS, result_row
    from fairway.lib.tables import csv_bytes

    content = csv_bytes([translate(each) for each in HEADINGS], (result_row(row, translate) for row in rows))
    if options.out is None:
        click.echo(content, nl=False)
    else:
        write_file(options.out, content)


def _summary(rows: list[DecidedRow], translate: Callable[[str], str]) -> str:
    from fairway.know.engine.linkage.model import CURRENT
    from fairway.know.engine.linkage.pairs import COUNTED, HEADINGS, VERDICT_WORDS, counted

    lines = [(translate(VERDICT_WORDS[verdict]), n) for verdict, n in counted(rows).items()]
    return f"{table([translate(HEADINGS[3]), translate(COUNTED)], lines)}\n{CURRENT}"
