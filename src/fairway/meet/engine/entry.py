"""What an organisation that wants to take part fills in, on a page or as a row of a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.engine.intake import MOST_SLOTS, legal_name, names_a_resident, organisation_uscc
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.cells import NOT_A_CHOICE, half_width, numbers, whole, words
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.spec import Column, TableSpec, Values

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_REPRESENTATIVES = 12
MOST_SEATS = 50
MOST_MEETINGS = 500
SHORT_TEXT = 300

LANGUAGES = {
    "zh": _("Chinese"),
    "en": _("English"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
    "ru": _("Russian"),
    "de": _("German"),
    "fr": _("French"),
    "es": _("Spanish"),
    "it": _("Italian"),
    "pt": _("Portuguese"),
    "ar": _("Arabic"),
    "th": _("Thai"),
    "vi": _("Vietnamese"),
}
"""Languages people choose from: ISO 639-1 and how it is called."""
_CHINESE = {
    "中文": "zh",
    "汉语": "zh",
    "普通话": "zh",
    "英语": "en",
    "英文": "en",
    "日语": "ja",
    "韩语": "ko",
    "朝鲜语": "ko",
    "俄语": "ru",
    "德语": "de",
    "法语": "fr",
    "西班牙语": "es",
    "意大利语": "it",
    "葡萄牙语": "pt",
    "阿拉伯语": "ar",
    "泰语": "th",
    "越南语": "vi",
}
_LANGUAGE_WORDS = {**{code: code for code in LANGUAGES}, **{v.casefold(): k for k, v in LANGUAGES.items()}, **_CHINESE}


@dataclass(frozen=True)
class Representative:
    """Who sits at the table: a post at this event and, where it is known, who holds it."""

    post: str
    holder: str = ""


@dataclass(frozen=True)
class Entry:
    """One organisation as it wants to take part. ``available`` slots: ``None`` for all; ``at_most``: for no limit.

    ``topics`` are their places in the event's order.
    """

    name: str
    uscc: str = ""
    side: str = ""
    group: str = ""
    seats: int = 1
    available: frozenset[int] | None = None
    at_least: int = 0
    at_most: int | None = None
    languages: tuple[str, ...] = ()
    representatives: tuple[Representative, ...] = ()
    topics: frozenset[int] = frozenset()
    looks_for: str = ""
    offers: str = ""
    contact_email: str = ""


def languages(cell: str) -> tuple[str, ...]:
    """Codes of languages from words in English or Chinese, or codes, apart by commas or blanks: ``en; 中文``."""
    found: dict[str, None] = {}
    for word in filter(None, re.split(r"[,;/、\s]+", half_width(cell))):
        code = _LANGUAGE_WORDS.get(word.casefold())
        if code is None:
            remedy = _("Write codes of two letters, such as zh, en or de.")
            raise BadCell("language", NOT_A_CHOICE, remedy, value=word[:60])
        found[code] = None
    return tuple(found)


def representatives(cell: str) -> tuple[Representative, ...]:
    """Posts and who holds them: ``Sales director: Li Hua; 工程师：王芳``, or one a line; a post may stand alone."""
    found = []
    for part in filter(None, (each.strip() for each in re.split(r"[;；\n]", cell))):
        post, _colon, holder = (each.strip() for each in re.sub("：", ":", part, count=1).partition(":"))
        if not post or len(post) > 120 or len(holder) > 120 or names_a_resident(part):
            remedy = _("Write the post, a colon and the name, such as “Sales director: Li Hua”, one after the other.")
            raise BadCell("representative", _("“%(value)s” is no post with its holder."), remedy, value=post[:60])
        found.append(Representative(post, holder))
    if len(found) > MOST_REPRESENTATIVES:
        text = _("%(count)s representatives are too many.")
        raise BadCell("representatives", text, _("Name at most %(most)s."), count=len(found), most=MOST_REPRESENTATIVES)
    return tuple(found)


def email(cell: str) -> str:
    """An e-mail address, its shape only."""
    text = half_width(cell)
    if len(text) > 200 or not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}", text):
        raise BadCell(
            "email", _("“%(value)s” is no e-mail address."), _("Write one such as li@example.com."), value=text[:60]
        )
    return text


def _least_and_most(values: Values) -> Iterator[tuple[str, BadCell]]:
    least, most = values["at_least"], values["at_most"]
    if most is not None and least > most:
        remedy = _("Lower the least or raise the most.")
        yield "at_least", BadCell("least-above-most", LEAST_ABOVE_MOST, remedy, least=least, most=most)


def too_many_hoped(at_least: int, seats: int, slots: int) -> bool:
    """Whether more meetings are hoped for than can be held: so many slots, each with a meeting a seat."""
    return at_least > seats * slots


LEAST_ABOVE_MOST = _("At least %(least)s meetings are more than at most %(most)s.")
PARTICIPANTS: TableSpec[Entry] = TableSpec(
    name="participants",
    columns=(
        Column(
            "name",
            ("Organisation", "单位名称", "name", "legal name", "名称", "企业名称"),
            legal_name,
            required=True,
            remedy=_("Write the name as registered."),
        ),
        Column("uscc", ("USCC", "统一社会信用代码", "unified social credit code"), organisation_uscc, default=""),
        Column("side", ("Side", "参会方类别", "类别"), words(40), default=""),
        Column("group", ("Group", "代表团", "delegation", "分组"), words(120), default=""),
        Column("seats", ("Seats", "席位", "代表人数"), whole(1, MOST_SEATS), default=1),
        Column("available", ("Available", "可用时段", "available slots", "时段"), numbers(MOST_SLOTS)),
        Column("at_least", ("At least", "最少洽谈数", "least meetings"), whole(0, MOST_MEETINGS), default=0),
        Column("at_most", ("At most", "最多洽谈数", "most meetings", "最多场次"), whole(0, MOST_MEETINGS)),
        Column("languages", ("Languages", "语言", "language"), languages, default=()),
        Column("representatives", ("Representatives", "代表", "posts"), representatives, default=()),
        Column("topics", ("Topics", "议题", "topic numbers"), numbers(200), default=frozenset()),
        Column("looks_for", ("Looks for", "需求", "need"), words(SHORT_TEXT), default=""),
        Column("offers", ("Offers", "供给", "offer"), words(SHORT_TEXT), default=""),
        Column("contact_email", ("Contact e-mail", "联系邮箱", "e-mail", "email", "邮箱"), email, default=""),
    ),
    build=lambda values: Entry(**values),
    key=("name",),
    checks=(_least_and_most,),
)
