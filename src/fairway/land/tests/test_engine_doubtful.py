"""Signs of projects listed twice or existing on paper only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.doubtful import CROWD, Look, Sign, doubts

PLANT = Look(1, "Battery plant, phase 1", 7, "North Road 5", (Decimal(500), "CNY"), frozenset({"a"}), date(2026, 1, 1))
OTHER = Look(2, "Dairy", 8, "South Road 1", (Decimal(30), "CNY"), frozenset({"b"}), date(2026, 1, 1))


def _signs(*looks: Look) -> list[tuple[tuple[int, ...], Sign]]:
    return [(doubt.projects, doubt.sign) for doubt in doubts(looks)]


def test_projects_that_share_nothing_raise_no_sign() -> None:
    assert _signs(PLANT, OTHER) == []


def test_every_sign_by_hand() -> None:
    twice = replace(PLANT, key=3, title="Battery plant, phase I", evidence=frozenset({"c"}))
    assert _signs(twice, PLANT) == [((1, 3), Sign.ALIKE_TITLE), ((1, 3), Sign.SAME_AMOUNT), ((1, 3), Sign.SAME_SITE)]
    assert _signs(PLANT, replace(OTHER, evidence=frozenset({"a"}))) == [((1, 2), Sign.SAME_EVIDENCE)]
    elsewhere = replace(OTHER, site=PLANT.site, amount=PLANT.amount)
    assert _signs(PLANT, elsewhere) == [((1, 2), Sign.SAME_SITE)]
    assert _signs(replace(PLANT, completed_on=date(2026, 1, 20))) == [((1,), Sign.BUILT_AT_ONCE)]
    assert _signs(replace(PLANT, started_on=None, paid_in=True)) == [((1,), Sign.PAID_WITHOUT_START)]


def test_a_trait_that_a_crowd_shares_is_no_sign() -> None:
    shops = [replace(PLANT, key=key, title=f"Shop {key}", evidence=frozenset({"licence"})) for key in range(CROWD + 1)]
    assert _signs(*shops) == []


LOOKS = st.builds(
    Look,
    key=st.integers(1, 30),
    title=st.sampled_from(["Plant 1", "Plant 2", "Dairy"]),
    investor=st.integers(1, 3),
    site=st.sampled_from(["", "a", "b"]),
    amount=st.none() | st.tuples(st.sampled_from([Decimal(1), Decimal(2)]), st.just("CNY")),
    evidence=st.frozensets(st.sampled_from("xy")),
)


@given(st.lists(LOOKS, unique_by=lambda look: look.key, max_size=10), st.randoms())
def test_order_changes_nothing_and_no_sentence_is_left_open(looks: list[Look], chance: object) -> None:
    found = doubts(looks)
    assert all("%(" not in str(doubt.reason) for doubt in found)
    chance.shuffle(looks)  # type: ignore[attr-defined]
    assert doubts(looks) == found
