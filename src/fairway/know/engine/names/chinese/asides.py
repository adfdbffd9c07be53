"""What stands in a text and is no part of the name: numbering, remarks in brackets, and the name written again."""

from __future__ import annotations

import re

from fairway.know.engine.names.chinese import lexicon
from fairway.know.engine.names.chinese.gazetteer import whole_place
from fairway.know.engine.script import plain

# 1. or (1) in front of a name belongs to the list it stands in.
_NUMBERING = re.compile("\\s*(?:[(（][0-9]{1,2}[)）]|[0-9]{1,2}[.．、](?![0-9])|[①-⑳])\\s*(?=[^\\W\\d])")
_MARKS = "*#·-@"
# 原 says what a name was before, unless it begins another word: 原料分公司, 原平分公司.
_FORMER = "原名?(?![料油种平阳野木水煤酒药浆奶生创点子材矿州乡汁])"
_ALIAS = re.compile(f"[(](?:以下简称|下称|简称|曾用名|现名|{_FORMER})[:·]?[^()]*[)]")
_CALLED = re.compile("(?<=.{6})(?:以下简称|下称|简称)[:·]?.*$")
_ASIDE = re.compile(
    "[(](?:筹|筹备|筹建|已?注销|已更名|存续|本级|本部|总部|公章|盖章|签章|签字|[0-9]{5,6}|[0-9a-z]{18})[)]"
)
_RANK = re.compile("[市省县区]")
_BEHIND = re.compile("(?P<head>.{2,})[(](?P<inside>[^()]+)[)]$")
_BEGINNING = 4
"""Characters two names must share to be taken for one written twice."""
_ORGANISED = tuple("司团厂院所校店部处站社会局行段队库场园")
"""Last characters of what may be a part of an organisation."""


def bare(name: str) -> str:
    """Return a name in plain characters (:func:`fairway.know.engine.script.plain`) without what is no part of it."""
    text = plain(_NUMBERING.sub("", name, count=1) if _NUMBERING.match(name) else name).strip(_MARKS)
    if "(" in text:
        text = _without_brackets(text)
    text = text.removeprefix("中华人民共和国") or text
    return _written_once(_CALLED.sub("", text) if "称" in text else text)


def _without_brackets(text: str) -> str:
    if text[0] == "(" and text.find(")") == len(text) - 1:
        return text[1:-1]
    text = _ASIDE.sub("", _ALIAS.sub("", text))
    behind = _BEHIND.match(text)
    return _bracket_behind(text, behind["head"], behind["inside"]) if behind else text


def _bracket_behind(text: str, head: str, inside: str) -> str:
    """Read a bracket at the end: a branch, the name again, or a place that belongs in front of the form.

    Anything else stays where it is: behind a legal form it is read as a part of the organisation.
    """
    if lexicon.branch_at_end(inside):
        return _branch_behind(text, head, inside)
    form = lexicon.form_at_end(head)
    if form.endswith("公司") and (inside in lexicon.GROUP_MARKS or whole_place(inside)):
        return f"{head[: -len(form)]}({inside}){form}"
    return head if inside.endswith(("公司", "集团")) and _is_the_name(inside, head) else text


def _branch_behind(text: str, head: str, inside: str) -> str:
    """Read a branch in brackets: of the organisation before them, or the whole name of the branch again."""
    if not inside.startswith(head[:_BEGINNING]):
        return head + inside
    if not lexicon.branch_at_end(head):
        return inside
    return head if inside.endswith(head[-_BEGINNING:]) else text


def _is_the_name(inside: str, head: str) -> bool:
    """Whether a bracket gives the name in front of it again, longer or shorter."""
    one, other = (_RANK.sub("", text[: len(text) - len(lexicon.form_at_end(text))]) for text in (inside, head))
    return bool(one) and bool(other) and (one in other or other in one)


def _written_once(text: str) -> str:
    """Cut off a name that is written again behind its form: 甲有限公司甲有限公司, or 甲有限公司甲有限 cut short."""
    inside = lexicon.form_inside(text)
    if inside is None:
        return text
    head, rest = text[: inside[1]], text[inside[1] :]
    again = rest in lexicon.forms() or (len(rest) >= _BEGINNING and head.startswith(rest))
    form = lexicon.form_at_end(rest)
    named = rest[: -len(form)] if len(form) >= _BEGINNING else rest
    if not form and (rest.endswith(_ORGANISED) or whole_place(rest)):
        named = text
    return head if again or named in head[: inside[0]] else text
