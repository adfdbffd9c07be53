"""Money by kind, currency and month: side by side, never added across."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.land.engine.money import InPlace, by_month, in_place, totals
from fairway.land.templatetags.land import money_option, percent
from fairway.land.tests.logs import FIRST, Movement, days
from fairway.land.tests.logs import money_columns as columns
from fairway.lib.money import Money, MoneyKind

KINDS = [MoneyKind.CONTRACT, MoneyKind.COMMITTED, MoneyKind.PAID_IN, MoneyKind.REALISED]
moneys = st.builds(
    Money,
    st.integers(1, 10**10).map(Decimal),
    st.sampled_from(["CNY", "EUR"]),
    st.sampled_from(KINDS),
)
movements = st.lists(
    st.builds(lambda m, day, lag: Movement(m, day, day + timedelta(days=lag)), moneys, days, st.integers(0, 90)),
    max_size=15,
)


def moved(kind: MoneyKind, amount: int, day: date, lag: int = 0, currency: str = "CNY") -> Movement:
    return Movement(Money(Decimal(amount), currency, kind), day, day + timedelta(days=lag))


def some() -> list[Movement]:
    return [
        moved(MoneyKind.CONTRACT, 1000, date(2021, 10, 19)),
        moved(MoneyKind.PAID_IN, 100, date(2021, 12, 1)),
        moved(MoneyKind.PAID_IN, 50, date(2021, 12, 31), lag=20),
        moved(MoneyKind.COMMITTED, 700, date(2022, 1, 2)),
        moved(MoneyKind.PAID_IN, 9, date(2021, 11, 5), currency="EUR"),
    ]


def test_months_by_hand() -> None:
    yuan, euro = by_month(date(2022, 1, 31), columns(some()))
    assert yuan.currency == "CNY"
    assert [month.isoformat() for month in yuan.months] == ["2021-10-01", "2021-11-01", "2021-12-01", "2022-01-01"]
    assert [(each.kind, [int(a) for a in each.amounts]) for each in yuan.series] == [
        (MoneyKind.CONTRACT, [1000, 0, 0, 0]),
        (MoneyKind.COMMITTED, [0, 0, 0, 700]),
        (MoneyKind.PAID_IN, [0, 0, 150, 0]),
    ]
    paid = yuan.of(MoneyKind.PAID_IN)
    assert paid is not None
    assert [int(a) for a in paid.running] == [0, 0, 150, 150]
    assert paid.total == 150
    assert yuan.of(MoneyKind.REALISED) is None
    assert (euro.currency, len(euro.months)) == ("EUR", 3)


@given(movements, days, st.integers(0, 40))
@settings(deadline=None)
def test_a_short_table_sums_what_was_before(found: list[Movement], as_of: date, months: int) -> None:
    for whole in by_month(as_of, columns(found)):
        short = whole.last(months)
        assert short.months == (whole.months[-months:] if months else ())
        assert short.earlier + len(short.months) == len(whole.months)
        assert short.totals == whole.totals
        for series, all_of_it in zip(short.series, whole.series, strict=True):
            assert series.running == all_of_it.running[short.earlier :]


def test_what_was_learned_later_does_not_count_yet() -> None:
    before, after = (
        by_month(day, columns(some()))[0].of(MoneyKind.PAID_IN) for day in (date(2022, 1, 19), date(2022, 1, 20))
    )
    assert before is not None
    assert after is not None
    assert (before.total, after.total) == (100, 150)


def test_money_in_place_stands_apart_by_currency() -> None:
    assert in_place(totals(date(2022, 2, 1), columns(some()))) == (
        InPlace("CNY", Decimal(1000), Decimal(150)),
        InPlace("EUR", Decimal(0), Decimal(9)),
    )
    assert [each.share for each in in_place(totals(date(2022, 2, 1), columns(some())))] == [Fraction(3, 20), None]


def test_xuchang_had_a_third_of_the_money() -> None:
    """370 of 1,077 hundred million yuan, January to October 2017: published as 34 %."""
    assert percent(InPlace("CNY", Decimal(1077), Decimal(370)).share) == "34.4 %"


def test_the_chart_says_what_the_table_says_and_leaves_gaps() -> None:
    yuan, euro = by_month(date(2022, 1, 31), columns([*some(), moved(MoneyKind.PAID_IN, 2_500_000, date(2022, 1, 1))]))
    chart = money_option(yuan)
    assert chart["categories"] == ["2021-10", "2021-11", "2021-12", "2022-01"]
    assert chart["series"] == [
        {"name": "contracts signed", "values": [0.001, 0.001, 0.001, 0.001]},
        {"name": "paid in", "values": [0.0, 0.0, 0.0002, 2.5002]},
    ]
    assert chart["unit"] == "million CNY"
    assert money_option(euro)["series"][0]["values"] == [None, None, None]  # type: ignore[index]


@given(movements, days)
@settings(max_examples=80, deadline=None)
def test_kinds_and_currencies_are_never_added(found: list[Movement], as_of: date) -> None:
    seen = [m for m in found if m.happened_on <= as_of and m.learned_on <= as_of]
    for result in by_month(as_of, columns(found)):
        for series in result.series:
            same = [m.money.amount for m in seen if (m.money.currency, m.money.kind) == (result.currency, series.kind)]
            assert series.total == sum(same) == series.running[-1]
            assert len(series.amounts) == len(result.months)
    assert len(totals(as_of, columns(found))) == len({(m.money.kind, m.money.currency) for m in seen})


@given(movements, days, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_replay_and_order(found: list[Movement], as_of: date, random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    kept = [m for m in found if m.learned_on <= as_of]
    assert by_month(as_of, columns(shuffled)) == by_month(as_of, columns(found)) == by_month(as_of, columns(kept))
    assert in_place(totals(as_of, columns(shuffled))) == in_place(totals(as_of, columns(kept)))


@given(movements, days)
@settings(deadline=None)
def test_months_run_without_a_gap_to_the_month_asked_for(found: list[Movement], as_of: date) -> None:
    for result in by_month(as_of, columns(found)):
        numbers = [month.year * 12 + month.month for month in result.months]
        assert numbers == list(range(numbers[0], as_of.year * 12 + as_of.month + 1))
        assert FIRST.replace(day=1) <= result.months[0]


def test_amounts_too_large_for_64_bits_add_up_exactly() -> None:
    large = [moved(MoneyKind.PAID_IN, 10**19, FIRST), moved(MoneyKind.PAID_IN, 10**19 + 1, FIRST)]
    assert totals(FIRST, columns(large)) == (Money(Decimal(2 * 10**19 + 1), "CNY", MoneyKind.PAID_IN),)
    fine = Movement(Money(Decimal("0.0001"), "CNY", MoneyKind.PAID_IN), FIRST, FIRST)
    joined = columns(large).and_also(columns([fine]))
    assert totals(FIRST, joined)[0].amount == Decimal("20000000000000000001.0001")
