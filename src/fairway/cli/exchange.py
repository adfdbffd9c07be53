"""``fairway organisation import`` and ``export``: files of organisations, by the same rules as on the web."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairway.cli.outputs import write_file
from fairway.cli.printing import SHOWN_PROBLEMS, table
from fairway.cli.workbench import operator, set_up_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.base.models import User
    from fairway.know.actions.imports import Choices
    from fairway.know.models import Import
    from fairway.lib.explain import Reason

LANGUAGES = ("en", "zh-hans")
KINDS = ("enterprise", "government", "zone", "committee", "institution", "association", "bank")
ROWS_STAYED_OUT = 1
REASON = "fairway organisation import"


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--namespace", required=True, help="Name of the source; keys of the file are kept under it.")
@click.option("--dry-run", is_flag=True, help="Compare only, and write nothing.")
@click.option("--sheet", default="", help="Sheet of a workbook; default: the first with data.")
@click.option("--column", "columns", multiple=True, metavar="HEADING=COLUMN", help="Read a heading as a column.")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="What a row is that does not say it.")
@click.option("--region", default="", help="Where a row is that does not say it: code, or name with province.")
@click.option("--demo", is_flag=True, help="The file is invented data.")
@click.option("--keep", is_flag=True, help="Fill only what is empty; change no field that holds a value.")
@click.option("--no-names", is_flag=True, help="Do not compare names with the registry.")
@click.option("--hold", is_flag=True, help="Rows that may be a known organisation stay out.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="CSV with what becomes of each row.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the report.")
@click.option("--reason", default=REASON, show_default=True, help="Kept in the audit log.")
def import_file(file: Path, namespace: str, **given: Any) -> None:  # noqa: ANN401  # click has checked the types
    """Bring the organisations of FILE (CSV, XLSX or followthemoney) into the registry.

    The file is compared with the registry first: a code decides who a row is, then its key, then an earlier
    decision, then the name. The same file again changes nothing. Rows with a problem stay out.

    \b
    Exit code: 0 every row went in or is there, 1 rows stayed out (--report says why), 2 nothing was done.
    Example: fairway organisation import park.xlsx --namespace park-list --dry-run
    """
    report: Path | None = given["report"]
    if report and report.exists() and report.samefile(file):
        raise click.UsageError("--report is FILE itself. Name another file for the report.")
    set_up_office()
    from django.utils.translation import override

    with override(given["language"]):
        stayed = _brought_in(operator(given["reason"]), file, namespace, given)
    if stayed:
        sys.exit(ROWS_STAYED_OUT)


def _brought_in(actor: User, file: Path, namespace: str, given: dict[str, Any]) -> int:
    """Keep the file, compare it, and apply it unless only a dry run was asked for; gives how many rows stayed out."""
    from fairway.know.actions import applying, imports

    who = {"actor": actor, "reason": given["reason"]}
    kept = imports.keep_upload(**who, namespace=namespace, file_name=file.name, content=file.read_bytes())
    try:
        imports.choose_columns(**who, kept=kept, choices=_choices(kept, given))
        kept.refresh_from_db()
        imports.compare_upload(**who, kept=kept, progress=_bar)
        kept.refresh_from_db()
        if not given["dry_run"]:
            applying.apply_import(**who, kept=kept, progress=_bar)
            kept.refresh_from_db()
        _end_bar()
        return _told(kept, given)
    finally:
        kept.refresh_from_db()
        if kept.state == kept.State.UPLOADED or given["dry_run"]:
            imports.discard_upload(**who, kept=kept)


def _choices(kept: Import, given: dict[str, Any]) -> Choices:
    from fairway.know.actions.imports import Choices
    from fairway.know.engine.imports.incoming import Options
    from fairway.know.engine.imports.places import region
    from fairway.know.queries.imports.pages import look_at

    options = Options(
        kind=given["kind"] or "",
        region=region(given["region"]) if given["region"] else "",
        demo=given["demo"],
        overwrite=not given["keep"],
        by_name=not given["no_names"],
        hold=given["hold"],
    )
    if kept.file_kind == "ftm":
        return Choices(options=options)
    look = look_at(kept, given["sheet"])
    mapping = {column.heading: column.key for column in look.columns} | _asked(given["columns"], look.raw.headings)
    return Choices(mapping, given["sheet"], look.heading_row, options)


def _asked(columns: tuple[str, ...], headings: tuple[str, ...]) -> dict[str, str]:
    from fairway.know.engine.imports.columns import REGISTRY

    asked = dict(pair.split("=", 1) for pair in columns if "=" in pair)
    known = {column.key for column in REGISTRY.columns} | {""}
    for heading, key in asked.items():
        if heading not in headings or key not in known:
            text = (
                f"--column {heading}={key}: headings are {', '.join(headings)}; columns are {', '.join(sorted(known))}."
            )
            raise click.UsageError(text)
    if len(asked) < len(columns):
        raise click.UsageError("Write --column HEADING=COLUMN.")
    return asked


def _bar(done: int, total: int, reason: Reason) -> None:
    """One line that is written over, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{100 * done // max(total, 1):3d} %  {reason}", err=True, nl=False)


def _end_bar() -> None:
    if sys.stderr.isatty():
        click.echo(err=True)


def _told(kept: Import, given: dict[str, Any]) -> int:
    """Print what became of the rows; gives how many stayed out."""
    from django.utils.translation import gettext

    from fairway.know.models import ImportRow
    from fairway.know.queries.imports.pages import stayed_out
    from fairway.know.queries.imports.words import left_out_lines, problem_lines, told

    counted = [(label, kept.counts.get(value, 0)) for value, label in ImportRow.Outcome.choices]
    click.echo(table([gettext("Outcome"), gettext("Rows")], counted))
    for words, times in left_out_lines(kept):
        click.echo(f"{times} × {words}", err=True)
    for problem in kept.problems:
        click.echo(f"{told(problem)} {told(problem['remedy'])}", err=True)
    out = stayed_out(kept)
    rows = [(row.number, row.name, "; ".join(problem_lines(row.problems))) for row in out[:SHOWN_PROBLEMS]]
    if rows:
        headings = [gettext("Row"), gettext("Name"), gettext("What is wrong and what would be right")]
        click.echo(table(headings, rows), err=True)
    if given["report"]:
        _report(kept, given["report"])
    return out.count() + len([problem for problem in kept.problems if problem["level"] == "error"])


def _report(kept: Import, path: Path) -> None:
    from django.utils.translation import gettext

    from fairway.know.queries.imports.pages import changed_lines, rows_of
    from fairway.know.queries.imports.words import problem_lines
    from fairway.lib.tables import csv_pieces

    names = ("Row", "Name", "Outcome", "What changes", "What is wrong and what would be right")
    lines: Iterator[list[str | int]] = (
        [
            row.number,
            row.name,
            str(row.get_outcome_display()),
            changed_lines(row),
            "\n".join(problem_lines(row.problems)),
        ]
        for row in rows_of(kept).iterator(chunk_size=500)
    )
    write_file(path, csv_pieces([gettext(name) for name in names], lines))


@click.command("export")
@click.option("--format", "kind", type=click.Choice(("csv", "json", "ftm")), required=True, help="Of the file.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the headings.")
def export_file(kind: str, out: Path, language: str) -> None:
    """Write every organisation to a file that “import” reads back: a table, or entities of followthemoney.

    \b
    Example: fairway organisation export --format ftm --out organisations.ftm.json
    """
    set_up_office()
    from django.utils.translation import override

    from fairway.know.queries.exchange import entity_lines, json_pieces, table_headings, table_rows
    from fairway.lib.tables import csv_pieces

    with override(language):
        if kind == "ftm":
            write_file(out, entity_lines())
        elif kind == "json":
            write_file(out, json_pieces())
        else:
            write_file(out, csv_pieces(table_headings(), table_rows()))
    click.echo(f"{out} is written.")
