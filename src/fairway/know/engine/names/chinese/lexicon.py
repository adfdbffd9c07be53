"""The word lists of ``know/reference/names-zh`` as look-up tables and patterns. Read once, when first needed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fairway.know.engine.names.chinese.parsed import Form, TokenKind
from fairway.know.engine.script import plain, table

if TYPE_CHECKING:
    from collections.abc import Iterable

GROUP_MARKS = ("集团", "控股")


def longest_first(words: Iterable[str]) -> str:
    """Alternatives of a regular expression, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def words() -> dict[str, TokenKind]:
    """Trade words, generic words, bodies, group marks and the national banks with their kind."""
    known = {row["word"]: TokenKind(row["kind"]) for row in table("trades")}
    named = {full.removeprefix("中国"): TokenKind.BRAND for full, _ in banks().values() if full != "中国银行"}
    return known | named | dict.fromkeys(GROUP_MARKS, TokenKind.GROUP)


@lru_cache(maxsize=1)
def common_bodies() -> frozenset[str]:
    """Bodies of which every place has one, so that a name needs its place."""
    return frozenset(row["word"] for row in table("common-bodies"))


@lru_cache(maxsize=1)
def word_lengths() -> dict[str, tuple[int, ...]]:
    """The lengths of the words that begin with a character, longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words():
        lengths.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(known, reverse=True)) for first, known in lengths.items()}


@lru_cache(maxsize=1)
def forms() -> dict[str, Form]:
    """Legal forms by the way they are written, with the slips of complete ones: 有限公可, 股份限公司."""
    rows = table("forms")
    known = {plain(row["written"]): Form(row["form"], plain(row["written"]), row["elf"]) for row in rows}
    slips = {slip: known[full] for full in _COMPLETE for slip in _slips(full)}
    return {slip: Form(form.key, slip, form.elf) for slip, form in slips.items()} | known


_COMPLETE = ("有限公司", "有限责任公司", "股份有限公司")
# Characters that are taken for one another in scanned or hastily typed forms.
_TAKEN_FOR = {"限": "跟根眼艰先", "公": "分么", "司": "可同", "份": "分", "责": "贵", "股": "殷"}
_SHORTEST_SLIP = 5


def _slips(full: str) -> set[str]:
    """Spellings of a form with one slip: a character left out, mistaken or exchanged, or something written twice."""
    at = range(len(full))
    left_out = {full[:i] + full[i + 1 :] for i in at[1:] if len(full) > _SHORTEST_SLIP}
    mistaken = {full[:i] + other + full[i + 1 :] for i in at for other in _TAKEN_FOR.get(full[i], "")}
    exchanged = {full[:i] + full[i + 1] + full[i] + full[i + 2 :] for i in at[1:-1]}
    twice = {full[:i] + full[j:i] + full[i:] for i in at[1:] for j in (i - 1, i - 2) if j >= 0 and i > 1}
    return left_out | mistaken | exchanged | twice | {full + "公司", full + "司"}


@lru_cache(maxsize=1)
def _form_lengths() -> dict[str, tuple[int, ...]]:
    """The lengths of the forms that end with a character, longest first."""
    lengths: dict[str, set[int]] = {}
    for written in forms():
        lengths.setdefault(written[-1], set()).add(len(written))
    return {last: tuple(sorted(known, reverse=True)) for last, known in lengths.items()}


def form_at_end(text: str) -> str:
    """Return the longest legal form at the end of a text as it is written, or ""; something must stand before it."""
    known = forms()
    for length in _form_lengths().get(text[-1:], ()):
        found = text[-length:]
        if length < len(text) and found in known and (found != _HELD or text[-length - 2 : -length] in words()):
            return found
    return ""


# Behind a known word 份 was left out; else it is a company that holds shares, or a brand: 某某控股有限公司.
_HELD = "股有限公司"


def form_inside(text: str) -> tuple[int, int] | None:
    """Return where the first complete company form with something behind it begins and ends, or None."""
    at = text.find("公司", 2)
    while at >= 0:
        end = at + 4 if text.startswith("公司", at + 2) else at + 2
        form = form_at_end(text[:end]) if end < len(text) and text[end] != ")" else ""
        if len(form) > len("公司"):
            return end - len(form), end
        if form and text.startswith("集团", at - 2):
            return at - 2, end
        at = text.find("公司", at + 1)
    return None


@lru_cache(maxsize=1)
def branch_levels() -> dict[str, str]:
    """The level of each branch marker."""
    return {row["written"]: row["level"] for row in table("branches")}


@lru_cache(maxsize=1)
def branch_marker() -> re.Pattern[str]:
    """A branch marker anywhere."""
    return re.compile(longest_first(branch_levels()))


@lru_cache(maxsize=1)
def _branch_lengths() -> tuple[int, ...]:
    return tuple(sorted({len(written) for written in branch_levels()}, reverse=True))


def branch_at_end(text: str) -> str:
    """Return the longest branch marker at the end of a text, or ""."""
    known = branch_levels()
    return next((text[-length:] for length in _branch_lengths() if text[-length:] in known), "")


@lru_cache(maxsize=1)
def banks() -> dict[str, tuple[str, bool]]:
    """Short and former names of banks: what each stands for, and whether it was given up."""
    return {row["written"]: (row["stands_for"], row["kind"] == "former") for row in table("banks")}


@lru_cache(maxsize=1)
def bank_at_start() -> re.Pattern[str]:
    """A short or former name of a bank at the beginning."""
    return re.compile(longest_first(banks()))


@lru_cache(maxsize=1)
def synonyms() -> dict[str, str]:
    """Short words of offices and cooperatives with what they stand for."""
    return {row["written"]: row["stands_for"] for row in table("synonyms")}


@lru_cache(maxsize=1)
def synonym() -> re.Pattern[str]:
    """A short word, or a full one that must not be read as a short one with something behind it."""
    return re.compile(longest_first([*synonyms(), *synonyms().values()]))


@lru_cache(maxsize=1)
def parts() -> dict[str, str]:
    """Words for a union, a party organ or a unit at the end of a name, with the kind."""
    return {row["written"]: row["kind"] for row in table("parts")}


@lru_cache(maxsize=1)
def part_at_end() -> re.Pattern[str]:
    """A union, party organ or unit at the end; numbers such as 直属第1 belong to it."""
    return re.compile(f"(?:直属|机关|本部|总部)?(?:第[0-9一二三四五六七八九十]+)?(?P<part>{longest_first(parts())})$")


_JOINED = "(?:以?及其?|[和与并·]其)"
_COUNTED = "[0-9一二三四五六七八九十两数多几]+"


@lru_cache(maxsize=1)
def several() -> re.Pattern[str]:
    """A phrase that means more organisations than the one it names; ``owner`` is that one."""
    kinds = longest_first(row["written"] for row in table("several"))
    return re.compile(
        f"(?P<owner>.{{2,}}?)(?:{_JOINED}[^()]{{0,12}}?(?:{kinds})等?"
        f"|(?<={_ended()})(?:的|之)?(?:全部|所有|部分|各|境内|境外|旗下|下属|所属|附属|控制的?)*(?:{kinds})(?<!分公司)等?"
        f"|(?<={_ended()})等(?:{_COUNTED})?[家个]?[^()]{{0,8}}"
        f"|(?:等|为代表)?在内的.*"
        f"|(?:等){_COUNTED}[家个].*)$"
    )


def _ended() -> str:
    """A look-behind needs one width: the last character of what ends an organisation's name."""
    return "[司业团行社心院学厂所)]"


@lru_cache(maxsize=1)
def product() -> re.Pattern[str]:
    """The name of something managed, at the end of a text."""
    kinds = longest_first(row["written"] for row in table("products"))
    tail = "(?:[(][^()]*[)]|第?[0-9一二三四五六七八九十]+[号期类]|[a-e]类?|份额)*"
    return re.compile(
        f"(?:(?:{kinds}){tail}|(?:信托|资管|理财|基金|计划).{{0,20}}[0-9一二三四五六七八九十]+号[^司行所]{{0,8}})$"
    )


@lru_cache(maxsize=1)
def placeholder() -> re.Pattern[str]:
    """A word that stands where a name should be: at the end of a text, or only as the whole of it."""
    end, whole = (
        longest_first(row["written"] for row in table("placeholders") if row["stands"] == stands)
        for stands in ("end", "whole")
    )
    return re.compile(f"(?:^(?:{whole})|(?:{end})[0-9a-z一二三四五六]?)$")
