"""The same ratings in columns, in databases, and one organisation at a time."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from unittest import mock

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.generate_records import write_records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid
from fairway.trust.engine.bulk import records_file
from fairway.trust.engine.bulk.engines import (
    Method,
    rate_in_duckdb,
    rate_in_postgres,
    rate_in_sqlite,
    whole_organisations,
)
from fairway.trust.engine.bulk.layout import layout, pack, unpack
from fairway.trust.engine.bulk.ratings_file import as_table, grades_before, ratings_hash, schema, written
from fairway.trust.engine.bulk.records_file import open_records, read_batches, refuse_cases_twice, spans
from fairway.trust.engine.bulk.stream import Ratings, added_up, rated
from fairway.trust.engine.rating import rate
from fairway.trust.engine.record_columns import ENTRIES, marks
from fairway.trust.tests.models import shipped, small
from fairway.trust.tests.test_engine_rating import AS_OF, facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from fairway.trust.engine.credit_model import CreditModel
    from fairway.trust.engine.record import RecordFact

HOLDING = small(
    a="[still_counted]=>[hysteresis]\nup = 4\ndown = 6\n\n[still_counted]", b="cap = 30=>cap = 30\nhalf_life_months = 9"
)
MODELS = {"small": small(), "shipped": shipped(), "holding": HOLDING}
POPULATION = st.lists(facts(most=6), min_size=1, max_size=6)


def written_down(population: Sequence[Sequence[RecordFact]], path: Path, *, keys: Sequence[Any], how: str) -> None:
    rows = [(key, fact) for key, facts_of in zip(keys, population, strict=True) for fact in facts_of]
    columns: dict[str, Any] = {
        "organisation": [key for key, _fact in rows],
        "kind": pa.array([f.kind for _key, f in rows], pa.string()),
        "severity": pa.array([f.severity for _key, f in rows], pa.string()),
        "status": pa.array([f.status.value for _key, f in rows], pa.string()),
        "happened_on": pa.array([f.happened_on for _key, f in rows], pa.date32()),
        "learned_on": pa.array([f.learned_on for _key, f in rows], pa.date32()),
        "status_on": pa.array([f.status_on for _key, f in rows], pa.date32()),
    }
    table = pa.table(columns)
    if how == "entries":
        numbers = [ENTRIES.index((f.kind, f.severity, f.status.value)) for _key, f in rows]
        table = table.append_column("entry", pa.array(numbers, pa.int16()))
        table = table.replace_schema_metadata(marks(cases_once=True))
    for place, column in enumerate(table.columns):
        if how == "lists" and pa.types.is_string(column.type):
            table = table.set_column(place, table.column_names[place], column.dictionary_encode())
    pq.write_table(table, path, row_group_size=5)


def collected(found: Iterable[Ratings]) -> list[tuple[object, int | None, int | None, int]]:
    return [
        (key, points if records else None, rank if records else None, records)
        for part in found
        for key, points, rank, records in zip(
            part.organisations.tolist(), part.points.tolist(), part.ranks.tolist(), part.records.tolist(), strict=True
        )
    ]


def in_columns(
    path: Path, model: CreditModel, day: date, rows: int, previous: Mapping[str, Any] | None = None
) -> list[tuple[object, int | None, int | None, int]]:
    tables = layout(model, day)
    sums = added_up(spans(open_records(path), day, rows), tables)
    return collected(rated(each, tables, previous) for each in sums)


def one_by_one(
    population: Sequence[Sequence[RecordFact]],
    keys: Sequence[Any],
    model: CreditModel,
    day: date,
    before: Mapping[Any, str],
) -> list[tuple[object, int | None, int | None]]:
    grades = model.grade_keys()
    found = []
    for key, records in zip(keys, population, strict=True):
        if records:
            rating = rate(records, model, day, before.get(key))
            found.append((key, rating.points, grades.index(rating.grade) if rating.grade else None))
    return found


@dataclass(frozen=True)
class Asked:
    """Records of organisations, how they are written down and cut up, and what is asked of them."""

    population: list[list[RecordFact]]
    model: str
    rows: int
    span: tuple[int, int]
    how: str
    key: type
    day: date
    before: list[int]


ASKED = st.builds(
    Asked,
    population=POPULATION,
    model=st.sampled_from(sorted(MODELS)),
    rows=st.sampled_from([1, 2, 3, 7, 100]),
    span=st.sampled_from([(1, 1 << 22), (8, 1 << 22), (8, 4), (1 << 19, 1 << 22)]),
    how=st.sampled_from(["entries", "words", "lists"]),
    key=st.sampled_from([int, str]),
    day=st.sampled_from([AS_OF, date(2026, 3, 31), date(2024, 12, 1)]),
    before=st.lists(st.integers(-1, 2), min_size=6, max_size=6),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_columns_give_what_each_organisation_gives(tmp_path: Path, asked: Asked) -> None:
    """Whatever the cut into batches and spans, the kind of key, the day, and the grade before."""
    model, path = MODELS[asked.model], tmp_path / "r.parquet"
    keys = [asked.key(10 + number) for number in range(len(asked.population))]
    if not any(asked.population):
        return
    written_down(asked.population, path, keys=keys, how=asked.how)
    previous = {"organisation": np.array(keys), "rank": np.array(asked.before[: len(keys)], np.int64)}
    before = {k: model.grade_keys()[r] for k, r in zip(keys, asked.before, strict=False) if r >= 0}
    with mock.patch.multiple(records_file, SPAN_ROWS=asked.span[0], LARGE_ROWS=asked.span[1]):
        found = in_columns(path, model, asked.day, asked.rows, previous)
    assert [row[:3] for row in found] == one_by_one(asked.population, keys, model, asked.day, before)


@pytest.mark.parametrize("day", [2**31 - 1, -(2**31) + 1])
def test_days_at_the_ends_of_a_calendar_are_read(tmp_path: Path, day: int) -> None:
    """A day far ahead is not known yet, one far back counts for nothing; neither runs over."""
    path = tmp_path / "r.parquet"
    days = {"happened_on": [day, -20_000, 20_000], "learned_on": [20_000] * 3}
    columns = {name: pa.array(values, pa.int32()).view(pa.date32()) for name, values in days.items()}
    pq.write_table(pa.table({**RIGHT, **columns}), path)
    assert [row[3] for row in in_columns(path, MODELS["small"], AS_OF, 100)] == [1 if day > 0 else 2, 1]


def test_a_day_learned_after_the_year_9999_is_not_known_yet(tmp_path: Path) -> None:
    path, far = tmp_path / "r.parquet", pa.array([20_000, 3_000_000, 20_000], pa.int32()).view(pa.date32())
    pq.write_table(pa.table({**RIGHT, "learned_on": far}), path)
    assert [row[3] for row in in_columns(path, MODELS["small"], AS_OF, 100)] == [1, 1]


def test_a_column_that_is_there_twice_is_named(tmp_path: Path) -> None:
    rows = pa.table({**RIGHT})
    pq.write_table(rows.append_column("kind", rows.column("kind")), tmp_path / "r.parquet")
    with pytest.raises(Invalid, match=r"r\.parquet has the column kind twice"):
        open_records(tmp_path / "r.parquet")


def test_order_is_looked_at_where_parts_meet(tmp_path: Path) -> None:
    """Parts are read side by side; the first organisation of one may not come before the last of another."""
    path = tmp_path / "r.parquet"
    rows = pa.table({**RIGHT, "organisation": pa.array([2, 3, 1])})
    pq.write_table(rows, path, row_group_size=2)
    with mock.patch.object(records_file, "SPAN_ROWS", 1), pytest.raises(Invalid, match="row 3: organisation 1"):
        in_columns(path, MODELS["small"], AS_OF, 100)


def in_engine(
    engine: str, path: Path, method: Method, rows: int = 7
) -> list[tuple[object, int | None, int | None, int]]:
    pieces = whole_organisations(read_batches(open_records(path), method.day, rows))
    if engine == "duckdb":
        with duckdb.connect() as connection:
            return collected(rate_in_duckdb(connection, pieces, method))
    if engine == "sqlite":
        connection = sqlite3.connect(":memory:")
        try:
            return collected(rate_in_sqlite(connection, pieces, method))
        finally:
            connection.close()
    from django.db import connection as session

    session.ensure_connection()
    with session.connection.cursor() as cursor:
        return collected(rate_in_postgres(cursor, pieces, method))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POPULATION, st.sampled_from(sorted(MODELS)), st.sampled_from([int, str]), st.booleans())
@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_databases_give_what_columns_give(
    tmp_path: Path, engine: str, population: list[list[RecordFact]], name: str, key: type, has_before: bool
) -> None:
    path = tmp_path / "r.parquet"
    keys = [key(10 + number) for number in range(len(population))]
    if not any(population):
        return
    written_down(population, path, keys=keys, how="words")
    ranks = np.arange(len(keys)) % 4 - 1
    previous = {"organisation": np.array(keys), "rank": ranks} if has_before else None
    method = Method(MODELS[name], AS_OF, is_text=key is str, previous=previous)
    assert in_engine(engine, path, method) == in_columns(path, MODELS[name], AS_OF, 7, previous)


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A million records of 100,000 organisations."""
    path = tmp_path_factory.mktemp("bulk") / "population.parquet"
    assert write_records(path, 100_000, 1_000_000) > 990_000
    return path


