"""How two heads differ: names without their branch."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from fairway.know.engine.linkage.features.difference import Difference, differs
from fairway.know.engine.linkage.features.enough import (
    has_own_branch,
    is_distinctive,
    is_licensed,
    stands_without_form,
    survives_conversion,
)
from fairway.know.engine.linkage.features.letters import collapse, edit, is_within, middle
from fairway.know.engine.linkage.features.places import compare_places
from fairway.know.engine.names.chinese.parsed import ParsedName, Token, TokenKind
from fairway.know.engine.script import in_digits

if TYPE_CHECKING:
    from collections.abc import Iterable

_CONVERTED = frozenset({"limited", "shares"})
_COMPANIES = _CONVERTED | {"company", "head company"}
_PARTNERSHIPS = frozenset({"limited partnership", "general partnership", "special partnership", "partnership"})
_BY_EDIT = {
    "homophone": "brand_homophone",
    "near_sound": "brand_near_sound",
    "other_character": "brand_character",
    "inserted": "brand_inserted",
    "swapped": "brand_swapped",
    "extended": "brand_extended",
    "resembling": "brand_resembles",
    "much": "brand_different",
}


def compare_heads(a: ParsedName, b: ParsedName) -> list[Difference]:
    """Name every difference between two heads; nothing is left when they are the same organisation's name."""
    read = (_agreed(a, b), _agreed(b, a)) if a.places != b.places else (a, b)
    found = _unsure(a, b, *read)
    a, b = read
    found += [*_form(a, b), *_country(a, b), *_marks(a, b), *compare_places(a.places, b.places)]
    found = _with_misspelt_place(a, b, found) or [*found, *_body(a.body, b.body)]
    found = _in_context(a, b, found)
    found += _order(a, b, found)
    found += _spelling(a, b)
    if not is_distinctive(a) or not is_distinctive(b):
        found.append(differs("not_distinctive", a.text))
    return found


def _unsure(a: ParsedName, b: ParsedName, ours: ParsedName, theirs: ParsedName) -> list[Difference]:
    """A company's only word of its own, read as the place it is in the other name: 宝山钢铁 beside 宝山区钢铁.

    A bank or an office is of its place; a company may bear the word and sit anywhere.
    """
    changed = (before for before, now in ((a, ours), (b, theirs)) if before.tokens != now.tokens)
    named = next((each for each in changed if each.form.key and not is_licensed(each)), None)
    return [differs("place_level_unclear", named.brand, named.brand)] if named and not ours.brand else []


def _in_context(a: ParsedName, b: ParsedName, found: list[Difference]) -> list[Difference]:
    """Name a difference otherwise where the rest of the name gives it another meaning."""
    return [
        Difference("bank_renamed", each.params) if each.feature == "trade_extended" and _is_renamed_bank(a, b)
        # 即墨市水利局 and 即墨区水利局 are offices of two authorities, if of one place.
        else Difference("place_level_unclear", each.params) if _is_succeeded(a, each)
        else each
        for each in found
    ]  # fmt: skip


def _is_succeeded(a: ParsedName, found: Difference) -> bool:
    ranks = found.params["one"][-1:] + found.params["other"][-1:]
    return (
        found.feature == "place_suffix_changed"
        and not a.brand
        and ranks[0] != ranks[1]
        and set(ranks) <= set("市县区州盟")
    )


def _is_renamed_bank(a: ParsedName, b: ParsedName) -> bool:
    """Whether one is a city's 商业银行 and the other its 银行: what they were called until about 2010, and since."""
    city, now = (a, b) if a.trades == ("商业银行",) else (b, a)
    return (
        (city.trades, now.trades) == (("商业银行",), ("银行",))
        and len(city.tokens) == len(now.tokens) == len(city.places) + 1 == 2
        and city.places[0].suffix == "市"
        and city.places[0].codes <= now.places[0].codes
    )


def _agreed(parsed: ParsedName, other: ParsedName) -> ParsedName:
    """A brand that is a place in the other name is read as that place: 九台农商银行 beside 吉林九台农商银行."""
    places = {each.stem: each for each in other.places}
    named = [each.text for each in parsed.tokens if each.kind is TokenKind.BRAND and each.text in places]
    if not named or any(each.stem in named for each in parsed.places):
        return parsed
    tokens = tuple(Token(TokenKind.PLACE, t.text) if t.text in named else t for t in parsed.tokens)
    return replace(parsed, tokens=tokens, places=(*parsed.places, *(places[text] for text in named)))


