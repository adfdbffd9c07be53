"""Whatever the audit log names can be read in words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

from fairway.base.context import _marked
from fairway.base.deeds import DEEDS, THINGS, deed, thing

SOURCE = Path(__file__).parents[2]


def recorded() -> set[str]:
    """Every verb that an action writes into the log: said in a call, or in a table of its name."""
    files = [f for f in SOURCE.rglob("*.py") if "tests" not in f.parts]
    nodes = [n for f in files for n in ast.walk(ast.parse(f.read_text(encoding="utf-8")))]
    given = [k.value for call in nodes if isinstance(call, ast.Call) for k in call.keywords if k.arg == "verb"]
    for node in nodes:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "VERBS"
            and isinstance(node.value, ast.Dict)
        ):
            given += node.value.values
    return {value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)}


def test_every_verb_has_words() -> None:
    assert recorded() == set(DEEDS)
    assert list(DEEDS) == sorted(DEEDS)
    assert list(THINGS) == sorted(THINGS)


@pytest.mark.parametrize(
    ("language", "words", "subject"),
    [("en", "appoint a member", "membership 4"), ("zh-hans", "任命成员", "成员资格 4")],
)
def test_the_log_reads_in_both_languages(language: str, words: str, subject: str) -> None:
    with translation.override(language):
        assert (deed("appoint_member"), thing("govern.membership:4")) == (words, subject)
    assert (deed("try"), thing("thing:1")) == ("try", "thing:1")


def test_the_menu_marks_the_page_or_the_list_it_belongs_to() -> None:
    items = '<a class="nav-link" href="/">a</a><a class="nav-link" href="/ratings/">b</a>'
    assert _marked(items, "/").count('href="/" aria-current="page"') == 1
    assert 'href="/ratings/" aria-current="page"' in _marked(items, "/ratings/")
    assert 'href="/ratings/" aria-current="true"' in _marked(items, "/ratings/7/")
    assert _marked(items, "/elsewhere/") == items
