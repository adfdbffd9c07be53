"""Which offers answer which needs: whole-number scores from 0 to 100 that their reasons add up to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from heapq import heappop, heappush, nsmallest
from itertools import chain
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.match.engine.features import (
    AMOUNT,
    DATES,
    NEVER_TOGETHER,
    REGION,
    SECTION,
    SEGMENT,
    amount_fit,
    amount_points,
    common_days,
    dates_fit,
    dates_points,
    industry_code,
    industry_fit,
    region_fit,
    segment_fit,
    word_pieces,
    words_fit,
    words_points,
)
from fairway.match.engine.listing import Need, Offer, check_listings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = [
    "GRADES",
    "THRESHOLD",
    "TOP",
    "Need",
    "Offer",
    "Suggestion",
    "fit",
    "forbidden",
    "suggest",
    "why_not",
]

TOP = 5
# What a pair can reach with neither a word nor an industry division in common.
WITHOUT_WORDS_AND_DIVISION = SECTION + SEGMENT + REGION + AMOUNT + DATES
THRESHOLD = 40
# Names in the style of GB/T 22116, best first, as in the shipped credit model; pass another model's own.
GRADES = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offer for one need. ``score`` is the sum of the reasons' points.

    A rank counts from 1 among all suggestions of that need or offer; ``None`` beyond the first ``top``.
    """

    offer: str
    need: str
    score: int
    reasons: tuple[Reason, ...]
    rank_for_need: int | None
    rank_for_offer: int | None


def suggest(
    offers: Iterable[Offer],
    needs: Iterable[Need],
    *,
    top: int = TOP,
    threshold: int = THRESHOLD,
    grades: Sequence[str] = GRADES,
) -> list[Suggestion]:
    """Suggest to every need its ``top`` best offers and to every offer its ``top`` best needs.

    Only pairs from ``threshold`` points on that no hard condition forbids. The best come first; equal scores
    are ordered by the offer's key, then the need's, whatever the order given.
    Raises :class:`Invalid` ``top``, ``listing-twice``, ``listing-validity`` or ``grade-unknown``.
    """
    if top < 1:
        raise Invalid("top", _("At least one suggestion must be asked for, not %(top)s."), top=top)
    offers, needs = sorted(offers, key=lambda o: o.key), sorted(needs, key=lambda n: n.key)
    check_listings(offers)
    check_listings(needs)
    for need in needs:
        _check_grade(need, grades)
    scored = list(_scored(_Index(offers), needs, _Limits(top, threshold, grades)))
    for_need = _ranks(scored, top, lambda s: s.need.key)
    for_offer = _ranks(scored, top, lambda s: s.offer.key)
    chosen = sorted((s for s in scored if s.pair in for_need or s.pair in for_offer), key=_Scored.order)
    return [
        Suggestion(
            offer=s.offer.key,
            need=s.need.key,
            score=s.score,
            reasons=fit(s.offer, s.need),
            rank_for_need=for_need.get(s.pair),
            rank_for_offer=for_offer.get(s.pair),
        )
        for s in chosen
    ]


def fit(offer: Offer, need: Need) -> tuple[Reason, ...]:
    """Return every feature's sentence with its points; they add up to the pair's score."""
    reasons = (
        words_fit(word_pieces(offer.text), word_pieces(need.text)),
        industry_fit(offer.industry, need.industry),
        segment_fit(offer.segment, need.segment),
        region_fit(offer.region, need.region),
        amount_fit(offer, need),
        dates_fit(offer, need),
    )
    return (*reasons, *_grade_note(offer, need))


def forbidden(offer: Offer, need: Need, grades: Sequence[str] = GRADES) -> tuple[Reason, ...]:
    """Return the hard conditions the pair fails; ``grades`` run from the best to the worst.

    No file is not a low grade: such an offer is suggested, with a note. Raises :class:`Invalid`
    ``grade-unknown`` when the need asks for a grade that is none.
    """
    reasons = []
    if offer.organisation == need.organisation:
        reasons.append(Reason(_("Offer and need are of the same organisation.")))
    first, last = common_days(offer, need)
    if first is not None and last is not None and last < first:
        reasons.append(Reason(NEVER_TOGETHER))
    _check_grade(need, grades)
    if need.min_grade and offer.grade in grades and grades.index(offer.grade) > grades.index(need.min_grade):
        text = _("Credit grade %(grade)s is below %(wanted)s, the lowest the need accepts.")
        reasons.append(Reason(text, {"grade": offer.grade, "wanted": need.min_grade}))
    return tuple(reasons)


def _check_grade(need: Need, grades: Sequence[str]) -> None:
    if need.min_grade and need.min_grade not in grades:
        text = _("Need %(key)s asks for grade “%(grade)s”. Use one of: %(allowed)s.")
        raise Invalid("grade-unknown", text, key=need.key, grade=need.min_grade, allowed=", ".join(grades))


def why_not(
    offer: Offer, need: Need, *, threshold: int = THRESHOLD, grades: Sequence[str] = GRADES
) -> tuple[Reason, ...]:
    """Say why a pair is not suggested: the conditions it fails, or what its score is made of, best first.

    Empty when nothing speaks against it, though better pairs may still fill the first places.
    """
    if failed := forbidden(offer, need, grades):
        return failed
    reasons = fit(offer, need)
    score = sum(reason.points or 0 for reason in reasons)
    if score >= threshold:
        return ()
    text = _("The score is %(score)s; suggestions begin at %(threshold)s.")
    summary = Reason(text, {"score": score, "threshold": threshold})
    return (summary, *sorted(reasons, key=lambda reason: -(reason.points or 0)))


