"""``fairway model``: credit models checked and compared as files, without a database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fairway.cli.compare import BROKEN, FILE, LANGUAGES, translation
from fairway.cli.printing import table

if TYPE_CHECKING:
    from pathlib import Path

    from fairway.trust.engine.credit_model import CreditModel

LANGUAGE = click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)


@click.group()
def model() -> None:
    """Check and compare credit models (TOML files) without a database.

    \b
    Example: fairway model check our-model.toml
    """


@model.command()
@click.argument("file", type=FILE)
@LANGUAGE
def check(file: Path, language: str) -> None:
    """Check FILE: the first thing wrong is said with its place, its line and the remedy.

    \b
    Exit code: 0 the model can be used, 2 it cannot.
    Example:
      fairway model check our-model.toml
    """
    read = _read(file, language)
    click.echo(f"{read.name} {read.version}")
    rows = [
        ("subjects", ", ".join(read.subjects)),
        ("applies from", read.applies_from.isoformat()),
        ("indicators", str(len(read.indicators))),
        ("red lines", str(len(read.red_lines))),
        ("grades", ", ".join(read.grade_keys())),
    ]
    click.echo("\n".join(f"  {what}: {value}" for what, value in rows))


@model.command()
@click.argument("older", type=FILE)
@click.argument("newer", type=FILE)
@LANGUAGE
def diff(older: Path, newer: Path, language: str) -> None:
    """List what changed from OLDER to NEWER, rule by rule.

    \b
    Exit code: 0 whether or not they differ, 2 one of them cannot be read.
    Example:
      fairway model diff enterprise-1.toml enterprise-1.1.toml
    """
    from fairway.trust.engine.model_diff import model_changes

    translate = translation(language)
    changes = model_changes(_read(older, language), _read(newer, language))
    if not changes:
        click.echo(translate("Both say the same."))
        return
    rows = [tuple("–" if v is None else str(v) for v in (c.path, c.before, c.after)) for c in changes]
    click.echo(table([translate("Rule"), older.name, newer.name], rows))


def _read(file: Path, language: str) -> CreditModel:
    """Read a model; what is wrong is printed in the language asked for, and ends the command."""
    from fairway.lib.errors import Invalid
    from fairway.lib.toml_text import file_text
    from fairway.trust.engine.credit_model import read_model

    try:
        return read_model(file_text(file), file.name)
    except Invalid as refused:
        click.echo(translation(language)(refused.text) % refused.facts, err=True)
        sys.exit(BROKEN)
