"""``fairway stage-map``: a stage map checked as a file, without a database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fairway.cli.compare import BROKEN, FILE, LANGUAGES, translation
from fairway.cli.printing import table

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGE = click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)


@click.command("stage-map")
@click.argument("file", type=FILE)
@LANGUAGE
def stage_map(file: Path, language: str) -> None:
    """Check a stage map (FILE, TOML): the first thing wrong is said with its place, its line and the remedy.

    \b
    Exit code: 0 projects can follow it, 2 they cannot.
    Example:
      fairway stage-map investment-2.toml
    """
    from fairway.land.engine.stage_map_reading import read_stage_map
    from fairway.lib.errors import Invalid
    from fairway.lib.toml_text import LONGEST_TEXT, decoded

    translate = translation(language)
    try:
        with file.open("rb") as stream:
            read = read_stage_map(decoded(stream.read(4 * LONGEST_TEXT + 1), file.name), file.name)
    except Invalid as refused:
        click.echo(translate(refused.text) % refused.facts, err=True)
        sys.exit(BROKEN)
    click.echo(f"{read.key} {read.version}")
    rows = [(each.key, each.counts_as.value, ", ".join(read.asks(each.key))) for each in read.stages]
    click.echo(table([translate(word) for word in ("Stage", "Counts as", "Needed")], rows))
