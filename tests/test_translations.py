"""Every text has its Simplified Chinese, and what is compiled is what is written."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils.translation import gettext as django_gettext
from django.utils.translation import override

SOURCE = Path(__file__).parents[1] / "src" / "fairway"
CATALOGUES = sorted(SOURCE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))
PLACE = re.compile(r"%\((\w+)\)[sdf]|%%")


def unquote(lines: str) -> str:
    return "".join(ast.literal_eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', lines))


def entries(catalogue: Path) -> list[tuple[str, list[str], str]]:
    """(msgid, translations, comments) of each entry but the header."""
    found = []
    for block in catalogue.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith("#~")]
        text = "\n".join(line for line in lines if not line.startswith("#"))
        parts = re.findall(
            r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+((?:"(?:[^"\\]|\\.)*"\s*)+)', text, re.MULTILINE
        )
        words = {key: unquote(value) for key, value in parts}
        if words.get("msgid"):
            comments = "\n".join(line for line in lines if line.startswith("#"))
            found.append((words["msgid"], [v for k, v in words.items() if k.startswith("msgstr")], comments))
    return found


def test_every_step_speaks_chinese() -> None:
    assert {c.relative_to(SOURCE).parts[0] for c in CATALOGUES} >= {
        "locale", "know", "govern", "trust", "match", "meet", "sign", "land", "chain"
    }  # fmt: skip


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda c: c.relative_to(SOURCE).parts[0])
def test_nothing_is_left_untranslated_or_unsure(catalogue: Path) -> None:
    wrong = [
        msgid for msgid, translations, comments in entries(catalogue) if not all(translations) or "fuzzy" in comments
    ]
    assert wrong == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda c: c.relative_to(SOURCE).parts[0])
def test_translations_keep_the_places_to_fill(catalogue: Path) -> None:
    wrong = [
        msgid
        for msgid, translations, _comments in entries(catalogue)
        if any(set(PLACE.findall(t)) - {""} != set(PLACE.findall(msgid)) - {""} for t in translations)
    ]
    assert wrong == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda c: c.relative_to(SOURCE).parts[0])
def test_the_compiled_catalogue_is_the_written_one(catalogue: Path) -> None:
    with catalogue.with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    wrong = [
        m
        for m, translations, _c in entries(catalogue)
        if len(translations) == 1 and compiled.gettext(m) != translations[0]
    ]
    assert wrong == []


MARK = re.compile(r"{%\s*translate\s+(\"[^\"]*\"|'[^']*')")


def test_every_text_of_a_template_is_in_a_catalogue() -> None:
    known = {msgid for catalogue in CATALOGUES for msgid, _t, _c in entries(catalogue)}
    used = {
        match[1:-1]
        for template in SOURCE.rglob("templates/**/*.html")
        for match in MARK.findall(template.read_text(encoding="utf-8"))
    }
    assert used - known == set()


def marked(file: Path) -> set[str]:
    """Texts that a module marks for translation."""
    names = {"_", "gettext", "gettext_lazy", "gettext_noop"}
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def test_every_text_of_a_module_is_in_a_catalogue() -> None:
    known = {msgid for catalogue in CATALOGUES for msgid, _t, _c in entries(catalogue)}
    modules = [f for f in SOURCE.rglob("*.py") if "tests" not in f.parts and "migrations" not in f.parts]
    used = {text for file in modules for text in marked(file)}
    assert used - known == set()


def test_readers_get_the_words_of_our_own_catalogues() -> None:
    """No other package's catalogue comes first, and no two of ours differ."""
    with override("zh-hans"):
        wrong = {
            msgid: (translated, translations[0])
            for catalogue in CATALOGUES
            for msgid, translations, _comments in entries(catalogue)
            if len(translations) == 1 and (translated := django_gettext(msgid)) != translations[0]
        }
    assert wrong == {}
