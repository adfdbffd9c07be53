"""Two texts side by side lose nothing and mark what differs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fairway.know.engine.side_by_side import Piece, side_by_side

texts = st.text(alphabet="长春市轴承有限责任公司ab ", max_size=20)


@given(left=texts, right=texts)
def test_joined_the_pieces_are_the_texts_and_the_common_ones_agree(left: str, right: str) -> None:
    lefts, rights = side_by_side(left, right)
    assert "".join(p.text for p in lefts) == left
    assert "".join(p.text for p in rights) == right
    assert [p.text for p in lefts if not p.differs] == [p.text for p in rights if not p.differs]


@given(text=texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not any(p.differs for side in side_by_side(text, text) for p in side)


def test_what_one_has_more_is_marked() -> None:
    lefts, rights = side_by_side("有限公司", "有限责任公司")
    assert lefts == (Piece("有限", differs=False), Piece("公司", differs=False))
    assert rights == (Piece("有限", differs=False), Piece("责任", differs=True), Piece("公司", differs=False))


def test_words_and_numbers_differ_as_a_whole() -> None:
    lefts, rights = side_by_side("3630 Special Vehicles", "2641 Special Coatings")
    assert [p.text for p in lefts] == ["3630", " Special ", "Vehicles"]
    assert [p.text for p in rights] == ["2641", " Special ", "Coatings"]
