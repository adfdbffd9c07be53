"""Place words as names use them, with and without their administrative suffix, and the divisions they can mean."""

from __future__ import annotations

import re
from functools import lru_cache

from fairway.know.engine.names.chinese.parsed import PlaceWord
from fairway.know.engine.places import all_codes, former, history, is_within, places
from fairway.know.engine.script import fold, table

_SUFFIXES = (
    "特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "新区", "矿区", "左旗", "右旗",
    "省", "市", "县", "区", "盟", "旗",
)  # fmt: skip
_OPTIONAL = "省市县区州盟"
# 市 in front of these belongs to the next word (深圳市政工程), 区 and 县 likewise.
_NEXT_WORD = re.compile("市[场政容民长]|区[域块间]|县[域]|州[府]")
# A place in front of a road word is part of an address: 上海福州路. A town's 东大街 is a road of its own.
_ROAD = re.compile("(?![东南西北]大街)[东南西北中]?[一二三四五六七八九十0-9]?(?:大?路|大?街|大道|巷|胡同)")


@lru_cache(maxsize=1)
def _nationalities() -> tuple[str, ...]:
    return tuple(sorted((row["written"] for row in table("nationalities")), key=len, reverse=True))


def split_suffix(name: str) -> tuple[str, str]:
    """Split a division's name into stem and suffix: 乐东黎族自治县 into 乐东 and 黎族自治县, 歙县 stays whole."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            stem = name[: -len(suffix)]
            bare = _without_nationality(stem) if suffix.startswith("自治") else stem
            return bare, name[len(bare) :]
    return name, ""


def _without_nationality(stem: str) -> str:
    for word in _nationalities():
        if stem.endswith(word) and len(stem) - len(word) >= 2:
            return _without_nationality(stem[: -len(word)])
    return stem


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, PlaceWord]:
    """Every spelling of a place, with the divisions it can mean. Stems of one character are left out."""
    found: dict[str, tuple[str, str, set[str]]] = {}
    for row in table("regions"):
        found.setdefault(row["written"], (row["written"], "", set()))[2].add(row["code"])
    for each in places().values():
        stem, suffix = split_suffix(fold(each.name_zh))
        for spelling, tail in _spellings(stem, suffix):
            found.setdefault(spelling, (stem, tail, set()))[2].add(each.code)
    return {word: PlaceWord(stem, tail, frozenset(codes)) for word, (stem, tail, codes) in found.items()}


def _spellings(stem: str, suffix: str) -> set[tuple[str, str]]:
    found = {(stem, ""), (stem + suffix, suffix)}
    if suffix.endswith(("自治县", "自治州", "自治旗", "自治区")) and len(suffix) > 3:
        found |= {(stem + suffix[:-3], suffix[:-3]), (stem + suffix[-1], suffix[-1])}
    return {(word, tail) for word, tail in found if len(word) >= 2}


@lru_cache(maxsize=1)
def _lengths() -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for word in gazetteer():
        lengths.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(known, reverse=True)) for first, known in lengths.items()}


def place_at(text: str, start: int) -> tuple[PlaceWord, int] | None:
    """Return the longest place word at ``start`` and where it ends, or None; a road's name is no place."""
    for length in _lengths().get(text[start], ()):
        word = text[start : start + length]
        known = gazetteer().get(word) if len(word) == length else None
        if known and not (known.suffix and _NEXT_WORD.match(text, start + length - 1)):
            found = _with_suffix(known, text, start + length)
            return found if found[0].suffix or not _ROAD.match(text, found[1]) else None
    return None


def _with_suffix(known: PlaceWord, text: str, end: int) -> tuple[PlaceWord, int]:
    """Take a suffix the division does not have today: 上虞市 is the district 上虞, a city once.

    邯郸县 was another division than the city of that name, so a suffix is not taken for a wider place without record.
    """
    here = text[end : end + 1]
    if known.suffix or not here or here not in _OPTIONAL or len(known.stem) < 2 or _NEXT_WORD.match(text, end):
        return known, end
    codes = _former_names().get(known.stem + here)
    if codes is None and (is_county_only(known) or (here == "市" and not _is_province(known))):
        codes = known.codes
    return (PlaceWord(known.stem, here, codes), end + 1) if codes else (known, end)


def _is_province(known: PlaceWord) -> bool:
    return all(code.endswith("0000") for code in known.codes)


@lru_cache(maxsize=1)
def _former_names() -> dict[str, frozenset[str]]:
    """Names that divisions had since 1980, with their code today, or their own where none follows them."""
    today = {(each.code, each.first): code for code in places() for each in former(code)}
    found: dict[str, set[str]] = {}
    for each in (spell for code in all_codes() for spell in history(code) if spell.last is not None):
        found.setdefault(each.name_zh, set()).add(today.get((each.code, each.first), each.code))
    return {name: frozenset(codes) for name, codes in found.items()}


def whole_place(text: str) -> tuple[PlaceWord, ...]:
    """Return the places a text is made of, one behind the other, or () if anything else is in it."""
    found: list[PlaceWord] = []
    start = 0
    while start < len(text):
        step = place_at(text, start)
        if step is None:
            return ()
        found.append(step[0])
        start = step[1]
    return tuple(found)


def is_abroad(word: PlaceWord) -> bool:
    """Whether a place is a country or a region wider than a province (a letter code)."""
    return all(not code.isdigit() for code in word.codes)


def is_county_only(word: PlaceWord) -> bool:
    """Whether a place can mean nothing wider than a county or zone."""
    return all(code.isdigit() and not code.endswith("00") for code in word.codes)


def is_one_place(word: PlaceWord) -> bool:
    """Whether a place word means one division, or one first of all (a prefecture before the counties of its name)."""
    wide = [code for code in word.codes if not code.isdigit() or code.endswith("00")]
    return len(wide) == 1 or (not wide and len(word.codes) == 1)


@lru_cache(maxsize=65536)
def lies_in(inner: PlaceWord, outer: PlaceWord) -> bool:
    """Whether every division ``inner`` can mean lies in one that ``outer`` can mean, and is not the same."""
    return bool(inner.codes) and all(
        any(code != around and _within(code, around) for around in outer.codes) for code in inner.codes
    )


@lru_cache(maxsize=65536)
def may_lie_in(inner: PlaceWord, outer: PlaceWord) -> bool:
    """Whether some division ``inner`` can mean lies in one that ``outer`` can mean, and is not the same."""
    return any(code != around and _within(code, around) for code in inner.codes for around in outer.codes)


def _within(code: str, around: str) -> bool:
    if around == "CN":
        return code.isdigit()
    return is_within(code, around) if code.isdigit() and around.isdigit() else False
