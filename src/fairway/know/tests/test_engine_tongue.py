"""Script and language of a name, from its letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.know.engine.tongue import language_of, script_of


@pytest.mark.parametrize(
    ("name", "script", "language"),
    [
        ("长春一汽", "Hans", "zh-Hans"),
        ("長春一汽集團", "Hant", "zh-Hant"),
        ("吉林省", "Hans", "zh-Hans"),
        ("乾坤科技", "Hans", "zh-Hans"),
        ("昇平科技发展", "Hans", "zh-Hans"),
        ("FAW 集团", "Hans", "zh-Hans"),
        ("FAW Group", "Latn", "en"),
        ("Société Générale", "Latn", "und"),
        ("ＦＡＷ", "Latn", "und"),
        ("ООО Ромашка", "Cyrl", "und"),
        ("현대자동차", "Kore", "ko"),
        ("トヨタ自動車", "Jpan", "ja"),
        ("360", "Zyyy", "und"),
        ("", "Zyyy", "und"),
    ],
)
def test_a_name(name: str, script: str, language: str) -> None:
    assert (script_of(name), language_of(name)) == (script, language)


@given(st.text(max_size=20))
def test_any_text_has_a_script_of_four_letters(text: str) -> None:
    assert len(script_of(text)) == 4
    assert 2 <= len(language_of(text)) <= 8
