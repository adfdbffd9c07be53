"""Two spellings compared by whoever knows their scripts: Chinese, Latin, or one against the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.engine.legal_forms import comparable
from fairway.know.engine.linkage.features import compare_branches, compare_heads
from fairway.know.engine.linkage.features.branches import is_below
from fairway.know.engine.linkage.features.difference import Difference, differs
from fairway.know.engine.linkage.features.sentences import START
from fairway.know.engine.names.chinese import ParsedName, TokenKind, parse_chinese
from fairway.know.engine.names.latin import compare_latin, latin_model
from fairway.know.engine.names.latin_parse import Kind, is_placeholder, parse_latin, says_whose
from fairway.know.engine.names.translation import across
from fairway.know.engine.script import has_chinese
from fairway.know.engine.written import Evidence, Relation
from fairway.lib.explain import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RARE, COMMON = 2, 20
"""A brand in so many names or fewer is rare, in so many or more common."""

INVENTED = "示例"
"""How names of invented organisations begin: that two do says nothing."""
_NUMBERED = re.compile("第?[0-9]+")
_SIBLINGS = frozenset({"branch_different", "branch_number", "branch_rank", "parts_differ"})
_PARTS = {
    "union": Relation.UNION_OF,
    "party": Relation.PART_OF,
    "unit": Relation.PART_OF,
    "several": Relation.GROUP_OF,
    "product": Relation.PRODUCT_OF,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """What two spellings say. ``apart`` are the features that make related records two; ``barred`` forbids *same*.

    ``evidence`` is what scripts that weigh their own features say; the differences come on top.
    """

    differences: tuple[Difference, ...] = ()
    relation: Relation = Relation.NONE
    apart: frozenset[str] = frozenset()
    evidence: tuple[Evidence, ...] = ()
    barred: bool = False


def compare_spellings(one: str, other: str, brands: Mapping[str, int]) -> Compared:
    """Compare two spellings; ``brands`` counts brands where a table of names is at hand, else it is empty."""
    for name in (one, other):
        if not any(map(str.isalnum, name)) or (not has_chinese(name) and is_placeholder(name)):
            return Compared((differs("placeholder", name),), barred=True)
    chinese = has_chinese(one), has_chinese(other)
    return _BY_SCRIPT[chinese](one, other, brands)


def _chinese(one: str, other: str, brands: Mapping[str, int]) -> Compared:
    if one.startswith(INVENTED) and other.startswith(INVENTED):
        one, other = one.removeprefix(INVENTED), other.removeprefix(INVENTED)
    a, b = parse_chinese(one), parse_chinese(other)
    if a.part or b.part:
        return _with_parts(a, b)
    heads = [*compare_heads(a, b), *_rarity(a, b, brands)]
    if _is_member(a, b) or _is_member(b, a):
        own, relation = (b, Relation.PARENT_OF) if _is_member(b, a) else (a, Relation.SUBSIDIARY_OF)
        return Compared((differs("group_member", own.text),), relation, frozenset({"group_member"}))
    if _is_unit(a, b) or _is_unit(b, a):
        own, relation = (b, Relation.HAS_PART) if _is_unit(b, a) else (a, Relation.PART_OF)
        return Compared((differs("unit", own.text),), relation, frozenset({"unit"}))
    branches = compare_branches(a, b)
    features = {each.feature for each in branches}
    relation = _relation(a, b, features)
    return Compared((*heads, *branches), relation, frozenset(features) if relation else frozenset())


def _relation(a: ParsedName, b: ParsedName, features: set[str]) -> Relation:
    if "branch_of_head" in features:
        return Relation.BRANCH_OF if a.branch else Relation.HEAD_OF
    if "branch_of_branch" in features:
        return Relation.BRANCH_OF if is_below(a.branch, b.branch) else Relation.HEAD_OF
    return Relation.SIBLING if features & _SIBLINGS else Relation.NONE


def _is_member(member: ParsedName, group: ParsedName) -> bool:
    """Whether one name is the other's group with a name of its own behind it: 阳煤集团 and 阳煤集团平原化工."""
    short, long = group.tokens, member.tokens
    if not short or short[-1].kind is not TokenKind.GROUP or long[: len(short)] != short or group.branch:
        return False
    own = {TokenKind.BRAND, TokenKind.PLACE}
    return any(each.kind in own for each in short[:-1]) and any(each.kind in own for each in long[len(short) :])


def _is_unit(unit: ParsedName, whole: ParsedName) -> bool:
    """Whether one name is the other's, complete to its form or branch, with words behind: 某某支行劳动服务部."""
    if len(whole.text) >= len(unit.text) or not unit.text.startswith(whole.text):
        return False
    if unit.branch and unit.branch[-1].marker:
        return False
    if not unit.branch and len(unit.text) - len(unit.form.written) < len(whole.text):
        return False  # the longer name only completes the form of the shorter
    ended = whole.form.written if not whole.branch else whole.branch[-1].marker
    return len(ended) >= 2 and whole.text.endswith(ended) and unit.text[len(whole.text)] != "("


