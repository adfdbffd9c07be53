"""``fairway projects export`` and ``import``: projects in other systems' forms, by the same rules as on the web."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairway.cli.exchange import LANGUAGES, _bar, _end_bar
from fairway.cli.outputs import write_file
from fairway.cli.printing import SHOWN_PROBLEMS, table
from fairway.cli.workbench import operator, set_up_office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fairway.lib.tables.problem import Problem

FORMS = ("json", "xml", "xlsx", "zip")
STAYED_OUT = 1
REASON = "fairway projects import"
_PIECE = 1 << 16


@click.group()
def projects() -> None:
    """Take projects to other systems, and bring projects in from them."""


@projects.command("export")
@click.option("--format", "kind", type=click.Choice(FORMS), default="json", show_default=True, help="Of the file.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option("--address", default="", help="Where the file will be published; stands in it.")
def export_projects(kind: str, out: Path, address: str) -> None:
    """Write every project to a file: json is OC4IDS 0.9.5, xml IATI 2.03, xlsx a workbook, zip CSV files.

    “import” reads all of them back, and json whole.

    \b
    Example: fairway projects export --out projects.json
    """
    set_up_office()
    from fairway.land.queries.exports import KINDS

    write_file(out, KINDS[kind].pieces(operator("fairway projects export"), address))
    click.echo(f"{out} is written.")


@projects.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Compare only, and write nothing.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of what is printed.")
@click.option("--reason", default=REASON, show_default=True, help="Kept in the audit log.")
def import_projects(file: Path, dry_run: bool, language: str, reason: str) -> None:  # noqa: FBT001  # click's
    """Bring in the projects of FILE that are new or add something. Events and organisations must be there.

    FILE is json, xml, xlsx or zip, as “export” writes them. A log and a list of payments only grow: what contradicts
    what is known stays out with its reason, and so does what breaks a rule. All sound projects go in at once, or none
    does. The same file again changes nothing.

    \b
    Exit code: 0 every project went in or is there, 1 some stayed out, 2 nothing was done.
    Example: fairway projects import projects.json --dry-run
    """
    set_up_office()
    from django.utils.translation import override

    with override(language):
        if _brought_in(file, reason, dry_run=dry_run):
            sys.exit(STAYED_OUT)


def _brought_in(file: Path, reason: str, *, dry_run: bool) -> int:
    """Look the file over, and take it unless only a dry run was asked for; gives how many projects stayed out."""
    from fairway.land.actions import take_source
    from fairway.land.queries.incoming import Source, look_over

    actor, source = operator(reason), Source(file.name, lambda: _pieces(file))
    found, problems = look_over(source, actor, _bar)
    _end_bar()
    counts: Mapping[str, int] = {outcome.value: count for outcome, count in found.items()}
    if not dry_run and counts["new"] + counts["changed"]:
        counts = take_source(actor=actor, reason=reason, source=source).counts
    _tell(counts, problems)
    return counts["refused"] or len(problems)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _tell(counts: Mapping[str, int], problems: list[Problem]) -> None:
    from django.utils.translation import gettext

    from fairway.land.queries.exports import OUTCOMES

    words = [(gettext(OUTCOMES[outcome]), count) for outcome, count in counts.items()]
    click.echo(table([gettext("Outcome"), gettext("Projects")], words))
    for problem in problems[:SHOWN_PROBLEMS]:
        said = " ".join(gettext(part) % problem.params for part in (problem.text, problem.remedy))
        click.echo(f"{problem.where}: {said}", err=True)
