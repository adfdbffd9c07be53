"""Which word of one name answers which word of the other, and what is left over on each side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from fairway.know.engine.names.latin_parse import Kind, ParsedLatinName, Unit
from fairway.know.engine.names.latin_script import sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class How(StrEnum):
    """How two words answer each other."""

    EQUAL = "equal"
    MEANING = "meaning"  # banco and bank, Deutschland and Germany
    JOINED = "joined"  # good will and Goodwill
    SHORTENED = "shortened"  # pharm and pharmaceutical
    SPELLING = "spelling"
    INITIALS = "initials"  # PLA and People's Liberation Army


@dataclass(frozen=True, slots=True)
class Match:
    """Words of the first name (``ours``) and of the second (``theirs``) that answer each other.

    ``edits`` counts letters inserted, dropped, changed or swapped; one edit that is not heard counts half.
    """

    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    how: How
    edits: float = 0.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two names side by side."""

    a: ParsedLatinName
    b: ParsedLatinName
    matches: tuple[Match, ...]
    left_a: tuple[Unit, ...]
    left_b: tuple[Unit, ...]

    def how(self, *ways: How) -> tuple[Match, ...]:
        """Return the matches made in one of these ways."""
        return tuple(each for each in self.matches if each.how in ways)

    @property
    def ordered(self) -> bool:
        """Whether the answering words stand in the same order."""
        places = [each.theirs[0] for each in sorted(self.matches, key=lambda match: match.ours)]
        return places == sorted(places)

    @property
    def brands_answer(self) -> bool:
        """Whether at least one word that is brand has its answer."""
        return any(self.a.units[each.ours[0]].kind is Kind.BRAND for each in self.matches) or any(
            self.b.units[each.theirs[0]].kind is Kind.BRAND for each in self.matches
        )


class _Open:
    """Words that still wait for an answer."""

    def __init__(self, a: ParsedLatinName, b: ParsedLatinName) -> None:
        self.a, self.b = a.units, b.units
        self.ours = dict(enumerate(a.units))
        self.theirs = dict(enumerate(b.units))
        self.matches: list[Match] = []

    def match(self, ours: tuple[int, ...], theirs: tuple[int, ...], how: How, edits: float = 0.0) -> None:
        for each in ours:
            del self.ours[each]
        for each in theirs:
            del self.theirs[each]
        self.matches.append(Match(ours, theirs, how, edits))


_MOST_PAIRS = 1600
"""Forty words against forty: longer texts are no names, and only words that are equal answer each other."""


def align(a: ParsedLatinName, b: ParsedLatinName) -> Alignment:
    """Let the words of two names answer each other, the surest first; what nothing answers is left."""
    waiting = _Open(a, b)
    _equal(waiting, lambda unit: unit.text, How.EQUAL)
    _equal(waiting, lambda unit: unit.concept, How.MEANING)
    if 0 < len(waiting.ours) * len(waiting.theirs) < _MOST_PAIRS:
        for step in (_joined, _joined_back, _misspelt, _shortened, _initials, _initials_back):
            step(waiting)
    matches = tuple(waiting.matches)
    return Alignment(a, b, matches, tuple(waiting.ours.values()), tuple(waiting.theirs.values()))


def _equal(waiting: _Open, key: Callable[[Unit], str], how: How) -> None:
    where: dict[str, list[int]] = {}
    for at, unit in waiting.theirs.items():
        where.setdefault(key(unit), []).append(at)
    for at, unit in list(waiting.ours.items()):
        if found := where.get(key(unit)):
            waiting.match((at,), (found.pop(0),), how)


def _runs(units: dict[int, Unit]) -> Iterator[tuple[int, ...]]:
    """Words that still wait and have no other waiting word between them, two or three at a time."""
    waiting = tuple(units)
    for size in (3, 2):
        for first in range(len(waiting) - size + 1):
            yield waiting[first : first + size]


