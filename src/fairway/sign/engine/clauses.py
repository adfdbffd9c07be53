"""Clauses that seem to bind somebody, proposed from the text of a paper by rules; a person accepts them one by one.

A clause is a sentence, or a part of one after a semicolon, in which a party is the one who *shall* (shall, undertakes,
agrees to, 应, 须, 负责, 承诺 …). Nothing is invented: every proposal carries the span it was read from, and what the
words do not say stays ``None``. Chinese and English; amounts are read by :mod:`fairway.lib.money`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.money import Money, MoneyKind, currency_code, read_amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Deadline:
    """``on`` a day; or ``days`` after what ``trigger`` quotes; ``None`` where the words do not say."""

    on: date | None = None
    days: int | None = None
    trigger: str = ""


@dataclass(frozen=True)
class Clause:
    """What one part of the text seems to promise.

    ``start`` and ``end`` are the span in the text, ``quote`` the words between them. ``debtor`` is the key of the
    party that is bound. ``money`` is of the kind a contract promises; ``condition`` quotes the if-part.
    """

    start: int
    end: int
    quote: str
    debtor: str
    creditor: str | None
    deadline: Deadline
    money: Money | None
    condition: str


ENDS = re.compile(r"[。；;！!？?\n]|\.(?=\s|$)")
BINDS = re.compile(
    r"\b(?:shall|must|undertakes?|commits?|agrees?|guarantees?|is obliged|are obliged|is responsible|will)\b"
    r"|(?<![供相反响对适效])应|须|负责(?!人)|承诺(?!书|函)|保证(?!金)|同意",
    re.IGNORECASE,
)
DOES_NOT_BIND = re.compile(r"\b(?:may|should any|shall mean|shall be deemed)\b|可以|有权|是指", re.IGNORECASE)
CONDITION = re.compile(
    r"\b(?:provided that|on condition that|subject to|if|unless)\b[^,;，；]*"
    r"|(?:如果|若)[^，；。]*|在[^，；。在]{0,60}(?:前提|条件)下",
    re.IGNORECASE,
)
MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
ON_DAY = (
    re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"),
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<n>{'|'.join(MONTHS)}),?\s+(?P<y>\d{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<n>{'|'.join(MONTHS)})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})", re.IGNORECASE),
)
END_OF_YEAR = re.compile(r"(?:by|before) the end of (?P<y>\d{4})|(?P<z>\d{4})\s*年(?:底|年底|末)", re.IGNORECASE)
IN_DAYS = (
    re.compile(
        r"within (?P<days>\d{1,4}|[a-z]+)(?: \((?P<also>\d{1,4})\))? (?:calendar |working |business )?days"
        r"(?: (?:after|of|from|following) (?P<trigger>[^,;.]+))?",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:[自从](?P<trigger>[^，。；自从]{1,40}?)(?:之日起|后|起))?"
        r"\s*(?P<days>\d{1,4})\s*个?(?:工作|自然)?[日天]之?内"
    ),
)
NUMBER_WORDS = {"ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90}
AMOUNT = re.compile(
    r"(?:RMB|CNY|USD|EUR|US\$|€|人民币)\s*\d[\d,]{0,30}(?:\.\d{1,9})?(?:\s*(?:thousand|million|billion|万|千万|亿)?(?:元)?)"
    r"|(?<![\d,.])\d[\d,]{0,30}(?:\.\d{1,9})?\s?(?:thousand|million|billion|万|千万|亿)?\s*(?:yuan|元人民币|元|美元|欧元|RMB|CNY|USD|EUR)",
    re.IGNORECASE,
)


def propose_clauses(text: str, parties: Mapping[str, Sequence[str]]) -> tuple[Clause, ...]:
    """Find clauses in ``text``; ``parties`` maps each party's key to the names the paper calls it by.

    In the order of the text; spans never overlap. The party named first before the binding word, conditions aside, is
    the debtor; of two parties the other one is the creditor. Where no party stands before it, nothing is proposed.
    """
    names = _names(parties)
    found = (_clause(text, start, end, names, tuple(parties)) for start, end in _parts(text))
    return tuple(each for each in found if each is not None)


def _names(parties: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """One pattern of all names, longest first, each in a group numbered like its party."""
    said = {name: place for place, names in enumerate(parties.values()) for name in names if name.strip()}
    longest = sorted(said, key=lambda name: (-len(name), name))
    return re.compile(
        "|".join(f"(?P<p{said[n]}_{k}>{_bounded(n)})" for k, n in enumerate(longest)) or r"(?!)", re.IGNORECASE
    )


def _bounded(name: str) -> str:
    """A Latin name must not be part of a longer word."""
    before, after = (r"\b" if sign.isascii() and sign.isalnum() else "" for sign in (name[0], name[-1]))
    return before + re.escape(name) + after


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in ENDS.finditer(text):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def _clause(text: str, start: int, end: int, names: re.Pattern[str], keys: tuple[str, ...]) -> Clause | None:
    quote = text[start:end]
    start, quote = start + len(quote) - len(quote.lstrip()), quote.strip()
    binding = BINDS.search(quote)
    if binding is None or DOES_NOT_BIND.search(quote):
        return None
    condition = CONDITION.search(quote)
    debtor = _party(names, CONDITION.sub("", quote[: binding.start()]), keys)
    if debtor is None:
        return None
    others = [key for key in keys if key != debtor]
    return Clause(
        start,
        start + len(quote),
        quote,
        debtor,
        others[0] if len(others) == 1 else _party(names, quote[binding.end() :], tuple(keys), but=debtor),
        _deadline(quote),
        _money(quote),
        condition[0].strip() if condition else "",
    )


def _party(names: re.Pattern[str], words: str, keys: tuple[str, ...], but: str = "") -> str | None:
    for found in names.finditer(words):
        key = keys[int((found.lastgroup or "p0_0")[1:].partition("_")[0])]
        if key != but:
            return key
    return None


def _deadline(quote: str) -> Deadline:
    for pattern in IN_DAYS:
        if (found := pattern.search(quote)) and (days := _days(found)) is not None:
            return Deadline(days=days, trigger=(found["trigger"] or "").strip())
    for pattern in ON_DAY:
        if found := pattern.search(quote):
            return Deadline(on=_day(found))
    if found := END_OF_YEAR.search(quote):
        return Deadline(on=date(int(found["y"] or found["z"]), 12, 31))
    return Deadline()


def _days(found: re.Match[str]) -> int | None:
    said = found.groupdict()
    digits = said.get("also") or said["days"]
    return int(digits) if digits.isdecimal() else NUMBER_WORDS.get(digits.lower())


def _day(found: re.Match[str]) -> date | None:
    said = found.groupdict()
    month = MONTHS.index(said["n"].lower()) + 1 if said.get("n") else int(said["m"])
    try:
        return date(int(said["y"]), month, int(said["d"]))
    except ValueError:
        return None


def _money(quote: str) -> Money | None:
    """The only amount named, where it is one exact amount of a known currency; of several none is chosen."""
    found = AMOUNT.findall(quote)
    if len(found) != 1:
        return None
    try:
        amount, currency = read_amount(re.sub(r"(?i)yuan", "CNY", found[0]))
    except Invalid:
        return None
    code = currency_code(currency or "")
    return None if code is None else Money(amount, code, MoneyKind.CONTRACT)
