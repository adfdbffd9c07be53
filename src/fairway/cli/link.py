"""``fairway link``: two whole tables of organisations linked, or one searched for duplicates, without a database."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairway.cli.compare import BROKEN, FILE, LANGUAGES, MARK, translation
from fairway.cli.outputs import refuse_to_lose, write_file
from fairway.cli.printing import Bar, say_problems, table
from fairway.lib.errors import Missing, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fairway.know.engine.linkage.backends import Backend
    from fairway.know.engine.linkage.bulk import Linked
    from fairway.know.engine.linkage.tables import Entries, Entry

CHARTS = (".html", ".svg")
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    table_a: Path
    table_b: Path | None
    out: Path | None
    groups: Path | None
    waterfall: tuple[str, str] | None
    chart: Path | None
    every: bool
    train: bool
    engine: str
    language: str
    quiet: bool


@click.command()
@click.argument("table_a", type=FILE)
@click.argument("table_b", type=FILE, required=False)
@click.option("--out", type=NEW_FILE, help="CSV for the pairs.")
@click.option("--groups", type=NEW_FILE, help="CSV for the records of one organisation (one table only).")
@click.option("--waterfall", nargs=2, metavar="KEY_A KEY_B", help="Explain one pair; with --chart.")
@click.option("--chart", type=NEW_FILE, help="Where the chart of the evidence goes: .html or .svg.")
@click.option("--every", is_flag=True, help="Write pairs decided as different too.")
@click.option("--train", is_flag=True, help="Learn the weights of the linkage from these tables.")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of headings and reasons."
)
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
def link(**given: object) -> None:
    """Link the organisations of TABLE_A with those of TABLE_B (.csv or .xlsx); one table alone: find its duplicates.

    A table has the column name and, where known, key, code (or uscc, orgcode, lei), place (a division code or a
    name), industry and other names. Chinese headings do: 名称, 编号, 统一社会信用代码, 地区, 行业. Each pair comes
    with a decision (same, related, ask), its probability, the weight of the linkage (log2 of the odds) and reasons.

    \b
    Exit code: 0 every row was used, 2 rows or files have problems (a table of them is printed; the good rows
    are linked all the same).
    Example:
      fairway link registry.csv visitors.csv --out pairs.csv
      fairway link registry.csv --out pairs.csv --groups groups.csv
      fairway link registry.csv visitors.csv --waterfall r-17 v-3 --chart why.html
    """
    options = Options(**given)  # type: ignore[arg-type]  # click has checked the types
    _refuse(options)
    translate = translation(options.language)
    left, right = _read(options.table_a), _read(options.table_b) if options.table_b else None
    problems = [*left.problems, *(right.problems if right else ())]
    if problems:
        say_problems(problems, translate)
    if options.waterfall and options.chart:
        _explain(options, left, right or left, translate)
    if options.out and left.rows and (right is None or right.rows):
        _link(options, left, right, translate)
    if problems:
        sys.exit(BROKEN)


def _refuse(options: Options) -> None:
    """Refuse what cannot be meant, before anything is read or written."""
    if bool(options.waterfall) != bool(options.chart):
        raise click.UsageError("--waterfall KEY_A KEY_B and --chart FILE go together.")
    if not options.out and not options.chart:
        raise click.UsageError("Say where the results go: --out FILE")
    if options.groups and (options.table_b or not options.out):
        raise click.UsageError("--groups goes with one table and --out.")
    outs = [each.resolve() for each in (options.out, options.groups, options.chart) if each]
    if len(set(outs)) < len(outs):
        raise click.UsageError("--out, --groups and --chart are different files.")
    if options.chart and options.chart.suffix.lower() not in CHARTS:
        raise click.UsageError("--chart is a .html or .svg file.")
    inputs = [each for each in (options.table_a, options.table_b) if each]
    for out, begins in ((options.out, _first("Key A")), (options.groups, _first("Group")), (options.chart, _CHART)):
        if out:
            refuse_to_lose(out, inputs, begins)


_CHART = (b"<!doctype html>", b"<svg ")


def _first(heading: str) -> tuple[bytes, ...]:
    """How results begin in either language: only they may be written over."""
    chinese = {"Key A": "编号甲", "Group": "组"}
    return tuple(f"{MARK}{word},".encode() for word in (heading, chinese[heading]))


def _read(path: Path) -> Entries:
    from fairway.know.engine.linkage.tables import read_entries

    return read_entries(path.read_bytes(), path.name)


def _link(options: Options, left: Entries, right: Entries | None, translate: Callable[[str], str]) -> None:
    from fairway.know.engine.linkage.bulk import Options as Method
    from fairway.know.engine.linkage.bulk import judge, same_groups, score_pairs
    from fairway.know.engine.linkage.tables import GROUP_HEADINGS, PAIR_HEADINGS, group_rows, pair_row
    from fairway.know.engine.linkage.weights import bulk_model

    bar = Bar(translate, quiet=options.quiet)
    ours, theirs = left.written, right.written if right else None
    method = Method(bulk_model(), train=options.train)
    scored = score_pairs(ours, theirs, backend=_backend(options.engine), options=method, progress=bar)
    counts = _Counts(every=options.every, keep=options.groups is not None)
    judged = counts.noting(judge(ours, theirs, scored, progress=bar))
    other = (right or left).rows
    rows = (pair_row(each, left.rows, other, translate) for each in judged)
    _write(options.out, [translate(each) for each in PAIR_HEADINGS], rows)
    bar.end()
    if options.groups:
        groups = same_groups(counts.kept)
        _write(options.groups, [translate(each) for each in GROUP_HEADINGS], group_rows(groups, left.rows))
    if not options.quiet:
        click.echo(counts.summary(translate), err=True)
        for each in scored.left_out:
            click.echo(f"{each.kind}: {each.blocks} keys shared by too many, {each.pairs} pairs not compared", err=True)


def _backend(engine: str) -> Backend:
    from fairway.know.engine.linkage.backends import DuckDB, Spark, spark_session

    return DuckDB() if engine == "duckdb" else Spark(spark_session())


def _write(path: Path | None, headings: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    """Write a table piece by piece."""
    from fairway.lib.tables import csv_pieces

    if path is not None:
        write_file(path, csv_pieces(headings, rows))  # type: ignore[arg-type]  # cells are text and whole numbers


class _Counts:
    """Counts verdicts as pairs go by, and lets through what is wanted in the table."""

    def __init__(self, *, every: bool, keep: bool) -> None:
        from collections import Counter

        self.verdicts: Counter[str] = Counter()
        self.every, self.keep = every, keep
        self.kept: list[Linked] = []

    def noting(self, judged: Iterable[Linked]) -> Iterator[Linked]:
        for each in judged:
            self.verdicts[each.decision.verdict] += 1
            if self.keep:
                self.kept.append(each)
            if self.every or each.decision.verdict != "different":
                yield each

    def summary(self, translate: Callable[[str], str]) -> str:
        from fairway.know.engine.linkage.pairs import VERDICT_WORDS

        rows = [(translate(word), self.verdicts[verdict]) for verdict, word in VERDICT_WORDS.items()]
        return table([translate("Decision"), translate("Pairs")], rows)


def _explain(options: Options, left: Entries, right: Entries, translate: Callable[[str], str]) -> None:
    """Draw the evidence on one pair, whether or not linking would have found it."""
    from fairway.know.engine.linkage.decide import decide
    from fairway.know.engine.linkage.pairs import VERDICT_WORDS
    from fairway.know.engine.linkage.waterfall import waterfall, waterfall_page, waterfall_svg

    if options.waterfall is None or options.chart is None:
        return
    one, other = _entry(left, options.waterfall[0], "A"), _entry(right, options.waterfall[1], "B")
    decision = decide(one.written, other.written)
    steps = waterfall(decision)
    if options.chart.suffix.lower() == ".svg":
        drawn = waterfall_svg(steps, options.language, translate)
    else:
        names = (one.written.name, other.written.name)
        drawn = waterfall_page(names, translate(VERDICT_WORDS[decision.verdict]), steps, options.language, translate)
    write_file(options.chart, drawn)


def _entry(entries: Entries, key: str, side: str) -> Entry:
    found = [each for each in entries.rows if each.key == key]
    if not found:
        raise Missing("no-such-key", "Table %(side)s has no row with the key %(key)s.", side=side, key=key)
    if len(found) > 1:
        text = "Table %(side)s has %(count)s rows with the key %(key)s. Give them different keys."
        raise Refused("key-twice", text, side=side, count=len(found), key=key)
    return found[0]
