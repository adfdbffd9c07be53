"""How two branches differ: levels, places, names and numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fairway.know.engine.linkage.features.difference import Difference, differs
from fairway.know.engine.linkage.features.enough import is_banking, is_common_branch, is_own_name
from fairway.know.engine.linkage.features.letters import collapse, edit, is_within
from fairway.know.engine.linkage.features.places import compare_places
from fairway.know.engine.script import in_digits

if TYPE_CHECKING:
    from fairway.know.engine.names.chinese.parsed import BranchLevel, ParsedName, PlaceWord

Levels = tuple["BranchLevel", ...]
_NUMBER = re.compile("第?[0-9]+")
_ROAD = re.compile("(?:大道|大街|路|街|区|镇|乡|村)$")
# What a bank calls 分行 is written 分公司 by those who think of companies.
_SAME_MARKER = {frozenset({"证券营业部", "营业部"}), frozenset({"期货营业部", "营业部"}), frozenset({"分公司", "分行"})}
_BRANCH_EDITS = {
    "homophone": "branch_character",
    "near_sound": "branch_character",
    "other_character": "branch_character",
    "swapped": "branch_character",
    "inserted": "branch_finer",
    "extended": "branch_finer",
    "resembling": "branch_different",
    "much": "branch_different",
}


def compare_branches(a: ParsedName, b: ParsedName) -> list[Difference]:
    """Compare the branches of two names of one head; [] when neither has one, or both have the same."""
    one, other = a.branch, b.branch
    if one == other:
        return []
    if not one or not other:
        return [differs("branch_of_head", _written(one or other))]
    if is_below(one, other) or is_below(other, one):
        return [differs("branch_of_branch", _written(one), _written(other))]
    found = [*_markers(one, other), *_names(one, other, a.places), *_levels(one, other)]
    if is_banking(a) and is_banking(b):
        found = [_own_name(each, one, other) for each in found]
    return list({each.feature: each for each in reversed(found)}.values())[::-1]


def _own_name(found: Difference, one: Levels, other: Levels) -> Difference:
    """A town added to a bank's 松岗支行 says where it is; there may be a 人民路支行 in every town."""
    ours, theirs = ("".join(each.words for each in levels) for levels in (one, other))
    if found.feature == "branch_town_added" and ours == theirs and is_own_name(ours):
        return Difference("branch_town_said", found.params)
    if found.feature == "branch_place_around" and any(is_common_branch(each.stem) for each in _places(one)):
        return Difference("branch_town_added", found.params)
    return found


def _written(levels: Levels) -> str:
    return "".join(
        "".join([*(place.stem + place.suffix for place in each.places), each.words, each.marker]) for each in levels
    )


def _stems(level: BranchLevel) -> tuple[str, ...]:
    return (*(place.stem for place in level.places), level.words, level.marker)


def is_below(lower: Levels, upper: Levels) -> bool:
    """Whether a branch is an office of another, or a sub-branch in the place a branch is named after.

    浙江省分行营业部 is below 浙江省分行, and 哈尔滨北新支行 below 哈尔滨分行.
    """
    if len(lower) > len(upper):
        return all(_stems(x) == _stems(y) for x, y in zip(upper, lower, strict=False))
    if len(lower) != 1 or len(upper) != 1 or upper[0].level != "branch" or lower[0].level not in _LOWER:
        return False
    ours, theirs = lower[0], upper[0]
    finer = bool(ours.words) or len(ours.places) > len(theirs.places)
    stems = [each.stem for each in theirs.places]
    return finer and not theirs.words and bool(stems) and [each.stem for each in ours.places][: len(stems)] == stems


_LOWER = {"subbranch", "counter", "office"}


def _markers(one: Levels, other: Levels) -> list[Difference]:
    left, right = one[-1], other[-1]
    if left.marker == right.marker:
        return []
    if frozenset({left.marker, right.marker}) in _SAME_MARKER:
        return [differs("branch_word", left.marker, right.marker)]
    return [differs("branch_rank", left.marker or left.words, right.marker or right.words)]


def _levels(one: Levels, other: Levels) -> list[Difference]:
    return [differs("branch_level_left_out", _written(one), _written(other))] if len(one) != len(other) else []


def _names(one: Levels, other: Levels, home: tuple[PlaceWord, ...]) -> list[Difference]:
    """Places and words of all levels together, so that 深圳分行中心区支行 meets 深圳中心区支行."""
    ours, theirs = _places(one), _places(other)
    left, right = "".join(each.words for each in one), "".join(each.words for each in other)
    places = compare_places(ours, theirs, home)
    if one[-1].level == other[-1].level == "branch":
        places = [_of_prefecture(each, (*ours, *theirs)) for each in places]
    if left == right:
        return [_as_branch(each, left) for each in places]
    if any(map(str.isdigit, left + right)) and in_digits(left) == in_digits(right):
        return [*(_as_branch(each, left) for each in places), differs("numeral_spelt", left, right)]
    numbers = _NUMBER.findall(left), _NUMBER.findall(right)
    if numbers[0] != numbers[1]:
        feature = "branch_number" if all(numbers) else "branch_finer"
        return [differs(feature, _written(one), _written(other))]
    real = [each for each in places if each.feature not in _HARMLESS]
    if real and left and right:
        return [differs("branch_different", _written(one), _written(other))]
    return [*(_as_branch(each, left) for each in places), *_words(left, right, (_written(one), _written(other)))]


def _of_prefecture(found: Difference, places: tuple[PlaceWord, ...]) -> Difference:
    """A bank's 分行 stands for a prefecture: 中山分行 is that of 中山市, not of a district called 中山 elsewhere.

    吉林分行 stays open: provinces have one too.
    """
    wide = [frozenset(code for code in each.codes if code.endswith("00")) for each in places]
    clear = all(wide) and len(set(wide)) == 1 and not any(code.endswith("0000") for code in wide[0])
    unclear = found.feature == "place_level_unclear"
    return Difference("place_suffix", found.params) if unclear and clear else found


_HARMLESS = {"place_suffix", "place_suffix_changed", "place_of_head", "repeated", "place_around_added"}


def _as_branch(found: Difference, words: str) -> Difference:
    """A place weighs otherwise in a branch: a town added in front of a street may only be said or mean another."""
    if found.feature in {"place_missing", "place_county_missing", "place_finer", "place_around_unclear"}:
        return Difference("branch_town_added" if words else "branch_finer", found.params)
    if found.feature in {"place_different", "place_nested", "place_level_differs"}:
        return Difference("branch_different", found.params)
    return Difference("branch_place_around", found.params) if found.feature == "place_around_added" else found


def _words(left: str, right: str, written: tuple[str, str]) -> list[Difference]:
    if not left or not right:
        return [differs("branch_finer", *written)]
    if collapse(left) == collapse(right):
        return [differs("repeated", *written)]
    if _ROAD.sub("", left) == _ROAD.sub("", right) and (left in right or right in left):
        return [differs("branch_road_word", *written)]
    if is_within(left, right) or is_within(right, left):
        return [differs("branch_finer", *written)]
    return [differs(_BRANCH_EDITS[edit(left, right)], *written)]


def _places(levels: Levels) -> tuple[PlaceWord, ...]:
    found: dict[str, PlaceWord] = {}
    for each in levels:
        for place in each.places:
            found.setdefault(place.stem, place)
    return tuple(found.values())