def _with_misspelt_place(a: ParsedName, b: ParsedName, found: list[Difference]) -> list[Difference]:
    """One wrong character in a place makes it part of the brand: 漳洲宏发 for 漳州宏发. [] when it is not so."""
    if len(a.places) == len(b.places):
        return []
    one, other = _text(a.tokens), _text(b.tokens)
    left, right = middle(one, other)
    if len(left) != 1 or len(right) != 1:
        return []
    return [*(each for each in found if not each.feature.startswith("place")), differs("place_misspelt", one, other)]


def _form(a: ParsedName, b: ParsedName) -> list[Difference]:
    one, other = a.form, b.form
    if one.written == other.written:
        return []
    if one.key == other.key:
        return [differs("form_spelling", one.written, other.written)]
    if not one.key or not other.key:
        return [differs(_missing_feature(a, b), one.written or other.written)]
    return [differs(_form_feature(a, b), one.written, other.written)]


def _missing_feature(a: ParsedName, b: ParsedName) -> str:
    """A hospital or institute and the company of its name may be two: the one became the other, or owns it."""
    body = bool(a.tokens) and a.tokens[-1].kind is TokenKind.BODY
    if body and (a.form.key or b.form.key) in {"limited", "shares"}:
        return "form_of_body"
    return "form_missing" if stands_without_form(b if a.form.key else a) else "form_ambiguous"


def _form_feature(a: ParsedName, b: ParsedName) -> str:
    pair = frozenset({a.form.key, b.form.key})
    if pair <= _CONVERTED:
        sure = has_own_branch(a, b) or (survives_conversion(a) and survives_conversion(b))
        return "form_converted" if sure else "form_ambiguous"
    if pair <= _PARTNERSHIPS and "partnership" in pair:
        return "form_spelling"
    if not pair <= _COMPANIES:
        return "form_contradictory"
    if "head company" in pair:
        return "form_ambiguous"
    # 某某集团公司 became 某某集团有限公司 when state enterprises became companies under the law.
    group = "集团" in a.marks & b.marks and "limited" in pair
    return "form_unsaid" if group or (stands_without_form(a) and stands_without_form(b)) else "form_ambiguous"


def _country(a: ParsedName, b: ParsedName) -> list[Difference]:
    return [differs("country_added", "中国")] if a.country != b.country else []


def _marks(a: ParsedName, b: ParsedName) -> list[Difference]:
    """集团 and 控股: one added, or one in place of the other; where they stand is a matter of order."""
    one, other = a.marks, b.marks
    if one == other:
        return []
    if one and other and not one & other:
        return [differs("group_for_holding", *sorted(one), *sorted(other))]
    added = one ^ other
    found = [differs("group_added", "集团")] if "集团" in added else []
    return [*found, differs("holding_added", "控股")] if "控股" in added else found


def _body(one: tuple[Token, ...], other: tuple[Token, ...]) -> list[Difference]:
    """Brand, trades and numbers. Where characters agree it does not matter how they were cut."""
    left, right = _text(one), _text(other)
    if left == right:
        return []
    if any(map(str.isdigit, left + right)) and in_digits(left) == in_digits(right):
        return [differs("numeral_spelt", left, right)]
    if sorted(left) == sorted(right) and _is_reordered(one, other):
        return [differs("words_reordered", left, right)]
    if collapse(left) == collapse(right):
        return [differs("repeated", left, right)]
    ours, theirs = _left_over(one, other), _left_over(other, one)
    if _is_misspelt(ours, theirs, middle(left, right)):
        return [differs("word_misspelt", _text(ours) or left, _text(theirs) or right)]
    # Where the same characters were cut into other words, only their order differs: 商业金控保理 and 金控商业保理.
    return [*_numbers(ours, theirs), *_words(ours, theirs)] or [differs("words_reordered", left, right)]


def _is_misspelt(ours: tuple[Token, ...], theirs: tuple[Token, ...], middles: tuple[str, str]) -> bool:
    """Whether a slip of one character made a known word unknown: 环保能有 for 环保能源."""
    one, other = middles
    if max(len(one), len(other)) > 1 and (len(one) > 3 or sorted(one) != sorted(other)):
        return False
    kinds = {each.kind for each in (*ours, *theirs)}
    return TokenKind.BRAND in kinds and len(kinds) > 1 and TokenKind.NUMBER not in kinds


def _text(tokens: Iterable[Token]) -> str:
    return "".join(each.text for each in tokens)


def _is_reordered(one: tuple[Token, ...], other: tuple[Token, ...]) -> bool:
    return Counter(one) == Counter(other)


def _left_over(one: tuple[Token, ...], other: tuple[Token, ...]) -> tuple[Token, ...]:
    rest = Counter(other)
    left = []
    for each in one:
        rest[each] -= 1
        if rest[each] < 0:
            left.append(each)
    return tuple(left)


