"""The tables of offers and needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fairway.lib.tables import check, read_table
from fairway.match.engine.intake import NEEDS, OFFERS, NeedRow, OfferRow


def test_an_offer_in_chinese() -> None:
    head = "编号;单位编号;内容;行业代码;地区;金额;币种;产业链环节;有效期起;有效期止"
    text = f"{head}\no-1;s-1;精锻件;3393;220100;12亿;人民币;parts;2021-10-01;2022-10-01\n"
    checked = check(read_table(text.encode(), "offers.csv"), OFFERS)
    assert checked.problems == ()
    assert checked.rows[0].value == OfferRow(
        "o-1",
        "s-1",
        "精锻件",
        "3393",
        "220100",
        Decimal(1_200_000_000),
        "CNY",
        "parts",
        date(2021, 10, 1),
        date(2022, 10, 1),
    )


def test_a_need_with_little() -> None:
    text = "Key\tOrganisation\tText\tMinimum grade\nn-1\ts-1\tforgings wanted\tbbb\n"
    checked = check(read_table(text.encode(), "needs.csv"), NEEDS)
    assert checked.problems == ()
    assert checked.rows[0].value == NeedRow("n-1", "s-1", "forgings wanted", min_grade="BBB")


def test_amount_and_currency_come_together_and_days_in_order() -> None:
    head = "Key,Organisation,Text,Amount,Currency,Valid from,Valid to"
    text = f"{head}\no-1,s-1,x,5,,,\no-2,s-1,x,,CNY,,\no-3,s-1,x,,,2021-02-01,2021-01-01\n"
    checked = check(read_table(text.encode(), "offers.csv"), OFFERS)
    assert checked.rows == ()
    assert [(problem.code, problem.column) for problem in checked.problems] == [
        ("amount-without-currency", "Currency"),
        ("currency-without-amount", "Amount"),
        ("ends-before-start", "Valid to"),
    ]