DAY = date(2026, 8, 15)


def hashed(found: Iterable[Ratings], out: Path) -> str:
    shape = schema(shipped(), DAY, is_text=False)
    with written(out, shape) as write:
        for part in found:
            write(as_table(part, shape, shipped()))
    return ratings_hash(out)


@pytest.mark.django_db
def test_a_million_records_have_one_hash_in_every_engine(population: Path, tmp_path: Path) -> None:
    from django.db import connection as session

    method, tables = Method(shipped(), DAY), layout(shipped(), DAY)
    sums = added_up(spans(open_records(population), DAY), tables)
    hashes = {"arrow": hashed((rated(each, tables) for each in sums), tmp_path / "arrow.parquet")}

    def pieces() -> Any:
        return whole_organisations(read_batches(open_records(population), DAY))

    if session.vendor == "postgresql":
        session.ensure_connection()
        with session.connection.cursor() as cursor:
            hashes["postgresql"] = hashed(rate_in_postgres(cursor, pieces(), method), tmp_path / "p.parquet")
    else:
        with duckdb.connect() as connection:
            hashes["duckdb"] = hashed(rate_in_duckdb(connection, pieces(), method), tmp_path / "d.parquet")
        lite = sqlite3.connect(":memory:")
        hashes["sqlite"] = hashed(rate_in_sqlite(lite, pieces(), method), tmp_path / "s.parquet")
        lite.close()
    assert len(set(hashes.values())) == 1, hashes
    assert hashes["arrow"] == EXPECTED
    assert pq.read_table(tmp_path / "arrow.parquet").num_rows == 100_000


