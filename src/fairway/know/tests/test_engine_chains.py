"""Sections of ISIC, and value chains: nothing dangles, nothing is missing."""

from __future__ import annotations

import pytest

from fairway.know.engine import industries as i


def test_every_section_answers_to_isic() -> None:
    assert all(i.isic_sections(section.code) for section in i.sections())
    answered = {s.code for section in i.industries() for s in i.isic_sections(section)}
    assert answered == set("ABCDEFGHIJKLMNOPQRSU"), "T, households as employers, has no counterpart"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("0111", "A"), ("3670", "C"), ("4210", "E"), ("4610", "E"), ("47", "F"), ("5261", "G"), ("61", "I"), ("6621", "K"),
     ("7111", "N"), ("7231", "MN"), ("8111", "SG"), ("8610", "J"), ("92", "O"), ("T", "U"), ("9999", "")],
)  # fmt: skip
def test_where_an_industry_stands_in_isic(code: str, expected: str) -> None:
    assert "".join(section.code for section in i.isic_sections(code)) == expected


def test_a_whole_section_stands_alone() -> None:
    for code in i.industries():
        found = i.isic_sections(code)
        assert len({section.code for section in found}) == len(found)
        assert not any(section.whole for section in found) or len(found) == 1


def test_chains_name_known_industries_once() -> None:
    keys = [(link.chain, link.segment) for link in i.chains()]
    assert len(set(keys)) == len(keys)
    assert len({link.chain for link in i.chains()}) >= 3
    for link in i.chains():
        assert all(i.industry(code) for code in link.industries), link
        assert len(set(link.industries)) == len(link.industries)
        assert link.chain_zh
        assert link.segment_zh


def test_the_automobile_chain_has_its_segments() -> None:
    segments = {link.segment for link in i.chains() if link.chain == "automobiles"}
    assert {"vehicles", "parts", "services"} <= segments
    assert {link.segment for link in i.links_of("3611")} == {"vehicles"}
    assert [link.segment for link in i.links_of("3670")] == ["parts"]
    assert i.links_of("9999") == ()
