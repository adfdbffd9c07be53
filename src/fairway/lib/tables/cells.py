"""Parsers for single cells: text in, value out, :class:`BadCell` with a remedy for anything else.

Parsers get cells that are not blank. Codes, numbers and dates are read in their half-width form (NFKC).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import currency_code, is_kept, read_amount
from fairway.lib.tables.nearest import nearest
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

    from fairway.lib import codes

T = TypeVar("T")

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?")
_DAY_LAST_YEAR = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_KEY = re.compile(r"\w[\w.\-/#()]{0,63}")
_YES_NO = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "是": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
    "否": False,
}
# Longest text kept of a number in a message.
_SHOWN = 60


def half_width(text: str) -> str:
    """Return NFKC without surrounding or zero-width space."""
    return unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\ufeff", "").strip()


def words(limit: int) -> Callable[[str], str]:
    """Free text up to ``limit`` characters; runs of white space become one space."""

    def parse(cell: str) -> str:
        text = " ".join(cell.split())
        if len(text) > limit:
            raise BadCell("too-long", TOO_LONG, _("Shorten it."), length=len(text), limit=limit)
        return text

    return parse


def key(cell: str) -> str:
    """Return a key or number of the user's own: up to 64 letters and digits, ``. - _ / # ( )`` inside."""
    text = half_width(cell)
    if not _KEY.fullmatch(text):
        raise BadCell(
            "key",
            _("“%(value)s” cannot serve as a key."),
            _("Use up to 64 letters, digits and the signs . - _ / without spaces, such as s-017."),
            value=text[:_SHOWN],
        )
    return text


def choice(options: Mapping[str, T]) -> Callable[[str], T]:
    """One of several words; the words are compared without case, width, space and underscore."""
    known = {_folded(word): value for word, value in options.items()}

    def parse(cell: str) -> T:
        if _folded(cell) in known:
            return known[_folded(cell)]
        near = nearest(half_width(cell), options)
        if near:
            raise BadCell("choice", NOT_A_CHOICE, _("Did you mean “%(near)s”?"), value=cell[:_SHOWN], near=near)
        listed = ", ".join(options)
        raise BadCell("choice", NOT_A_CHOICE, _("Use one of: %(options)s."), value=cell[:_SHOWN], options=listed)

    return parse


def _folded(text: str) -> str:
    return re.sub(r"[\s_\-]+", " ", half_width(text)).casefold()


def yes_no(cell: str) -> bool:
    """``yes``, ``no``, 是, 否, true, false, 1, 0."""
    word = half_width(cell).casefold()
    if word not in _YES_NO:
        raise BadCell("yes-no", NOT_A_CHOICE, _("Write yes or no."), value=cell[:_SHOWN])
    return _YES_NO[word]


def whole(low: int, high: int) -> Callable[[str], int]:
    """Read a whole number between ``low`` and ``high``, both allowed."""

    def parse(cell: str) -> int:
        text = half_width(cell)
        if not re.fullmatch(r"-?[0-9]{1,12}", text):
            raise BadCell("whole-number", NOT_A_NUMBER, FROM_TO, value=cell[:_SHOWN], low=low, high=high)
        if not low <= int(text) <= high:
            raise BadCell("out-of-range", _("%(value)s is out of range."), FROM_TO, value=text, low=low, high=high)
        return int(text)

    return parse


def amount(cell: str) -> Decimal:
    """Read an exact amount above 0, at most 15 digits, 2 after the point; 12亿 and 3.5 million are understood."""
    try:
        value, currency = read_amount(cell)
    except Invalid as bad:
        remedy = _("Write one exact number such as 1200000000 or 12亿; leave the cell empty when it is not stated.")
        raise BadCell("amount", bad.text, remedy, value=cell[:_SHOWN]) from bad
    if currency is not None:
        raise BadCell(
            "currency-in-amount",
            _("The amount “%(value)s” carries a currency."),
            _("Write the number alone, and %(currency)s in the currency column."),
            value=cell[:_SHOWN],
            currency=currency,
        )
    if value <= 0 or not is_kept(value) or value != round(value, 2):
        remedy = _(
            "Write an amount above 0 of at most 15 digits, two of them after the point; "
            "leave the cell empty when it is not stated."
        )
        raise BadCell("amount-range", _("“%(value)s” cannot be an amount."), remedy, value=cell[:_SHOWN])
    return value


