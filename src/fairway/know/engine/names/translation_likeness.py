"""What a Chinese and an English name have in common, as a few numbers between 0 and 1."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from .translation_sound import skeleton, sounded
from .translation_words import meanings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .translation_words import ChineseWords, EnglishWords, Word

_TOGETHER = 4
"""Words of an English name that may be one Chinese word: "Hang Zhou", "Tong Ren Tang"."""
_KNOWN_KINDS = ("trade", "generic", "body", "country")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Shares of what is found again on the other side, 0–1; 0 where there is nothing to find.

    ``brand``: letters of the English brand that are pinyin or a meaning of the Chinese. ``brand_zh``: characters of
    the Chinese brand found in English. ``syllables``: of them how many in a row, of five. ``pieces``: letters of the
    unexplained words that are put together of both (Goldwind, Greencourt). ``sound``, ``skeleton``, ``first``: how
    alike what is left sounds, how alike its consonants are, whether it begins alike. ``initials``: a short word is
    initials. ``trade``, ``trade_zh``: words of trade and kind found, from either side. ``place``, ``place_other``,
    ``place_missing``: the Chinese place stands in the English name, another does, none does. ``left``,
    ``left_common``: unexplained words of the brand, and of trade and kind, of four.
    """

    brand: float
    brand_zh: float
    syllables: float
    pieces: float
    sound: float
    skeleton: float
    first: float
    initials: float
    trade: float
    trade_zh: float
    place: float
    place_other: float
    place_missing: float
    left: float
    left_common: float

    def values(self) -> dict[str, float]:
        """The numbers by name."""
        return asdict(self)


def likeness(chinese: ChineseWords, english: EnglishWords) -> Likeness:
    """Compare two names."""
    words = english.words
    said, spoken = _spoken(chinese, words)
    explained = said | _meant(chinese, words)
    tokens = {*words, *_pairs(words)}
    own = [word for word in words if word not in common_words()]
    common = [word for word in words if word in common_words()]
    left = [word for word in own if word not in explained]
    place, other, missing = _place(chinese, tokens, explained)
    sound, bones, first = _sound(chinese, left)
    nowhere = other or missing
    return Likeness(
        # A name without a brand (长春市人民政府) is known by all its words together, of which the place is one.
        brand=_share(own, explained) if own or nowhere else _share(words, explained),
        brand_zh=0.0 if nowhere and not _has_brand(chinese) else _brand_found(chinese, tokens, spoken),
        syllables=max((chinese.spans[each] for each in spoken), default=0) / 5,
        pieces=_pieces(left, chinese.own, chinese.vocabulary),
        sound=sound,
        skeleton=bones,
        first=first,
        initials=float(any(word in chinese.initials for word in left if 2 <= len(word) <= 5)),
        trade=_share(common, explained),
        trade_zh=_trades_found(chinese, tokens),
        place=place,
        place_other=other,
        place_missing=missing,
        left=min(1.0, len(left) / 4),
        left_common=min(1.0, sum(word not in explained for word in common) / 4),
    )


def _pairs(words: Sequence[str]) -> list[str]:
    return [first + second for first, second in pairwise(words)]


def _meant(chinese: ChineseWords, words: Sequence[str]) -> set[str]:
    """English words that some Chinese word may be; "bio-tech" is found as "biotech"."""
    found = {word for word in words if word in chinese.vocabulary}
    for first, second in pairwise(words):
        if first + second in chinese.vocabulary:
            found.update((first, second))
    return found


def _pieces(left: Sequence[str], read: Collection[str], meant: Collection[str]) -> float:
    """Share of the letters of the unexplained words that are pinyin or meanings of the Chinese name side by side."""
    letters = sum(len(word) for word in left)
    return sum(_covered(word, read, meant) for word in left) / letters if letters else 0.0


def _covered(word: str, read: Collection[str], meant: Collection[str]) -> int:
    best = [0] * (len(word) + 1)
    for end in range(1, len(word) + 1):
        best[end] = best[end - 1]
        for start in range(max(0, end - 10), end - 1):
            piece = word[start:end]
            if piece in read or (end - start > 2 and piece in meant):
                best[end] = max(best[end], best[start] + end - start)
    return best[-1]


