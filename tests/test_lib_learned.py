"""A learned table says what its function says, asks it once, and never grows beyond its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.lib import learned

if TYPE_CHECKING:
    import pytest


def test_a_value_is_learned_once() -> None:
    asked: list[str] = []

    def learn(key: str) -> str:
        asked.append(key)
        return key.upper()

    table = learned.Learned(learn)
    assert [table[key] for key in "abab"] == ["A", "B", "A", "B"]
    assert asked == ["a", "b"]


def test_a_full_table_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "MOST", 2)
    table = learned.Learned(str)
    assert [table[key] for key in (1, 2, 3, 1)] == ["1", "2", "3", "1"]
    assert len(table) == 2
