"""The same name written in another script, width, case or numeral brought to one form.

:func:`fold` is what everything that compares, indexes or blocks names starts from. It is cheap (some microseconds a
name, no library call for characters already seen) and idempotent: ``fold(fold(x)) == fold(x)``.

Sources: Unicode normalisation form NFKC and case folding (Unicode 15, chapters 3.11 and 3.13); traditional to
simplified characters by OpenCC (``t2s``), changed by ``know/reference/names-zh/variants.csv``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fairway.lib.learned import Learned

if TYPE_CHECKING:
    from collections.abc import Callable

_BRACKETS = dict.fromkeys("([{<«‹〈《「『【〔〖〘〚⟨", "(") | dict.fromkeys(")]}>»›〉》」』】〕〗〙〛⟩", ")")
_SEPARATORS = dict.fromkeys("‐‑‒–—―−_~", "-") | dict.fromkeys("·•‧∙⋅・･／/\\|,;:、。", "·")
_KEPT = frozenset("-·()&+#@%*")
_DROPPED = frozenset({"Cc", "Cf", "Cn", "Cs", "Sk"})
# Characters nobody sees that are no control or format characters: fillers, and selectors of another glyph (Unicode
# property Default_Ignorable_Code_Point; the empty braille pattern besides).
_UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0").union(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_DIGITS = {character: value for value, group in enumerate(
    ("零〇", "一壹", "二贰貳两", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
) for character in group}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100}
_NUMERAL = "[" + "".join((*_DIGITS, *_TENS)) + "]"
# A numeral is a number only where it counts a thing: 第三 and 三号, never the 三 of a brand such as 三一.
_COUNTED = re.compile(f"(?<=第){_NUMERAL}+|{_NUMERAL}+(?=号|期(?!货)|世纪)")
_ANY_NUMERAL = re.compile(f"{_NUMERAL}+")
_MAY_COUNT = re.compile("[第号期纪]")
_DECIMAL = re.compile("(?<=[0-9])[.](?=[0-9])")
_GAPS = re.compile(f"(?<=[{_CJK}()&+]) +| +(?=[{_CJK}()&+])")
_SEPARATED = re.compile("[ ·-]+")
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


def plain(text: str) -> str:
    """Fold script, width, case, brackets and blanks, and keep what structures a name.

    Left are letters, digits, ``()``, ``&``, ``-`` for any dash, ``·`` for any other separator, and single blanks
    between Latin words. Numerals stay as they are.
    """
    shaped = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if "." in shaped:
        shaped = _DECIMAL.sub("·", shaped)
    folded = shaped.translate(_characters())
    return _GAPS.sub("", " ".join(folded.split())) if " " in folded else folded


def fold(text: str) -> str:
    """Bring a name to the form in which spellings are compared.

    Full and half width, traditional and simplified characters, case, brackets, dashes and blanks no longer matter,
    and a numeral that counts something is written in digits: 第三 and 第叁 are 第3, 贰号 is 2号, 三一 stays. Round
    brackets stay; between Latin words one blank stays; nothing else but letters, digits, ``&``, ``+``, ``#``, ``@``,
    ``%`` and ``*`` is left. Accents stay. ``""`` stays ``""``.
    """
    folded = plain(text)
    if "-" in folded or "·" in folded:
        folded = _GAPS.sub("", _SEPARATED.sub(" ", folded).strip())
    if _MAY_COUNT.search(folded):
        folded = _COUNTED.sub(lambda found: _number(found.group()), folded)
    return folded


@lru_cache(maxsize=1)
def _characters() -> Learned[int, str]:
    return Learned(lambda code: _folded_character(chr(code)))


def _folded_character(character: str) -> str:
    """One character as it is compared: "" where it does not count, a blank where it only separates."""
    kept = _BRACKETS.get(character) or _SEPARATORS.get(character)
    if kept:
        return kept
    category = unicodedata.category(character)
    if category[0] == "Z" or character.isspace():
        return " "
    if character in _KEPT:
        return character
    # Characters for private use stay: they stand for rare ones of a registered name, and two are two.
    if category[0] == "P" or category in _DROPPED or character in _UNSEEN:
        return ""
    return _simplified(unicodedata.normalize("NFKC", character.casefold()))


def _simplified(text: str) -> str:
    if text.isascii():
        return text
    written = variants().get(text)
    return written or (str(_converter()(text)) if _CHINESE.search(text) else text)


@lru_cache(maxsize=1)
def variants() -> dict[str, str]:
    """Characters written another way, or kept although OpenCC would change them."""
    return {row["character"]: row["written_as"] for row in table("variants")}


def table(name: str) -> list[dict[str, str]]:
    """Rows of ``know/reference/names-zh/<name>.csv``."""
    source = files("fairway.know") / "reference" / "names-zh" / f"{name}.csv"
    with source.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def _number(numeral: str) -> str:
    """Write a numeral below 1,000 in digits: 二十一 is 21, 贰 is 2, 二〇二三 (digit by digit) is 2023."""
    if not any(character in _TENS for character in numeral):
        return "".join(str(_DIGITS[character]) for character in numeral)
    total = pending = 0
    for character in numeral:
        if character in _TENS:
            total += (pending or 1) * _TENS[character]
            pending = 0
        else:
            pending = _DIGITS[character]
    return str(total + pending)


def in_digits(text: str) -> str:
    """Write every numeral of a folded text in digits, even in a brand: 五八同城 is 58同城. Only to compare by."""
    return _ANY_NUMERAL.sub(lambda found: _number(found.group()), text)


def has_chinese(text: str) -> bool:
    """Whether any Chinese character is in ``text``."""
    return _CHINESE.search(text) is not None


def pinyin(text: str) -> tuple[str, ...]:
    """Return the syllables of a name without tones, ü as v; what is not Chinese stays, word by word.

    Names of places and trades with a reading of their own (重庆, 厦门, 银行) are known from
    ``know/reference/names-zh/readings.csv``; every other character has its most usual reading (pypinyin).
    Some microseconds a name, so that a million names can be read.
    """
    syllables: list[str] = []
    for piece in _words().findall(plain(text)):
        syllables.extend(_reading(piece))
    return tuple(syllables)


def initials(text: str) -> str:
    """Return the first letter of each syllable, and Latin words and numbers whole: 长春一汽 is ``ccyq``."""
    return "".join(s if s.isdigit() else s[:1] for s in pinyin(text))


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    known = sorted((row["word"] for row in table("readings")), key=len, reverse=True)
    return re.compile("|".join(known) + f"|[{_CJK}]|[^\\W{_CJK}]+")


@cache
def _known_readings() -> dict[str, tuple[str, ...]]:
    return {row["word"]: tuple(row["pinyin"].split()) for row in table("readings")}


@lru_cache(maxsize=65536)
def _reading(piece: str) -> tuple[str, ...]:
    known = _known_readings().get(piece)
    if known or not has_chinese(piece):
        return known or (piece,)
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(piece))


@lru_cache(maxsize=65536)
def sounds(character: str) -> frozenset[str]:
    """Return every reading of one character, without tones: 行 is ``hang`` and ``xing`` and more."""
    from pypinyin import Style
    from pypinyin import pinyin as readings

    return frozenset(readings(character, style=Style.NORMAL, heteronym=True)[0])
