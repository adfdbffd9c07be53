"""``fairway run`` and ``fairway check``: the whole chain on a folder of spreadsheets, without a web server."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from fairway.cli.folders import read_files, refuse_foreign_folder, write_files
from fairway.cli.printing import say_problems, table
from fairway.cli.workbench import operator, set_up_language, throwaway_database

if TYPE_CHECKING:
    from fairway.chain.engine.folder import Folder, FolderCheck
    from fairway.lib.explain import Reason

BROKEN = 2
FOLDER = click.Path(exists=True, path_type=Path, readable=True)
LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    folder: Path
    out: Path | None
    accept_good_rows: bool
    dry_run: bool
    seed: int | None
    language: str
    quiet: bool


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the results; made if missing.")
@click.option("--accept-good-rows", is_flag=True, help="Leave bad rows out, and write them to to-mend.xlsx.")
@click.option("--dry-run", is_flag=True, help="Check only: the same as “fairway check”.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Seed of the timetable; default: event.toml's.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of report and files.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
def run(**given: object) -> None:
    """Load FOLDER, rate, match, timetable, and write the results to --out.

    FOLDER holds event.toml and the tables (.csv or .xlsx), or is a zip archive of them. Nothing is kept
    anywhere but in --out; the same folder and seed give the same files, byte for byte.

    \b
    Results: organisations.csv  ratings.csv  matches.csv  timetable.xlsx  timetable.ics
             signing.json  funnel.json  report.html
    Exit code: 0 done, 2 the folder has problems (a table of them is printed).

    \b
    Example: fairway run examples/changchun-auto-2021 --out results
    """
    options = Options(**given)  # type: ignore[arg-type]  # click has checked the types
    if options.dry_run:
        _check(options.folder, options.language)
        return
    if options.out is None:
        raise click.UsageError("Say where the results go: --out FOLDER")
    refuse_foreign_folder(options.out)
    _run(options, options.out)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the problems.")
def check(folder: Path, language: str) -> None:
    """Read FOLDER and name every problem in it; write nothing.

    Each problem comes with its file, row, column and with what would be right. Exit code 0: the folder can
    be loaded; 2: it cannot.

    \b
    Example: fairway check my-event
    """
    _check(folder, language)


def _check(path: Path, language: str) -> None:
    from fairway.chain.engine.folder import read_folder

    found = read_folder(read_files(path))
    if found.folder is None:
        _refuse(found, language)
    if found.problems:
        _say(found, language)
    click.echo(_counted(found.folder))


def _refuse(found: FolderCheck, language: str) -> NoReturn:
    _say(found, language)
    sys.exit(BROKEN)


def _say(found: FolderCheck, language: str) -> None:
    """Print the problems; only Chinese needs Django."""
    if language == LANGUAGES[0]:
        say_problems(found.problems)
        return
    set_up_language()
    from django.utils.translation import gettext, override

    with override(language):
        say_problems(found.problems, gettext)


def _counted(folder: Folder) -> str:
    from fairway.chain.engine.folder import SPECS

    rows = [(name, len(getattr(folder, name))) for name in SPECS]
    counted = table(["Table", "Rows"], rows)
    return f"{folder.event.name} ({folder.event.held_on})\n\n{counted}\n\nNothing keeps this folder out."


def _run(options: Options, out: Path) -> None:
    from fairway.chain.engine.folder import read_folder

    found = read_folder(read_files(options.folder), accept_good_rows=options.accept_good_rows)
    if found.folder is None:
        _refuse(found, options.language)
    with throwaway_database():
        if found.problems:
            _say(found, options.language)
        files = _results(found, _seeded(found.folder, options.seed), options)
    write_files(out, files)
    if not options.quiet:
        click.echo(f"{len(files)} files in {out}; open {out / 'report.html'} in a browser.")


def _seeded(folder: Folder, seed: int | None) -> Folder:
    return folder if seed is None else replace(folder, event=replace(folder.event, seed=seed))


def _results(found: FolderCheck, folder: Folder, options: Options) -> dict[str, bytes]:
    from django.utils import translation

    from fairway.chain.actions import run_pipeline
    from fairway.chain.queries.folders import mend_workbook
    from fairway.chain.queries.results import result_files

    reason = "fairway run"
    report = _say_nothing if options.quiet else _report
    event = run_pipeline(actor=operator(reason), reason=reason, folder=folder, progress=report)
    with translation.override(options.language):
        mend = mend_workbook(found)
        return {**result_files(event), **({"to-mend.xlsx": mend} if mend else {})}


def _report(done: int, total: int, reason: Reason) -> None:
    click.echo(f"[{done}/{total}] {reason}")


def _say_nothing(_done: int, _total: int, _reason: Reason) -> None:
    """Keep quiet."""
