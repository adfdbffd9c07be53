"""Contradictions: what cannot both be true is found, whatever the order; everything else is left in peace."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.conflicts import (
    DERIVED_DIFFERS,
    MORE_NAMED,
    TWO_HOLDERS,
    Claim,
    Holder,
    conflicts,
    figure,
    is_sole,
    post_conflicts,
    reach,
)

DAY = date(2021, 10, 19)
_keys = count(1)
COMPARATORS = ("=", ">", "≥", "~", "≤", "<")


def claim(value: str, comparator: str = "=", **told: object) -> Claim:
    values: dict[str, object] = {"subject": "s", "predicate": "staff", "on": DAY, "unit": "persons"}
    return Claim(next(_keys), value=value, comparator=comparator, **{**values, **told})  # type: ignore[arg-type]


def clash(*claims: Claim) -> bool:
    return bool(conflicts(claims))


@pytest.mark.parametrize(
    ("one", "other", "is_clash"),
    [
        (("400", ">"), ("412", "="), False),
        (("400", ">"), ("380", "="), True),
        (("400", ">"), ("400", "="), True),
        (("400", "≥"), ("400", "="), False),
        (("3", "="), ("2", "="), True),
        (("3", "="), ("3", "="), False),
        (("1,200", "="), ("1200", "="), False),
        (("100", "<"), ("200", ">"), True),
        (("100", ">"), ("200", "<"), False),
        (("100", "≤"), ("100", "≥"), False),
        (("100", "<"), ("100", "≥"), True),
        (("400", "~"), ("430", "="), False),
        (("400", "~"), ("441", "="), True),
        (("400", "~"), ("412", ">"), False),
        (("", "="), ("3", "="), False),
        (("2021-10-19", "="), ("2021-10-20", "="), True),
        (("yes", "="), ("no", "="), True),
        (("Hongqi", "="), ("Jiefang", "="), False),
    ],
)
def test_two_claims(one: tuple[str, str], other: tuple[str, str], is_clash: bool) -> None:
    assert clash(claim(*one), claim(*other)) is is_clash
    assert clash(claim(*other), claim(*one)) is is_clash


@pytest.mark.parametrize(
    "told",
    [{"subject": "t"}, {"predicate": "guests"}, {"on": date(2021, 10, 20)}, {"unit": "seats"}, {"status": "withdrawn"}],
)
def test_claims_about_different_things_agree(told: dict[str, object]) -> None:
    assert not clash(claim("3"), claim("2", **told))


def test_only_the_claims_that_clash_are_named() -> None:
    claims = [claim("100", "≥"), claim("150"), claim("120", "≤")]
    [found] = conflicts(claims)
    assert found.keys == (claims[1].key, claims[2].key)
    assert str(found.reason) == "150 persons and ≤120 persons cannot both be true."


def test_three_named_and_the_source_says_two() -> None:
    """S0: three events are named for the year, the source says two events."""
    named = [claim(name, unit="", predicate="planned") for name in ("Service Forum", "Model Forum", "Workshop")]
    [found] = conflicts([*named, claim("2", unit="events", predicate="planned")])
    assert found.reason.text == MORE_NAMED
    assert str(found.reason) == "3 are named, the source says 2 events."
    assert len(found.keys) == 4


def test_fewer_named_than_said_is_no_contradiction() -> None:
    named = [claim(name, unit="", predicate="planned") for name in ("Service Forum", "Model Forum")]
    assert not clash(*named, claim("3", unit="events", predicate="planned"))
    assert not clash(*named, claim("1", ">", unit="events", predicate="planned"))


def test_a_count_of_our_own_stands_beside_what_the_source_says() -> None:
    [found] = conflicts([claim("2"), claim("3", status="derived")])
    assert found.reason.text == DERIVED_DIFFERS
    assert found.reason.params == {"derived": "3 persons", "stated": "2 persons"}


def test_kinds_of_money_are_never_compared() -> None:
    assert not clash(claim("10", unit="CNY", predicate="amount"), claim("20", unit="CNY", predicate="amount"))
    one = claim("10", unit="CNY", predicate="contract_amount")
    assert clash(one, claim("20", unit="CNY", predicate="contract_amount"))
    assert not clash(one, claim("20", unit="CNY", predicate="intention_amount"))
    assert not clash(one, claim("20", unit="USD", predicate="contract_amount"))


def test_one_value_at_a_time_in_words() -> None:
    one = claim("Beijing", predicate="seat", unit="")
    assert clash(one, claim("Changchun", predicate="seat", unit=""))
    assert not clash(one, claim("ＢＥＩＪＩＮＧ ", predicate="seat", unit=""))


figures = st.integers(-50, 50).map(str)
claims = st.builds(
    claim,
    st.one_of(figures, st.sampled_from(["", "yes", "no", "red", "2021-10-19"])),
    st.sampled_from(COMPARATORS),
    subject=st.sampled_from("ab"),
    predicate=st.sampled_from(["staff", "seat"]),
    status=st.sampled_from(["stated", "derived", "contested", "withdrawn"]),
)


@settings(max_examples=100)
@given(st.lists(claims, max_size=8), st.randoms())
def test_the_order_changes_nothing(given_claims: list[Claim], random: object) -> None:
    shuffled = list(given_claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert conflicts(shuffled) == conflicts(given_claims)


@settings(max_examples=100)
@given(st.lists(claims, max_size=8), claims)
def test_one_claim_more_never_heals_a_contradiction(given_claims: list[Claim], more: Claim) -> None:
    before = {key for found in conflicts(given_claims) for key in found.keys}
    after = {key for found in conflicts([*given_claims, more]) for key in found.keys}
    assert before <= after


@settings(max_examples=100)
@given(st.lists(st.tuples(figures, st.sampled_from(COMPARATORS)), min_size=2, max_size=8))
def test_figures_clash_exactly_where_two_ranges_lie_apart(rows: list[tuple[str, str]]) -> None:
    """The ends-only rule against the definition, pair by pair, on a fine grid of figures."""
    made = [claim(value, comparator) for value, comparator in rows]
    grid = [Decimal(n) / 20 for n in range(-1300, 1301)]
    allowed = {c.key: {x for x in grid if holds(c, x)} for c in made}
    apart = {a.key for a in made for b in made if not allowed[a.key] & allowed[b.key]}
    assert {key for found in conflicts(made) for key in found.keys} == apart


def holds(stated: Claim, x: Decimal) -> bool:
    value = figure(stated.value)
    assert value is not None
    low, low_in, high, high_in = reach(stated.comparator, value)
    return (low < x or (low_in and low == x)) and (x < high or (high_in and x == high))


@settings(max_examples=50)
@given(st.text(max_size=12))
def test_any_text_may_be_a_value(text: str) -> None:
    conflicts([claim(text), claim("3"), claim(text, ">")])


def holder(name: str, first: int | None, last: int | None, title: str = "Mayor", **told: str) -> Holder:
    days = [None if n is None else DAY + timedelta(days=n) for n in (first, last)]
    return Holder(next(_keys), 1, title, name, days[0], days[1], **told)


@pytest.mark.parametrize(
    ("one", "other", "is_clash"),
    [
        (holder("A", 0, 0), holder("B", 0, 0), True),
        (holder("A", 0, 9), holder("B", 5, None), True),
        (holder("A", 0, 9), holder("B", 10, None), False),
        (holder("A", None, 9), holder("B", None, 3), True),
        (holder("A", 0, 0), holder("A", 0, 0), False),
        (holder("Zhang Zhijun", 0, 0), holder("Zhang Zhijun", 0, 0, "Party Secretary"), False),
        (holder("A", 0, 0, "Deputy Mayor"), holder("B", 0, 0, "Deputy Mayor"), False),
        (holder("A", 0, 0, holder_zh="张三"), holder("Zhang San", 0, 0, holder_zh="张三"), False),
        (holder("A", 0, 0, "副市长"), holder("B", 0, 0, "副市长"), False),
        (holder("A", 0, 0, "市长"), holder("B", 0, 0, "市长"), True),
    ],
)
def test_two_holders(one: Holder, other: Holder, is_clash: bool) -> None:
    found = post_conflicts([one, other])
    assert bool(found) is is_clash
    assert all(each.reason.text == TWO_HOLDERS for each in found)
    assert post_conflicts([other, one]) == found


def test_a_later_holder_is_held_against_the_one_still_open() -> None:
    long, short, late = holder("A", 0, 99), holder("A", 1, 2), holder("B", 50, 60)
    assert [found.keys for found in post_conflicts([long, short, late])] == [(long.key, late.key)]


@pytest.mark.parametrize(
    ("title", "is_one"), [("Mayor", True), ("Vice-Mayor", False), ("Party Secretary", True), ("Member", False),
                          ("常务副主任", False), ("书记", True), ("spokesperson", False)]
)  # fmt: skip
def test_posts_that_one_person_holds(title: str, is_one: bool) -> None:
    assert is_sole(title) is is_one