def currency(cell: str) -> str:
    """Return the ISO 4217 code; RMB, 人民币 and 美元 are understood."""
    code = currency_code(cell)
    if code is None:
        remedy = _("Use the three letters of ISO 4217, such as CNY, EUR or USD.")
        raise BadCell("currency", _("“%(value)s” is not a currency of ISO 4217."), remedy, value=cell[:_SHOWN])
    return code


def day(cell: str) -> date:
    """Read a day, year first: 2021-10-19, 2021/10/19, 2021.10.19, 2021年10月19日."""
    text = half_width(cell)
    found = _DAY.fullmatch(text)
    if found is None:
        raise _no_day(text)
    year, month, number = (int(part) for part in found.groups())
    try:
        value = date(year, month, number)
    except ValueError as error:
        raise BadCell("date", _("There is no day %(value)s."), AS_ISO, value=text) from error
    if not 1900 <= year <= 2100:
        raise BadCell("date-range", _("The year of %(value)s cannot be right."), AS_ISO, value=text)
    return value


def _no_day(text: str) -> BadCell:
    found = _DAY_LAST_YEAR.fullmatch(text)
    if found is None:
        return BadCell("date", _("“%(value)s” is not a day."), AS_ISO, value=text[:_SHOWN])
    one, two, year = (int(part) for part in found.groups())
    if max(one, two) <= 12 and one != two:
        remedy = _("Write the year first: %(one)s or %(two)s.")
        readings = {"one": f"{year}-{one:02}-{two:02}", "two": f"{year}-{two:02}-{one:02}"}
        return BadCell("ambiguous-date", _("“%(value)s” can be two different days."), remedy, value=text, **readings)
    month, number = (one, two) if two > 12 else (two, one)
    remedy = _("Write the year first: %(day)s.")
    return BadCell("date", _("“%(value)s” is not a day."), remedy, value=text, day=f"{year}-{month:02}-{number:02}")


def numbers(high: int) -> Callable[[str], frozenset[int]]:
    """Slot numbers such as ``1-8,12``, from 1 to ``high``."""

    def parse(cell: str) -> frozenset[int]:
        chosen: set[int] = set()
        for part in re.split(r"[,;、\s]+", half_width(cell)):
            found = re.fullmatch(r"([0-9]{1,4})(?:[-–~]([0-9]{1,4}))?", part)
            low, top = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
            if not 1 <= low <= top <= high:
                remedy = _("List slot numbers and ranges such as 1-8,12; leave the cell empty for all slots.")
                raise BadCell("slots", _("“%(value)s” is not a list of slots."), remedy, value=cell[:_SHOWN])
            chosen.update(range(low, top + 1))
        return frozenset(chosen)

    return parse


def checked_code(problem: Callable[[str], codes.CodeProblem | None]) -> Callable[[str], str]:
    """Return a code in capitals whose check characters are right."""

    def parse(cell: str) -> str:
        text = half_width(cell).upper()
        wrong = problem(text)
        if wrong is not None:
            raise BadCell(wrong.code, wrong.text, wrong.remedy, **wrong.params)
        return text

    return parse


def listed(
    find: Callable[[str], str | None], wider: Callable[[str], Iterable[str]], bad: BadCell
) -> Callable[[str], str]:
    """Return a code of a fixed list as ``find`` spells it.

    ``bad`` is the complaint about any other, ``wider`` lists the codes to offer instead.
    """

    def parse(cell: str) -> str:
        text = half_width(cell).upper()
        found = find(text)
        if found is not None:
            return found
        near = next(filter(None, map(find, wider(text))), "")
        remedy = _("Write the exact code, or the wider %(near)s.") if near else bad.remedy
        raise BadCell(bad.code, bad.text, remedy, value=text[:_SHOWN], near=near)

    return parse


TOO_LONG = _("The text has %(length)s characters; %(limit)s are allowed.")
NOT_A_CHOICE = _("“%(value)s” is not one of the words for this column.")
NOT_A_NUMBER = _("“%(value)s” is not a whole number.")
FROM_TO = _("Write a whole number from %(low)s to %(high)s.")
AS_ISO = _("Write it as year-month-day, such as 2021-10-19.")
