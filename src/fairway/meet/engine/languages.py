"""Which meetings need an interpreter, and how many interpreters there are when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.meet.engine.problem import Interpreters

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True)
class Shift:
    """``number`` interpreters for a language who are there in ``slots``; ``None`` means in all."""

    language: str
    number: int
    slots: frozenset[int] | None = None


def interpreter_for(one: Sequence[str], other: Sequence[str], house: str, offered: Collection[str]) -> str:
    """Language to interpret between two sides that share none; "" where they share one or a side said nothing.

    An interpreter stands between the language of the ``house`` and a foreign one: of the languages of those who do
    not speak the former, the first that is ``offered``, or else the first.
    """
    if not one or not other or set(one) & set(other):
        return ""
    foreign = [language for side in (one, other) if house not in side for language in side]
    return next((language for language in foreign if language in offered), foreign[0])


def interpreters(shifts: Sequence[Shift], needed: Collection[str], slots: int) -> tuple[Interpreters, ...]:
    """How many there are for each language in each of ``slots`` slots; a ``needed`` language nobody speaks has none."""
    languages = sorted({shift.language for shift in shifts} | set(needed))
    return tuple(
        Interpreters(language, tuple(_there(shifts, language, slot) for slot in range(1, slots + 1)))
        for language in languages
    )


def _there(shifts: Sequence[Shift], language: str, slot: int) -> int:
    return sum(
        shift.number for shift in shifts if shift.language == language and (shift.slots is None or slot in shift.slots)
    )
