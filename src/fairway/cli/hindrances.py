"""``fairway hindrances``: what goes up the mandate chain every day."""

from __future__ import annotations

import click

from fairway.cli.workbench import operator, set_up_office


@click.group()
def hindrances() -> None:
    """Look after what hinders projects."""


@hindrances.command("due")
@click.option("--reason", default="fairway hindrances due", show_default=True, help="Kept in the audit log.")
def due(reason: str) -> None:
    """Send every hindrance whose day for the next step has passed to the superior of who has it.

    Run it every day, from cron or a timer. A second run on one day does nothing; days that were missed are made up.

    \b
    Example: fairway hindrances due
    """
    set_up_office()
    from django.utils import timezone

    from fairway.land.actions import escalate_hindrances

    sent = escalate_hindrances(actor=operator(reason), reason=reason, on=timezone.localdate())
    click.echo(f"{sent} steps up.")
