"""``fairway ratings``: put announced ratings in force, make past editions again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fairway.cli.workbench import operator, set_up_office

if TYPE_CHECKING:
    from fairway.lib.explain import Reason

DIFFERENT = 1


@click.group()
def ratings() -> None:
    """Look after ratings: put announced ones in force, make editions again.

    \b
    Example: fairway ratings due
    """


@ratings.command("due")
@click.option("--reason", default="fairway ratings due", show_default=True, help="Kept in the audit log.")
def due(reason: str) -> None:
    """Put announced ratings in force whose notice period is over. Run it every day, as a timed job.

    What a pending objection holds up stays announced; nothing takes effect backwards.

    \b
    Example: fairway ratings due
    """
    set_up_office()
    from fairway.trust.actions import let_take_effect

    count = len(let_take_effect(actor=operator(reason), reason=reason))
    click.echo(f"Ratings that took effect: {count}.")


@ratings.command("replay")
@click.argument("edition", type=int)
@click.option("--reason", default="fairway ratings replay", show_default=True, help="Kept in the audit log.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def replay(edition: int, reason: str, *, quiet: bool) -> None:
    """Make the edition with the number EDITION again, from what was written down when it was published.

    \b
    Exit code: 0 the same hash, 1 another one.
    Example: fairway ratings replay 3
    """
    set_up_office()
    from fairway.trust.actions import replay_edition
    from fairway.trust.queries.finding import edition as find_edition

    hidden = quiet or not sys.stderr.isatty()
    with click.progressbar(length=1, label="Edition", file=sys.stderr, hidden=hidden) as bar:

        def progress(done: int, total: int, _reason: Reason) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        found = replay_edition(actor=operator(reason), reason=reason, edition=find_edition(edition), progress=progress)
    same = "the same hash" if found.is_reproduced else "another hash: it cannot be made again"
    click.echo(f"Edition {edition} as of {found.as_of}, {found.count} organisations: {same}.")
    if not found.is_reproduced:
        sys.exit(DIFFERENT)
