"""``fairway search``: look after the index of the search box."""

from __future__ import annotations

import sys

import click

from fairway.cli.workbench import operator, set_up_office


@click.group()
def search() -> None:
    """Look after the search box's index."""


@search.command("rebuild")
@click.option("--reason", default="fairway search rebuild", show_default=True, help="Kept in the audit log.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def rebuild(reason: str, *, quiet: bool) -> None:
    """Make the index of all names and codes anew: about a minute for a million organisations.

    Needed after a new version says so, and worth it once many thousand organisations were loaded. Searches go on
    meanwhile; whoever writes waits.

    \b
    Example: fairway search rebuild
    """
    set_up_office()
    from fairway.know.actions import rebuild_search

    hidden = quiet or not sys.stderr.isatty()
    with click.progressbar(length=1, label="Search index", file=sys.stderr, hidden=hidden) as bar:

        def report(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        count = rebuild_search(actor=operator(reason), reason=reason, report=report)
    click.echo(f"{count} organisations can be found.")