def _rarity(a: ParsedName, b: ParsedName, brands: Mapping[str, int]) -> list[Difference]:
    if not brands or not a.brand or a.brand != b.brand:
        return []
    known = brands.get(a.brand, 0)
    if RARE < known < COMMON:
        return []
    return [differs("brand_rare" if known <= RARE else "brand_common", a.brand)]


def _with_parts(a: ParsedName, b: ParsedName) -> Compared:
    """At least one is no organisation of its own standing."""
    if "placeholder" in (a.part, b.part):
        return Compared((differs("placeholder", (a if a.part == "placeholder" else b).text),), barred=True)
    if a.text == b.text:
        return Compared((), barred=a.part == "several")
    if a.part and b.part:
        return _two_parts(a, b)
    part, whole = (a, b) if a.part else (b, a)
    owner = whole.text if whole.text in part.text else part.owner
    around = _chinese(owner, whole.text, {}) if owner else Compared((differs("brand_missing", part.text),))
    relation = _PARTS[part.part] if part is a else _TURNED[_PARTS[part.part]]
    found = (*(each for each in around.differences if each.feature not in around.apart), differs(part.part, part.text))
    below = tuple(each for each in around.differences if each.feature in around.apart)
    return Compared((*found, *below), relation, frozenset({part.part, *around.apart}), barred=True)


_TURNED = {
    Relation.UNION_OF: Relation.HAS_UNION,
    Relation.PART_OF: Relation.HAS_PART,
    Relation.GROUP_OF: Relation.IN_GROUP,
    Relation.PRODUCT_OF: Relation.HAS_PRODUCT,
}


def _two_parts(a: ParsedName, b: ParsedName) -> Compared:
    owners = _chinese(a.owner, b.owner, {}) if a.owner and b.owner else Compared()
    numbered = [_NUMBERED.findall(each.text.removeprefix(each.owner)) for each in (a, b)]
    if a.part == b.part == "union" and not owners.relation and numbered[0] == numbered[1]:
        return Compared(owners.differences, barred=owners.barred)
    different = differs("parts_differ", a.text, b.text)
    return Compared((*owners.differences, different), Relation.SIBLING, frozenset({"parts_differ", *owners.apart}))


def _latin(one: str, other: str, _brands: Mapping[str, int]) -> Compared:
    """Weigh two names without Chinese characters.

    Beyond its probability, *same* needs the words to answer each other with nothing against, and one legal form: a GmbH
    and a Ltd of one name are two companies of one group.
    """
    found = compare_latin(one, other)
    start = Evidence("start", latin_model().prior, Reason(START, {"one": one, "other": other}))
    features = {each.feature for each in found}
    barred = any(each.weight <= -AGAINST for each in found) or not features & _ANSWERED
    relation = _latin_branch(one, other) if "more_branch" in features else Relation.NONE
    apart = frozenset({"more_branch", "more_place"}) if relation else frozenset()
    said = (*_latin_forms(one, other), *_whose(one, other))
    return Compared(said, relation, apart, (start, *found), barred)


def _whose(one: str, other: str) -> tuple[Difference, ...]:
    vague = next((name for name in (one, other) if not says_whose(parse_latin(name))), None)
    return () if vague is None else (differs("not_distinctive", vague),)


AGAINST = 0.3
"""Log-odds against from which a Latin pair is never decided as *same* without a clerk."""
_ANSWERED = frozenset({"same_letters", "all_answered"})


def _latin_forms(one: str, other: str) -> tuple[Difference, ...]:
    """Two forms by different laws: an Inc and a GmbH of one name are two companies of one group.

    Co says only that it is a company, as people write who leave out the rest. Forms that cannot belong to one
    organisation at all are weighed among the measures.
    """
    ours, theirs = parse_latin(one).form, parse_latin(other).form
    if ours is None or theirs is None or ours.short == theirs.short or not comparable(ours.kind, theirs.kind):
        return ()
    if "Co" in (ours.short, theirs.short) and {ours.short, theirs.short} <= _WITH_CO:
        return ()
    return (differs("form_of_other_law", ours.short, theirs.short),)


_WITH_CO = frozenset({"Co", "Co Ltd", "Ltd", "Inc", "Corp"})


def _latin_branch(one: str, other: str) -> Relation:
    ours, theirs = (bool(parse_latin(name).of(Kind.BRANCH)) for name in (one, other))
    if ours == theirs:
        return Relation.NONE
    return Relation.BRANCH_OF if ours else Relation.HEAD_OF


def _across(one: str, other: str, _brands: Mapping[str, int]) -> Compared:
    """Weigh a Chinese name against another script. A translation alone is never *same* without a clerk."""
    return Compared(evidence=across(one, other), barred=True)


_BY_SCRIPT: dict[tuple[bool, bool], Callable[[str, str, Mapping[str, int]], Compared]] = {
    (True, True): _chinese,
    (False, False): _latin,
    (True, False): _across,
    (False, True): _across,
}
"""Who compares two spellings, by whether each has Chinese characters."""
