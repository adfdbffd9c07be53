"""The table of promises: what is read, what falls, and that nothing that refers to nothing stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.lib.tables import Row, check, read_table
from fairway.sign.engine.clause_table import CLAUSES, ClauseRow, against_paper, clauses, hold_together
from fairway.sign.engine.promises import Promise, Side
from fairway.sign.engine.promises import check as check_promises

NUMBERS = ("1", "2", "3", "4", "5")


def row(number: str, after: str = "", blocked_by: tuple[str, ...] = (), paper: str = "A") -> Row[ClauseRow]:
    value = ClauseRow(number, "d", "w", Side.ENTERPRISE, paper, after=after, blocked_by=blocked_by)
    return Row(int(number) + 1, value)


def test_a_row_is_read_in_either_language() -> None:
    head = "协议编号,条款,承诺方,承诺主体,承诺事项,金额,币种,到期日,前置条款"
    line = "A-1,2,甲方,政府,供地,5亿,人民币,2026-03-31,1；3"
    found = check(read_table(f"{head}\n{line}\n".encode(), "promises.csv"), CLAUSES)
    assert found.problems == ()
    [one] = found.rows
    assert (one.value.agreement, one.value.number, one.value.side) == ("A-1", "2", Side.GOVERNMENT)
    assert (one.value.amount, one.value.currency) == (Decimal(500_000_000), "CNY")
    assert (one.value.due_on, one.value.waits_for) == (date(2026, 3, 31), ("1", "3"))


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("1,a,,both,w,,", "Whose promise", "choice"),
        ("1,a,,government,,,", "What is promised", "missing-value"),
        ("1,a,a,government,w,,", "To whom", "promise-to-itself"),
        ("1,a,,government,w,soon,", "Due on", "date"),
        ("1,a,,government,w,,30", "After clause", "days-after-nothing"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place(line: str, column: str, code: str) -> None:
    head = "Clause,Who promises,To whom,Whose promise,What is promised,Due on,Days after"
    found = check(read_table(f"{head}\n{line}\n".encode(), "promises.csv"), CLAUSES)
    [problem] = found.problems
    assert (problem.row, problem.code) == (2, code)
    assert problem.column in {column, "after"}
    assert problem.remedy


def test_clauses_are_told_apart_by_commas_and_semicolons_once_each() -> None:
    assert clauses("1、2;3 ; 2") == ("1", "2", "3")


def test_only_parties_promise_and_not_before_the_signature() -> None:
    value = ClauseRow("1", "x", "w", Side.ENTERPRISE, "A", creditor="y", due_on=date(2026, 1, 1))
    wrong = list(against_paper(value, (7, 8), {7, 9}, date(2026, 1, 2)))
    assert [(column, bad.code) for column, bad in wrong] == [
        ("creditor", "not-a-party"),
        ("due_on", "promise-due-early"),
    ]
    assert list(against_paper(value, (7, None), {7, 9}, date(2026, 1, 1))) == []


def test_a_row_falls_with_the_row_it_waits_for_but_not_with_another_paper_s() -> None:
    rows = [row("1", after="9"), row("2", blocked_by=("1",)), row("3"), row("4", paper="B")]
    good, wrong = hold_together(rows, {})
    assert [(each.value.agreement, each.value.number) for each in good] == [("A", "3"), ("B", "4")]
    assert [(number, column, bad.code) for number, column, bad in wrong] == [
        (2, "after", "clause-unknown"),
        (3, "blocked_by", "clause-unknown"),
    ]
    assert len(hold_together(rows, {"A": {"9"}})[0]) == 4


def test_of_a_circle_every_row_falls_and_what_leads_to_it() -> None:
    rows = [row("1", after="2"), row("2", blocked_by=("1",)), row("3", after="1"), row("4")]
    good, wrong = hold_together(rows, {})
    assert [each.value.number for each in good] == ["4"]
    assert {number: bad.code for number, _column, bad in wrong} == {
        2: "clause-circle", 3: "clause-circle", 4: "clause-unknown",
    }  # fmt: skip


@given(
    st.lists(
        st.tuples(st.sampled_from(NUMBERS), st.sampled_from(("", *NUMBERS)), st.sets(st.sampled_from(NUMBERS))),
        unique_by=lambda each: each[0],
    )
)
def test_what_stays_is_sound_and_nothing_is_lost(given_: list[tuple[str, str, set[str]]]) -> None:
    rows = [row(number, after, tuple(sorted(blocked))) for number, after, blocked in given_]
    good, wrong = hold_together(rows, {})
    assert {each.number for each in rows} == {each.number for each in good} | {number for number, _c, _b in wrong}
    assert not {each.number for each in good} & {number for number, _c, _b in wrong}
    keys = {each.value.number: each.number for each in good}
    check_promises(
        [
            Promise(
                each.number,
                1,
                2,
                Side.ENTERPRISE,
                after=keys[each.value.after] if each.value.after else None,
                blocked_by=frozenset(keys[number] for number in each.value.blocked_by),
            )
            for each in good
        ]
    )
    assert hold_together(list(reversed(rows)), {})[0] == list(reversed(good))
