"""A rating of many organisations as one Ibis expression, the same for DuckDB, SQLite, PostgreSQL and Spark.

All sums are of whole numbers, carried as 64-bit floats (exact below 2^53), so that no engine can add up to
anything else, in whatever order it works. Dates come as whole numbers: days since 1970 and months since year 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairway.trust.engine.record import Status
from fairway.trust.engine.tariff import STATE_KINDS, tariff

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from fairway.trust.engine.credit_model import CreditModel

Table = Any
Column = Any
"""Ibis builds its tables and columns at run time; their types say nothing to a type checker."""

RECORDS = {
    "organisation": "int64",
    "kind": "string",
    "severity": "string",
    "status": "string",
    "status_day": "int64",
    "happened_month": "int64",
    "happened_day": "int64",
    "learned_day": "int64",
}
"""Columns of ``records``; ``status_day`` is the day its status became known, or below every day."""
TARIFF = {
    "t_kind": "string",
    "t_severity": "string",
    "t_status": "string",
    "t_age": "int64",
    "t_points": "int64",
    "t_best": "int64",
}
PREVIOUS = {"p_organisation": "int64", "p_rank": "int64"}
"""Columns of ``previous``: the rank of the grade before, 0 for the best."""
RATINGS = ("organisation", "points", "grade", "records")
"""Columns of the result: ``points`` NULL and ``grade`` "" where nothing is known."""

DIALECTS = ("duckdb", "sqlite", "postgres", "pyspark")
EPOCH_MONTH = 1970 * 12


def tariff_rows(model: CreditModel, day: date) -> list[tuple[str, str, str, int, int, int]]:
    """Give the rows of ``tariff`` in the order of :data:`TARIFF`."""
    return [
        (e.kind, e.severity, e.status.value, e.age_months, e.worth.points, e.worth.best_grade)
        for e in tariff(model, day)
    ]


def day_number(day: date) -> int:
    """Count days since 1 January 1970."""
    return day.toordinal() - 719_163


def month_number(day: date) -> int:
    """Count calendar months since January of the year 0."""
    return day.year * 12 + day.month - 1


def rating_sql(
    model: CreditModel, day: date, dialect: str, *, with_previous: bool = False, organisation: str = "int64"
) -> str:
    """Write the rating of all organisations in ``records`` as one SELECT for a dialect of :data:`DIALECTS`.

    It reads ``records``, ``tariff`` and, if asked to, ``previous``; ``organisation`` is the Ibis type of the key.
    """
    from ibis.backends.sql import compilers

    compiler = getattr(compilers, dialect).compiler
    carrier = "int64" if dialect == "pyspark" else "float64"
    shape = {"organisation": organisation, "carrier": carrier}
    expression = rating_expression(model, day, with_previous=with_previous, **shape)
    return str(compiler.to_sqlglot(expression.unbind()).sql(dialect=compiler.dialect))


def rating_expression(
    model: CreditModel,
    day: date,
    *,
    with_previous: bool = False,
    organisation: str = "int64",
    carrier: str = "float64",
) -> Table:
    """Build the expression; see :func:`rating_sql`. ``carrier`` is the type sums of whole numbers are carried in.

    Spark adds 64-bit whole numbers as they are; DuckDB would carry them in 128 bits, PostgreSQL as decimals.
    """
    import ibis

    records = ibis.table(RECORDS | {"organisation": organisation}, name="records")
    worth = _worth(records, ibis.table(TARIFF, name="tariff"), day)
    sums = _sums(_newest_states(worth), model, carrier)
    if with_previous:
        previous = ibis.table(PREVIOUS | {"p_organisation": organisation}, name="previous")
        sums = sums.left_join(previous, sums.organisation == previous.p_organisation).drop("p_organisation")
    return _graded(sums, model, with_previous=with_previous)


def _worth(records: Table, entries: Table, day: date) -> Table:
    """Give every record its status on the day and what the tariff says it is worth; what is not known yet, nothing."""
    import ibis

    known = records.mutate(
        is_known=(records.learned_day <= day_number(day)) & (records.happened_day <= day_number(day)),
        status=ibis.ifelse(records.status_day > day_number(day), Status.ACTIVE.value, records.status),
        age=month_number(day) - records.happened_month,
    )
    same = [
        known.kind == entries.t_kind,
        known.severity == entries.t_severity,
        known.status == entries.t_status,
        known.age == entries.t_age,
        known.is_known,
    ]
    found = known.left_join(entries, same)
    return found.select(
        "organisation",
        "kind",
        "happened_day",
        counts=ibis.ifelse(found.is_known & (found.status != Status.WITHDRAWN.value), 1, 0),
        points=found.t_points.fill_null(0),
        best=found.t_best.fill_null(0),
    )


def _newest_states(worth: Table) -> Table:
    """Leave what a newer state replaced without points: of each state only the newest counts, of one day the worst."""
    import ibis

    is_state = worth.kind.isin(STATE_KINDS)
    states = worth.filter(is_state)
    newest_first = [
        ibis.desc(states.counts),
        ibis.desc(states.happened_day),
        states.points,
        ibis.desc(states.best),
    ]
    window = ibis.window(group_by=[states.organisation, states.kind], order_by=newest_first)
    ranked = states.mutate(place=ibis.row_number().over(window))
    first = ranked.mutate(
        points=ibis.ifelse(ranked.place == 0, ranked.points, 0), best=ibis.ifelse(ranked.place == 0, ranked.best, 0)
    ).drop("place")
    return worth.filter(~is_state).union(first, distinct=False)


def _sums(worth: Table, model: CreditModel, carrier: str) -> Table:
    """Add up, for each organisation, the points of every indicator, the worst red line and the records of the file."""
    import ibis

    def added(kinds: Sequence[str]) -> Column:
        return ibis.ifelse(worth.kind.isin(kinds), worth.points, 0).cast(carrier).sum()

    by_indicator = {
        f"s_{number}": added(sorted({kind for kind, _severity in indicator.points}))
        for number, indicator in enumerate(model.indicators)
    }
    counted = worth.counts.cast(carrier).sum()
    return worth.group_by("organisation").aggregate(**by_indicator, best=worth.best.max(), records=counted)


def _clamp(value: Column, lowest: int, highest: int) -> Column:
    import ibis

    top, bottom = (ibis.literal(bound).cast(value.type()) for bound in (highest, lowest))
    return ibis.greatest(ibis.least(value, top), bottom)


def _total(sums: Table, model: CreditModel) -> Column:
    """Put the sums through caps, dimensions and the scale."""
    moved: Column = sums.records * 0 + model.start
    for dimension in model.dimensions:
        capped = [
            _clamp(sums[f"s_{number}"], -indicator.cap, indicator.cap)
            for number, indicator in enumerate(model.indicators)
            if indicator.dimension == dimension.key
        ]
        if capped:
            moved = moved + _clamp(sum(capped[1:], capped[0]), dimension.floor, dimension.ceiling)
    return _clamp(moved, model.minimum, model.maximum)


def _graded(sums: Table, model: CreditModel, *, with_previous: bool) -> Table:
    import ibis

    scored = sums.mutate(points=_total(sums, model).cast("int64"), records=sums.records.cast("int64"))
    rank = _rank(scored.points, model, 0)
    if with_previous:
        best, worst = _rank(scored.points, model, -model.down), _rank(scored.points, model, model.up)
        held = ibis.least(ibis.greatest(scored.p_rank, best), worst)
        rank = ibis.ifelse(scored.p_rank.isnull(), rank, held)
    keys = model.grade_keys()
    graded = scored.mutate(rank=ibis.greatest(rank, scored.best))
    grade = _cases([(graded.rank == number, key) for number, key in enumerate(keys[:-1])], keys[-1])
    is_file = graded.records > 0
    return graded.select(
        "organisation",
        points=ibis.ifelse(is_file, graded.points, ibis.null("int64")),
        grade=ibis.ifelse(is_file, grade, ""),
        records=graded.records,
    )


def _rank(points: Column, model: CreditModel, moved: int) -> Column:
    """Rank the best grade whose threshold, moved, the points reach; the last one is always reached."""
    import ibis

    steps = [(points >= grade.from_points + moved, number) for number, grade in enumerate(model.grades[:-1])]
    last = ibis.literal(len(model.grades) - 1, type="int64")
    return _cases([(when, ibis.literal(number, type="int64")) for when, number in steps], last)


def _cases(steps: Sequence[tuple[Column, Any]], otherwise: Any) -> Column:  # noqa: ANN401  # see Column
    import ibis

    build: Callable[..., Column] = ibis.cases
    return build(*steps, else_=otherwise) if steps else ibis.literal(otherwise)
