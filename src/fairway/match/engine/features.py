"""What makes an offer fit a need: small pure features, each giving points and the sentence that says why.

Every feature treats both sides alike, and a value that is not stated earns nothing and costs nothing.
The points of all features together lie from 0 to 100.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from fairway.match.engine.listing import Listing

WORDS, INDUSTRY, SEGMENT, REGION, AMOUNT, DATES = 40, 25, 10, 10, 10, 5
GROUP, DIVISION, SECTION = 20, 14, 4

SECTIONS = "ABCDEFGHIJKLMNOPQRST"
# First division of each section A … T of GB/T 4754-2017.
SECTION_STARTS = (1, 6, 13, 44, 47, 51, 53, 61, 63, 66, 70, 71, 73, 76, 80, 83, 84, 86, 91, 97)
INDUSTRY_CODE = re.compile(r"([A-T]?)(\d{0,4})")
RUNS = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")

DIFFERENT_INDUSTRIES = _("Different industries: %(one)s and %(other)s.")
DIFFERENT_PROVINCES = _("Different provinces: %(one)s and %(other)s.")
INDUSTRY_LEVELS = {
    4: (INDUSTRY, _("Same industry class %(code)s.")),
    3: (GROUP, _("Same industry group %(code)s.")),
    2: (DIVISION, _("Same industry division %(code)s.")),
    1: (SECTION, _("Same industry section %(code)s.")),
}
REGION_LEVELS = {
    6: (REGION, _("Same county or district %(code)s.")),
    4: (7, _("Same prefecture %(code)s.")),
    2: (3, _("Same province %(code)s.")),
}
DIFFERENT_SEGMENTS = _("Different segments: %(one)s and %(other)s.")
NEVER_TOGETHER = _("Never valid on the same day.")
AMOUNT_LEVELS = {
    AMOUNT: _("The amounts fit: %(less)s and %(more)s %(currency)s."),
    AMOUNT // 2: _("The amounts are of one order: %(less)s and %(more)s %(currency)s."),
    0: _("The amounts lie far apart: %(less)s and %(more)s %(currency)s."),
}


def industry_code(code: str) -> str:
    """Return a code as section letter and digits, ``C3670``; "" when it is not one of GB/T 4754.

    The digits decide: the letter before them is looked up, not believed.
    """
    found = INDUSTRY_CODE.fullmatch(unicodedata.normalize("NFKC", code).strip().upper())
    if found is None or len(found[2]) == 1:
        return ""
    letter, digits = found[1], found[2]
    if not digits:
        return letter
    division = int(digits[:2])
    if not 1 <= division <= 97:
        return ""
    return SECTIONS[bisect_right(SECTION_STARTS, division) - 1] + digits


def industry_fit(one: str, other: str) -> Reason:
    """Compare industries by how much of their codes agrees from the left: section, division, group, class."""
    one, other = industry_code(one), industry_code(other)
    if not one or not other:
        return Reason(_("Industry not stated on both sides."), {}, 0)
    common = 0
    while common < min(len(one), len(other)) and one[common] == other[common]:
        common += 1
    # One sign in common is the section, three are the division, four the group, five the class.
    level = {0: 0, 1: 1, 2: 1}.get(common, common - 1)
    if not level:
        return Reason(DIFFERENT_INDUSTRIES, {"one": one, "other": other}, 0)
    points, text = INDUSTRY_LEVELS[level]
    return Reason(text, {"code": one[: level + 1 if level > 1 else 1]}, points)


def region_fit(one: str, other: str) -> Reason:
    """Compare places by their division codes: the same county, prefecture or province."""
    if not _is_division(one) or not _is_division(other):
        return Reason(_("Region not stated on both sides."), {}, 0)
    for length, (points, text) in REGION_LEVELS.items():
        prefix = one[:length]
        if prefix == other[:length] and not prefix.endswith("00"):
            return Reason(text, {"code": prefix.ljust(6, "0")}, points)
    return Reason(DIFFERENT_PROVINCES, {"one": one, "other": other}, 0)


def _is_division(code: str) -> bool:
    return len(code) == 6 and code.isascii() and code.isdigit() and not code.startswith("00")


def segment_fit(one: str, other: str) -> Reason:
    """Compare the parts of the value chain by name, without regard to case or width."""
    left, right = (unicodedata.normalize("NFKC", s).strip().casefold() for s in (one, other))
    if not left or not right:
        return Reason(_("Segment of the chain not stated on both sides."), {}, 0)
    if left != right:
        return Reason(DIFFERENT_SEGMENTS, {"one": one, "other": other}, 0)
    return Reason(_("Same segment of the chain: %(segment)s."), {"segment": one.strip()}, SEGMENT)


def amount_points(one: Listing, other: Listing) -> int:
    """Points for amounts of the same currency and kind: all from a half on, half of them from a tenth on."""
    amounts = _amounts(one, other)
    if amounts is None or not _same_money(one, other):
        return 0
    less, more = amounts
    if less * 2 >= more:
        return AMOUNT
    return AMOUNT // 2 if less * 10 >= more else 0


def amount_fit(one: Listing, other: Listing) -> Reason:
    """Compare amounts, where both are stated above 0 and are of the same currency and kind."""
    amounts = _amounts(one, other)
    if amounts is None:
        return Reason(_("Amount not stated on both sides."), {}, 0)
    if not _same_money(one, other):
        return Reason(_("The amounts are of different currencies or kinds and are not compared."), {}, 0)
    less, more = (f"{amount:f}" for amount in amounts)
    points = amount_points(one, other)
    return Reason(AMOUNT_LEVELS[points], {"less": less, "more": more, "currency": one.currency}, points)


def _amounts(one: Listing, other: Listing) -> tuple[Decimal, Decimal] | None:
    """Return the smaller and the larger amount, where both sides state one above 0."""
    if one.amount is None or other.amount is None or one.amount <= 0 or other.amount <= 0:
        return None
    return (one.amount, other.amount) if one.amount <= other.amount else (other.amount, one.amount)


def _same_money(one: Listing, other: Listing) -> bool:
    return one.currency == other.currency and one.amount_kind == other.amount_kind


def dates_points(one: Listing, other: Listing) -> int:
    """Points when a day in common is certain: both sides state both days, and they overlap."""
    first, last = common_days(one, other)
    if not all((one.valid_from, one.valid_to, other.valid_from, other.valid_to)):
        return 0
    return DATES if first is not None and last is not None and first <= last else 0


def dates_fit(one: Listing, other: Listing) -> Reason:
    """Compare the times of validity."""
    first, last = common_days(one, other)
    if first is not None and last is not None and last < first:
        return Reason(NEVER_TOGETHER, {}, 0)
    if first is None or last is None or not dates_points(one, other):
        return Reason(_("Validity not stated in full on both sides."), {}, 0)
    text = _("Both valid from %(first)s to %(last)s.")
    return Reason(text, {"first": first.isoformat(), "last": last.isoformat()}, DATES)


def common_days(one: Listing, other: Listing) -> tuple[date | None, date | None]:
    """Return the first and last day in common; ``None`` where neither side states that end.

    The last lies before the first when there is no such day.
    """
    return _later(one.valid_from, other.valid_from), _earlier(one.valid_to, other.valid_to)


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


@lru_cache(maxsize=4096)
def word_pieces(text: str) -> frozenset[str]:
    """Return the pieces two texts are compared by: pairs of Chinese characters, and words of Latin letters.

    A single Chinese character standing alone is a piece; a single Latin letter or digit is not.
    """
    pieces: set[str] = set()
    for run in RUNS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if run.isascii():
            pieces.update([run] if len(run) > 1 else [])
        else:
            pieces.update([run] if len(run) == 1 else (run[i : i + 2] for i in range(len(run) - 1)))
    return frozenset(pieces)


def words_points(common: int, pieces: int) -> int:
    """Points for ``common`` pieces of two texts that have ``pieces`` together (Dice): all from a half on."""
    return min(WORDS, 4 * WORDS * common // pieces) if pieces else 0


def words_fit(one: frozenset[str], other: frozenset[str]) -> Reason:
    """Compare two texts by their pieces, naming at most five they share."""
    shared = sorted(one & other)
    if not shared:
        return Reason(_("No words in common."), {}, 0)
    points = words_points(len(shared), len(one) + len(other))
    return Reason(_("Words in common: %(words)s."), {"words": ", ".join(shared[:5])}, points)