EXPECTED = "a08f6c04d021b23ce4a2fcad14fb112bc79cb2ac53dc636758c7e63cab1483cd"
"""The runs on both stores meet in this hash: SQLite's and DuckDB's in one, PostgreSQL's in the other."""


def test_fifty_runs_in_other_orders_and_cuts_are_identical(population: Path, tmp_path: Path) -> None:
    """Records of an organisation shuffled, batches cut elsewhere: the same hash each time."""
    table = pq.read_table(population).slice(0, 20_000)
    tables = layout(shipped(), DAY)
    dice, hashes, path = np.random.default_rng(7), set(), tmp_path / "shuffled.parquet"
    for run in range(50):
        order = np.lexsort([dice.random(len(table)), table.column("organisation").to_numpy()])
        pq.write_table(table.take(order), path, row_group_size=int(dice.integers(500, 30_000)))
        parts = spans(open_records(path), DAY, int(dice.integers(100, 9_000)))
        hashes.add(hashed((rated(each, tables) for each in added_up(parts, tables)), tmp_path / f"{run % 2}.parquet"))
    assert len(hashes) == 1


@given(st.lists(st.lists(st.integers(-5000, 5000), min_size=3, max_size=3), min_size=1, max_size=40))
def test_packed_lanes_come_apart_as_they_were(rows: list[list[int]]) -> None:
    lanes = np.array(rows, np.int64).T
    sums = np.zeros((3, 1), np.int64)
    for word, fields in pack(lanes, lanes.shape[1]):
        unpack(np.array([word.sum()]), fields, sums)
    assert sums[:, 0].tolist() == lanes.sum(axis=1).tolist()


