"""Words typed with a slip: what to read through for them, and how far a text is from what was typed.

Chinese is typed by sound, so another character with the same sound is the commonest slip: it counts half an edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.know.engine.asked import Every, Some, Sought, bigrams, condition, estimate
from fairway.know.engine.bigrams import (
    CODE,
    INITIALS,
    RUNS,
    SHORTEST_SLIP,
    is_chinese,
    pair_terms,
    readings,
    slip_terms,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fairway.know.engine.asked import Expression

EDIT, SOUND = 2, 1
"""What an edit costs, and what another character of the same sound costs."""
_SWAPPED, _WRONG = 3, 4
"""From so many Chinese characters on two may be swapped, and one may be another, missing or too many."""
_LONG = 6
"""From so many characters on two edits are a slip, below one; of two Chinese characters only the sound may differ."""


def loosened(words: Sequence[str], common: Mapping[str, int], most: int) -> Sought | None:
    """Say what to read through for words of which some are mistyped; None where that cannot be said.

    ``common`` says in how many documents a term stands, where that are many. A way to mistype a word that more than
    ``most`` documents answer to is left out: it tells nothing.
    """
    runs = _runs(words)
    parts = [_loosely(run, common, most) for run in runs]
    if all(part is None for part in parts):
        return None
    exact = (condition(run).expression for run in runs)
    return Sought(Every(tuple(e if part is None else Some((e, part)) for e, part in zip(exact, parts, strict=True))))


def _runs(words: Sequence[str]) -> list[str]:
    return [run for word in words for run in RUNS.findall(word)]


def _loosely(run: str, common: Mapping[str, int], most: int) -> Expression | None:
    ways = _chinese_ways(run) if is_chinese(run) else _latin_ways(run)
    telling = tuple(way for way in ways if estimate(way, common) <= most)
    return Some(telling) if telling else None


def _chinese_ways(run: str) -> Iterator[Expression]:
    """The same sounds; all characters in any order; or all neighbours but those that one wrong character touches."""
    sounds = [pair_terms(pair) for pair in bigrams(run)]
    if sounds and all(sounds):
        yield Every(tuple(Some(terms) for terms in sounds))
    if len(run) >= _SWAPPED:
        yield Every(tuple(run))
    if len(run) >= _WRONG:
        yield from (Every((*_pieces(run[:at]), *_pieces(run[at + 1 :]))) for at in range(len(run)))


def _pieces(run: str) -> tuple[str, ...]:
    return bigrams(run) if len(run) != 1 else (run,)


def _latin_ways(run: str) -> Iterator[Expression]:
    if terms := slip_terms(run):
        yield Some(tuple(terms))


def cost(words: Sequence[str], text: str) -> int | None:
    """Say what slips lie between what was typed and a document's text; None where more than slips do."""
    lines = [line for line in text.strip("\n").split("\n") if not line.startswith((CODE, INITIALS))]
    total = 0
    for word in _runs(words):
        if f" {word}" in text or (is_chinese(word) and word in text):
            continue
        found = _chinese_cost(word, lines) if is_chinese(word) else _latin_cost(word, lines)
        if found is None:
            return None
        total += found
    return total


def _chinese_cost(word: str, lines: Sequence[str]) -> int | None:
    allowed = 2 * EDIT if len(word) >= _LONG else EDIT
    best = min((_line_cost(word, line, allowed) for line in lines), default=allowed + 1)
    return best if best <= allowed and (len(word) > 2 or best < EDIT) else None


def _line_cost(word: str, line: str, allowed: int) -> int:
    """What the cheapest slip costs that leads from a part of a line to the word; too much where none does."""
    missing = sum(character not in line for character in word)
    best = allowed + 1
    if missing <= allowed // SOUND:
        best = min((_sound_cost(word, window) for window in _windows(line, len(word), 0)), default=best)
    if missing <= allowed // EDIT and best > EDIT:
        slack = 1 if len(word) >= _WRONG else 0
        best = min([best, *(_edits(word, window) * EDIT for window in _windows(line, len(word), slack))])
    return best


def _edits(word: str, window: str) -> int:
    from rapidfuzz.distance import OSA

    return int(OSA.distance(word, window))


def _windows(line: str, size: int, slack: int) -> Iterator[str]:
    for width in range(size - slack, size + slack + 1):
        yield from [line[at : at + width] for at in range(len(line) - width + 1)]


def _sound_cost(word: str, window: str) -> int:
    """What characters of the same sound cost; much where one does not sound alike."""
    cost = 0
    for ours, theirs in zip(word, window, strict=True):
        if ours == theirs:
            continue
        if set(readings(ours)).isdisjoint(readings(theirs)):
            return len(word) * EDIT + 1
        cost += SOUND
    return cost


def _latin_cost(word: str, lines: Sequence[str]) -> int | None:
    from rapidfuzz.distance import OSA

    allowed = 2 if len(word) >= _LONG else 1
    found = {run for line in lines for run in RUNS.findall(line) if not is_chinese(run)}
    costs = [OSA.distance(word, part, score_cutoff=allowed) for run in found for part in (run, run[: len(word)])]
    best = min(costs, default=allowed + 1)
    return best * EDIT if best <= allowed and len(word) >= SHORTEST_SLIP else None
