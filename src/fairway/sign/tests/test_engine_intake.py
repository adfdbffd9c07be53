"""The table of agreements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairway.lib.money import Money, MoneyKind
from fairway.lib.tables import check, read_table
from fairway.sign.engine.intake import AGREEMENTS, MONEY_OF, AgreementKind, AgreementRow, Party, Role

HEAD = "Number,Title,Kind,Money kind,Amount,Currency,Signed on,Party 1,Role 1,Party 2,Role 2,Party 3,Role 3"


def read(row: str) -> tuple[list[AgreementRow], list[tuple[str, str | None]]]:
    checked = check(read_table(f"{HEAD}\n{row}\n".encode(), "agreements.csv"), AGREEMENTS)
    return [each.value for each in checked.rows], [(problem.code, problem.column) for problem in checked.problems]


def test_a_contract() -> None:
    [row], problems = read("A-1,Plant,合同,,12亿,RMB,2021-10-19,z-1,承接方,s-1,investor,b-1,")
    assert problems == []
    assert row.parties == (Party("z-1", Role.HOST), Party("s-1", Role.INVESTOR), Party("b-1"))
    assert row.money == Money(Decimal(1_200_000_000), "CNY", MoneyKind.CONTRACT)
    assert row.signed_on == date(2021, 10, 19)


def test_an_amount_that_is_not_stated_is_no_money() -> None:
    [row], _problems = read("A-1,Plant,framework,,,,2021-10-19,z-1,,s-1,,,")
    assert row.amount is None
    assert row.money is None
    assert row.money_kind is MoneyKind.FRAMEWORK


@pytest.mark.parametrize("kind", AgreementKind)
@pytest.mark.parametrize("money", MoneyKind)
def test_a_paper_promises_its_own_kind_of_money(kind: AgreementKind, money: MoneyKind) -> None:
    rows, problems = read(f"A-1,Plant,{kind},{money},5,CNY,2021-10-19,z-1,,s-1,,,")
    if MONEY_OF[kind] is money:
        assert rows[0].money_kind is money
    else:
        assert problems == [("money-kind", "Money kind")]


def test_parties() -> None:
    assert read("A-1,Plant,contract,,,,2021-10-19,z-1,,z-1,,,") == ([], [("party-twice", "Party 2")])
    assert read("A-1,Plant,contract,,,,2021-10-19,z-1,,s-1,,,host") == ([], [("role-without-party", "Role 3")])
    assert read("A-1,Plant,contract,,,,2021-10-19,z-1,,,,,") == ([], [("missing-value", "Party 2")])
