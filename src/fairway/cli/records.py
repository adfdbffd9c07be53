"""``fairway records``: files of credit records checked, sorted for a rating, or kept in the workbench."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from fairway.cli.compare import BROKEN, FILE, LANGUAGES, translation
from fairway.cli.outputs import refuse_to_lose
from fairway.cli.printing import say_problems
from fairway.lib.explain import filled
from fairway.lib.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from fairway.lib.explain import Reason
    from fairway.trust.engine.record_files.intake import Findings, Taken

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
REASON = "fairway records import"


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    files: tuple[Path, ...]
    mend: Path | None
    good_rows: bool
    shown: int
    language: str
    quiet: bool


@click.group()
def records() -> None:
    """Credit records from files of any size: .csv, .parquet, and small .xlsx.

    \b
    Example:
      fairway records check penalties.csv --mend to-mend.csv
      fairway records prepare penalties.csv taxes.parquet --out records.parquet
      fairway records import penalties.csv
    """


def _common(command: Callable[..., None]) -> Callable[..., None]:
    """Options that every command of the group takes."""
    for option in (
        click.option("--quiet", is_flag=True, help="No progress and no summary."),
        click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of messages."),
        click.option("--shown", type=click.IntRange(0, 200), default=200, show_default=True, help="Problems printed."),
        click.option("--mend", type=NEW_FILE, help="CSV for the rows with problems, to be mended and brought again."),
        click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE..."),
    ):
        command = option(command)
    return command


_good_rows = click.option("--good-rows", is_flag=True, help="Keep the good rows although others have problems.")


@records.command("check")
@_common
def check_files(**given: Any) -> None:  # noqa: ANN401  # click has checked the types
    """Check every row, and write nothing but --mend.

    \b
    Exit code: 0 nothing is wrong, 2 something is (a table of it is printed).
    """
    options = Options(good_rows=True, **given)
    translate = _ready(options)
    with _taken(options, translate) as (taken, findings):
        _summary(options, taken, findings)
    _end(findings)


@records.command("prepare")
@_common
@_good_rows
@click.option("--out", required=True, type=NEW_FILE, help="Parquet file for the sorted records.")
def prepare_files(out: Path, **given: Any) -> None:  # noqa: ANN401  # click has checked the types
    """Sort the records of all files by organisation into one Parquet file, which “fairway rate” reads.

    \b
    Exit code: 0 every row is in, 2 rows or files have problems: then nothing is written, or the good rows alone
    with --good-rows.
    """
    options = Options(**given)
    translate = _ready(options)
    refuse_to_lose(out, options.files, (b"PAR1",))
    with _taken(options, translate, beside=out) as (taken, findings):
        _summary(options, taken, findings)
        if _may_go_on(options, taken, findings):
            from fairway.trust.engine.record_files.sorted_file import write_sorted

            done = write_sorted(taken, out, _Line(translate, quiet=options.quiet))
            if not options.quiet:
                click.echo(f"{out}: {done.rows} records of {done.organisations} organisations.", err=True)
    _end(findings)


@records.command("import")
@_common
@_good_rows
@click.option("--reason", default=REASON, show_default=True, help="Kept in the audit log.")
def import_files(reason: str, **given: Any) -> None:  # noqa: ANN401  # click has checked the types
    """Keep the records in the workbench's database: all rows of all files in one transaction, or nothing.

    Organisations are found by their unified social credit code or a key of the registry. The same rows again
    change nothing.

    \b
    Exit code: 0 every row is in or was there, 2 rows or files have problems: then nothing is kept, or the good
    rows alone with --good-rows.
    """
    from fairway.cli.workbench import operator, set_up_office

    options = Options(**given)
    _refuse(options)
    set_up_office()
    from django.utils.translation import gettext, override

    with override(options.language), _taken(options, gettext) as (taken, findings):
        from fairway.trust.actions.record_imports import keep_taken
        from fairway.trust.queries.record_imports import compare_taken

        tell = _Line(gettext, quiet=options.quiet)
        compared = compare_taken(taken, findings, tell)
        _summary(options, taken, findings)
        if _may_go_on(options, taken, findings):
            kept = keep_taken(actor=operator(reason), reason=reason, taken=taken, compared=compared, tell=tell)
            if not options.quiet:
                click.echo(f"{kept} records were kept, {compared.same} were there already.", err=True)
    _end(findings)


def _ready(options: Options) -> Callable[[str], str]:
    _refuse(options)
    return translation(options.language)


def _refuse(options: Options) -> None:
    """Refuse what cannot be meant, before anything is read or written."""
    from fairway.trust.engine.record_files.intake import MEND_STARTS

    if options.mend is not None:
        refuse_to_lose(options.mend, options.files, MEND_STARTS)


@contextmanager
def _taken(
    options: Options, translate: Callable[[str], str], beside: Path | None = None
) -> Iterator[tuple[Taken, Findings]]:
    """Check the files; what waits on disk (``beside`` the results) is gone afterwards, and what is wrong is told."""
    from fairway.trust.engine.record_files.intake import Findings, take_in

    if beside is not None:
        beside.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".fairway-records-", dir=beside.parent if beside else None) as name:
        folder = Path(name)
        with (folder / "to-mend.csv").open("wb") as mend:
            findings = Findings(mend=mend, translate=translate)
            taken = take_in(options.files, folder, _today(), findings, tell=_Line(translate, quiet=options.quiet))
            yield taken, findings
        _say(options, findings, translate)
        if options.mend and findings.bad_rows:
            with whole_file(options.mend) as fresh:
                shutil.copyfile(folder / "to-mend.csv", fresh)


def _say(options: Options, findings: Findings, translate: Callable[[str], str]) -> None:
    shown = findings.shown[: options.shown]
    if shown:
        say_problems(shown, translate)
    left = findings.problems - len(shown)
    if left > 0:
        where = f"{options.mend} holds every row." if options.mend else "--mend FILE writes every row to a file."
        click.echo(f"… and {left} more problems, {findings.problems} in all. {where}", err=True)


def _today() -> date:
    from datetime import datetime

    return datetime.now().astimezone().date()


def _may_go_on(options: Options, taken: Taken, findings: Findings) -> bool:
    """Whether the good rows may be kept: all are good, or the others may stay out."""
    if findings.is_lost or not taken.good:
        return False
    return options.good_rows or not findings.problems


def _summary(options: Options, taken: Taken, findings: Findings) -> None:
    if options.quiet:
        return
    click.echo(
        f"{taken.rows} rows: {taken.rows - findings.bad_rows} good, {findings.bad_rows} with problems.", err=True
    )
    if findings.is_lost:
        click.echo("A file cannot be read to its end, so nothing can be kept.", err=True)
    for code, count in findings.codes.most_common():
        click.echo(f"  {count} × {code}", err=True)


def _end(findings: Findings) -> None:
    if findings.problems:
        sys.exit(BROKEN)


class _Line:
    """One line on standard error that is written over, on a terminal only."""

    def __init__(self, translate: Callable[[str], str], *, quiet: bool) -> None:
        self._translate = translate
        self._is_shown = sys.stderr.isatty() and not quiet

    def __call__(self, _done: int, _total: int, reason: Reason) -> None:
        if self._is_shown:
            text = filled(self._translate(reason.text), reason.params)
            click.echo(f"\r\x1b[2K{text}", err=True, nl=False)
