"""What stands in a text and is no part of a name, and slips in a legal form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.names.chinese import parse_chinese
from fairway.know.engine.names.chinese.asides import bare
from fairway.know.engine.names.chinese.lexicon import form_at_end, form_inside, forms
from fairway.know.engine.script import plain

NAME = "长春市星澜光电有限公司"
FORMS = ("有限公司", "有限责任公司", "股份有限公司")


@pytest.mark.parametrize(
    "text",
    [
        f"1.{NAME}",
        f"（12）{NAME}",
        f"③ {NAME}",
        f"《{NAME}》",
        f"*{NAME}",
        f"{NAME}（盖章）",
        f"{NAME}(300999)",
        f"{NAME}（原长春星澜仪器厂）",
        f"{NAME}（以下简称“星澜光电”）",
        f"{NAME}以下简称星澜",
        f"{NAME}（长春星澜光电有限责任公司）",
        f"{NAME}{NAME}",
        f"{NAME}有限公司",
        f"{NAME}长春市星澜光电",
        f"{NAME}星澜光电有限公司",
    ],
)
def test_what_is_no_part_of_a_name(text: str) -> None:
    expected = NAME if "长春星澜光电有限" not in text else bare(NAME)
    assert bare(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}（原料分公司）",
        f"{NAME}（原平分公司）",
        f"{NAME}（沈阳公司）",
        f"{NAME}（第一工厂）",
        f"{NAME}光电厂",
        f"{NAME}长春",
        f"{NAME}（A）",
        "3.6光电有限公司",
    ],
)
def test_what_is_a_part_and_stays(text: str) -> None:
    assert len(bare(text)) >= len(plain(text)) - 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("星澜银行（长春分行）", "星澜银行长春分行"),
        ("星澜银行长春分行（星澜银行股份有限公司长春分行）", "星澜银行长春分行"),
        ("星澜银行（星澜银行长春分行）", "星澜银行长春分行"),
        ("星澜光电有限公司（长春）", "星澜光电(长春)有限公司"),
        ("星澜光电有限公司（集团）", "星澜光电(集团)有限公司"),
    ],
)
def test_brackets_at_the_end(text: str, name: str) -> None:
    assert bare(text) == name


@given(st.text("长春市星澜光电()有限公司简称原1、.*", max_size=24))
@settings(max_examples=100, deadline=None)
def test_what_is_bare_is_made_of_the_text(text: str) -> None:
    assert set(bare(text)) <= set(plain(text))


@given(st.sampled_from(FORMS), st.data())
@settings(max_examples=100, deadline=None)
def test_one_slip_in_a_form_is_still_that_form(form: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(2, len(form) - 1))
    written = data.draw(st.sampled_from([form[:at] + form[at - 1] + form[at:], form[:-1] + "可", form + "公司"]))
    found = parse_chinese(f"长春星澜科技{written}")
    assert found.form.key == forms()[form].key
    assert (found.brand, found.trades) == ("星澜", ("科技",))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("星澜控股有限公司", "有限公司"),
        ("星澜科技股有限公司", "股有限公司"),
        ("星澜科技股份优先公司", "股份优先公司"),
        ("星澜有缘公司", "公司"),
        ("星澜研究院", ""),
    ],
)
def test_forms_at_the_end(text: str, form: str) -> None:
    assert form_at_end(text) == form


def test_a_form_inside_ends_where_the_branch_begins() -> None:
    assert form_inside("星澜银行股份有限公司公司长春分行") == (4, 12)
    assert form_inside("星澜集团公司长春分公司") == (2, 6)
    assert form_inside("星澜银行股份有限公司") is None


@pytest.mark.parametrize(
    "name", ["星澜银行股份有限长春分行", "星澜银行股有限公司长春分行", "星澜银行长春分行股份有限公司"]
)
def test_a_form_cut_short_does_not_become_part_of_the_branch(name: str) -> None:
    branch = parse_chinese(name).branch
    assert [("".join(p.stem for p in each.places), each.words, each.marker) for each in branch] == [
        ("长春", "", "分行")
    ]
