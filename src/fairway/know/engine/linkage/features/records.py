"""What is known beside the names: seat and industry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.know.engine.industries import section_of, shared_levels
from fairway.know.engine.linkage.features.difference import Difference, differs
from fairway.know.engine.places import is_within, province_of, same_prefecture

if TYPE_CHECKING:
    from fairway.know.engine.written import Written


def compare_records(a: Written, b: Written) -> list[Difference]:
    """Compare seats and industries where both records have them; nothing is said where one has none."""
    return [*_seat(a.place, b.place), *_industry(a.industry, b.industry)]


def _seat(one: str, other: str) -> list[Difference]:
    if not one or not other:
        return []
    if one == other or same_prefecture(one, other) or is_within(one, other) or is_within(other, one):
        return [differs("seat_near", one, other)]
    ours, theirs = province_of(one), province_of(other)
    if ours is None or theirs is None:
        return []
    return [differs("seat_in_province" if ours == theirs else "seat_elsewhere", one, other)]


def _industry(one: str, other: str) -> list[Difference]:
    if not one or not other or section_of(one) is None or section_of(other) is None:
        return []
    shared = shared_levels(one, other)
    return [differs("industry_shared" if shared >= 2 else "industry_differs", one, other)] if shared != 1 else []