RIGHT = {
    "organisation": pa.array([1, 1, 2]),
    "kind": pa.array(["penalty", "award", "licence"]),
    "severity": pa.array(["minor", "", ""]),
    "status": pa.array(["active"] * 3),
    "happened_on": pa.array([date(2026, 5, 1)] * 3, pa.date32()),
    "learned_on": pa.array([date(2026, 5, 2)] * 3, pa.date32()),
}
WRONG = [
    ({"kind": pa.array(["penalty", "rumour", "licence"])}, "record-kind", "row 2"),
    ({"severity": pa.array(["minor", "", "huge"])}, "record-severity", "row 3"),
    ({"status": pa.array(["active", "active", "gone"])}, "record-status", "row 3"),
    ({"organisation": pa.array([2, 1, 1])}, "records-order", "row 2"),
    ({"kind": pa.array(["penalty", None, "licence"])}, "records-empty-cell", "row 2"),
    ({"happened_on": pa.array(["2026-05-01"] * 3)}, "records-type", "happened_on"),
    ({"organisation": pa.array([1.0, 1.0, 2.0])}, "records-type", "organisation"),
    ({"status": None}, "records-column", "status"),
]


@pytest.mark.parametrize(("change", "code", "place"), WRONG, ids=[f"{code}-{place}" for _c, code, place in WRONG])
@pytest.mark.parametrize("engine", ["arrow", "duckdb"])
def test_a_wrong_file_is_refused_with_its_place(
    tmp_path: Path, change: dict[str, Any], code: str, place: str, engine: str
) -> None:
    path = tmp_path / "records.parquet"
    columns = {name: column for name, column in (RIGHT | change).items() if column is not None}
    pq.write_table(pa.table(columns), path)
    with pytest.raises(Invalid) as refused:
        if engine == "arrow":
            in_columns(path, shipped(), AS_OF, 2)
        else:
            in_engine("duckdb", path, Method(shipped(), AS_OF))
    assert refused.value.code == code
    assert place in str(refused.value)
    assert "records.parquet" in str(refused.value)


def test_a_legal_case_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    pq.write_table(pa.table(RIGHT | {"number": pa.array(["a", "b", "a"])}), path)
    refuse_cases_twice(open_records(path))
    pq.write_table(pa.table(RIGHT | {"number": pa.array(["a", "a", "a"])}), path)
    with pytest.raises(Invalid) as refused:
        refuse_cases_twice(open_records(path))
    assert refused.value.code == "record-twice"
    assert refused.value.facts["number"] == "a"


def test_grades_before_are_read_from_ratings(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    hashed([Ratings(np.array([3, 5]), np.array([700, 0]), np.array([3, 0]), np.array([1, 0]))], path)
    before = grades_before(path, shipped())
    assert (before["organisation"].tolist(), before["rank"].tolist()) == ([3, 5], [3, -1])
    with pytest.raises(Invalid) as refused:
        grades_before(path, small())
    assert refused.value.code == "previous-grade"
    (tmp_path / "text").write_text("no ratings")
    with pytest.raises(Invalid):
        grades_before(tmp_path / "text", shipped())


def test_nothing_is_left_of_a_file_that_could_not_be_finished(tmp_path: Path) -> None:
    shape = schema(shipped(), AS_OF, is_text=False)
    with pytest.raises(ZeroDivisionError), written(tmp_path / "r.parquet", shape):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_later_status_was_active_before(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    columns = RIGHT | {
        "status": pa.array(["repaired"] * 3),
        "status_on": pa.array([date(2026, 6, 20), None, None], pa.date32()),
    }
    pq.write_table(pa.table(columns), path)
    assert in_columns(path, shipped(), date(2026, 6, 19), 100)[0][1] == 595
    assert in_columns(path, shipped(), date(2026, 6, 20), 100)[0][1] == 600


def test_the_holding_model_is_what_the_name_says() -> None:
    assert (HOLDING.up, HOLDING.down) == (4, 6)
    assert replace(HOLDING.indicators[2]).half_life_months == 9
