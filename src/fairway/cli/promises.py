"""``fairway promises``: what is noticed and passed on every day."""

from __future__ import annotations

import click

from fairway.cli.workbench import operator, set_up_office


@click.group()
def promises() -> None:
    """Look after what became of promises."""


@promises.command("due")
@click.option("--reason", default="fairway promises due", show_default=True, help="Kept in the audit log.")
def due(reason: str) -> None:
    """Notice what became of promises to their debtors, and pass on what the period to object is over for.

    Run it every day, before "fairway ratings due", from cron or a timer. A second run on one day does nothing.

    \b
    Example: fairway promises due
    """
    set_up_office()
    from fairway.sign.actions import follow_promises
    from fairway.sign.engine.outcomes import Move

    counts = follow_promises(actor=operator(reason), reason=reason).counts
    click.echo(
        f"{counts[Move.SERVE]} noticed, {counts[Move.TELL]} passed on, {counts[Move.HOLD]} held out, "
        f"{counts[Move.LIFT]} no longer held out, {counts[Move.WITHDRAW]} withdrawn."
    )
