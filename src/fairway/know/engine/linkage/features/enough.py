"""How much a name says: whether it points to one organisation, and whether a change of form still leaves it there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fairway.know.engine.names.chinese.gazetteer import gazetteer, is_county_only, is_one_place
from fairway.know.engine.names.chinese.lexicon import common_bodies, forms, words
from fairway.know.engine.names.chinese.parsed import TokenKind
from fairway.know.engine.script import table

if TYPE_CHECKING:
    from fairway.know.engine.names.chinese.parsed import ParsedName

_LICENSED = ("银行", "证券", "期货", "信托", "信托投资", "信用合作社", "信用合作联社")
_BANKING = ("银行", "证券", "信用合作社", "信用合作联社")
_NATIONAL = ("国家", "国务院", "全国", "最高人民")
_RANKS = frozenset("市县省区州镇乡村")
_LONG_BRAND = 3
_NUMBERED = re.compile("第?[0-9]+")
_ROAD = re.compile("[东南西北中]?(?:大道|大街|路|街)$")
_AREA = re.compile("(?:区|园|场|站|城|门店|中心|机场|大厦|小区|市场|广场|商城|新村)$")


def is_distinctive(parsed: ParsedName) -> bool:
    """Whether a name points to one organisation: a brand, or a place with what stands in that place.

    Every county has its 人民医院, every township its 红星村 and every street its 兴隆商店: these need a place there is
    only one of. 市财政局 and 中山路支行 do not say whose they are.
    """
    if parsed.text in forms():
        return False
    if _is_common(parsed):
        return parsed.country or parsed.text.startswith(_NATIONAL) or any(is_one_place(each) for each in parsed.places)
    kinds = {each.kind for each in parsed.tokens}
    around = parsed.country or bool(parsed.places)
    if TokenKind.BRAND in kinds and not _is_rank(parsed):
        return around or bool(parsed.form.key) or not parsed.branch or len(kinds) > 1 or _ends(parsed, _LICENSED)
    if TokenKind.NUMBER in kinds and TokenKind.BODY not in kinds:
        return around or _ends(parsed, _LICENSED) or not parsed.numbers[0].startswith("第")
    return around and bool(parsed.body) and not _of_several_counties(parsed)


def _of_several_counties(parsed: ParsedName) -> bool:
    """Whether its places are counties or districts of which there are several: 长安区 is in 西安 and in 石家庄."""
    return not parsed.country and all(is_county_only(each) and len(each.codes) > 1 for each in parsed.places)


def _is_common(parsed: ParsedName) -> bool:
    """Whether every place has one of these; cooperatives bear their county's name, so one without it is cut short."""
    if parsed.form.key:
        return parsed.form.key == "farmers' cooperative" and not parsed.places
    return bool(parsed.tokens) and (parsed.tokens[-1].text in common_bodies() or parsed.text.endswith(_common_ends()))


@lru_cache(maxsize=1)
def _common_ends() -> tuple[str, ...]:
    return tuple(word for word in common_bodies() if len(word) > 1)


def _is_rank(parsed: ParsedName) -> bool:
    """Whether what looks like a brand is only the rank of a place left out: 市财政局."""
    return parsed.brand in _RANKS


def _ends(parsed: ParsedName, endings: tuple[str, ...]) -> bool:
    named = [each.text for each in parsed.tokens if each.kind is not TokenKind.PLACE]
    return "".join(named[-2:]).endswith(endings)


def is_licensed(parsed: ParsedName) -> bool:
    """Whether it is a bank, broker or trust company, whose name nobody else may bear."""
    return _ends(parsed, _LICENSED)


def is_banking(parsed: ParsedName) -> bool:
    """Whether it is one of those that keep many counters."""
    return _ends(parsed, _BANKING)


def survives_conversion(parsed: ParsedName) -> bool:
    """Whether a limited company and one limited by shares of this name are one company after its conversion.

    A registry grants brand, trade and place together once. A name without one of them, or of a group, is often borne
    by a parent and its subsidiary side by side.
    """
    if is_licensed(parsed):
        return True
    brand, around = parsed.brand, bool(parsed.places)
    return around and bool(brand) and not parsed.marks and (bool(parsed.trades) or len(brand) >= _LONG_BRAND)


def has_own_branch(a: ParsedName, b: ParsedName) -> bool:
    """Whether both are one branch with a name of its own, which a parent and its subsidiary do not share."""
    return a.branch == b.branch and any(len(_NUMBERED.sub("", each.words)) >= _LONG_BRAND for each in a.branch)


def stands_without_form(parsed: ParsedName) -> bool:
    """Whether a name says enough for its form to be left out: not 海尔, which is a group and many companies."""
    if is_licensed(parsed):
        return True
    brand = parsed.brand
    around = bool(parsed.places) or bool(parsed.branch)
    if parsed.marks:
        return around and bool(brand or parsed.trades)
    return bool(brand and parsed.trades) and (around or len(brand) >= _LONG_BRAND)


@lru_cache(maxsize=16384)
def is_own_name(branch: str) -> bool:
    """Whether what a branch is called stands in one town only: 松岗, but not 人民路, 开发区 or 第1.

    Roads of two characters are found in many towns.
    """
    stem = _ROAD.sub("", branch)
    if stem in gazetteer() or is_common_branch(stem):
        return False
    if (
        len(stem) < (2 if stem == branch else _LONG_BRAND)
        or any(character.isdigit() for character in stem)
        or _AREA.search(stem)
    ):
        return False
    return stem not in words() and not any(each in stem for each in _everywhere())


def is_common_branch(stem: str) -> bool:
    """Whether branches of many towns are called so, whatever district has the name too: 东湖, 滨江."""
    return stem in _common_branches()


@lru_cache(maxsize=1)
def _common_branches() -> frozenset[str]:
    return frozenset(row["word"] for row in table("common-branches"))


@lru_cache(maxsize=1)
def _everywhere() -> tuple[str, ...]:
    return tuple(row["word"] for row in table("common-branches") if row["kind"] == "anywhere")
