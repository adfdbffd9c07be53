"""``fairway stage-map`` and ``fairway kpi``: own stage maps and KPI definitions checked as files, and added."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from fairway.cli.compare import BROKEN, FILE, LANGUAGES, translation
from fairway.cli.printing import table
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fairway.land.engine.kpi.definition import Definition
    from fairway.land.engine.stage_map import StageMap
    from fairway.lib.errors import FairwayError

LANGUAGE = click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
REASON = click.option("--reason", required=True, help="Why it is needed; kept in the audit log.")
T = TypeVar("T")
WAITS = _("%(method)s waits for somebody else to approve it.")
STAGE_MAP, KPIS = "stage-map", "kpis"


@click.group("stage-map")
def stage_map() -> None:
    """Check stage maps of your own (TOML files) and add them.

    \b
    Example: fairway stage-map check investment-2.toml
    """


@click.group("kpi")
def kpi() -> None:
    """Check KPI definitions of your own (TOML files) and add them.

    \b
    Example: fairway kpi check our-bulletin-1.toml
    """


@stage_map.command("check")
@click.argument("file", type=FILE)
@LANGUAGE
def check_map(file: Path, language: str) -> None:
    """Check a stage map (FILE, TOML), without a database: the first thing wrong is said with its line and the remedy.

    \b
    Exit code: 0 projects can follow it, 2 they cannot.
    Example:
      fairway stage-map check investment-2.toml
    """
    from fairway.land.engine.stage_map_reading import read_stage_map

    translate = translation(language)
    read: StageMap = _read(file, read_stage_map, translate)
    click.echo(f"{read.key} {read.version}")
    rows = [(each.key, each.counts_as.value, ", ".join(read.asks(each.key))) for each in read.stages]
    click.echo(table([translate(word) for word in ("Stage", "Counts as", "Needed")], rows))


@kpi.command("check")
@click.argument("file", type=FILE)
@LANGUAGE
def check_kpis(file: Path, language: str) -> None:
    """Check a KPI definition (FILE, TOML), without a database: the first thing wrong is said with its line and remedy.

    \b
    Exit code: 0 bulletins can go by it, 2 they cannot.
    Example:
      fairway kpi check our-bulletin-1.toml
    """
    from fairway.land.engine.kpi.shipped import read_kpis

    translate = translation(language)
    read: Definition = _read(file, read_kpis, translate)
    click.echo(f"{read.key} {read.version}")
    rows = [(each.key, each.name_zh if language != "en" else each.name) for each in read.kpis]
    click.echo(table([translate(word) for word in ("Key", "Figure")], rows))


@stage_map.command("add")
@click.argument("file", type=FILE)
@REASON
@LANGUAGE
def add_map(file: Path, reason: str, language: str) -> None:
    """Add a stage map (FILE, TOML) as a version that waits for approval on the page “Maps and definitions”.

    \b
    Exit code: 0 it waits, or this very text is there; 2 it was not added.
    Example:
      fairway stage-map add investment-2.toml --reason "Circular 12 of 2026"
    """
    _add(file, STAGE_MAP, reason, language)


@kpi.command("add")
@click.argument("file", type=FILE)
@REASON
@LANGUAGE
def add_kpis(file: Path, reason: str, language: str) -> None:
    """Add a KPI definition (FILE, TOML) as a version that waits for approval on the page “Maps and definitions”.

    \b
    Exit code: 0 it waits, or this very text is there; 2 it was not added.
    Example:
      fairway kpi add our-bulletin-1.toml --reason "Circular 12 of 2026"
    """
    _add(file, KPIS, reason, language)


def _read(file: Path, read: Callable[[str, str], T], translate: Callable[[str], str]) -> T:
    """Read a file; what is wrong is printed in the language asked for, and ends the command."""
    from fairway.lib.errors import Invalid
    from fairway.lib.toml_text import file_text

    try:
        return read(file_text(file), file.name)
    except Invalid as refused:
        _refuse(refused, translate)


def _add(file: Path, kind: str, reason: str, language: str) -> None:
    """Keep the text as the command line's account; the very text that is there already is no mistake."""
    from fairway.cli.workbench import operator, set_up_office

    set_up_office()
    from fairway.land.actions import add_method
    from fairway.land.models import Method
    from fairway.lib.errors import Invalid, Refused
    from fairway.lib.toml_text import file_text

    translate = translation(language)
    try:
        kept = add_method(
            actor=operator(reason), reason=reason, kind=Method.Kind(kind), text=file_text(file), name=file.name
        )
    except Refused as refused:
        if refused.code != "method-same":
            _refuse(refused, translate)
        click.echo(translate(refused.text) % refused.facts)
    except Invalid as refused:
        _refuse(refused, translate)
    else:
        click.echo(translate(WAITS) % {"method": kept})


def _refuse(refused: FairwayError, translate: Callable[[str], str]) -> NoReturn:
    click.echo(translate(refused.text) % refused.facts, err=True)
    sys.exit(BROKEN)
