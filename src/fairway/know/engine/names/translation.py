"""Chinese against English: whether an English name can be that of a Chinese organisation, and which of many it is.

An English name of a Chinese organisation mixes three things: pinyin (strict or loose), meanings (Goldwind), and words
for place, trade and kind. Each is looked for on the other side; a logistic model weighs what is found. The words are
``know/reference/names-en-zh/*.csv``, the weights ``translation-1.toml`` beside them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop

from ..linkage.lookup import Ranked
from ..linkage.lookup_terms import Terms, inverted, nearest
from ..script import has_chinese
from ..written import Evidence
from .translation_likeness import likeness
from .translation_words import chinese_words, english_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CANDIDATES = 150
_LETTERS = 0.3
"""What three letters in common are worth against a word in common, when candidates are collected."""

METHOD = "translation-1"


@dataclass(frozen=True)
class Method:
    """A fitted model: log-odds are ``bias`` and ``weights`` times the numbers of a :class:`Likeness`."""

    version: str
    bias: float
    weights: Mapping[str, float]

    def log_odds(self, values: Mapping[str, float]) -> float:
        """Log-odds that two names belong to one organisation."""
        return self.bias + sum(self.weights[name] * value for name, value in values.items())


@lru_cache(maxsize=1)
def method() -> Method:
    """The shipped model."""
    source = files("fairway.know") / "reference" / "names-en-zh" / f"{METHOD}.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return Method(data["version"], float(data["bias"]), dict(data["weights"]))


def across(chinese: str, english: str) -> tuple[Evidence, ...]:
    """Say what speaks for and against a Chinese and an English name being of one organisation.

    The weights add up to the log-odds of :func:`across_probability`; the first is what holds before any comparison.
    The order of the two names does not matter.
    """
    chinese, english = _ordered(chinese, english)
    values = likeness(chinese_words(chinese), english_words(english)).values()
    params = {"chinese": chinese, "english": english}
    out = [Evidence("translation_start", method().bias, Reason(_START, params))]
    for feature, (numbers, found, missing) in _SAID.items():
        weight = sum(method().weights[name] * values[name] for name in numbers)
        # The first number says whether the two agree here; the rest only weigh.
        out.append(Evidence(feature, weight, Reason(found if values[numbers[0]] >= 0.5 else missing, params)))
    return tuple(out)


def across_probability(chinese: str, english: str) -> float:
    """Probability (0–1) that both names are of one organisation, where one was picked as the likeliest of many."""
    return _probability(sum(each.weight for each in across(chinese, english)))


def _probability(log_odds: float) -> float:
    return 1 / (1 + exp(-max(-60.0, min(60.0, log_odds))))


def _ordered(chinese: str, english: str) -> tuple[str, str]:
    return (english, chinese) if has_chinese(english) and not has_chinese(chinese) else (chinese, english)


_START = gettext_noop("Before they are compared: of names that look alike, most are of different organisations.")

_SAID: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "translation_brand": (
        ("brand_zh", "brand", "syllables", "pieces", "initials", "left"),
        gettext_noop("The brand of “%(chinese)s” stands in “%(english)s” by its sound or its meaning."),
        gettext_noop("Less than half of the brand of “%(chinese)s” is found in “%(english)s”."),
    ),
    "translation_sound": (
        ("skeleton", "sound", "first"),
        gettext_noop("“%(english)s” sounds like a loose spelling of “%(chinese)s”."),
        gettext_noop("Beyond that, nothing in the two sounds alike."),
    ),
    "translation_trade": (
        ("trade_zh", "trade", "left_common"),
        gettext_noop("Words for trade and kind stand in both names."),
        gettext_noop("Words for trade and kind are missing in one of the names, or differ."),
    ),
    "translation_place": (
        ("place", "place_other", "place_missing"),
        gettext_noop("The same place stands in both names."),
        gettext_noop("No place stands in both names."),
    ),
}


class TranslationIndex:
    """Names of one language held ready to be found by a name of the other; the pool may mix both."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._names)

    def best(self, wanted: str, limit: int = 10) -> list[Ranked]:
        """Return the names of the other language that ``wanted`` most likely is, best first, at most ``limit``.

        The score is :func:`across_probability`.
        """
        index, chinese = self._terms, has_chinese(wanted)
        terms = {self._numbers[term]: weight for term, weight in _terms(wanted).items() if term in self._numbers}
        found = [int(at) for at in nearest(index, terms, 2 * _CANDIDATES)]
        others = [at for at in found if has_chinese(self._names[at]) != chinese][:_CANDIDATES]
        ranked = sorted((-_odds(wanted, self._names[at]), at) for at in others)[: max(limit, 0)]
        return [Ranked(at, _probability(-odds), _why(wanted, self._names[at])) for odds, at in ranked]

    @cached_property
    def _terms(self) -> Terms:
        import numpy as np

        bags = [_terms(name) for name in self._names]
        numbers = self._numbers
        flat = [numbers.setdefault(term, len(numbers)) for bag in bags for term in bag]
        lengths = np.asarray([len(bag) for bag in bags], np.int64)
        owner = np.repeat(np.arange(len(bags), dtype=np.int32), lengths)
        return inverted(np.asarray(flat, np.int64), owner, lengths)


def _odds(one: str, other: str) -> float:
    chinese, english = _ordered(one, other)
    return method().log_odds(likeness(chinese_words(chinese), english_words(english)).values())


def _why(wanted: str, name: str) -> Reason:
    """Return the sentence that counts most for two names."""
    return max(across(wanted, name)[1:], key=lambda each: each.weight).reason


def _terms(name: str) -> dict[str, float]:
    """What a name of either language may share with its other half: English words, and letters of its pinyin."""
    return _chinese_terms(name) if has_chinese(name) else _english_terms(name)


def _chinese_terms(name: str) -> dict[str, float]:
    words = chinese_words(name)
    sounds = "".join(sound for word in words.words if word.kind != "form" for sound in word.sounds)
    terms = {f"~{letters}": _LETTERS for letters in _threes(sounds)}
    return terms | dict.fromkeys(words.vocabulary, 1.0) | dict.fromkeys(words.spans, 1.0)


def _english_terms(name: str) -> dict[str, float]:
    words = english_words(name).words
    terms = {f"~{letters}": _LETTERS for word in words for letters in _threes(word)}
    joined = ("".join(words[at : at + count]) for count in (1, 2, 3) for at in range(len(words) - count + 1))
    return terms | dict.fromkeys(joined, 1.0)


def _threes(word: str) -> set[str]:
    marked = "^" + word
    return {marked[at : at + 3] for at in range(len(marked) - 2)}
