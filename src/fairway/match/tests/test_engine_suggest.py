from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid
from fairway.match.engine.features import word_pieces
from fairway.match.engine.listing import Listing
from fairway.match.engine.suggest import GRADES, Need, Offer, Suggestion, fit, forbidden, suggest, why_not

WORDS = ["汽车零部件", "精锻", "铝合金压铸", "仓储物流", "检测服务", "battery", "seat frames"]
DAY = date(2021, 10, 19)
DAYS = st.none() | st.integers(-40, 40).map(lambda n: DAY + timedelta(days=n))
SHARED = {
    "organisation": st.sampled_from(["甲", "乙", "丙", "丁"]),
    "text": st.lists(st.sampled_from(WORDS), max_size=4).map("，".join),
    "industry": st.sampled_from(["", "3670", "3671", "3660", "C33", "6510", "bad"]),
    "region": st.sampled_from(["", "220104", "220184", "220203", "500113"]),
    "amount": st.none() | st.integers(1, 2000).map(Decimal),
    "currency": st.sampled_from(["CNY", "EUR"]),
    "segment": st.sampled_from(["", "parts", "services"]),
}
GRADE = st.sampled_from(["", *GRADES])


@st.composite
def listings(draw: st.DrawFn, kind: str, most: int = 7) -> list[Offer | Need]:
    made: list[Offer | Need] = []
    for number in range(draw(st.integers(0, most))):
        fields = {name: draw(strategy) for name, strategy in SHARED.items()}
        first, last = draw(DAYS), draw(DAYS)
        if first and last and last < first:
            first, last = last, first
        fields |= {"valid_from": first, "valid_to": last}
        grade = draw(GRADE)
        if kind == "offer":
            made.append(Offer(key=f"O{number}", grade=grade, **fields))
        else:
            made.append(Need(key=f"N{number}", min_grade=grade, **fields))
    return made


OFFERS, NEEDS = listings("offer"), listings("need")
THRESHOLDS = st.sampled_from([0, 10, 39, 40, 55])


def score_of(offer: Offer, need: Need) -> int:
    return sum(reason.points or 0 for reason in fit(offer, need))


def by_hand(offers: list[Offer], needs: list[Need], top: int, threshold: int) -> set[tuple[str, str, int]]:
    """Every pair looked at, without index or short cut: the independent answer."""
    pairs = [
        (score_of(o, n), o.key, n.key)
        for o, n in product(offers, needs)
        if not forbidden(o, n) and score_of(o, n) >= threshold
    ]
    pairs.sort(key=lambda p: (-p[0], p[1], p[2]))
    kept = set()
    for side in (1, 2):
        for key in {p[side] for p in pairs}:
            kept |= {(p[1], p[2], p[0]) for p in [p for p in pairs if p[side] == key][:top]}
    return kept


def answer(suggestions: list[Suggestion]) -> set[tuple[str, str, int]]:
    return {(s.offer, s.need, s.score) for s in suggestions}


@settings(max_examples=100, deadline=None)
@given(OFFERS, NEEDS, st.integers(1, 4), THRESHOLDS)
def test_the_index_misses_nothing(offers: list[Offer], needs: list[Need], top: int, threshold: int) -> None:
    found = suggest(offers, needs, top=top, threshold=threshold)
    assert answer(found) == by_hand(offers, needs, top, threshold)


@settings(max_examples=60, deadline=None)
@given(OFFERS, NEEDS, st.randoms(use_true_random=False))
def test_suggestions_hold_what_they_promise(offers: list[Offer], needs: list[Need], shuffle: random.Random) -> None:
    found = suggest(offers, needs, top=2, threshold=30)
    owner = {listing.key: listing.organisation for listing in (*offers, *needs)}
    for one in found:
        assert 30 <= one.score <= 100
        assert one.score == sum(reason.points or 0 for reason in one.reasons)
        assert owner[one.offer] != owner[one.need]
        assert one.rank_for_need in (None, 1, 2)
        assert one.rank_for_offer in (None, 1, 2)
        assert one.rank_for_need or one.rank_for_offer
    shuffle.shuffle(offers)
    shuffle.shuffle(needs)
    assert suggest(offers, needs, top=2, threshold=30) == found
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)


