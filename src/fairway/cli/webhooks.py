"""``fairway webhooks deliver``: what other systems are told."""

from __future__ import annotations

import click

from fairway.cli.workbench import operator, set_up_office


@click.group()
def webhooks() -> None:
    """Tell other systems what happens."""


@webhooks.command("deliver")
@click.option("--reason", default="fairway webhooks deliver", show_default=True, help="Kept in the audit log.")
def deliver(reason: str) -> None:
    """Send the messages that are due, new ones and those that failed before.

    Run it every minute, from cron or a timer. Two runs at once send nothing twice.

    \b
    Example: fairway webhooks deliver
    """
    set_up_office()
    from fairway.land.actions import deliver_webhooks

    delivered, failed = deliver_webhooks(actor=operator(reason), reason=reason)
    click.echo(f"{delivered} messages delivered, {failed} failed.")
