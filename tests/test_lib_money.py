"""Money: kinds apart, amounts exact."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid, Refused
from fairway.lib.money import CURRENCIES, Money, MoneyKind, currency_code, read_amount, total_by_kind

CONTRACT = MoneyKind.CONTRACT
SUMS = st.builds(
    Money,
    st.decimals(-(10**12), 10**12, places=2),
    st.sampled_from(["CNY", "EUR"]),
    st.sampled_from(list(MoneyKind)),
)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("RMB 1,200,000,000", "1200000000", "CNY"),
        ("12亿元", "1200000000", "CNY"),
        ("1200万", "12000000", None),
        ("210亿", "21000000000", None),
        ("１２亿", "1200000000", None),
        ("USD 3.5 million", "3500000", "USD"),
        ("3.5 billion EUR", "3500000000", "EUR"),
        ("1200 USD", "1200", "USD"),
        ("人民币 3.25万元", "32500", "CNY"),
        ("0.1", "0.1", None),
        ("€ 5 bn", "5000000000", "EUR"),
    ],
)
def test_amounts_as_people_write_them(text: str, amount: str, currency: str | None) -> None:
    assert read_amount(text) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "about 12",
        "12-15",
        "-5",
        "1,2",
        "1.234,5",
        "12,34",
        "¥5",
        "more than 3亿",
        "12 apples",
        "12 亿 亿",
        "USD 5 EUR",
        "NaN",
        "1e9",
        "5 USD 6",
    ],
)
def test_what_is_not_one_exact_amount(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_amount(text)
    assert caught.value.code == "amount"


@given(st.integers(0, 10**15))
@settings(max_examples=50)
def test_digits_survive_reading(number: int) -> None:
    assert read_amount(f"{number:,}") == (Decimal(number), None)
    assert read_amount(f"CNY {number}") == (Decimal(number), "CNY")


def test_kinds_and_currencies_are_never_added() -> None:
    one = Money(Decimal(1), "CNY", CONTRACT)
    for other in (Money(Decimal(1), "CNY", MoneyKind.PAID_IN), Money(Decimal(1), "USD", CONTRACT)):
        with pytest.raises(Refused):
            one + other
    assert one + one == Money(Decimal(2), "CNY", CONTRACT)


def test_kinds_are_ordered() -> None:
    assert [kind.rank for kind in MoneyKind] == list(range(7))
    assert MoneyKind.INTENTION.rank < MoneyKind.CONTRACT.rank < MoneyKind.REALISED.rank


@given(st.lists(SUMS, max_size=12), st.randoms())
@settings(max_examples=50)
def test_totals_do_not_depend_on_order_and_lose_nothing(sums: list[Money], random: object) -> None:
    totals = total_by_kind(sums)
    shuffled = sums[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert total_by_kind(shuffled) == totals
    assert sum(total.amount for total in totals) == sum(each.amount for each in sums)
    assert len({(total.kind, total.currency) for total in totals}) == len(totals)


def test_money_needs_a_currency_and_a_number() -> None:
    with pytest.raises(Invalid):
        Money(Decimal(1), "QQQ", CONTRACT)
    with pytest.raises(Invalid):
        Money(Decimal("NaN"), "CNY", CONTRACT)


def test_currency_words() -> None:
    assert currency_code(" rmb ") == "CNY"
    assert currency_code("欧元") == "EUR"
    assert currency_code("pesetas") is None
    assert all(len(code) == 3 for code in CURRENCIES)
