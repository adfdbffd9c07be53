"""Which part of a name answers to what was typed, whatever width, script or case either is written in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fairway.know.engine.asked import splits
from fairway.know.engine.bigrams import RUNS, is_chinese, readings
from fairway.know.engine.script import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Piece(NamedTuple):
    """A part of a text; ``is_hit``: it answers to a word."""

    text: str
    is_hit: bool


class _Folded(NamedTuple):
    """A text as compared, and for each of its characters the place of the one it was made from."""

    text: str
    places: list[int]


def pieces(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Cut a text into parts that answer to one of ``words`` (folded) and parts that do not; joined they are it."""
    folded = _folded(text)
    hit = [False] * len(text)
    for start, end in _spans(folded.text, words):
        for place in range(folded.places[start], folded.places[end - 1] + 1):
            hit[place] = True
    found: list[Piece] = []
    for character, is_hit in zip(text, hit, strict=True):
        if found and found[-1].is_hit == is_hit:
            found[-1] = Piece(found[-1].text + character, is_hit)
        else:
            found.append(Piece(character, is_hit))
    return tuple(found)


def is_hit(text: str, words: Sequence[str]) -> bool:
    """Whether any part of a text answers to any word."""
    return next(_spans(_folded(text).text, words), None) is not None


def _folded(text: str) -> _Folded:
    found = [(folded, place) for place, character in enumerate(text) for folded in _character(character)]
    return _Folded("".join(c for c, _ in found), [place for _, place in found])


@lru_cache(maxsize=20_000)
def _character(character: str) -> str:
    return fold(character) or (" " if character.isspace() or character in "-·.,&/_" else "")


def _spans(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    wanted = dict.fromkeys(run for word in words for run in RUNS.findall(word))
    joined = "".join(words)
    if len(words) > 1 and joined.isascii() and joined.isalpha():
        wanted[joined] = None
    here = list(RUNS.finditer(text))
    for run in wanted:
        if is_chinese(run):
            yield from _occurrences(text, run)
        else:
            for found in here:
                yield from _answers(found.group(), found.start(), run)


def _answers(run: str, start: int, wanted: str) -> Iterator[tuple[int, int]]:
    """Where a word in Latin letters is the beginning of a run, or its sound."""
    if is_chinese(run):
        yield from _sounding(run, start, wanted)
    elif run.startswith(wanted):
        yield start, start + len(wanted)


def _occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    start = text.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = text.find(wanted, start + 1)


def _sounding(run: str, offset: int, wanted: str) -> Iterator[tuple[int, int]]:
    """Where the initials or the pinyin of characters are what was typed."""
    if len(wanted) < 2 or not wanted.isalpha():
        return
    ways = [tuple(wanted), *(read for read in splits(wanted) if len(read) > 1)]
    for read in ways:
        for start in range(len(run) - len(read) + 1):
            here = run[start : start + len(read)]
            if all(_sounds(c, part, full=read is not ways[0]) for c, part in zip(here, read, strict=True)):
                yield offset + start, offset + start + len(read)


def _sounds(character: str, part: str, *, full: bool) -> bool:
    return any(reading == part if full else reading[0] == part for reading in readings(character))