def _grade_note(offer: Offer, need: Need) -> tuple[Reason, ...]:
    if not need.min_grade:
        return ()
    params: dict[str, str | int] = {"wanted": need.min_grade, "grade": offer.grade}
    if offer.grade:
        return (Reason(_("The need asks for credit grade %(wanted)s; the offer's is %(grade)s."), params, 0),)
    return (Reason(_("The need asks for credit grade %(wanted)s; no file: not known."), params, 0),)


@dataclass(frozen=True, slots=True)
class _Limits:
    """How many suggestions a side gets, from which score, and which grades there are, best first."""

    top: int
    threshold: int
    grades: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Scored:
    score: int
    offer: Offer
    need: Need

    @property
    def pair(self) -> tuple[str, str]:
        return self.offer.key, self.need.key

    def order(self) -> tuple[int, str, str]:
        return -self.score, self.offer.key, self.need.key


def _ranks(scored: Iterable[_Scored], top: int, side: Callable[[_Scored], str]) -> dict[tuple[str, str], int]:
    """Rank each side's ``top`` best pairs from 1."""
    by_side: dict[str, list[_Scored]] = {}
    for one in scored:
        by_side.setdefault(side(one), []).append(one)
    return {
        one.pair: rank
        for ones in by_side.values()
        for rank, one in enumerate(nsmallest(top, ones, key=_Scored.order), start=1)
    }


def _scored(index: _Index, needs: Sequence[Need], at: _Limits) -> Iterator[_Scored]:
    """Score the pairs that can reach the threshold and either side's best, the likeliest first."""
    best_of_need, best_of_offer = _Best(at.top), _Best(at.top)
    least_of_need, least_of_offer = best_of_need.least, best_of_offer.least
    for need in needs:
        for likely, offer in index.near(need, at.threshold):
            reachable = likely + AMOUNT + DATES
            if reachable < least_of_need.get(need.key, 0) and reachable < least_of_offer.get(offer.key, 0):
                continue
            score = likely + amount_points(offer, need) + dates_points(offer, need)
            if score >= at.threshold and not forbidden(offer, need, at.grades):
                best_of_need.add(need.key, score)
                best_of_offer.add(offer.key, score)
                yield _Scored(score, offer, need)


class _Best:
    """The best scores seen so far of each offer, or of each need.

    ``least`` holds what a further pair must score to matter, for those that have all their best already.
    """

    def __init__(self, top: int) -> None:
        self.top = top
        self.scores: dict[str, list[int]] = {}
        self.least: dict[str, int] = {}

    def add(self, key: str, score: int) -> None:
        scores = self.scores.setdefault(key, [])
        heappush(scores, score)
        if len(scores) > self.top:
            heappop(scores)
        if len(scores) == self.top:
            self.least[key] = scores[0]


def _remembered(feature: Callable[[str, str], Reason]) -> Callable[[str, str], int]:
    """Let a feature of two short codes be worked out once for each pair of codes."""
    return cache(lambda one, other: feature(one, other).points or 0)


class _Index:
    """Offers by industry division and by pieces of their words, so that most pairs are never looked at."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self.offers = offers
        self.features = [_remembered(f) for f in (industry_fit, segment_fit, region_fit)]
        self.codes: dict[tuple[str, str, str], list[int]] = {}
        self.sizes: list[int] = []
        self.by_piece: dict[str, list[int]] = {}
        self.by_division: dict[str, list[int]] = {}
        for number, offer in enumerate(offers):
            pieces = word_pieces(offer.text)
            self.sizes.append(len(pieces))
            for piece in pieces:
                self.by_piece.setdefault(piece, []).append(number)
            self.by_division.setdefault(industry_code(offer.industry)[:3], []).append(number)
            self.codes.setdefault((offer.industry, offer.segment, offer.region), []).append(number)

    def near(self, need: Need, threshold: int) -> list[tuple[int, Offer]]:
        """Return the offers that can reach the threshold, with the points of words and codes, best first."""
        pieces = word_pieces(need.text)
        common = Counter(chain.from_iterable(self.by_piece.get(piece, ()) for piece in pieces))
        by_codes = self._points_of_codes(need)
        enough = threshold - AMOUNT - DATES
        scores = []
        for number in self._candidates(need, common, threshold):
            score = by_codes[number] + words_points(common.get(number, 0), self.sizes[number] + len(pieces))
            if score >= enough:
                scores.append((-score, number))
        return [(-score, self.offers[number]) for score, number in sorted(scores)]

    def _candidates(self, need: Need, common: Iterable[int], threshold: int) -> Iterable[int]:
        if threshold <= WITHOUT_WORDS_AND_DIVISION:
            return range(len(self.offers))
        division = industry_code(need.industry)[:3]
        return set(common).union(self.by_division.get(division, ()) if division else ())

    def _points_of_codes(self, need: Need) -> list[int]:
        """Return each offer's points for industry, segment and region, worked out once per combination."""
        points = [0] * len(self.offers)
        codes_of_need = need.industry, need.segment, need.region
        for codes, numbers in self.codes.items():
            of_codes = sum(f(*pair) for f, *pair in zip(self.features, codes, codes_of_need, strict=True))
            for number in numbers:
                points[number] = of_codes
        return points
