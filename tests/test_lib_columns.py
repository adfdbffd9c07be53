"""Tables in columns: what differs is found, and owners' rows are replaced, as lists would have it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fairway.lib.columns import Dated, Rows, distinct, in_columns

NUMBERS = st.integers(-5, 5) | st.integers(-(2**40), 2**40)
OWNED = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 99)), max_size=20)


@dataclass(frozen=True)
class Marked(Rows):
    mark: NDArray[np.int64]


def marked(rows: list[tuple[int, int]]) -> Marked:
    owner, mark = in_columns(sorted(rows, key=lambda row: row[0]), 2)
    return Marked(np.array(owner, np.int64), np.array(mark, np.int64))


@given(st.lists(NUMBERS, max_size=30))
def test_what_differs_is_found_with_the_place_of_each(numbers: list[int]) -> None:
    found, place = distinct(np.array(numbers, np.int64))
    assert found.tolist() == sorted(set(numbers))
    assert found[place].tolist() == numbers


@given(OWNED, OWNED)
def test_rows_of_owners_are_replaced_and_all_others_stay(
    old: list[tuple[int, int]], new: list[tuple[int, int]]
) -> None:
    owners = {owner for owner, _ in new} | {3}
    found = marked(old).instead(owners, marked(new))
    wanted = marked([row for row in old if row[0] not in owners] + new)
    assert found.owner.tolist() == wanted.owner.tolist()
    assert found.mark.tolist() == wanted.mark.tolist()


@given(OWNED, st.sets(st.integers(1, 9), min_size=1))
def test_where_nothing_differs_the_rows_stay_the_same_ones(rows: list[tuple[int, int]], owners: set[int]) -> None:
    """Days that are not there do not differ from each other either."""
    owner, mark = in_columns(sorted(rows, key=lambda row: row[0]), 2)
    old = Dated(
        np.array(owner, np.int64), np.array([day if day % 3 else None for day in mark], "datetime64[D]"),
        np.array(mark, "datetime64[D]"),
    )  # fmt: skip
    again = old.pick(np.isin(old.owner, list(owners)))
    assert old.instead(owners, again) is old
    later = replace(again, learned=again.learned + 1)
    assert (old.instead(owners, later) is old) == (len(again) == 0)


def test_no_rows_are_columns_too() -> None:
    assert in_columns([], 3) == [[], [], []]
