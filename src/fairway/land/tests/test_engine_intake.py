"""The table of stages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fairway.land.engine.intake import REQUIRED, STAGES, TERMINAL, WAYS_OUT, Stage, StageRow
from fairway.lib.money import Money, MoneyKind
from fairway.lib.tables import check, read_table

HEAD = "Agreement,Stage,Happened on,Learned on,Evidence,Responsible,Next due,Amount,Currency,Money kind,Note"


def read(row: str) -> tuple[list[StageRow], list[tuple[str, str | None]]]:
    checked = check(read_table(f"{HEAD}\n{row}\n".encode(), "stages.csv"), STAGES)
    return [each.value for each in checked.rows], [(problem.code, problem.column) for problem in checked.problems]


def test_a_row() -> None:
    [row], problems = read("A-1,开工,2021-12-20,2021-12-22,Permit 9,s-1,2022-06-30,2亿,CNY,到位,dry run")
    assert problems == []
    assert row == StageRow(
        "A-1", Stage.STARTED, date(2021, 12, 20), date(2021, 12, 22), "s-1", "Permit 9", date(2022, 6, 30),
        Decimal(200_000_000), "CNY", MoneyKind.PAID_IN, "dry run",
    )  # fmt: skip
    assert row.money == Money(Decimal(200_000_000), "CNY", MoneyKind.PAID_IN)


def test_a_row_without_money() -> None:
    [row], _problems = read("A-1,registered,2021-12-20,,,s-1,2022-06-30,,,,")
    assert row.money is None
    assert row.learned_on == row.happened_on


def test_stages_have_an_order() -> None:
    ranks = [stage.rank for stage in Stage if stage not in WAYS_OUT]
    assert ranks == list(range(9))
    assert all(stage.rank is None for stage in WAYS_OUT)
    assert {Stage.EFFECTIVE} == TERMINAL - WAYS_OUT


@pytest.mark.parametrize("stage", Stage)
def test_what_each_stage_needs(stage: Stage) -> None:
    _rows, problems = read(f"A-1,{stage},2021-12-20,,,s-1,,,,,")
    needs_evidence = stage.rank is not None and stage.rank >= (REQUIRED["evidence"].rank or 0)
    expected = [("evidence-missing", "Evidence")] if needs_evidence else []
    expected += [("note-missing", "Note")] if stage in WAYS_OUT else []
    expected += [] if stage in TERMINAL else [("next-due-missing", "Next due")]
    assert problems == expected


@pytest.mark.parametrize("kind", MoneyKind)
def test_only_money_that_followed(kind: MoneyKind) -> None:
    _rows, problems = read(f"A-1,registered,2021-12-20,,,s-1,2022-01-01,5,CNY,{kind},")
    assert (problems == []) == (kind.rank >= MoneyKind.COMMITTED.rank)


def test_amount_currency_and_kind_come_together() -> None:
    row = "A-1,registered,2021-12-20,,,s-1,2022-01-01"
    assert read(f"{row},5,CNY,,") == ([], [("money-kind", "Money kind")])
    assert read(f"{row},,,paid_in,") == ([], [("money-kind", "Money kind")])
    assert read(f"{row},5,,paid_in,") == ([], [("amount-without-currency", "Currency")])


def test_due_days() -> None:
    assert read("A-1,registered,2021-12-20,,,s-1,2021-12-19,,,,") == ([], [("next-due-early", "Next due")])
