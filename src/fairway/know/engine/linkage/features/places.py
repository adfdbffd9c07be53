"""How the places in two names differ: only in their suffix, one inside the other, or truly."""

from __future__ import annotations

from functools import lru_cache

from fairway.know.engine.linkage.features.difference import Difference, differs
from fairway.know.engine.linkage.features.enough import is_common_branch
from fairway.know.engine.names.chinese.gazetteer import gazetteer, is_county_only, lies_in, may_lie_in
from fairway.know.engine.names.chinese.parsed import PlaceWord
from fairway.know.engine.places import place

Places = tuple[PlaceWord, ...]


def compare_places(one: Places, other: Places, home: Places = ()) -> list[Difference]:
    """Compare the places of two names; ``home`` are places of the organisation a branch belongs to."""
    if one == other:
        return []
    pairs, left, right = _paired(one, other)
    found = [each for a, b in pairs for each in _suffixes(a, b)]
    shared = tuple(a for a, _ in pairs)
    again = [each for each in (*left, *right) if any(each.stem == place.stem for place in shared)]
    found.extend(_again(each, pairs, home) for each in again)
    left, right = (tuple(each for each in side if each not in again) for side in (left, right))
    if left and right:
        found.append(_replaced(left[0], right[0]))
    else:
        found.extend(_added(each, shared, home) for each in left or right)
    if not left and not right and not again:
        found.extend(_order(one, other))
    return found


def _paired(one: Places, other: Places) -> tuple[list[tuple[PlaceWord, PlaceWord]], Places, Places]:
    """Pair places of one stem, those with one suffix first, and return what is left on either side."""
    pairs: list[tuple[PlaceWord, PlaceWord]] = []
    left, right = list(one), list(other)
    for whole in (True, False):
        for a in tuple(left):
            b = next((b for b in right if b.stem == a.stem and (b == a or not whole)), None)
            if b is not None:
                pairs.append((a, b))
                left.remove(a)
                right.remove(b)
    return pairs, tuple(left), tuple(right)


def _again(more: PlaceWord, pairs: list[tuple[PlaceWord, PlaceWord]], home: Places) -> Difference:
    """Read a place of a stem that one name has once more: a slip, or 黄山区 in 黄山市 and 吉林市 in 吉林省."""
    known = [each for pair in pairs for each in pair if each.stem == more.stem]
    if any(more.codes == each.codes for each in known) and (more.suffix or len(more.codes) == 1):
        return differs("repeated", more.stem + more.suffix, known[0].stem + known[0].suffix)
    found = _added(more, tuple(known), home)
    return Difference("place_around_unclear", found.params) if found.feature == "place_around_added" else found


@lru_cache(maxsize=16384)
def _suffixes(a: PlaceWord, b: PlaceWord) -> tuple[Difference, ...]:
    """The same stem with two suffixes: 深圳 and 深圳市 are one place, 吉林省 and 吉林市 are two."""
    if a.suffix == b.suffix:
        return ()
    if a.suffix and b.suffix:
        feature = _changed(a, b)
    else:
        bare, full = (a, b) if not a.suffix else (b, a)
        feature = "place_suffix" if _means(bare, full) else "place_level_unclear"
    return (differs(feature, a.stem + a.suffix, b.stem + b.suffix),)


def _changed(a: PlaceWord, b: PlaceWord) -> str:
    if not a.codes & b.codes:
        return "place_level_differs"
    return "place_suffix_changed" if a.codes == b.codes and len(a.codes) == 1 else "place_level_unclear"


def _means(bare: PlaceWord, full: PlaceWord) -> bool:
    """Whether a place without suffix can only mean the one with it, or means it first of all as the wider one.

    平安 and 朝阳 are words that many bear without being of the district or city of that name. 河南 is a province first.
    """
    if is_common_branch(bare.stem) and not any(code.endswith("0000") for code in bare.codes):
        return False
    if bare.codes <= full.codes or not all(code.isdigit() for code in bare.codes):
        return True
    provinces = {code for code in bare.codes if code.endswith("0000")}
    cities = {code for code in bare.codes if code.endswith("00")} - provinces
    if provinces and not any((found := place(code)) and found.name_zh.endswith("市") for code in cities):
        return provinces <= full.codes
    if provinces or cities:
        return provinces | cities <= full.codes
    return not is_ambiguous_by_suffix(full)


def is_ambiguous_by_suffix(full: PlaceWord) -> bool:
    """Whether another division has the same stem with another suffix."""
    stem = gazetteer().get(full.stem)
    return stem is not None and len(stem.codes) > len(full.codes)


def _replaced(a: PlaceWord, b: PlaceWord) -> Difference:
    nested = may_lie_in(a, b) or may_lie_in(b, a)
    same = bool(a.codes & b.codes) and all(code.isdigit() for code in a.codes)
    feature = "place_nested" if nested or same else "place_different"
    return differs(feature, a.stem + a.suffix, b.stem + b.suffix)


def _added(more: PlaceWord, shared: Places, home: Places) -> Difference:
    written = more.stem + more.suffix
    if any(each.stem == more.stem for each in home):
        return differs("place_of_head", written)
    if any(lies_in(each, more) for each in shared):
        return differs("place_around_added", written)
    if any(may_lie_in(each, more) for each in shared):
        return differs("place_around_unclear", written)
    if any(may_lie_in(more, each) for each in shared):
        return differs("place_finer", written)
    return differs("place_county_missing" if is_county_only(more) else "place_missing", written)


def _order(one: Places, other: Places) -> list[Difference]:
    if [each.stem for each in one] == [each.stem for each in other]:
        return []
    return [differs("places_moved", "".join(each.stem for each in one), "".join(each.stem for each in other))]