@settings(max_examples=60, deadline=None)
@given(OFFERS, NEEDS)
def test_both_sides_are_treated_alike(offers: list[Offer], needs: list[Need]) -> None:
    mirrored_offers = [Offer(**_shared(n)) for n in needs]
    mirrored_needs = [Need(**_shared(o)) for o in offers]
    plain_needs = [replace(n, min_grade="") for n in needs]
    forth = suggest(offers, plain_needs, top=50, threshold=20)
    back = suggest(mirrored_offers, mirrored_needs, top=50, threshold=20)
    assert {(s.offer, s.need, s.score) for s in forth} == {(s.need, s.offer, s.score) for s in back}


def _shared(listing: Offer | Need) -> dict[str, object]:
    return {name: getattr(listing, name) for name in Listing.__match_args__}


@settings(max_examples=60, deadline=None)
@given(OFFERS, NEEDS)
def test_an_irrelevant_offer_displaces_nothing(offers: list[Offer], needs: list[Need]) -> None:
    irrelevant = Offer("O99", "戊", "zzz", "9700", "650102", segment="other")
    before = suggest(offers, needs, top=2)
    after = suggest([*offers, irrelevant], needs, top=2)
    assert after == before


@settings(max_examples=60, deadline=None)
@given(OFFERS, NEEDS, THRESHOLDS)
def test_why_not_speaks_exactly_of_what_is_not_suggested(
    offers: list[Offer], needs: list[Need], threshold: int
) -> None:
    found = {(s.offer, s.need) for s in suggest(offers, needs, top=50, threshold=threshold)}
    for offer, need in product(offers, needs):
        assert bool(why_not(offer, need, threshold=threshold)) == ((offer.key, need.key) not in found)


@settings(max_examples=60)
@given(OFFERS)
def test_the_exact_counterpart_beats_an_unrelated_offer(offers: list[Offer]) -> None:
    assume(offers and word_pieces(offers[0].text))
    wanted = replace(offers[0], key="same", grade="")
    need = Need(**{**_shared(wanted), "key": "N", "organisation": "other"})
    unrelated = Offer("O0", "戊", "纺织 wool", "1711", "650102")
    found = suggest([unrelated, wanted], [need], threshold=0)
    assert found[0].offer == "same"
    assert found[0].score >= 40


GOOD_OFFER = Offer("O1", "甲", "汽车转向节精锻件", "3670", "220104", Decimal(600), "CNY", "parts", DAY, DAY, grade="AA")
GOOD_NEED = Need("N1", "乙", "求购精锻件", "3660", "220184", Decimal(400), "CNY", "parts", DAY, DAY, min_grade="BB")


def test_a_score_computed_by_hand() -> None:
    """Words {汽车 车转 转向 向节 节精 精锻 锻件}, {求购 购精 精锻 锻件}: 40·4·2/(7+4) = 29, whole part.

    Division C36 14, segment 10, prefecture 2201 7, amounts 400 ≥ 600/2 10, one day in common 5: sum 75.
    """
    (found,) = suggest([GOOD_OFFER], [GOOD_NEED])
    assert [reason.points for reason in found.reasons] == [29, 14, 10, 7, 10, 5, 0]
    assert found.score == 75
    assert (found.rank_for_need, found.rank_for_offer) == (1, 1)
    assert "AA" in str(found.reasons[-1])
    assert why_not(GOOD_OFFER, GOOD_NEED) == ()


def test_an_identical_pair_in_one_county_scores_one_hundred() -> None:
    need = replace(GOOD_NEED, text=GOOD_OFFER.text, industry="3670", region="220104", amount=Decimal(600))
    assert suggest([GOOD_OFFER], [need])[0].score == 100


