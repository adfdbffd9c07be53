"""Rows as a store gives them, for tables too large to make objects of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import BigIntegerField, F, Func, Value
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler


NO_DAY = -(2**63)
"""The number that NumPy reads as "not a day"."""


class _DayNumber(Func):
    """The days from 1970-01-01 to a day, as SQL."""

    output_field = BigIntegerField()
    template = "(%(expressions)s - DATE '1970-01-01')"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: object
    ) -> tuple[str, tuple[str | int, ...]]:
        """Without a type of its own for days."""
        template = "CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)"
        sql, parameters = self.as_sql(compiler, connection, template=template)
        return sql, tuple(parameters)


def day_number(field: str) -> Coalesce:
    """A day as NumPy counts days, ``NO_DAY`` where there is none: read much sooner than a date."""
    return Coalesce(_DayNumber(F(field)), Value(NO_DAY), output_field=BigIntegerField())


def raw(rows: QuerySet[Any]) -> list[tuple[Any, ...]]:
    """The rows of a ``values_list`` unconverted: decimals may be whole numbers, floats or text."""
    sql, parameters = rows.query.sql_with_params()
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
