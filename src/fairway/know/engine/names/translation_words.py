"""A Chinese and an English name taken apart for comparison: words, their meanings, and how they sound."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING

from ..linkage.lookup_shape import kinds, words_in
from ..places import places
from ..script import fold, pinyin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_GENERAL = re.compile(
    r" (?:Province|City|District|County|Prefecture|Banner|Autonomous Region|Special Administrative Region"
    r"|Zhuang|Hui|Uygur)\b"
)
_LONGEST_SPAN = 5

FORM_WORDS = frozenset(
    ("co", "company", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "plc", "llc", "class", "shares",
     "joint", "stock", "a", "b", "h", "the", "of", "and", "for", "in")
)  # fmt: skip
"""English words that say nothing about which organisation it is."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a Chinese name: a known word with its kind, or one character of the brand (kind ``brand``)."""

    text: str
    kind: str
    sounds: tuple[str, ...]
    meanings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ChineseWords:
    """A Chinese name for comparison: its words, and what an English name may have of them.

    ``spans``: pinyin of up to five syllables in a row written together, with how many. ``brands``: those that start
    with the brand. ``own``: those of brand characters only. ``initials`` of two to five in a row. ``vocabulary``:
    every English word some word may be.
    """

    name: str
    words: tuple[Word, ...]
    spans: Mapping[str, int]
    brands: tuple[str, ...]
    own: frozenset[str]
    initials: frozenset[str]
    vocabulary: frozenset[str]


@dataclass(frozen=True, slots=True)
class EnglishWords:
    """An English name for comparison: its words in order without the legal form, plurals folded."""

    name: str
    words: tuple[str, ...]
    forms: frozenset[str]

    @property
    def letters(self) -> str:
        """All words written together."""
        return "".join(self.words)


@lru_cache(maxsize=4096)
def english_words(name: str) -> EnglishWords:
    """Take an English name apart; accents and apostrophes are dropped, ``GreatWall`` is two words."""
    plain = unicodedata.normalize("NFKD", name).replace("’", "").replace("'", "").replace("`", "")
    spaced = _CAMEL.sub(" ", "".join(c for c in plain if not unicodedata.combining(c)))
    words = re.findall(r"[a-z0-9]+", spaced.lower())
    forms = frozenset(word for word in words if word in FORM_WORDS)
    return EnglishWords(name, tuple(stem(word) for word in words if word not in FORM_WORDS), forms)


def stem(word: str) -> str:
    """Fold a plural: ``industries`` is ``industry``, ``pharmaceuticals`` is ``pharmaceutical``."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=4096)
def chinese_words(name: str) -> ChineseWords:
    """Take a Chinese name apart: known words longest first, the rest character by character."""
    text = re.sub(r"[\W_]+", "", fold(name))
    words: list[Word] = []
    done = 0
    for start, found in words_in(text):
        words.extend(_brand(text[done:start]))
        words.append(_word(found, kinds()[found]))
        done = start + len(found)
    words.extend(_brand(text[done:]))
    sounds = [sound for word in words if word.kind != "form" for sound in word.sounds]
    meant = [*(meaning for word in words for meaning in word.meanings), *_levels(words)]
    vocabulary = frozenset(token for meaning in meant for token in meaning)
    return ChineseWords(name, tuple(words), _spans(sounds), _brands(words), _own(words), _initials(sounds), vocabulary)


def _levels(words: list[Word]) -> Iterator[tuple[str, ...]]:
    """Yield what 省, 市 and the like at the end of a place are called: 长春市 is Changchun, municipal or city."""
    for word in words:
        if word.kind == "place" and len(word.text) > 2:
            yield from meanings().get(word.text[-1], ())


def _brand(text: str) -> Iterator[Word]:
    """Yield the characters of the brand, those of a word with a meaning together."""
    start = 0
    while start < len(text):
        length = next((n for n in (4, 3, 2) if text[start : start + n] in meanings()), 1)
        yield _word(text[start : start + length], "brand")
        start += length


@lru_cache(maxsize=65536)
def _word(text: str, kind: str) -> Word:
    return Word(text, kind, pinyin(text), meanings().get(text, ()))


def _spans(sounds: list[str]) -> dict[str, int]:
    """Pinyin of up to five syllables in a row written together, with how many syllables that is."""
    spans: dict[str, int] = {}
    for start in range(len(sounds)):
        for length, joined in enumerate(accumulate(sounds[start : start + _LONGEST_SPAN]), 1):
            spans[joined] = max(length, spans.get(joined, 0))
    return spans


def _brands(words: list[Word]) -> tuple[str, ...]:
    """Spans that start where the brand does; where the name has no brand of its own, where its first word does."""
    loose = [word.kind == "brand" for word in words]
    starts = [at for at, here in enumerate(loose) if here and not (at and loose[at - 1])] or [0]
    found: dict[str, None] = {}
    for start in starts:
        sounds = [sound for word in words[start:] if word.kind != "form" for sound in word.sounds]
        found.update(dict.fromkeys(accumulate(sounds[:_LONGEST_SPAN])))
    return tuple(found)


def _own(words: list[Word]) -> frozenset[str]:
    found: set[str] = set()
    run: list[str] = []
    for word in [*words, Word("", "form", (), ())]:
        if word.kind == "brand":
            run.extend(word.sounds)
        else:
            found.update(_spans(run))
            run = []
    return frozenset(found)


def _initials(sounds: list[str]) -> frozenset[str]:
    firsts = "".join(sound[0] for sound in sounds)
    return frozenset(firsts[start : start + n] for n in (2, 3, 4, 5) for start in range(len(firsts) - n + 1))


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """English for each known Chinese word: alternatives, each a tuple of words with plurals folded."""
    known: dict[str, dict[tuple[str, ...], None]] = {}
    for zh, english in _entries():
        for each in english.split("|"):
            words = tuple(stem(word) for word in re.findall(r"[a-z0-9]+", each.lower()) if word not in {"of", "and"})
            known.setdefault(zh, {})[words] = None
    return {zh: tuple(found) for zh, found in known.items()}


def _entries() -> Iterator[tuple[str, str]]:
    for table in ("trades", "meanings", "places"):
        source = files("fairway.know") / "reference" / "names-en-zh" / f"{table}.csv"
        with source.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                yield row["zh"], row["en"]
    for place in places().values():
        english = _GENERAL.sub("", place.name_en)
        yield place.name_zh, english
        short = re.sub(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|[省市县区])$", "", place.name_zh)
        if len(short) > 1:
            yield short, english
