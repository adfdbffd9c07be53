"""``fairway rate``: ratings of a whole population from a file of records, without a workbench."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairway.cli.outputs import refuse_input
from fairway.cli.printing import Bar, table
from fairway.lib.errors import Invalid, Refused
from fairway.lib.explain import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from fairway.trust.engine.bulk.engines import Method
    from fairway.trust.engine.bulk.records_file import RecordsFile
    from fairway.trust.engine.bulk.stream import Batch, Ratings
    from fairway.trust.engine.credit_model import CreditModel

ENGINES = ("arrow", "duckdb", "sqlite", "postgresql", "spark")
RATING = Reason("Rating organisations")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path, readable=True)


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    records: Path
    model: str
    as_of: datetime
    out: Path
    engine: str
    previous: Path | None
    no_hash: bool
    quiet: bool


@click.command()
@click.argument("records", type=FILE)
@click.option("--model", required=True, help="A credit model: a .toml file, or the name of one that ships.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day, such as 2026-11-30.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Parquet for the ratings.")
@click.option("--engine", type=click.Choice(ENGINES), default="arrow", show_default=True, help="All give the same.")
@click.option("--previous", type=FILE, help="Ratings made before (.parquet), for models that hold on to a grade.")
@click.option("--no-hash", is_flag=True, help="Do not read the ratings once more for their hash.")
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
def rate(**given: object) -> None:
    """Rate every organisation of RECORDS (.parquet, sorted by organisation) as of a day.

    RECORDS comes from fairway records prepare, or has the columns organisation, kind, severity, status, happened_on,
    learned_on and, where statuses changed, status_on. The ratings have organisation, points, grade and records; where
    nothing is known of an organisation there are no points and no grade. The last line is a hash over all of them.

    \b
    Engines: arrow reads in columns and needs neither database nor much memory; duckdb, sqlite, postgresql (set
    FAIRWAY_DATABASE; temporary tables only) and spark work out the same from one expression.
    Exit code: 0 rated, 2 the model or the records have a problem; nothing is written then.
    Example: fairway rate records.parquet --model enterprise-credit-1 --as-of 2026-11-30 --out ratings.parquet
    """
    options = Options(**given)  # type: ignore[arg-type]  # click has checked the types
    from fairway.trust.engine.bulk.ratings_file import as_table, grades_before, ratings_hash, schema, written
    from fairway.trust.engine.bulk.records_file import open_records, refuse_cases_twice

    model, day = model_named(options.model), options.as_of.date()
    records = open_records(options.records)
    _refuse_to_lose(options)
    refuse_cases_twice(records)
    previous = grades_before(options.previous, model) if options.previous else None
    shape, counts = schema(model, day, is_text=records.is_text), _Counts(model)
    with written(options.out, shape) as write:
        for ratings in _rated(options, records, (model, day), previous):
            counts.add(ratings)
            write(as_table(ratings, shape, model))
    if not options.quiet:
        click.echo(counts.told(in_force=day >= model.applies_from), err=True)
    if not options.no_hash:
        click.echo(ratings_hash(options.out))


def model_named(named: str) -> CreditModel:
    """Read a model from a file, or one that ships by the name of its file."""
    from importlib.resources import files

    from fairway.lib.toml_text import file_text
    from fairway.trust.engine.credit_model import read_model

    path = Path(named)
    if path.suffix == ".toml":
        return read_model(file_text(path), path.name)
    shipped = {f.name.removesuffix(".toml"): f for f in (files("fairway.trust") / "credit_models").iterdir()}
    if named not in shipped:
        known = ", ".join(sorted(shipped))
        raise Invalid(
            "model-unknown", "No model %(name)s ships. Name a .toml file, or: %(known)s.", name=named, known=known
        )
    return read_model(shipped[named].read_text(encoding="utf-8"), f"{named}.toml")


def _refuse_to_lose(options: Options) -> None:
    """Only earlier ratings may be written over, and never what is read."""
    if not options.out.exists():
        return
    refuse_input(options.out, [options.records, options.previous])
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        held = pq.read_schema(options.out).metadata or {}
    except (pa.ArrowException, OSError):
        held = {}
    if b"fairway.model" not in held:
        raise Refused("out-foreign", "%(out)s holds something else than ratings. Name another file.", out=options.out)


def _rated(
    options: Options, records: RecordsFile, method: tuple[CreditModel, date], previous: Mapping[str, object] | None
) -> Iterator[Ratings]:
    from fairway.trust.engine.bulk.engines import Method, whole_organisations
    from fairway.trust.engine.bulk.records_file import read_batches

    if options.engine == "arrow":
        return _in_columns(options, records, method, previous)
    batches = _watched(read_batches(records, method[1]), records.rows, quiet=options.quiet)
    asked = Method(*method, is_text=records.is_text, previous=previous)  # type: ignore[arg-type]  # arrays by name
    if options.engine == "spark":
        return _in_spark(options.records, batches, asked)
    return _DATABASES[options.engine](whole_organisations(batches), asked)


def _watched(batches: Iterable[Batch], rows: int, *, quiet: bool) -> Iterator[Batch]:
    bar, done = Bar(str, quiet=quiet), 0
    for batch in batches:
        yield batch
        done += len(batch.entries)
        bar(done, rows, RATING)
    bar.end()


def _in_columns(
    options: Options, records: RecordsFile, method: tuple[CreditModel, date], previous: Mapping[str, object] | None
) -> Iterator[Ratings]:
    from fairway.trust.engine.bulk.layout import layout
    from fairway.trust.engine.bulk.records_file import spans
    from fairway.trust.engine.bulk.stream import added_up, rated

    tables, bar = layout(*method), Bar(str, quiet=options.quiet)
    for sums in added_up(spans(records, method[1]), tables):
        bar(sums.batch.first_row, records.rows, RATING)
        yield rated(sums, tables, previous)  # type: ignore[arg-type]  # arrays by name
    bar.end()


def _in_duckdb(pieces: Iterable[Batch], method: Method) -> Iterator[Ratings]:
    import duckdb

    from fairway.trust.engine.bulk.engines import rate_in_duckdb

    with duckdb.connect(config={"memory_limit": "700MB"}) as connection:
        yield from rate_in_duckdb(connection, pieces, method)


def _in_sqlite(pieces: Iterable[Batch], method: Method) -> Iterator[Ratings]:
    import sqlite3

    from fairway.trust.engine.bulk.engines import rate_in_sqlite

    with closing(sqlite3.connect(":memory:")) as connection:
        yield from rate_in_sqlite(connection, pieces, method)


def _in_postgresql(pieces: Iterable[Batch], method: Method) -> Iterator[Ratings]:
    import os

    import psycopg

    from fairway.lib.environment import Environment
    from fairway.trust.engine.bulk.engines import rate_in_postgres

    address = Environment(os.environ).text("FAIRWAY_DATABASE")
    if not address.startswith("postgresql://"):
        raise Invalid("no-postgresql", "Set FAIRWAY_DATABASE to the address of a PostgreSQL: postgresql://…")
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        yield from rate_in_postgres(cursor, pieces, method)


def _in_spark(path: Path, batches: Iterable[Batch], method: Method) -> Iterator[Ratings]:
    """Let Spark read the file; it is looked through first, since Spark does not check it."""
    from fairway.know.engine.linkage.backends import spark_session
    from fairway.trust.engine.bulk.engines import rate_in_spark
    from fairway.trust.engine.bulk.stream import refuse_strangers

    for batch in batches:
        refuse_strangers(batch)
    yield from rate_in_spark(spark_session(), path, method)


_DATABASES: dict[str, Callable[[Iterable[Batch], Method], Iterator[Ratings]]] = {
    "duckdb": _in_duckdb,
    "sqlite": _in_sqlite,
    "postgresql": _in_postgresql,
}


class _Counts:
    """Counts grades as ratings go by."""

    def __init__(self, model: CreditModel) -> None:
        from collections import Counter

        self.model = model
        self.by_rank: Counter[int] = Counter()
        self.no_file = 0

    def add(self, ratings: Ratings) -> None:
        has = ratings.records > 0
        self.no_file += int((~has).sum())
        self.by_rank.update(ratings.ranks[has].tolist())

    def told(self, *, in_force: bool) -> str:
        rows = [(key, f"{self.by_rank[rank]:,}") for rank, key in enumerate(self.model.grade_keys())]
        told = table(["Grade", "Organisations"], [*rows, ("no file", f"{self.no_file:,}")])
        if in_force:
            return told
        return f"{told}\n\nA trial: {self.model.name} {self.model.version} applies from {self.model.applies_from} on."