def _spoken(chinese: ChineseWords, words: Sequence[str]) -> tuple[set[str], set[str]]:
    """English words that are pinyin of the Chinese name, alone or several together; and that pinyin."""
    said: set[str] = set()
    spoken: set[str] = set()
    for count in range(_TOGETHER, 0, -1):
        for start in range(len(words) - count + 1):
            joined = "".join(words[start : start + count])
            if len(joined) > 1 and joined in chinese.spans:
                said.update(words[start : start + count])
                spoken.add(joined)
    return said, spoken


def _share(words: Sequence[str], explained: Collection[str]) -> float:
    letters = sum(len(word) for word in words)
    return sum(len(word) for word in words if word in explained) / letters if letters else 0.0


def _brand_found(chinese: ChineseWords, tokens: set[str], spoken: set[str]) -> float:
    """Share of the brand characters that are read or meant in the English name; without a brand, of all characters."""
    words = [word for word in chinese.words if word.kind != "form"]
    brand = [word for word in words if word.kind == "brand"] or words
    found = sum(len(word.text) for word in brand if _stands_in(word, tokens) or _read_in(word, spoken))
    return found / sum(len(word.text) for word in brand) if brand else 0.0


def _has_brand(chinese: ChineseWords) -> bool:
    return any(word.kind == "brand" for word in chinese.words)


def _read_in(word: Word, spoken: set[str]) -> bool:
    together = "".join(word.sounds)
    return any(together in each for each in spoken)


def _stands_in(word: Word, tokens: set[str]) -> bool:
    return any(meaning and tokens.issuperset(meaning) for meaning in word.meanings)


def _trades_found(chinese: ChineseWords, tokens: set[str]) -> float:
    trades = [word for word in chinese.words if word.kind in _KNOWN_KINDS]
    found = sum(len(word.text) for word in trades if _stands_in(word, tokens))
    return found / sum(len(word.text) for word in trades) if trades else 0.0


def _place(chinese: ChineseWords, tokens: set[str], explained: set[str]) -> tuple[float, float, float]:
    places = [word for word in chinese.words if word.kind == "place"]
    if any(_stands_in(word, tokens) for word in places):
        return 1.0, 0.0, 0.0
    other = bool((tokens & place_words()) - explained)
    return 0.0, float(other), float(bool(places) and not other)


def _sound(chinese: ChineseWords, left: Sequence[str]) -> tuple[float, float, float]:
    """How alike the unexplained words and the Chinese brand sound, read aloud, by consonants, and at the start."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extractOne

    words = [word for word in (*left, "".join(left)) if len(word) > 2]
    if not words or not chinese.brands:
        return 0.0, 0.0, 0.0
    spans = [sounded(span) for span in chinese.brands]
    bones = [skeleton(span) for span in chinese.brands]
    sound = max(extractOne(sounded(word), spans, scorer=JaroWinkler.similarity)[1] for word in words)
    alike = max(extractOne(skeleton(word), bones, scorer=ratio)[1] / 100 for word in words)
    first = bones[0][:1]
    return sound, alike, float(bool(first) and any(skeleton(word[:2])[:1] == first for word in left))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """English words for trades, kinds and places: they name no organisation by themselves."""
    return frozenset(word for zh in meanings() if _common(zh) for meaning in meanings()[zh] for word in meaning)


def _common(zh: str) -> bool:
    from ..linkage.lookup_shape import kinds

    return kinds().get(zh, "brand") != "brand"


@lru_cache(maxsize=1)
def place_words() -> frozenset[str]:
    """English names of one word for provinces and prefectures."""
    from ..places import places

    large = [each.name_zh for each in places().values() if each.level in {"province", "prefecture"}]
    return frozenset(meaning[0] for zh in large for meaning in meanings().get(zh, ()) if len(meaning) == 1)
