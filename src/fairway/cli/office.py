"""``fairway account``, ``audit`` and ``manage``: the office's own commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairway.cli.workbench import SETTINGS, operator, set_up_office
from fairway.lib.errors import Missing, Refused

if TYPE_CHECKING:
    from fairway.know.models import Organisation

ROLES = ("promotion_office", "zone_committee", "enterprise", "credit_office")
KINDS = ("enterprise", "government", "zone", "committee", "institution", "association", "bank")
BROKEN = 1


@click.group()
def account() -> None:
    """Make accounts. Nobody signs themselves up."""


@account.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), help="What the account does at --organisation.")
@click.option("--organisation", help="Code, key or exact name of the organisation it acts for.")
@click.option(
    "--password-file", type=click.Path(exists=True, path_type=Path), help="First line; asked for when absent."
)
@click.option("--reason", default="fairway account add", show_default=True, help="Kept in the audit log.")
def add_account(
    username: str, role: str | None, organisation: str | None, password_file: Path | None, reason: str
) -> None:
    """Make the account USERNAME, and let it act for an organisation in a role from today on.

    \b
    Example: fairway account add chen --role enterprise --organisation 91220101X
    """
    if (role is None) != (organisation is None):
        raise click.UsageError("--role and --organisation come together.")
    if password_file is not None:
        password = password_file.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
    else:
        password = click.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
    set_up_office()
    _add_account(username, password, reason, (role, organisation) if role and organisation else None)
    click.echo(f"{username} can sign in now.")


@click.group()
def organisation() -> None:
    """Write down organisations that no folder brings, such as the office itself."""


@organisation.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), default="government", show_default=True, help="What it is.")
@click.option("--region", required=True, help="Division code of its seat, such as 220100 for Changchun.")
@click.option("--reason", default="fairway organisation add", show_default=True, help="Kept in the audit log.")
def add_organisation(name: str, kind: str, region: str, reason: str) -> None:
    """Write down the organisation with the legal name NAME.

    \b
    Example: fairway organisation add 长春市招商局 --region 220100
             fairway account add li --role promotion_office --organisation 长春市招商局
    """
    set_up_office()
    from fairway.know.actions import load_organisations
    from fairway.know.engine.intake import OrganisationKind, OrganisationRow, person_problem
    from fairway.know.engine.places import edition_of
    from fairway.know.models import Organisation

    if edition_of(region) is None:
        raise Missing("region", "%(region)s is not a division code of any edition since 1980.", region=region)
    if refusal := person_problem(name=name):
        raise refusal
    if Organisation.objects.filter(name=name).exists():
        raise Refused("organisation-known", "%(name)s is written down already.", name=name)
    row = OrganisationRow(key=name, legal_name=name, kind=OrganisationKind(kind), region=region)
    load_organisations(actor=operator(reason), reason=reason, rows=[row], namespace="office")
    click.echo(f"{name} is written down.")


def _add_account(username: str, password: str, reason: str, acts: tuple[str, str] | None) -> None:
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.utils import timezone

    from fairway.base.accounts import open_account
    from fairway.govern.actions import Appointment, appoint_member
    from fairway.govern.models import Role

    actor = operator(reason)
    try:
        with transaction.atomic():
            user = open_account(actor=actor, reason=reason, username=username, password=password)
            if acts is not None:
                role, organisation = acts
                appointment = Appointment(user, _organisation(organisation), Role(role), timezone.localdate())
                appoint_member(actor=actor, reason=reason, appointment=appointment)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error


def _organisation(words: str) -> Organisation:
    from django.db.models import Q

    from fairway.know.models import Organisation

    exact = Q(names__text=words) | Q(identifiers__value=words)
    found = list(Organisation.objects.filter(exact, merged_into=None).distinct()[:2])
    if len(found) != 1:
        text = "“%(words)s” names %(found)s organisations. Give a code, a key or a whole legal name."
        raise Missing("organisation-missing", text, words=words, found="no" if not found else "several")
    return found[0]


@click.group()
def audit() -> None:
    """Look after the audit log."""


@audit.command("verify")
@click.option("--expect", metavar="HASH", help="The head's hash noted earlier, elsewhere.")
def verify_audit(expect: str | None) -> None:
    """Read the whole audit log and name every line that was changed, removed or inserted.

    Note the printed head somewhere else; --expect then also notices a log that was rewritten whole.

    \b
    Exit code: 0 the log is as written, 1 it is not.
    Example: fairway audit verify --expect 3b1f…
    """
    set_up_office()
    from fairway.base.audit import verify

    verdict = verify(expected_head=expect)
    for reason in verdict.broken:
        click.echo(str(reason), err=True)
    click.echo(f"{verdict.lines} lines, head {verdict.head or '–'}")
    if verdict.broken:
        sys.exit(BROKEN)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own management commands.

    \b
    Example: fairway manage migrate
    """
    import os

    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    execute_from_command_line(["fairway manage", *arguments])
