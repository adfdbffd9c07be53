"""The ``fairway`` command. Assembly only: each command imports what it needs when it runs."""

from __future__ import annotations

import sys

import click

from fairway import __version__
from fairway.cli.cases import cases
from fairway.cli.compare import compare
from fairway.cli.demo import demo
from fairway.cli.exchange import export_file, import_file
from fairway.cli.forecast import forecast
from fairway.cli.hindrances import hindrances
from fairway.cli.link import link
from fairway.cli.methods import kpi, stage_map
from fairway.cli.model import model
from fairway.cli.office import account, audit, manage, organisation
from fairway.cli.projects import projects
from fairway.cli.promises import promises
from fairway.cli.rate import rate
from fairway.cli.ratings import ratings
from fairway.cli.records import records
from fairway.cli.run import check, run
from fairway.cli.scorecard import scorecard
from fairway.cli.search import search
from fairway.cli.serve import serve, worker
from fairway.cli.statements import report, verify
from fairway.cli.timetable import timetable
from fairway.cli.webhooks import webhooks
from fairway.lib.errors import FairwayError

USER_ERROR = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="fairway")
def commands() -> None:
    """Fairway: from a first contact to a project that produces.

    \b
    Look around on this computer, with an invented event:
      fairway demo
    Run your own folder of spreadsheets, without a web server:
      fairway check my-event
      fairway run my-event --out results
    """


_COMMANDS = (
    run, check, compare, link, rate, timetable, forecast, demo, serve, worker, organisation, account, audit, search,
    cases, promises, hindrances, ratings, report, verify, model, stage_map, kpi, records, projects, scorecard, webhooks,
    manage,
)  # fmt: skip
for _command in _COMMANDS:
    commands.add_command(_command)


for _command in (import_file, export_file):
    organisation.add_command(_command)


def main() -> None:
    """Run a command; a refusal is one sentence on standard error and exit code 2, never a traceback."""
    try:
        commands.main(prog_name="fairway")
    except FairwayError as refusal:
        click.echo(f"fairway: {refusal}", err=True)
        sys.exit(USER_ERROR)
    except OSError as fault:
        # A file that may not be read, a full disk, a folder that cannot be made: the system's words name the place.
        click.echo(f"fairway: {fault}. Mend that, or name another place.", err=True)
        sys.exit(USER_ERROR)
    except _database_errors() as fault:
        from fairway.cli.workbench import database_refusal

        click.echo(f"fairway: {database_refusal(fault)}", err=True)
        sys.exit(USER_ERROR)


def _database_errors() -> tuple[type[Exception], ...]:
    """What a database raises: nothing where Django was not loaded, which would be slow."""
    utils = sys.modules.get("django.db.utils")
    return (utils.DatabaseError,) if utils else ()