def _numbers(ours: tuple[Token, ...], theirs: tuple[Token, ...]) -> list[Difference]:
    one, other = _of(ours, TokenKind.NUMBER), _of(theirs, TokenKind.NUMBER)
    if not one and not other:
        return []
    if _counts(ours) == _counts(theirs):
        return [differs("numeral_spelt", one, other)]
    return [differs("number_differs" if one and other else "number_missing", one or other, other or one)]


def _counts(tokens: tuple[Token, ...]) -> list[str]:
    """第102 and 102 count the same."""
    return [each.text.removeprefix("第") for each in tokens if each.kind is TokenKind.NUMBER]


def _of(tokens: tuple[Token, ...], *kinds: TokenKind) -> str:
    return "".join(each.text for each in tokens if each.kind in kinds)


def _words(ours: tuple[Token, ...], theirs: tuple[Token, ...]) -> list[Difference]:
    """What is left of brand and trades once equal words are taken out."""
    one = tuple(each for each in ours if each.kind is not TokenKind.NUMBER)
    other = tuple(each for each in theirs if each.kind is not TokenKind.NUMBER)
    brands = _of(one, TokenKind.BRAND), _of(other, TokenKind.BRAND)
    left, right = _text(one), _text(other)
    if left and right and any(brands) and not all(brands) and (is_within(left, right) or is_within(right, left)):
        return [differs("words_extended", left, right)]
    return [*_brand(*brands), *_trade(_trades(one), _trades(other))]


def _trades(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    return tuple(each for each in tokens if each.kind is not TokenKind.BRAND)


def _brand(one: str, other: str) -> list[Difference]:
    if one == other:
        return []
    if not one or not other:
        return [differs("brand_missing", one or other)]
    if collapse(one) == collapse(other):
        return [differs("repeated", one, other)]
    return [differs(_BY_EDIT[edit(one, other)], one, other)]


def _trade(one: tuple[Token, ...], other: tuple[Token, ...]) -> list[Difference]:
    left, right = _text(one), _text(other)
    if left == right:
        return []
    if not left or not right:
        kinds = {each.kind for each in one or other}
        feature = "generic_added" if kinds == {TokenKind.GENERIC} else _added_feature(kinds)
        return [differs(feature, left or right)]
    if sorted(left) == sorted(right):
        return [differs("words_reordered", left, right)]
    if is_within(left, right) or is_within(right, left):
        return [differs("trade_extended", left, right)]
    body = any(each.kind is TokenKind.BODY for each in one) and any(each.kind is TokenKind.BODY for each in other)
    return [differs("body_replaced" if body else "trade_replaced", left, right)]


def _added_feature(kinds: set[TokenKind]) -> str:
    return "body_added" if TokenKind.BODY in kinds else "trade_added"


def _order(a: ParsedName, b: ParsedName, found: list[Difference]) -> list[Difference]:
    """Marks and places that stand elsewhere, when nothing else about the words was said."""
    said = {each.feature for each in found}
    if said & {"words_reordered", "place_moved", "places_moved", "group_added", "holding_added", "group_for_holding"}:
        return []
    if a.marks != b.marks or _text(a.tokens) == _text(b.tokens) or _text(a.body) != _text(b.body):
        return []
    if sorted(each.stem for each in a.places) != sorted(each.stem for each in b.places):
        return []
    moved = [each.text for each in a.tokens if each.kind is TokenKind.GROUP]
    places = [each.stem for each in a.places]
    if _unmarked(a) == _unmarked(b):
        return [differs("group_moved", "".join(moved))]
    feature = "place_moved" if len(places) == 1 and _is_bracketed(a, b) else "places_moved"
    return [differs(feature, "".join(places), "".join(places))]


def _is_bracketed(a: ParsedName, b: ParsedName) -> bool:
    """Whether the one place stands in brackets where it is not in front: 某某(重庆) for 重庆某某, not 某某重庆."""
    bracketed = [f"({each.places[0].stem}" in each.text for each in (a, b)]
    return any(bracketed) and all(
        inside or each.tokens[0].kind is TokenKind.PLACE for inside, each in zip(bracketed, (a, b), strict=True)
    )


def _unmarked(parsed: ParsedName) -> str:
    return _text(each for each in parsed.tokens if each.kind is not TokenKind.GROUP)


def _spelling(a: ParsedName, b: ParsedName) -> list[Difference]:
    """Short and former names that were written out before comparing."""
    if a.stood_for == b.stood_for:
        return []
    written = "·".join(dict.fromkeys((*a.stood_for, *b.stood_for)))
    if a.former != b.former:
        return [differs("former_name", written)]
    return [differs("short_name", written)]
