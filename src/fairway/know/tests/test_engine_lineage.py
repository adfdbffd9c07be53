"""Who belongs to whom: trees end, circles are found, both lines of a dual line stand."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.lineage import KINDS, Hold, Tie, closes_circle, lineage, overlap
from fairway.know.models import Relation

OPEN = (None, None)
ids = st.integers(0, 6)
edges = st.lists(st.tuples(ids, ids).filter(lambda pair: pair[0] != pair[1]), max_size=15)


def test_kinds_are_those_of_the_table() -> None:
    assert set(KINDS) == set(Relation.Kind.values)


def test_both_lines_stand() -> None:
    found = lineage(1, [Tie(1, 2, "dispatched"), Tie(1, 3, "entrusted"), Tie(3, 2, "part"), Tie(4, 1, "branch")])
    assert [(line.organisation, line.depth) for line in found.above] == [(2, 1), (3, 1), (2, 2)]
    assert [(line.organisation, line.depth) for line in found.below] == [(4, 1)]
    assert not found.cut


def test_a_circle_is_cut_where_it_closes() -> None:
    found = lineage(1, [Tie(1, 2, "owned"), Tie(2, 1, "owned")])
    assert [(line.organisation, line.again) for line in found.above] == [(2, False), (1, True)]


def test_a_long_list_is_cut_and_says_so() -> None:
    found = lineage(0, [Tie(n, 0, "branch") for n in range(1, 300)], most=50)
    assert (len(found.below), found.cut) == (50, True)
    deep = lineage(0, [Tie(n + 1, n, "branch") for n in range(20)], depth=5)
    assert (len(deep.below), deep.cut) == (5, True)


@settings(max_examples=100)
@given(edges, ids)
def test_every_line_hangs_on_the_one_before(pairs: list[tuple[int, int]], start: int) -> None:
    found = lineage(start, [Tie(a, b, "owned") for a, b in pairs])
    for lines, side in ((found.above, 0), (found.below, 1)):
        path = {0: start}
        for line in lines:
            ends = (line.tie.subject, line.tie.other)
            assert ends[side] == path[line.depth - 1]
            assert ends[1 - side] == line.organisation
            path[line.depth] = line.organisation


def reached(pairs: list[tuple[int, int]], start: int) -> set[int]:
    """By definition: the transitive closure, grown until nothing is added."""
    found = {start}
    while more := {b for a, b in pairs if a in found} - found:
        found |= more
    return found


@settings(max_examples=100)
@given(edges, ids, ids)
def test_a_circle_is_one_exactly_when_the_other_leads_back(pairs: list[tuple[int, int]], a: int, b: int) -> None:
    holds = [Hold(x, y, OPEN) for x, y in pairs]
    assert closes_circle(Hold(a, b, OPEN), holds) == (a in reached(pairs, b))


def test_holds_of_another_time_close_nothing() -> None:
    early, late = (date(2010, 1, 1), date(2015, 1, 1)), (date(2016, 1, 1), None)
    assert not closes_circle(Hold(1, 2, late), [Hold(2, 1, early)])
    assert closes_circle(Hold(1, 2, late), [Hold(2, 1, OPEN)])


days = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2020, 1, 9)))


@given(st.tuples(days, days), st.tuples(days, days))
def test_spans_overlap_when_a_day_lies_in_both(
    a: tuple[date | None, date | None], b: tuple[date | None, date | None]
) -> None:
    every = [date(2019, 12, 31), *(date(2020, 1, n) for n in range(1, 10)), date(2020, 1, 10)]

    def within(span: tuple[date | None, date | None], day: date) -> bool:
        return (span[0] or date.min) <= day <= (span[1] or date.max)

    in_order = all(first is None or last is None or first <= last for first, last in (a, b))
    if in_order:
        assert overlap(a, b) == any(within(a, day) and within(b, day) for day in every)
