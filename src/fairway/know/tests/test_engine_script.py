"""Folding script, width, case and numerals."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fairway.know.engine.script import fold, has_chinese, in_digits, initials, pinyin, plain, sounds

NAMES = st.text(
    alphabet=st.sampled_from("中国第三一二十百号期世纪集團有限公司（）()ＡＢab Ⅱ①-—·、.&'\u3000\u200b昇乾葯İß"),
    max_size=24,
)


@given(NAMES)
@example("İ")
@example("第十二")
@example("二〇二三号")
@settings(max_examples=100, deadline=None)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert plain(plain(text)) == plain(text)


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_folded_and_read(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == folded.strip()
    assert len(initials(text)) <= len("".join(pinyin(text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ（深圳）有限公司", "abc(深圳)有限公司"),
        ("香港安納聯合制葯有限公司", "香港安纳联合制药有限公司"),
        ("通泰(香港) 有限公司", "通泰（香港）有限公司"),
        ("国际商贸城第三分公司", "国际商贸城第3分公司"),
        ("上市企业贰号基金", "上市企业2号基金"),
        ("二十一世纪股份", "21世纪股份"),
        ("第十二师", "第12师"),
        ("某某·基金", "某某基金"),
        ("甲-乙", "甲—乙"),
        ("L.X.C  Ltd.", "LXC ltd"),
    ],
)
def test_the_same_name_written_otherwise(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("昇兴", "升兴"),
        ("乾元", "干元"),
        ("三一重工", "31重工"),
        ("一期货", "1期货"),
        ("第三厂", "第二厂"),
        ("祐康", "佑康"),
    ],
)
def test_what_is_kept_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_brand_of_numerals_stays() -> None:
    assert fold("三一重工股份有限公司") == "三一重工股份有限公司"
    assert fold("") == ""


def test_what_structures_a_name_stays_in_the_plain_form() -> None:
    assert plain("甲信托－乙银行，丙（简称：丁）") == "甲信托-乙银行·丙(简称·丁)"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("长春一汽", "ccyq"),
        ("重庆银行", "cqyh"),
        ("厦门大厦", "xmds"),
        ("TCL科技", "tkj"),
        ("第3分公司", "d3fgs"),
        ("", ""),
    ],
)
def test_initials(name: str, read: str) -> None:
    assert initials(name) == read


def test_readings_of_places_and_trades_go_before_those_of_characters() -> None:
    assert pinyin("重庆银行") == ("chong", "qing", "yin", "hang")
    assert pinyin("六安蚌埠") == ("lu", "an", "beng", "bu")


def test_every_reading_of_a_character_is_known() -> None:
    assert {"hang", "xing"} <= sounds("行")


def test_scripts() -> None:
    assert has_chinese("Haier海尔")
    assert not has_chinese("Haier")


def test_a_decimal_point_keeps_two_numbers_apart() -> None:
    assert fold("星澜3.6科技") != fold("星澜36科技")
    assert fold(fold("星澜3.6科技")) == fold("星澜3．6科技")


def test_every_numeral_in_digits() -> None:
    assert in_digits("五八同城") == "58同城"
    assert in_digits("第3十一局") == "第311局"
    assert in_digits("星澜") == "星澜"
