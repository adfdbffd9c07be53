"""Signs of doubtful projects: each by hand, what must not be one, and nothing that hangs on the order of rows."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.columns import LogColumns, MoneyColumns
from fairway.land.engine.doubts import CROWD, LEAST_BUILDING_DAYS, QUIET_DAYS, Deals, Sign, doubts, not_shown

SIGNED, AS_OF = date(2024, 3, 5), date(2026, 6, 30)
YEAR_END = date(2024, 12, 30)


def _deal(project: int, firm: int = 0, **given: object) -> tuple[object, ...]:
    """A contract of its own; ``firm`` is another for each project unless told otherwise."""
    values = {"region": 220100, "what": "contract CNY", "amount": 5_000 + project, "signed": SIGNED}
    days = {"founded": None, "dissolved": None}
    return (project, firm or 100 + project, *({**values, **days, **given}).values())


def _line(project: int, stage: str, day: date, *, evidence: str = "permit") -> tuple[object, ...]:
    return (project, day, day, None, stage, evidence, 9, day + timedelta(days=30))


def _paid(project: int, parts: int, kind: str = "paid_in", currency: str = "CNY") -> tuple[object, ...]:
    return (project, SIGNED, SIGNED, None, kind, currency, parts / 10_000)


def _signs(
    deals: list[tuple[object, ...]],
    log: tuple[tuple[object, ...], ...] = (),
    paid: tuple[tuple[object, ...], ...] = (),
    documents: tuple[tuple[str, int], ...] = (),
) -> list[tuple[Sign, tuple[int, ...]]]:
    found = doubts(Deals.of_rows(deals), LogColumns.of_rows(log), MoneyColumns.of_rows(paid), documents, AS_OF)
    return [(each.sign, each.projects) for each in found]


def test_nothing_shared_and_nothing_odd_is_no_sign() -> None:
    assert _signs([]) == []
    assert _signs([_deal(1), _deal(2)], (_line(1, "started", SIGNED),), (_paid(1, 5_001),), (("a", 1), ("b", 2))) == []


SAME = {"firm": 7, "amount": 900}


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        ({}, True),
        ({"firm": 8}, False),
        ({"region": 220200}, False),
        ({"amount": 901}, False),
        ({"what": "contract USD"}, False),
        ({"what": "framework CNY"}, False),
    ],
)
def test_one_investor_place_and_amount_twice(other: dict[str, object], is_one: bool) -> None:
    deals = [_deal(3, **SAME), _deal(1, **{**SAME, **other})]  # type: ignore[arg-type]
    assert _signs(deals) == ([(Sign.SAME_DEAL, (1, 3))] if is_one else [])


def test_amounts_not_stated_are_not_the_same_and_a_crowd_is_no_sign() -> None:
    assert _signs([_deal(n, 7, amount=0) for n in (1, 2)]) == []
    assert _signs([_deal(n, 7, amount=900) for n in range(CROWD)]) == [(Sign.SAME_DEAL, tuple(range(CROWD)))]
    assert _signs([_deal(n, 7, amount=900) for n in range(CROWD + 1)]) == []
    assert _signs([_deal(1, 7, amount=900), _deal(1, 7, amount=900)]) == []


def test_one_document_for_several_projects() -> None:
    assert _signs([], documents=(("a", 2), ("a", 1), ("b", 1), ("b", 1))) == [(Sign.SAME_DOCUMENT, (1, 2))]


def test_signed_at_the_end_of_a_half_year_and_nothing_since() -> None:
    late = [_deal(1, signed=YEAR_END)]
    assert _signs(late) == [(Sign.LAST_DAYS, (1,))]
    assert _signs([_deal(1, signed=date(2024, 6, 28))]) == [(Sign.LAST_DAYS, (1,))]
    assert _signs([_deal(1, signed=date(2024, 12, 28))]) == []
    assert _signs([_deal(1, signed=date(2024, 10, 31))]) == []
    assert _signs([_deal(1, signed=AS_OF - timedelta(days=QUIET_DAYS))]) == []
    assert _signs(late, (_line(1, "signed", YEAR_END),)) == [(Sign.LAST_DAYS, (1,))]
    assert _signs(late, (_line(1, "registered", date(2025, 2, 1)),)) == []
    assert _signs(late, (_line(1, "withdrawn", date(2025, 2, 1)),)) == []
    assert _signs(late, paid=(_paid(1, 1),)) == []


def test_all_paid_in_and_nothing_started() -> None:
    deals = [_deal(1, amount=600)]
    whole = (_paid(1, 400), _paid(1, 200))
    assert _signs(deals, paid=whole) == [(Sign.PAID_UNSTARTED, (1,))]
    assert _signs(deals, (_line(1, "started", SIGNED, evidence=""),), whole) == [(Sign.PAID_UNSTARTED, (1,))]
    assert _signs(deals, (_line(1, "started", SIGNED),), whole) == []
    assert _signs(deals, paid=(_paid(1, 599),)) == []
    assert _signs(deals, paid=(_paid(1, 600, "committed"),)) == []
    assert _signs(deals, paid=(_paid(1, 600, currency="USD"),)) == []
    assert _signs([_deal(1, what="framework CNY", amount=600)], paid=whole) == []


def test_completed_as_soon_as_started() -> None:
    def took(days: int) -> list[tuple[Sign, tuple[int, ...]]]:
        return _signs([], (_line(1, "started", SIGNED), _line(1, "completed", SIGNED + timedelta(days=days))))

    assert took(LEAST_BUILDING_DAYS - 1) == [(Sign.BUILT_AT_ONCE, (1,))]
    assert took(LEAST_BUILDING_DAYS) == []
    assert _signs([], (_line(1, "completed", SIGNED),)) == []


def test_an_investor_younger_than_its_signature_or_gone_before() -> None:
    day = timedelta(days=1)
    assert _signs([_deal(1, founded=SIGNED + day)]) == [(Sign.FOUNDED_AFTER, (1,))]
    assert _signs([_deal(1, dissolved=SIGNED - day)]) == [(Sign.DISSOLVED_BEFORE, (1,))]
    assert _signs([_deal(1, founded=SIGNED, dissolved=SIGNED)]) == []


def test_what_was_not_known_or_was_taken_back_is_no_sign() -> None:
    later = AS_OF + timedelta(days=1)
    back = (1, SIGNED, SIGNED, SIGNED, "paid_in", "CNY", 0.06)
    unknown = (1, SIGNED, later, None, "paid_in", "CNY", 0.06)
    assert _signs([_deal(1, amount=600)], paid=(back, unknown)) == []


def test_what_was_seen_names_the_sign() -> None:
    one, two = (next(not_shown([(1, count)])) for count in (1, 2))
    assert one.key != two.key
    assert one.key == next(not_shown([(1, 1)])).key
    assert len(one.key) == 32


ROWS = st.tuples(st.integers(1, 8), st.integers(1, 3), st.sampled_from([SIGNED, YEAR_END]), st.sampled_from([0, 1, 2]))


@given(st.lists(ROWS, max_size=25), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[tuple[int, int, date, int]], chance: random.Random) -> None:
    deals = [_deal(project, firm, signed=day, amount=amount) for project, firm, day, amount in rows]
    documents = [(str(firm), project) for project, firm, _day, _amount in rows]
    found = _signs(deals, documents=tuple(documents))
    chance.shuffle(deals)
    chance.shuffle(documents)
    assert _signs(deals, documents=tuple(documents)) == found
    by_hand = {
        (firm, amount, day): {p for p, f, d, a in rows if (f, a) == (firm, amount)}
        for _project, firm, day, amount in rows
        if amount
    }
    twice = {tuple(sorted(each)) for each in by_hand.values() if len(each) > 1}
    assert {projects for sign, projects in found if sign is Sign.SAME_DEAL} == twice
    assert np.all([projects == tuple(sorted(projects)) for _sign, projects in found])
