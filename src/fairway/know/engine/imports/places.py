"""Places written as people write them: a code, a name, or a name with what it lies in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fairway.know.engine.places import ancestors, edition_of, places
from fairway.know.engine.script import fold
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import half_width
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.know.engine.places import Place

_ENDINGS = ("自治州", "自治县", "自治区", "特别行政区", "地区", "省", "市", "盟", "县", "区", "旗")
# Peoples that stand in the names of autonomous divisions: 延边朝鲜族自治州 is called 延边.
_PEOPLES = re.compile(
    "(?:蒙古族?|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族"
    "|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯"
    "|塔吉克|怒族|鄂温克族|裕固族|保安族|独龙族|鄂伦春|各族)+$"
)
_SHORTEST = 2
_SHOWN = 4


def region(cell: str) -> str:
    """Return the division code of a cell; :class:`BadCell` for a place that is unknown or could be several."""
    text = half_width(cell)
    if text.isdecimal():
        return _code(text)
    found = named(text)
    if len(found) == 1:
        return found[0]
    if found:
        shown = ", ".join(f"{code} {_whole_name(code)}" for code in found[:_SHOWN])
        raise BadCell("region-unclear", _SEVERAL, _WITH_PROVINCE, value=text[:60], places=shown)
    raise BadCell("region", _UNKNOWN, _USE_CODE, value=text[:60])


def _code(text: str) -> str:
    """Codes of towns and villages (9 or 12 digits) begin with their county's; codes of any edition are good."""
    code = text[:6] if len(text) in {6, 9, 12} else text
    if edition_of(code):
        return code
    near = next((wider for wider in (code[:4] + "00", code[:2] + "0000") if wider in places()), "")
    raise BadCell("region", _UNKNOWN, _USE_WIDER if near else _USE_CODE, value=text[:60], near=near)


@lru_cache(maxsize=20_000)
def named(text: str) -> tuple[str, ...]:
    """Return the codes a name can stand for, in code order: 吉林市, 吉林省长春市, Changchun, 长春/南关区."""
    words = fold(text).replace("·", "").replace("-", "")
    exact = _names().get(words, ())
    return exact or _along(words)


def at_start(address: str) -> str:
    """Return the narrowest division an address begins with: 吉林省长春市南关区人民大街1号 → 220102; "" for none.

    The address must begin with the name of a province or prefecture, written in full.
    """
    words = fold(address)
    found = [code for code in _tops() if words.startswith(_full(code))]
    if not found:
        return ""
    top = max(found, key=lambda code: len(_full(code)))
    return _deeper(top, words[len(_full(top)) :])


def _deeper(code: str, rest: str) -> str:
    """Follow an address down: a prefecture may be left out between a province and a county."""
    below = [(child, name) for child in _below(code) if rest.startswith(name := _full(child))]
    if len({child for child, _name in below}) != 1:
        return code
    child, name = below[0]
    return _deeper(child, rest[len(name) :])


def _along(words: str) -> tuple[str, ...]:
    """Names put one behind the other, widest first: every way to read them to the end."""
    return tuple(sorted({end for code in _tops() for end in _ends(code, words)}))


def _ends(code: str, words: str) -> set[str]:
    ends: set[str] = set()
    for name in _spellings(code):
        if words == name:
            ends.add(code)
        elif words.startswith(name):
            ends |= {end for child in _below(code) for end in _ends(child, words[len(name) :])}
    return ends


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for code in places():
        for name in _spellings(code):
            found.setdefault(name, set()).add(code)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


@lru_cache(maxsize=1)
def _tops() -> tuple[str, ...]:
    return tuple(code for code, each in places().items() if each.level in {"province", "prefecture"})


def _below(code: str) -> tuple[str, ...]:
    return _tree().get(code, ())


@lru_cache(maxsize=8192)
def _full(code: str) -> str:
    return fold(_known(code).name_zh)


@lru_cache(maxsize=1)
def _tree() -> Mapping[str, tuple[str, ...]]:
    """Everything that lies in a province or prefecture, however deep, by its code."""
    inside: dict[str, list[str]] = {}
    for code in places():
        for around in ancestors(code):
            inside.setdefault(around.code, []).append(code)
    return {code: tuple(found) for code, found in inside.items()}


@lru_cache(maxsize=8192)
def _spellings(code: str) -> tuple[str, ...]:
    """Return a place's folded names: whole, English, and Chinese without what kind of division it is."""
    here = _known(code)
    chinese = fold(here.name_zh)
    bare = next((chinese.removesuffix(end) for end in _ENDINGS if chinese.endswith(end)), chinese)
    short = _PEOPLES.sub("", bare)
    names = {chinese, fold(here.name_en), *(name for name in (bare, short) if len(name) >= _SHORTEST)}
    return tuple(sorted(names - {""}))


def _known(code: str) -> Place:
    return places()[code]


def _whole_name(code: str) -> str:
    return "".join(each.name_zh for each in (*reversed(ancestors(code)), _known(code)))


_UNKNOWN = _("“%(value)s” is not a division or its code.")
_USE_CODE = _("Use the six digits of the place, such as 220100, or its name with its province, such as 吉林省长春市.")
_USE_WIDER = _("Write the exact code, or the wider %(near)s.")
_SEVERAL = _("“%(value)s” can be several places: %(places)s.")
_WITH_PROVINCE = _("Write the code, or the name with what it lies in.")
