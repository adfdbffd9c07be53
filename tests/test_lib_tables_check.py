"""Cells, headings and keys checked against a specification."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.tables import REMARK_HEADINGS, BadCell, Column, TableSpec, cells, check, read_table
from fairway.lib.tables.nearest import nearest

SPEC: TableSpec[dict[str, object]] = TableSpec(
    "things",
    (
        Column("key", ("Key", "编号"), cells.key, required=True),
        Column("count", ("Count of things", "数量"), cells.whole(0, 9), default=1),
    ),
    build=dict,
)


def read(text: str, defaults: dict[str, object] | None = None) -> tuple[list[dict[str, object]], list[str]]:
    checked = check(read_table(text.encode(), "x.csv"), SPEC, defaults)
    return [row.value for row in checked.rows], [problem.code for problem in checked.problems]


def test_headings_in_either_language_and_spelling() -> None:
    for heading in ("Key,Count of things", "编号,数量", "KEY *,count_of_things", "key,ｃｏｕｎｔ－of things"):
        assert read(f"{heading}\na,3\n") == ([{"key": "a", "count": 3}], [])


def test_blank_cells_take_the_default() -> None:
    assert read("Key,数量\na,\n")[0] == [{"key": "a", "count": 1}]
    assert read("Key\na\n", {"count": 7})[0] == [{"key": "a", "count": 7}]


def test_a_remark_column_of_a_mended_file_is_skipped() -> None:
    assert read(f"Key,{REMARK_HEADINGS[1]}\na,whatever\n") == ([{"key": "a", "count": 1}], [])


def test_bad_rows_stay_out_and_good_ones_stay() -> None:
    rows, problems = read("Key,数量\na,3\nb,x\nc,4\na,5\n")
    assert [row["key"] for row in rows] == ["a", "c"]
    assert problems == ["whole-number", "duplicate-key"]


def test_a_lost_file_has_only_its_problem() -> None:
    assert read("")[1] == ["empty-file"]


def test_problems_print_their_place() -> None:
    [problem] = check(read_table(b"Key,Count of things\na,12\n", "x.csv"), SPEC).problems
    assert str(problem) == (
        "x.csv, row 2, column Count of things: 12 is out of range. Write a whole number from 0 to 9."
    )
    assert problem.value == "12"


def bad(parse: object, text: str) -> str:
    with pytest.raises(BadCell) as caught:
        parse(text)  # type: ignore[operator]
    assert caught.value.remedy
    return caught.value.code


@pytest.mark.parametrize(
    "text", ["2021-10-19", "2021/10/19", "2021.10.19", "2021年10月19日", "２０２１－１０－１９", "2021-10-19 00:00:00"]
)
def test_days(text: str) -> None:
    assert cells.day(text) == date(2021, 10, 19)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03/04/2021", "ambiguous-date"),
        ("13/04/2021", "date"),
        ("04/13/2021", "date"),
        ("04/04/2021", "date"),
        ("21-10-19", "date"),
        ("2021-13-01", "date"),
        ("1850-01-01", "date-range"),
        ("soon", "date"),
        ("2021-10-19T09:00:00", "date"),
    ],
)
def test_no_days(text: str, code: str) -> None:
    assert bad(cells.day, text) == code


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
@settings(max_examples=50)
def test_every_day_comes_back(day: date) -> None:
    assert cells.day(day.isoformat()) == day
    assert cells.day(f"{day.year}年{day.month}月{day.day}日") == day


def test_slots() -> None:
    assert cells.numbers(24)("1-3, 8、12") == {1, 2, 3, 8, 12}
    assert cells.numbers(24)("５") == {5}
    for text in ("0", "25", "3-1", "a", "1-", "1--3", "99999"):
        assert bad(cells.numbers(24), text) == "slots"


def test_amounts() -> None:
    assert cells.amount("12亿") == Decimal(1_200_000_000)
    assert cells.amount("0.01") == Decimal("0.01")
    assert bad(cells.amount, "0.001") == "amount-range"
    assert bad(cells.amount, "0") == "amount-range"
    assert bad(cells.amount, "1" * 16) == "amount-range"
    assert bad(cells.amount, "12345678901234.56") == "amount-range"
    assert bad(cells.amount, "12亿元") == "currency-in-amount"
    assert bad(cells.amount, "much") == "amount"


def test_words_and_choices() -> None:
    assert cells.words(10)(" a \n b ") == "a b"
    assert bad(cells.words(2), "abc") == "too-long"
    pick = cells.choice({"under objection": 1, "有效": 2})
    assert (pick("Under_Objection"), pick("有效")) == (1, 2)
    assert bad(pick, "nonsense") == "choice"
    assert (cells.yes_no("是"), cells.yes_no("No")) == (True, False)
    assert bad(cells.yes_no, "perhaps") == "yes-no"
    assert cells.currency("人民币") == "CNY"
    assert bad(cells.currency, "coins") == "currency"


def test_nearest_word() -> None:
    assert nearest("organistaion", ["organisation", "number"]) == "organisation"
    assert nearest("zzz", ["organisation"]) is None
    assert nearest("s-0137", [f"s-{n:04d}" for n in range(5000)]) == "s-0137"
