"""The list of ISO 20275, and forms read off names."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.legal_forms import FormKind, comparable, form_in, forms_of, legal_form, legal_forms

SHARED = Path(os.environ.get("FAIRWAY_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data"))


def test_the_list_has_every_form_once_a_language() -> None:
    lines = [(each.code, each.division, each.language, each.name) for each in legal_forms()]
    assert len(set(lines)) == len(lines)
    assert all(len(each.code) == 4 for each in legal_forms())


def test_chinese_forms_are_there() -> None:
    assert len({each.code for each in forms_of("CN")}) == 36
    enterprise = legal_form("ecak")
    assert enterprise is not None
    assert (enterprise.name, enterprise.country) == ("企业", "CN")
    hong_kong = legal_form("254M", "en")
    assert hong_kong is not None
    assert hong_kong.name == "Private company limited by shares"
    assert legal_form("ZZZZ") is None


def test_a_division_has_its_own_forms() -> None:
    assert {each.division for each in forms_of("US-DE")} == {"US-DE"}
    assert len(forms_of("US")) > len(forms_of("US-DE")) > 5


@pytest.mark.parametrize(
    ("name", "country", "rest", "short", "code"),
    [
        ("Volkswagen GmbH", "DE", "Volkswagen", "GmbH", "2HBR"),
        ("Siemens Aktiengeselschaft", "DE", "Siemens", "AG", "6QQB"),
        ("Samsung Electronics Co., Ltd.", "KR", "Samsung Electronics", "Co Ltd", ""),
        ("Mendez, B.V.B.A", "", "Mendez", "BV", ""),
        ("Tactical Corporation Joint Stock Company", "", "Tactical", "JSC", ""),
        ("ООО «Байкал»", "RU", "Байкал", "OOO", "17R7"),
        ("JPMorgan Chase Bank, N.A.", "US", "JPMorgan Chase Bank", "N.A.", "62VJ"),
        ("Bank of China (Hong Kong) Limited", "", "Bank of China (Hong Kong)", "Ltd", ""),
        ("Ab Initio Software LLC", "", "Ab Initio Software", "LLC", ""),
        ("AB Volvo", "SE", "Volvo", "AB", "XJHM"),
        ("吉林某某科技有限公司", "CN", "吉林某某科技", "有限公司", "ECAK"),
        ("某某有限责任公司", "", "某某", "有限责任公司", "ECAK"),
        ("某某中心（有限合伙）", "CN", "某某中心", "有限合伙", "ECAK"),
        ("某某股份有限公司", "TW", "某某", "股份有限公司", "TD8P"),
        ("Alpha S.A.S.", "FR", "Alpha", "SAS", "6CHY"),
        ("Alpha SARL", "FR", "Alpha", "Sàrl", ""),
        ("Alpha Sàrl", "LU", "Alpha", "Sàrl", "DVXS"),
        ("Alfa S.r.l.", "IT", "Alfa", "SRL", "OV32"),
        ("Alfa S.r.l.s.", "IT", "Alfa", "SRLS", "8GU1"),
        ("Alpha SRL", "BE", "Alpha", "SRL", "3W7E"),
        ("Alpha SRL", "RO", "Alpha", "SRL", "XHN1"),
    ],
)
def test_forms_are_read_off_names(name: str, country: str, rest: str, short: str, code: str) -> None:
    found, form = form_in(name, country)
    assert form is not None
    assert (found, form.short, form.code) == (rest, short, code)


@pytest.mark.parametrize("name", ["Company", "有限公司", "AT&T", "Berlin", "", "  ", "Ltd Ltd", "()"])
def test_a_name_never_vanishes(name: str) -> None:
    rest, form = form_in(name)
    assert rest.strip() == name.strip() or (form is not None and rest)


@given(st.text(max_size=30), st.sampled_from(["", "CN", "DE", "US-DE", "xx"]))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_read(name: str, country: str) -> None:
    rest, form = form_in(name, country)
    if form is None:
        assert rest == name
    if form and form.code:
        assert legal_form(form.code) is not None


@given(st.sampled_from(FormKind), st.sampled_from(FormKind))
def test_comparing_kinds_has_no_direction(a: FormKind, b: FormKind) -> None:
    assert comparable(a, b) == comparable(b, a)
    assert comparable(a, a)


def test_a_limited_company_is_no_association() -> None:
    assert not comparable(FormKind.LIMITED, FormKind.NONPROFIT)
    assert not comparable(FormKind.LIMITED, FormKind.PUBLIC)
    assert comparable(FormKind.CORPORATION, FormKind.PUBLIC)


def test_codes_are_those_of_the_published_list() -> None:
    published = SHARED / "legal_forms" / "iso20275_elf_2023-09-28.csv"
    if not published.exists():
        pytest.skip("the public data folder is not here")
    with published.open(encoding="utf-8") as stream:
        codes = {row["ELF Code"] for row in csv.DictReader(stream)}
    assert codes == {each.code for each in legal_forms()}
