"""Clauses proposed from text: what the words say, its span, and nothing that they do not say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.lib.money import Money, MoneyKind
from fairway.sign.engine.clauses import Clause, Deadline, propose_clauses

PARTIES = {"city": ["Party A", "the City", "甲方", "市政府"], "firm": ["Party B", "the Company", "乙方"]}


def _only(text: str) -> Clause:
    (clause,) = propose_clauses(text, PARTIES)
    return clause


@pytest.mark.parametrize(
    ("text", "debtor", "deadline"),
    [
        ("Party A shall hand over 200 mu of land by 31 March 2026.", "city", Deadline(on=date(2026, 3, 31))),
        ("The Company undertakes to start building by March 5th, 2026.", "firm", Deadline(on=date(2026, 3, 5))),
        ("The City will build the road before the end of 2027", "city", Deadline(on=date(2027, 12, 31))),
        (
            "Party B must pay within thirty (30) days after the land is handed over.",
            "firm",
            Deadline(days=30, trigger="the land is handed over"),
        ),
        ("Party B must answer within ten working days.", "firm", Deadline(days=10)),
        ("甲方负责在2026年6月30日前完成场地平整。", "city", Deadline(on=date(2026, 6, 30))),
        ("乙方应自土地交付之日起30日内开工。", "firm", Deadline(days=30, trigger="土地交付")),
        ("市政府承诺2026年底前通电。", "city", Deadline(on=date(2026, 12, 31))),
        ("Party A shall support Party B.", "city", Deadline()),
        ("Party A shall report by 2026-02-30.", "city", Deadline()),
    ],
)
def test_who_is_bound_until_when(text: str, debtor: str, deadline: Deadline) -> None:
    clause = _only(text)
    assert (clause.debtor, clause.deadline) == (debtor, deadline)
    assert clause.creditor == ("firm" if debtor == "city" else "city")


@pytest.mark.parametrize(
    "text",
    [
        "Party B may extend the term.",
        "乙方有权提出异议。",
        "The weather will be fine.",
        "乙方供应钢材。",
        "甲方负责人是市长。",
        "“Land” shall mean the land Party A owns.",
        "Apartyaparty A shallow water.",
        "",
    ],
)
def test_what_binds_nobody_is_not_proposed(text: str) -> None:
    assert propose_clauses(text, PARTIES) == ()


def test_amounts_and_conditions_are_quoted_not_guessed() -> None:
    paid = _only("乙方应支付人民币5000万元")
    assert paid.money == Money(Decimal(50_000_000), "CNY", MoneyKind.CONTRACT)
    assert _only("Party A shall pay USD 3.5 million or EUR 3 million.").money is None
    assert _only("Party A shall pay a large amount.").money is None
    conditional = _only("Party A shall connect power, provided that Party B has started building.")
    assert conditional.condition == "provided that Party B has started building"
    assert _only("若乙方开工，甲方应通电。").condition == "若乙方开工"


def test_several_parties_leave_the_creditor_open_unless_named() -> None:
    three = {**PARTIES, "bank": ["the Bank", "丙方"]}
    named, open_ = propose_clauses("Party A shall pay the Bank. Party A shall build a road.", three)
    assert (named.creditor, open_.creditor) == ("bank", None)


def test_a_condition_may_name_the_other_party_first() -> None:
    """Who is only named in a condition is not bound by it."""
    assert _only("If Party B has started building, Party A shall connect power.").debtor == "city"


@given(st.lists(st.sampled_from(["Party A ", "shall ", "甲方", "应", "pay RMB 3 ", "。", "; ", "2026-01-01", "x "])))
def test_spans_quote_the_text_in_order(words: list[str]) -> None:
    text = "".join(words)
    end = 0
    for clause in propose_clauses(text, PARTIES):
        assert clause.start >= end
        assert text[clause.start : clause.end] == clause.quote
        end = clause.end


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    propose_clauses(text, {"a": ["甲方", ".*", ""], "b": []})
