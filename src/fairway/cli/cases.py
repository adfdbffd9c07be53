"""``fairway cases``: what falls due every day."""

from __future__ import annotations

import click

from fairway.cli.workbench import operator, set_up_office


@click.group()
def cases() -> None:
    """Look after objections, repairs, appeals and problems."""


@cases.command("due")
@click.option("--reason", default="fairway cases due", show_default=True, help="Kept in the audit log.")
def due(reason: str) -> None:
    """Mark what is due soon, overdue or escalated, and let expire what is past its publicity period.

    Run it every day, from cron or a timer. A second run on one day does nothing.

    \b
    Example: fairway cases due
    """
    set_up_office()
    from django.utils import timezone

    from fairway.trust.actions import run_due

    done = run_due(actor=operator(reason), reason=reason, on=timezone.localdate())
    click.echo(f"{done.marked} cases marked, {done.expired} records expired.")
