"""Check characters of organisation identifiers.

Sources: GB 32100-2015 (unified social credit code), GB 11714 (organisation code), ISO 17442 with
ISO 7064 mod 97-10 (LEI), GB 11643 with ISO 7064 mod 11-2 (numbers of residents, known only to be
refused). Each check says what is wrong and, where only the check character is wrong, the right one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from operator import mul
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class CodeProblem:
    """A code that cannot be right: sentence and remedy (English msgids), both filled from ``params``."""

    code: str
    text: str
    remedy: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.text % self.params} {self.remedy % self.params}"


def uscc_check_character(first: str) -> str:
    """Return the last character for the first 17 of a unified social credit code."""
    total = sum(map(mul, map(USCC_ALPHABET.index, first), _USCC_WEIGHTS))
    return USCC_ALPHABET[-total % 31]


def organisation_check_character(first: str) -> str:
    """Return the last character for the first 8 of an organisation code; 10 is written X."""
    total = sum(
        weight * _BASE36.index(character) for weight, character in zip(_ORGANISATION_WEIGHTS, first, strict=True)
    )
    return "0123456789X"[-total % 11]


def lei_check_digits(first: str) -> str:
    """Return the last two digits for the first 18 characters of an LEI."""
    return f"{98 - _as_number(first + '00') % 97:02d}"


def uscc_problem(text: str) -> CodeProblem | None:
    """Say what is wrong with a unified social credit code (capitals and digits), ``None`` if nothing is."""
    if len(text) != 18:
        return CodeProblem("uscc-length", _LENGTH, _COMPARE, {"value": text, "length": str(len(text)), "right": "18"})
    strange = next((character for character in text if character not in USCC_ALPHABET), None)
    if strange is not None:
        return CodeProblem("uscc-character", _CHARACTER, _LOOKALIKE, {"value": text, "character": strange})
    # The organisation code inside (characters 9–17) is not checked: registers hold codes where it fails.
    if text[-1] == uscc_check_character(text[:17]):
        return _filler(text)
    return _check("uscc-check", text, text[:17] + uscc_check_character(text[:17]))


def organisation_code_problem(text: str) -> CodeProblem | None:
    """Say what is wrong with an organisation code (hyphen optional), ``None`` if nothing is."""
    plain = text.replace("-", "", 1)
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", plain):
        return CodeProblem("organisation-code-form", _ORGANISATION_FORM, _COMPARE, {"value": text})
    if plain[-1] == organisation_check_character(plain[:8]):
        return _filler(plain)
    return _check("organisation-code-check", text, text[:-1] + organisation_check_character(plain[:8]))


def lei_problem(text: str) -> CodeProblem | None:
    """Say what is wrong with a legal entity identifier, ``None`` if nothing is."""
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", text):
        return CodeProblem("lei-form", _LEI_FORM, _COMPARE, {"value": text})
    # Check digits 00, 01 and 99 satisfy the remainder too, yet the standard never gives them.
    if text[-2:] == lei_check_digits(text[:18]):
        return _filler(text)
    return _check("lei-check", text, text[:18] + lei_check_digits(text[:18]))


def stock_code_problem(text: str) -> CodeProblem | None:
    """Say what is wrong with a stock code, ``None`` if nothing is.

    Mainland codes have six digits, Hong Kong's one to five, with or without their market (``600104.SH``,
    ``00700.HK``); other markets write letters and digits, after ``MARKET:`` if they like (``NYSE:NIO``).
    """
    found = re.fullmatch(r"(?:[A-Z]{2,6}:)?([0-9A-Z][0-9A-Z\-]{0,9})(?:\.([A-Z]{1,3}))?", text)
    if found is None:
        return CodeProblem("stock-code-form", _STOCK_FORM, _STOCK_REMEDY, {"value": text[:40]})
    number, market = found[1], found[2] or ""
    if market in _MAINLAND and not re.fullmatch(r"[023456789][0-9]{5}", number):
        return CodeProblem("stock-code-form", _STOCK_FORM, _STOCK_REMEDY, {"value": text})
    if market == "HK" and not re.fullmatch(r"[0-9]{1,5}", number):
        return CodeProblem("stock-code-form", _STOCK_FORM, _STOCK_REMEDY, {"value": text})
    return None


def organisation_code_in(uscc: str) -> str:
    """Return the organisation code inside a unified social credit code (characters 9–17), "" where it fails its check.

    Codes given out to organisations without one of their own keep characters that do not pass; those say nothing.
    """
    inside = uscc[8:17] if len(uscc) == 18 else ""
    return inside if inside and organisation_code_problem(inside) is None else ""


def is_sole_trader_code(uscc: str) -> bool:
    """Whether a unified social credit code was given to a sole trader: 9 is market regulation, 2 the sole traders."""
    return len(uscc) == 18 and uscc.startswith("92")


def is_resident_number(text: str) -> bool:
    """Whether this is the number of a natural person: 17 digits with a day of birth, and a check character."""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(text[:17]))
    return text[-1] == "10X98765432"[total % 11]


def _filler(text: str) -> CodeProblem | None:
    """Refuse one character that fills a field which must not be empty: 18 zeros satisfy their check."""
    return CodeProblem("code-filler", _FILLER, _COMPARE, {"value": text}) if len(set(text[:-2])) == 1 else None


def _as_number(text: str) -> int:
    return int("".join(str(_BASE36.index(character)) for character in text))


def _check(code: str, text: str, right: str) -> CodeProblem:
    return CodeProblem(code, _WRONG_CHECK, _RIGHT, {"value": text, "right": right})


_MAINLAND = frozenset({"SH", "SZ", "BJ", "SS"})
_STOCK_FORM = _("“%(value)s” is not a stock code.")
_STOCK_REMEDY = _("Write it as its exchange does, with the market if you can: 600104.SH, 00700.HK.")
_FILLER = _("“%(value)s” only fills the field and is no code.")
_LENGTH = _("The code “%(value)s” has %(length)s characters instead of %(right)s.")
_COMPARE = _("Compare it with the organisation's certificate.")
_CHARACTER = _("The code “%(value)s” contains “%(character)s”, which no unified social credit code uses.")
_LOOKALIKE = _("The letters I, O, S, V and Z are never used: it may be 1, 0, 5, U or 2.")
_ORGANISATION_FORM = _("“%(value)s” is not an organisation code of 8 characters and a check character.")
_LEI_FORM = _("“%(value)s” is not a legal entity identifier of 20 characters.")
_WRONG_CHECK = _("The check character of “%(value)s” does not fit the rest.")
_RIGHT = _("If all else is right it is %(right)s; compare it with the organisation's certificate.")