def _joined(waiting: _Open) -> None:
    for run in list(_runs(waiting.ours)):
        if any(each not in waiting.ours for each in run):
            continue
        parts = [waiting.a[each].text for each in run]
        for at, unit in list(waiting.theirs.items()):
            if (edits := _run_slips(parts, unit.text)) is not None:
                waiting.match(run, (at,), How.JOINED, edits)
                break


def _run_slips(parts: list[str], word: str) -> float | None:
    """Return the edits from neighbouring words to one; the words of some registers are sorted, so backwards too."""
    most = _most(sum(map(len, parts))) - 1
    if most < 1:
        return None
    either = (slips("".join(parts), word, most), slips("".join(reversed(parts)), word, most))
    return min((each for each in either if each is not None), default=None)


def _joined_back(waiting: _Open) -> None:
    _turned(waiting, _joined)


def _turned(waiting: _Open, step: Callable[[_Open], None]) -> None:
    """Do a step with the two names exchanged."""
    before = len(waiting.matches)
    waiting.a, waiting.b, waiting.ours, waiting.theirs = waiting.b, waiting.a, waiting.theirs, waiting.ours
    step(waiting)
    waiting.a, waiting.b, waiting.ours, waiting.theirs = waiting.b, waiting.a, waiting.theirs, waiting.ours
    waiting.matches[before:] = [Match(m.theirs, m.ours, m.how, m.edits) for m in waiting.matches[before:]]


def _misspelt(waiting: _Open) -> None:
    near = [
        (edits / max(len(ours.text), len(theirs.text)), abs(i - j), i, j, edits)
        for i, ours in waiting.ours.items()
        for j, theirs in waiting.theirs.items()
        if (edits := _near(ours, theirs)) is not None
    ]
    for _, _, i, j, edits in sorted(near):
        if i in waiting.ours and j in waiting.theirs:
            waiting.match((i,), (j,), How.SPELLING, edits)


def _near(ours: Unit, theirs: Unit) -> float | None:
    """Return the edits between two words that may be one misspelt; None for two words known to differ."""
    known = ours.kind is not Kind.BRAND and theirs.kind is not Kind.BRAND
    if known or Kind.NUMBER in {ours.kind, theirs.kind}:
        return None
    return slips(ours.text, theirs.text, _most(max(len(ours.text), len(theirs.text))))


def _most(letters: int) -> int:
    """Return how many edits a word of so many letters may bear: more would be another word."""
    return 3 if letters > 9 else 2 if letters > 4 else 1


@lru_cache(maxsize=65536)
def slips(a: str, b: str, most: int) -> float | None:
    """Count edits from one word to the other (swapped neighbours count once), at most ``most``; None beyond.

    Two words of about one length that sound the same differ by half as much.
    """
    from rapidfuzz.distance import OSA  # loaded when the first two names are compared

    distance = OSA.distance(a, b, score_cutoff=most)
    if distance > most:
        return None
    unheard = abs(len(a) - len(b)) < 2 and sound(a) == sound(b)
    return distance / 2 if unheard else float(distance)


def _shortened(waiting: _Open) -> None:
    """Let a cut word answer a known word of trade or structure: pharm, pharmaceutical."""
    for i, ours in list(waiting.ours.items()):
        for j, theirs in list(waiting.theirs.items()):
            if _cut(ours, theirs) or _cut(theirs, ours):
                waiting.match((i,), (j,), How.SHORTENED)
                break


def _cut(short: Unit, full: Unit) -> bool:
    known = full.kind in {Kind.TRADE, Kind.RANK} and short.kind is Kind.BRAND
    return known and len(short.text) >= 3 and full.text.startswith(short.text)


def _initials(waiting: _Open) -> None:
    """Let one word of two to six letters answer the initials of as many words; Corporation may lend its C."""
    for at, unit in list(waiting.theirs.items()):
        ours = tuple(waiting.ours)
        letters = "".join(waiting.a[each].initials for each in ours)
        fits = unit.text in {letters, letters + "c"} and len(unit.text) <= 6
        if fits and len(ours) > 1 and unit.kind is Kind.BRAND:
            waiting.match(ours, (at,), How.INITIALS)


def _initials_back(waiting: _Open) -> None:
    _turned(waiting, _initials)
