"""A table that learns each value when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Key = TypeVar("Key")
Value = TypeVar("Value")
MOST = 500_000


class Learned(dict[Key, Value]):
    """Values of a pure function by what they are of: for what is asked for again and again, by the million.

    A plain dictionary is read sooner than a cache that also keeps in mind what was used last. Full, at ``MOST`` values,
    it begins anew.
    """

    def __init__(self, learn: Callable[[Key], Value]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, key: Key) -> Value:
        if len(self) >= MOST:
            self.clear()
        self[key] = learned = self._learn(key)
        return learned
