"""Ratings on Spark, with ``make test-spark``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from bench.generate_records import write_records

from fairway.know.engine.linkage.backends import spark_session
from fairway.trust.engine.bulk.engines import Method, rate_in_spark
from fairway.trust.tests.models import shipped
from fairway.trust.tests.test_engine_bulk import DAY, EXPECTED, HOLDING, collected, hashed, in_columns

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.spark


@pytest.fixture(autouse=True)
def _spark() -> None:
    pytest.importorskip("pyspark", reason="PySpark is not installed: make test-spark")


def test_a_million_records_have_the_hash_of_every_other_engine(tmp_path: Path) -> None:
    path = tmp_path / "population.parquet"
    write_records(path, 100_000, 1_000_000)
    assert hashed(rate_in_spark(spark_session(), path, Method(shipped(), DAY)), tmp_path / "r.parquet") == EXPECTED


def test_grades_before_are_held_on_to(tmp_path: Path) -> None:
    path = tmp_path / "population.parquet"
    write_records(path, 300, 3_000)
    previous = {"organisation": np.arange(1, 301), "rank": np.arange(300) % 4 - 1}
    found = rate_in_spark(spark_session(), path, Method(HOLDING, DAY, previous=previous))
    assert collected(found) == in_columns(path, HOLDING, DAY, 500, previous)
