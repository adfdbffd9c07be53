"""``fairway report`` and ``fairway verify``: a credit report to print, and a signed statement checked offline."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairway.cli.outputs import write_file
from fairway.cli.workbench import operator, set_up_language, set_up_office
from fairway.lib.explain import gettext_noop

if TYPE_CHECKING:
    from fairway.know.models import Organisation

LANGUAGES = {"en": "en", "zh": "zh-hans"}
NOT_VALID = 1
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("organisation")
@click.option("--language", type=click.Choice(tuple(LANGUAGES)), default="en", show_default=True)
@click.option("--out", type=NEW_FILE, required=True, help="PDF for the report.")
@click.option("--statement", type=NEW_FILE, help="JSON file for the signed statement the report rests on.")
@click.option("--reason", default="fairway report", show_default=True, help="Kept in the audit log.")
def report(organisation: str, language: str, out: Path, statement: Path | None, reason: str) -> None:
    """Write the credit report of ORGANISATION (code, exact name, or # and its number) as a PDF.

    The report says what the newest kept rating says; a signed statement is issued with it and kept.

    \b
    Example: fairway report 91220101MA0000000X --language zh --out report.pdf
    """
    set_up_office()
    from django.utils.translation import override

    from fairway.trust import actions, queries
    from fairway.trust.models import IssuedStatement

    address, purpose = queries.public_address(), IssuedStatement.Purpose.REPORT
    queries.ready_to_print(purpose)
    issued = actions.issue_statement(
        actor=operator(reason),
        reason=reason,
        organisation=_organisation(organisation),
        wish=actions.Wish(purpose, address),
    )
    with override(LANGUAGES[language]):
        write_file(out, queries.credit_report(issued, address))
    if statement:
        write_file(statement, issued.document)
    click.echo(f"{out}: statement {issued.number}")


def _organisation(text: str) -> Organisation:
    from fairway.know.queries import find_organisations
    from fairway.lib.errors import Missing, Refused

    found = find_organisations(text)
    if not found:
        raise Missing("organisation-missing", "No organisation has the name or code “%(words)s”.", words=text)
    if len(found) > 1:
        listed = "; ".join(f"#{each.pk} {each.name}" for each in found)
        raise Refused("several", "Several organisations are called so. Write one of: %(listed)s", listed=listed)
    return found[0]


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "keys", multiple=True, help="The issuer's key (did:key:…); may be given several times.")
@click.option("--language", type=click.Choice(tuple(LANGUAGES)), default="en", show_default=True)
def verify(file: Path, keys: tuple[str, ...], language: str) -> None:
    """Check the signed statement in FILE, offline: no database, no network.

    Without --key this shows that the statement is unchanged since it was signed, not who signed it: compare
    the key it names with the one the issuer publishes.

    \b
    Exit code: 0 valid, 1 not valid, 2 no statement at all.
    Example: fairway verify statement.json --key did:key:z6Mk…
    """
    from datetime import UTC, datetime

    from fairway.trust.engine.canonical import MOST_BYTES, read_json
    from fairway.trust.engine.proof import public_key
    from fairway.trust.engine.statement import check

    for key in keys:
        public_key(key)
    with file.open("rb") as stream:
        secured = read_json(stream.read(MOST_BYTES + 1))
    verdict = check(secured, datetime.now(UTC), keys)
    said = _in_language(verdict.reason.text, LANGUAGES[language]) % verdict.reason.params
    click.echo(said)
    if verdict.is_valid and not keys:
        click.echo(_in_language(NO_KEY, LANGUAGES[language]), err=True)
    if not verdict.is_valid:
        sys.exit(NOT_VALID)


NO_KEY = gettext_noop("No --key was given: compare the key above with the one the issuer publishes.")


def _in_language(text: str, language: str) -> str:
    if language == "en":
        return text
    set_up_language()
    from django.utils.translation import gettext, override

    with override(language):
        return gettext(text)
