"""A name as the look-up reads it: folded characters, each with how much it tells one organisation from another.

A legal form, 股份 or 集团 is on half of all names and tells almost nothing; a trade or a place tells something; what
is left is the brand and tells most. The words come from ``know/reference/names-en-zh/trades.csv`` and the divisions.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ..places import places
from ..script import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BRAND, LETTER = 1.0, 0.4
"""Weight of a Chinese character of the brand, and of one Latin letter or digit of it."""

WEIGHTS = {"form": 0.04, "generic": 0.44, "trade": 0.45, "body": 0.45, "place": 0.5, "country": 0.2, "brand": 0.9}
"""Weight of a character that belongs to a word of this kind."""

SUFFIX = 0.08
"""Weight of the 市 of 深圳市: it comes and goes without changing the place."""
SHARES = 0.4
"""Weight of 股份 alone: a short name's word for a company limited by shares."""

# Marks an exchange puts before or behind a short name: *ST (special treatment), XD/XR/DR (ex dividend, ex rights),
# N/C/U (first days of trading), A/B (kind of share) on the mainland; H, -W, -B, -S, new and old in Hong Kong.
_MARK_BEFORE = re.compile(r"^(?:S?\*?ST|X[DR]|DR|PT|[NCU])(?=[\u3400-\u9fff])")
_MARK_BEHIND = re.compile(
    r"(?<=[\u3400-\u9fff])(?:[ABH]股?|\((?:新|旧|舊|A|B|H)\))$|(?<=[\w)])-(?:[A-Z]{1,4}|新|旧|舊)(?:-[A-Z]{1,4})?$"
)
_MAY_BE_MARKED = re.compile(r"^\s*[*＊A-Za-zＡ-Ｚ]|[A-Za-zＡ-Ｚ股新旧舊)）]\s*$")
_MAINLAND = ("A", "B", "A股", "B股", "(A)", "(B)")
# (香港)中国投资有限公司 is 中国投资(香港)有限公司.
_PLACE_FIRST = re.compile(r"^\(([^()]{2,8})\)(.{2,}?)((?:股份|控股|集团)?(?:有限(?:责任)?)?公司)?$")
_MARKED_AT_MOST = 24
_NOT_COMPARED = re.compile(r"[\W_]+")
_DISTRICT = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|[省市]|(?<=..)[县区])$")


@dataclass(frozen=True, slots=True)
class Shape:
    """Folded characters of a name without brackets and blanks, and the weight of each.

    ``complete`` says that the name has a legal form or ends as bodies and branches do (医院, 支行), so that nothing
    need be added to it: a short form is not complete.
    """

    text: str
    weights: tuple[float, ...]
    complete: bool


def shape(name: str) -> Shape:
    """Fold a name, drop what an exchange adds to it, and weigh its characters."""
    folded = fold(unmarked(name))
    if folded.startswith("("):
        folded = _PLACE_FIRST.sub(r"\2\1\3", folded)
    text = _NOT_COMPARED.sub("", folded)
    weights = [BRAND if "\u3400" <= character <= "\u9fff" else LETTER for character in text]
    complete = False
    for start, word in words_in(text):
        kind, end = kinds()[word], start + len(word)
        complete = (complete or kind == "form" or (kind == "body" and end == len(text))) and word != "股份"
        weights[start:end] = _weights(word, kind)
    return Shape(text, tuple(weights), complete)


def _weights(word: str, kind: str) -> list[float]:
    weights = [SHARES if word == "股份" else WEIGHTS[kind]] * len(word)
    if kind == "place" and len(word) > 2 and word[-1] in "省市县区":
        weights[-1] = SUFFIX
    return weights


def unmarked(name: str) -> str:
    """Drop the marks of an exchange; 贝康医疗-B is 贝康医疗, and 深南电A is 深南电股份.

    The marks of a mainland exchange say what 股份 says: a company limited by shares. Only short spellings have
    marks; the last letter of a full name belongs to it.
    """
    if len(name) > _MARKED_AT_MOST or not _MAY_BE_MARKED.search(name):
        return name
    text = "".join(unicodedata.normalize("NFKC", name).upper().split())
    before, behind = _MARK_BEFORE.search(text), _MARK_BEHIND.search(text)
    if not before and not behind:
        return name
    rest = text[before.end() if before else 0 : behind.start() if behind else None]
    mainland = bool(before) or (behind is not None and behind.group() in _MAINLAND)
    return rest + "股份" if mainland and not rest.endswith("公司") else rest


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, str]:
    """Every known word of two or more characters with its kind: form, generic, trade, body or place."""
    source = files("fairway.know") / "reference" / "names-en-zh" / "trades.csv"
    with source.open(encoding="utf-8") as stream:
        known = {row["zh"]: row["kind"] for row in csv.DictReader(stream) if len(row["zh"]) > 1}
    return dict.fromkeys(_place_words(), "place") | known


def _place_words() -> Iterator[str]:
    for each in places().values():
        yield each.name_zh
        short = _DISTRICT.sub("", each.name_zh)
        if len(short) > 1:
            yield short


@lru_cache(maxsize=1)
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """By first character, the lengths of the known words that start with it, longest first."""
    lengths: dict[str, set[int]] = {}
    for word in kinds():
        lengths.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def words_in(text: str) -> Iterator[tuple[int, str]]:
    """Find the known words of a folded name, longest first and none inside another: where each starts, and the word."""
    known, lengths = kinds(), _lengths()
    free = 0
    for start, first in enumerate(text):
        if start < free or first not in lengths:
            continue
        for length in lengths[first]:
            word = text[start : start + length]
            if word in known:
                yield start, word
                free = start + length
                break


PROVINCES: Mapping[str, str] = {
    "京": "北京", "津": "天津", "沪": "上海", "申": "上海", "渝": "重庆", "冀": "河北", "晋": "山西", "蒙": "内蒙古",
    "辽": "辽宁", "吉": "吉林", "黑": "黑龙江", "龙": "黑龙江", "苏": "江苏", "浙": "浙江", "皖": "安徽", "徽": "安徽",
    "闽": "福建", "赣": "江西", "鲁": "山东", "豫": "河南", "鄂": "湖北", "湘": "湖南", "粤": "广东", "桂": "广西",
    "琼": "海南", "川": "四川", "蜀": "四川", "黔": "贵州", "贵": "贵州", "滇": "云南", "云": "云南", "藏": "西藏",
    "陕": "陕西", "秦": "陕西", "甘": "甘肃", "陇": "甘肃", "青": "青海", "宁": "宁夏", "新": "新疆", "港": "香港",
    "澳": "澳门", "台": "台湾", "穗": "广州", "深": "深圳", "杭": "杭州", "甬": "宁波", "蓉": "成都", "榕": "福州",
}  # fmt: skip
"""One-character names of provinces and some cities, and what they stand for."""
