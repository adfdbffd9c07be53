"""Documents stand in the order of results."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fairway.know.engine.bands import band_term
from fairway.know.engine.copying import copied
from fairway.know.engine.documents import (
    BETWEEN,
    Making,
    as_words,
    batch,
    document,
    place_in_order,
    sampling_step,
)

KEYS = st.tuples(st.integers(0, 127), st.integers(0, 7), st.integers(1, 2**40 - 1))


@given(KEYS, KEYS)
def test_shorter_names_first_then_kinds_then_ids(a: tuple[int, int, int], b: tuple[int, int, int]) -> None:
    assert (place_in_order(*a) < place_in_order(*b)) == (a < b)
    assert place_in_order(*a) < 2**63


def test_a_very_long_name_is_as_long_as_the_longest() -> None:
    assert place_in_order(300, 0, 1) == place_in_order(127, 0, 1)


SOURCES = [(n, 4, 0, "enterprise", "220100", "C", False, f"长春一汽{BETWEEN}", f"s{n}") for n in (1, 2, 3)]


def test_a_batch_is_its_documents() -> None:
    made = batch(SOURCES, Making("sqlite", 2))
    assert made.rows == [document(source).columns for source in SOURCES]
    assert made.terms == [(columns[0], as_words(groups).encode()) for columns, groups in map(document, SOURCES)]
    assert (made.size, made.counts["长春"], made.copied) == (3, 2, b"")


def test_postgresql_gets_rows_with_the_term_of_their_band() -> None:
    first, second, third = (document(source) for source in SOURCES)
    made = batch(SOURCES, Making("postgresql", 1, bands=(second.columns[0],)))
    bands = ((first, 0), (second, 1), (third, 1))
    assert made.copied == b"".join(copied(each.columns, [*each.groups, band_term(band)]) for each, band in bands)
    assert (made.size, made.rows, made.terms) == (3, [], [])


def test_few_documents_are_all_counted() -> None:
    assert (sampling_step(10), sampling_step(1_000_000)) == (1, 50)