def test_no_file_is_not_a_low_grade() -> None:
    without = replace(GOOD_OFFER, grade="")
    (found,) = suggest([without], [GOOD_NEED])
    assert "not known" in str(found.reasons[-1])
    assert found.score == 75


@pytest.mark.parametrize(
    ("offer", "word"),
    [
        (replace(GOOD_OFFER, organisation="乙"), "same organisation"),
        (replace(GOOD_OFFER, grade="B"), "below"),
        (replace(GOOD_OFFER, valid_to=None, valid_from=DAY + timedelta(days=1)), "Never valid"),
    ],
)
def test_hard_conditions_forbid_and_say_why(offer: Offer, word: str) -> None:
    assert suggest([offer], [GOOD_NEED], threshold=0) == []
    (reason,) = why_not(offer, GOOD_NEED)
    assert word in str(reason)
    assert reason.points is None


def test_why_not_lists_what_the_score_is_made_of() -> None:
    offer = replace(GOOD_OFFER, text="软件", industry="6510", segment="services")
    summary, *features = why_not(offer, GOOD_NEED)
    assert str(summary) == "The score is 22; suggestions begin at 40."
    assert [reason.points for reason in features] == [10, 7, 5, 0, 0, 0, 0]


def test_the_lowest_accepted_grade_itself_is_accepted() -> None:
    assert suggest([replace(GOOD_OFFER, grade="BB")], [GOOD_NEED])


def test_grades_of_another_model() -> None:
    need = replace(GOOD_NEED, min_grade="good")
    assert suggest([replace(GOOD_OFFER, grade="fair")], [need], grades=("good", "fair")) == []
    assert suggest([replace(GOOD_OFFER, grade="good")], [need], grades=("good", "fair"))


def test_equal_scores_are_ordered_by_key() -> None:
    offers = [replace(GOOD_OFFER, key=key) for key in ("c", "a", "b")]
    found = suggest(offers, [GOOD_NEED], top=2)
    assert [(s.offer, s.rank_for_need) for s in found] == [("a", 1), ("b", 2), ("c", None)]


def test_nothing_to_match() -> None:
    assert suggest([], [GOOD_NEED]) == suggest([GOOD_OFFER], []) == []


BACKWARDS = replace(GOOD_OFFER, valid_from=DAY, valid_to=DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("offers", "needs", "top", "code"),
    [
        ([GOOD_OFFER, GOOD_OFFER], [GOOD_NEED], 5, "listing-twice"),
        ([GOOD_OFFER], [GOOD_NEED, GOOD_NEED], 5, "listing-twice"),
        ([BACKWARDS], [GOOD_NEED], 5, "listing-validity"),
        ([], [replace(GOOD_NEED, min_grade="AAAA")], 5, "grade-unknown"),
        ([GOOD_OFFER], [GOOD_NEED], 0, "top"),
    ],
)
def test_what_cannot_be_right_is_refused(offers: list[Offer], needs: list[Need], top: int, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        suggest(offers, needs, top=top)
    assert refused.value.code == code
    assert str(refused.value)


def test_a_wide_market_is_searched_like_a_small_one() -> None:
    """Sixty offers and forty needs of one division, so that each side's best are full long before the end."""
    dice = random.Random(7)
    offers = [_drawn(Offer, f"O{n:02}", dice) for n in range(60)]
    needs = [_drawn(Need, f"N{n:02}", dice) for n in range(40)]
    assert answer(suggest(offers, needs, top=3)) == by_hand(offers, needs, 3, 40)


def _drawn(kind: type, key: str, dice: random.Random) -> Offer | Need:
    return kind(
        key,
        f"org {dice.randrange(30)}",
        "".join(dice.choice(WORDS) for _ in range(3)),
        dice.choice(["3670", "3671", "3660"]),
        dice.choice(["220104", "220184", "220203"]),
        Decimal(dice.randrange(1, 900)),
        "CNY",
        dice.choice(["parts", "services"]),
        DAY,
        DAY + timedelta(days=dice.randrange(90)),
    )
