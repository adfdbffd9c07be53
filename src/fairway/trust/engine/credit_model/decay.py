"""Points that fade: the same whole number on every machine, because no floating point is involved."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def halved(points: int, age: int, half_life: int) -> int:
    """Return ``points`` × 2^(−age/half_life), rounded towards 0; both times in whole months.

    The greatest n with n ≤ p·2^(−a/h) is the greatest n with n^h ≤ p^h / 2^a, which whole numbers can say.
    """
    left = _root(abs(points) ** half_life >> age, half_life)
    return left if points > 0 else -left


def _root(value: int, degree: int) -> int:
    """Return the greatest whole number whose ``degree``-th power is not above ``value``."""
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree <= value:
            low = middle
        else:
            high = middle
    return low
