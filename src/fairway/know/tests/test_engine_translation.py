"""Chinese names against English ones: sound, meaning, place and trade."""

import csv
import math
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.names.translation import TranslationIndex, across, across_probability, method
from fairway.know.engine.names.translation_likeness import Likeness, likeness
from fairway.know.engine.names.translation_sound import skeleton, sounded
from fairway.know.engine.names.translation_words import chinese_words, english_words, meanings, stem

# Invented pairs, of the ways English names are made.
PAIRS = (
    ("深圳市澜庭网络科技股份有限公司", "Shenzhen Lanting Network Technology Co., Ltd."),
    ("西安东湖光学仪器有限公司", "Xi'an East Lake Optical Instrument Co., Ltd."),
    ("哈尔滨金风药业集团股份有限公司", "Harbin Goldwind Pharmaceutical Group Co., Ltd."),
    ("杭州远帆物流有限公司", "Hang Zhou Yuan Fan Logistics Limited"),
    ("青岛禾木农业发展有限公司", "Qingdao Hermoo Agricultural Development Co., Ltd."),
    ("内蒙古白鹿乳业股份有限公司", "Inner Mongolia Bailu Dairy Inc."),
    ("广州华康生物技术有限公司", "Guangzhou Hwakon Bio-Tech Co., Ltd"),
    ("香港明珠地产控股有限公司", "Hong Kong Pearl Real Estate Holdings Limited"),
    ("青岭人民医院", "Qingling People's Hospital"),
    ("中国远海工程研究院", "China Yuanhai Engineering Research Institute"),
)
CHINESE = [chinese for chinese, _ in PAIRS]
ENGLISH = [english for _, english in PAIRS]

some_chinese = st.text(st.sampled_from("深圳市澜庭网络科技股份有限公司中国银行三(）A "), max_size=12)
some_english = st.text(st.sampled_from("Shenzhen Lantig Technology Co.,'&é3"), max_size=30)


@pytest.mark.parametrize("at", range(len(PAIRS)))
def test_each_name_finds_its_other_half(at: int) -> None:
    assert TranslationIndex(ENGLISH).best(CHINESE[at])[0].index == at
    assert TranslationIndex(CHINESE).best(ENGLISH[at])[0].index == at


def test_the_right_half_is_likelier_than_any_other() -> None:
    for at, (chinese, english) in enumerate(PAIRS):
        right = across_probability(chinese, english)
        assert right > max(across_probability(chinese, other) for i, other in enumerate(ENGLISH) if i != at)


def test_an_index_answers_in_the_other_language_only() -> None:
    mixed = [*CHINESE, *ENGLISH]
    found = TranslationIndex(mixed).best(CHINESE[0], limit=99)
    assert found[0].index == len(CHINESE)
    assert all(each.index >= len(CHINESE) for each in found)


def test_evidence_adds_up_to_the_probability_whatever_the_order() -> None:
    for chinese, english in PAIRS:
        evidence = across(chinese, english)
        total = sum(each.weight for each in evidence)
        assert across_probability(chinese, english) == pytest.approx(1 / (1 + math.exp(-total)))
        assert across(english, chinese) == evidence
        assert all(str(each.reason) for each in evidence)


def test_reasons_say_what_agrees() -> None:
    said = {each.feature: str(each.reason) for each in across(*PAIRS[0])}
    assert "sound or its meaning" in said["translation_brand"]
    assert said["translation_place"] == "The same place stands in both names."
    other = {each.feature: str(each.reason) for each in across(CHINESE[0], ENGLISH[2])}
    assert other["translation_place"] == "No place stands in both names."


@settings(max_examples=80)
@given(some_chinese, some_english)
def test_every_number_is_a_share(chinese: str, english: str) -> None:
    values = likeness(chinese_words(chinese), english_words(english)).values()
    assert all(0 <= value <= 1 for value in values.values())
    assert 0 <= across_probability(chinese, english) <= 1


def test_numbers_by_hand() -> None:
    """澜庭 is read whole (2 syllables of 5), place and trade stand on both sides, nothing is left over."""
    found = likeness(
        chinese_words("深圳市澜庭网络科技有限公司"), english_words("Shenzhen Lanting Network Technology Ltd")
    )
    assert (found.brand, found.brand_zh, found.syllables) == (1.0, 1.0, 2 / 5)
    assert (found.trade, found.trade_zh, found.place) == (1.0, 1.0, 1.0)
    assert (found.left, found.left_common, found.place_other, found.place_missing) == (0.0, 0.0, 0.0, 0.0)


def test_a_name_put_together_of_meanings_is_taken_apart() -> None:
    found = likeness(chinese_words("金风有限公司"), english_words("Goldwind"))
    assert found.pieces == 1.0
    assert likeness(chinese_words("澜庭有限公司"), english_words("Goldwind")).pieces == 0.0


@pytest.mark.parametrize(
    ("word", "other"), [("hwa", "hua"), ("yueboo", "yuebu"), ("shin", "xin"), ("tsing", "zing"), ("phu", "fu")]
)
def test_loose_spellings_sound_alike(word: str, other: str) -> None:
    assert sounded(word) == sounded(other)


def test_skeletons() -> None:
    assert (skeleton("shunluo"), skeleton("sunlord")) == ("snl", "snld")
    assert skeleton("aeiou") == ""


@pytest.mark.parametrize(
    ("word", "folded"),
    [("industries", "industry"), ("pharmaceuticals", "pharmaceutical"), ("glass", "glass"), ("gas", "gas")],
)
def test_plurals_are_folded(word: str, folded: str) -> None:
    assert stem(word) == folded
    assert stem(folded) == folded


def test_english_words() -> None:
    assert english_words("GreatWall (Xi’an) Café Industries Co.,Ltd").words == (
        "great",
        "wall",
        "xian",
        "cafe",
        "industry",
    )


def test_the_model_weighs_every_number() -> None:
    assert set(method().weights) == set(Likeness.__dataclass_fields__)
    assert method().version == "translation-1"


@pytest.mark.parametrize("table", ["trades", "meanings", "places"])
def test_tables_have_each_word_once_and_english_for_it(table: str) -> None:
    source = files("fairway.know") / "reference" / "names-en-zh" / f"{table}.csv"
    with source.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    words = [row["zh"] for row in rows]
    assert len(set(words)) == len(words)
    assert all(row["en"] and row["en"] == row["en"].lower() and row["en"].isascii() for row in rows)
    assert all(meaning for word in words for meaning in meanings()[word])


def test_empty_names_and_pools() -> None:
    assert TranslationIndex([]).best("东湖") == TranslationIndex(["", "!"]).best("东湖") == []
    assert TranslationIndex(CHINESE).best("") == []
    assert TranslationIndex(ENGLISH).best(CHINESE[0], limit=0) == []
    assert 0 <= across_probability("", "") <= 1
    assert len(TranslationIndex(CHINESE)) == len(CHINESE)


def test_bodies_without_a_brand_need_their_place() -> None:
    right = across_probability("长春市人民政府", "Changchun Municipal People's Government")
    assert right > 0.8
    assert across_probability("长春市人民政府", "Jilin Municipal People's Government") < 0.2
    assert across_probability("长春市人民政府", "People's Government") < right / 2
