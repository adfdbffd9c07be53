"""How two short Chinese texts differ, character by character."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from fairway.know.engine.script import sounds

_LOOSE = str.maketrans("", "", "hg")


def collapse(text: str) -> str:
    """Leave out what is written twice in a row, from two characters on: 瑞泰瑞泰 is 瑞泰, 制造制造 is 制造."""
    for size in range(len(text) // 2, 1, -1):
        for start in range(len(text) - 2 * size + 1):
            if text[start : start + size] == text[start + size : start + 2 * size]:
                return collapse(text[:start] + text[start + size :])
    return text


def is_within(short: str, long: str) -> bool:
    """Whether all characters of ``short`` are in ``long`` in the same order."""
    rest = iter(long)
    return all(character in rest for character in short)


def middle(one: str, other: str) -> tuple[str, str]:
    """Return what is left of two texts without the beginning and the end they share."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def edit(one: str, other: str) -> str:
    """Name the smallest change from one text to the other.

    ``homophone``, ``near_sound`` and ``other_character`` replace one character, ``inserted`` adds one, ``swapped``
    exchanges neighbours or two parts, ``extended`` adds more in one place, ``resembling`` leaves more than
    half of the characters, ``much`` is everything else: also another beginning, since what a name has of its own comes
    first and a trade nobody listed behind it.
    """
    left, right = middle(one, other)
    if len(left) == len(right) == 1:
        return _replaced(left, right)
    if not left or not right:
        return "inserted" if len(left) + len(right) == 1 else "extended"
    if sorted(left) == sorted(right):
        return "swapped"
    if left[0] == one[0] and right[0] == other[0] and min(len(left), len(right)) > 1 and not set(left) & set(right):
        return "much"
    shared = sum((Counter(one) & Counter(other)).values())
    return "resembling" if 2 * shared > max(len(one), len(other)) else "much"


@lru_cache(maxsize=65536)
def _replaced(left: str, right: str) -> str:
    ours, theirs = sounds(left), sounds(right)
    if ours & theirs:
        return "homophone"
    near = {each.translate(_LOOSE) for each in ours} & {each.translate(_LOOSE) for each in theirs}
    return "near_sound" if near else "other_character"
