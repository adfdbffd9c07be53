"""Take a Chinese name apart. The order matters: what is no organisation, then branch, then legal form, then words."""

from __future__ import annotations

import re
from functools import lru_cache

from fairway.know.engine.names.chinese import lexicon
from fairway.know.engine.names.chinese.asides import bare
from fairway.know.engine.names.chinese.gazetteer import place_at
from fairway.know.engine.names.chinese.parsed import BranchLevel, Form, ParsedName, TokenKind
from fairway.know.engine.names.chinese.tokens import cut
from fairway.know.engine.script import fold

_NO_FORM = Form("", "")
_HEAD_ENDS = re.compile(
    "银行|信用合作社|信用社|合作社|联社|证券|期货|保险|人寿|财险|信托|集团|公司|大学|学院|医院|事务所|协会|学会|商会|局|书店"
)
# A form cut short in the middle of a name: 某某银行股份有限长春分行.
_CUT_SHORT = re.compile("股份有限公?|有限责任公?|有限公?|股份")
_SHORTEST = 2
"""Characters that must stand in front of a legal form."""
_CLEAR = ("分行", "支行", "分公司", "支公司", "营业部", "储蓄所", "分理处", "分店", "代表处", "分社", "分厂")
_OF_BANK = re.compile("分行|支行|营业部|分理处|储蓄所|分公司|办事处|营业所|营业厅|总行")
_ENDED = (
    "公司",
    "行",
    "社",
    "部",
    "局",
    "院",
    "厂",
    "所",
    "校",
    "学",
    "中心",
    "委员会",
    "集团",
    "处",
    "店",
    "站",
    "会",
)


@lru_cache(maxsize=131072)
def parse_chinese(name: str) -> ParsedName:
    """Take a name apart into place, brand, trades, marks, legal form and branch, or say what else it is.

    Never fails: a name it cannot read is all brand. Cached; some tens of microseconds for a new name.
    """
    text = bare(name)
    for found in (_not_organised(text), _part(text)):
        if found:
            return found
    return _organisation(text)


def _not_organised(text: str) -> ParsedName | None:
    """Several organisations, a product, or a word in place of a name."""
    owner = _product_owner(text)
    if owner is not None:
        return _other(text, "product", owner)
    several = lexicon.several().match(text)
    if several:
        return _other(text, "several", several["owner"])
    if lexicon.placeholder().search(text):
        return _other(text, "placeholder", "")
    return None


def _product_owner(text: str) -> str | None:
    first, dash, rest = text.partition("-")
    managed = lexicon.product().search(text)
    # A dash joins an account to the one who holds it: 甲信托有限公司-某某1号.
    if dash and rest and first.endswith(("公司", "银行", "信托", "证券", "资产", "资管", "基金", "保险", "合伙)")):
        return first
    if managed is None:
        return None
    form = lexicon.form_inside(text)
    return text[: form[1]] if form else text[: managed.start()]


def _part(text: str) -> ParsedName | None:
    found = lexicon.part_at_end().search(text)
    if found is None or found.start() < 4 or text[: found.start()].endswith(("总", "管理", "监督", "联合", "全国")):
        return None
    kind = lexicon.parts()[found["part"]]
    owner = text[: found.start()]
    if kind != "union" and not owner.endswith(_ENDED):
        return None
    return _other(text, kind, owner)


def _other(text: str, part: str, owner: str) -> ParsedName:
    tokens, places = cut(fold(text))
    return ParsedName(fold(text), tokens, places, _NO_FORM, part=part, owner=owner)


def _organisation(text: str) -> ParsedName:
    text, stood_for, former = _spelt_out(text)
    text = fold(text)
    head, rest = _split_branch(text)
    found = lexicon.form_at_end(head)
    form = lexicon.forms()[found] if len(head) - len(found) >= _SHORTEST and found else _NO_FORM
    core = head[: len(head) - len(form.written)]
    country = core.startswith("中国") and len(core) > 2
    tokens, places = cut(core[2:] if country else core)
    return ParsedName(text, tokens, places, form, _levels(rest), country, stood_for=stood_for, former=former)


