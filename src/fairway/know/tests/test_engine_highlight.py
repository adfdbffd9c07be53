"""What is marked in a name answers to what was typed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.know.engine.asked import asked
from fairway.know.engine.highlight import is_hit, pieces


@given(st.text(max_size=30), st.text(max_size=12))
def test_the_pieces_joined_are_the_text(text: str, words: str) -> None:
    cut = pieces(text, asked(words).words)
    assert "".join(piece.text for piece in cut) == text
    assert all(a.is_hit != b.is_hit for a, b in pairwise(cut))
    assert any(piece.is_hit for piece in cut) == is_hit(text, asked(words).words)


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("长春一汽富维", "一汽", ["一汽"]),
        ("長春一汽（集團）", "长春 集团", ["長春", "集團"]),
        ("ＦＡＷ Foundry", "faw fou", ["ＦＡＷ", "Fou"]),
        ("长春一汽富维", "ccyq", ["长春一汽"]),
        ("长春一汽富维", "yiqi", ["一汽"]),
        ("长春一汽富维", "chang chun", ["长春"]),
        ("91220101MA17", "9122", ["9122"]),
        ("长春一汽", "丰田", []),
        ("一汽 一汽", "一汽", ["一汽", "一汽"]),
        ("Defaw", "faw", []),
    ],
)
def test_what_answers_is_marked(text: str, words: str, marked: list[str]) -> None:
    assert [piece.text for piece in pieces(text, asked(words).words) if piece.is_hit] == marked
