"""Classes of official statistics, by the words people write."""

from __future__ import annotations

import pytest

from fairway.know.engine.size_and_ownership import OwnershipType, Size, ownership_type, size
from fairway.know.models import Organisation
from fairway.lib.tables.problem import BadCell


def test_the_registry_keeps_the_classes_that_are_read() -> None:
    assert list(Organisation.Size.values) == list(Size)
    assert list(Organisation.OwnershipType.values) == list(OwnershipType)


@pytest.mark.parametrize("each", Size)
def test_a_size_is_read_back_as_it_is_kept(each: Size) -> None:
    assert size(each.value) == each


@pytest.mark.parametrize("each", OwnershipType)
def test_a_type_of_ownership_is_read_back_as_it_is_kept(each: OwnershipType) -> None:
    assert ownership_type(each.value) == each


@pytest.mark.parametrize("each", [*Organisation.Size.choices, *Organisation.OwnershipType.choices])
def test_what_pages_print_can_be_read(each: tuple[str, object]) -> None:
    read = size if each[0] in Organisation.Size.values else ownership_type
    assert read(str(each[1])) == each[0]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("大型 大型企业 大型企業 LARGE", "large"),
        ("中型 中型企業 Medium-sized", "medium"),
        ("小型 小型企业 Small", "small"),
        ("微型 微型企業 Micro", "micro"),
    ],
)
def test_sizes_in_both_scripts_and_in_english(words: str, kept: str) -> None:
    assert {size(word) for word in words.split()} == {kept}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("国有控股 國有控股 国有 国企 國企 State-owned", "state"),
        ("集体控股 集體控股 集体", "collective"),
        ("私人控股 民营 民營 民营企业 私營企業", "private"),
        ("港澳台商控股 港澳臺商控股 港澳台资 HMT", "hmt"),
        ("外商控股 外资 外資企業 Foreign-invested", "foreign"),
    ],
)
def test_ownership_in_both_scripts_and_in_english(words: str, kept: str) -> None:
    assert {ownership_type(word) for word in words.split()} == {kept}


@pytest.mark.parametrize(
    ("read", "word"),
    [(size, "小微"), (size, "中小企业"), (size, "1"), (ownership_type, "混合所有制"), (ownership_type, "合资")],
)
def test_a_word_that_leaves_it_open_is_refused_with_what_would_be_right(read: object, word: str) -> None:
    with pytest.raises(BadCell) as refusal:
        read(word)  # type: ignore[operator]
    assert word in str(refusal.value.params["value"])
    assert "leave the cell empty" in refusal.value.remedy
