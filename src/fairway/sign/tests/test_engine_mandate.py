"""What a body may approve, and what keeps an agreement from being published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.lib.money import Money, MoneyKind
from fairway.sign.engine.areas import Areas
from fairway.sign.engine.intake import AgreementKind
from fairway.sign.engine.mandate import Asked, Power, covering, missing_act

CONTRACT, DAY = AgreementKind.CONTRACT, date(2020, 6, 29)
ACT = Power(1, "Order 7", CONTRACT, DAY, up_to=Decimal(100), currency="CNY")


def yuan(amount: int, currency: str = "CNY") -> Money:
    return Money(Decimal(amount), currency, MoneyKind.CONTRACT)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Asked(CONTRACT, DAY, (yuan(101),)), "reaches 101 CNY. “Order 7” lets Z approve up to 100 CNY."),
        (Asked(CONTRACT, DAY, (yuan(60), yuan(60))), "an act that reaches 120 CNY. “Order 7” lets Z"),
        (Asked(CONTRACT, DAY, (yuan(5, "EUR"),)), "Missing: an act that reaches 5 EUR."),
        (Asked(CONTRACT, DAY), "Missing: an act without limit. The paper states no amount"),
        (Asked(CONTRACT, date(2020, 6, 28), (yuan(5),)), "“Order 7” gives Z this power from 2020-06-29 only."),
        (Asked(AgreementKind.FRAMEWORK, DAY, (yuan(5),)), "power to approve a paper of the kind framework"),
    ],
)  # fmt: skip
def test_outside_the_mandate_the_missing_act_is_named(asked: Asked, words: str) -> None:
    assert covering([ACT], asked) is None
    assert words in str(missing_act("Z", [ACT], asked))


def test_a_limit_is_told_exactly_and_without_the_zeros_of_its_column() -> None:
    fine = replace(ACT, up_to=Decimal("1100.5000"))
    assert "approve up to 1,100.5 CNY." in str(missing_act("Z", [fine], Asked(CONTRACT, DAY, (yuan(2000),))))


def test_an_act_that_ended_is_told_with_its_end() -> None:
    asked = Asked(CONTRACT, date(2021, 1, 1), (yuan(5),))
    said = str(missing_act("Z", [replace(ACT, valid_until=date(2020, 12, 31))], asked))
    assert "“Order 7” gave Z this power until 2020-12-31." in said


def test_inside_the_mandate_the_narrowest_act_carries_it() -> None:
    wide = replace(ACT, key=2, act="Order 8", up_to=None, currency="")
    assert covering([wide, ACT], Asked(CONTRACT, DAY, (yuan(100),))) == ACT
    assert covering([wide, ACT], Asked(CONTRACT, DAY, (yuan(101),))) == wide


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 200))
def test_more_power_never_refuses_and_a_larger_amount_never_passes(limit: int, amount: int, more: int) -> None:
    power = replace(ACT, up_to=Decimal(limit))
    asked = Asked(CONTRACT, DAY, (yuan(amount),))
    assert (covering([power], asked) is not None) is (amount <= limit)
    if covering([power], asked):
        assert covering([replace(power, up_to=Decimal(limit + more))], asked)
    else:
        assert not covering([power], Asked(CONTRACT, DAY, (yuan(amount + more),)))


@given(st.none() | st.integers(0, 12), st.integers(0, 12), st.booleans())
def test_one_plus_eight_is_published_only_when_named_or_said_to_be_unstated(
    promised: int | None, named: int, unsaid: bool
) -> None:
    found = Areas(promised, named, unsaid)
    may = promised is None or named == promised or (named < promised and unsaid)
    assert (found.obstacle is None) is may
    assert found.prints_unsaid is bool(unsaid and promised is not None and named < promised)


def test_nine_promised_and_none_named_says_so() -> None:
    assert str(Areas(9, 0).obstacle).startswith("9 areas are promised, 0 are named.")