def _spelt_out(text: str) -> tuple[str, tuple[str, ...], bool]:
    """Replace short names of banks at the beginning, and short words anywhere, by what they stand for."""
    replaced: list[str] = []
    former = False
    bank = lexicon.bank_at_start().match(text)
    if bank and _is_bank(text, bank.end()):
        full, former = lexicon.banks()[bank.group()]
        replaced.append(bank.group())
        text = full + text[bank.end() :]

    def spell(found: re.Match[str]) -> str:
        full = lexicon.synonyms().get(found.group())
        if full is None:
            return found.group()
        replaced.append(found.group())
        return full

    return lexicon.synonym().sub(spell, text), tuple(replaced), former


def _is_bank(text: str, end: int) -> bool:
    """Two characters such as 中行 mean the bank only alone or with a branch behind: 中行置业有限公司 is another."""
    rest = text[end:]
    if not rest or _OF_BANK.search(rest):
        return True
    return text[:end].endswith("银行") and rest.startswith(("股份", "有限", "("))


def _split_branch(text: str) -> tuple[str, str]:
    """Split a name into the organisation and what stands behind it as a branch ("" when nothing does)."""
    ended = lexicon.form_at_end(text)
    # A bank's branch with the bank's form behind: 某某银行长春分行股份有限公司.
    if ended and text[: -len(ended)].endswith(("分行", "支行")):
        text, ended = text[: -len(ended)], ""
    marker = lexicon.branch_at_end(text)
    inside = lexicon.form_inside(text)
    if inside and inside[0] >= _SHORTEST and (marker or not lexicon.form_at_end(text[inside[1] :])):
        end = _before_address(text, inside[0]) or inside[1]
        return text[:end], text[end:]
    if not marker:
        return text, ""
    at = len(text) - len(marker)
    ends = _HEAD_ENDS.search(text, 1, at)
    if ends:
        cut_short = _CUT_SHORT.match(text, ends.end(), at)
        end = cut_short.end() if cut_short else ends.end()
        return text[:end], text[end:]
    return _split_at_place(text, at) if marker.endswith(_CLEAR) else (text, "")


def _before_address(text: str, end: int) -> int:
    """Where a bank's name ends, if a company's form further on belongs to where its branch is.

    中国工商银行长春市驻第一汽车集团公司支行 is a branch of the bank, not of the group.
    """
    ends = _HEAD_ENDS.search(text, 1, end)
    if ends is None or not ends.group().endswith(("银行", "社", "证券")):
        return 0
    return ends.end() if place_at(text, ends.end()) and ends.end() < end else 0


def _split_at_place(text: str, marker: int) -> tuple[str, str]:
    """Without a word that ends the head, a branch begins at the last place that is not at the beginning."""
    tokens, _ = cut(text[:marker])
    at = [index for index, token in enumerate(tokens) if token.kind is TokenKind.PLACE and index]
    stem = tokens[at[-1]].text if at else ""
    start = text.rfind(stem, 1, marker) if stem else -1
    return (text[:start], text[start:]) if start > 0 else (text[:marker], text[marker:])


def _levels(rest: str) -> tuple[BranchLevel, ...]:
    """Cut what stands behind the head into levels: 湖南省分行营业部 is two."""
    found: list[BranchLevel] = []
    start = 0
    for marker in lexicon.branch_marker().finditer(rest):
        found.append(_level(rest[start : marker.start()], marker.group()))
        start = marker.end()
    if rest[start:].strip("()"):
        found.append(_level(rest[start:], ""))
    return tuple(found)


def _level(words: str, marker: str) -> BranchLevel:
    tokens, places = cut(words, branch=True)
    left = "".join(each.text for each in tokens if each.kind is not TokenKind.PLACE)
    return BranchLevel(marker, lexicon.branch_levels().get(marker, ""), places, left)
