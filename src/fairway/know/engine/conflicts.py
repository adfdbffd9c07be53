"""Facts that cannot both be true, and posts that two people cannot both hold: shown side by side, never averaged.

Two facts are compared when they say the same thing (predicate) of the same subject on the same day in the same unit.
A figure with its comparator is a range: >400 and 412 agree, >400 and 380 do not. "About" leaves a tenth either way.
What was not stated contradicts nothing, and neither does a withdrawn fact. Money is compared only where the predicate
names its kind, since kinds of money are never set against each other. Words contradict each other only where a
subject has one value at a time (``know/reference/single-valued.csv``), otherwise both may hold. Where things are
named one by one and a figure says how many there are, more names than the figure allows are a contradiction;
fewer are not, since a source need not name all.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import MoneyKind, currency_code
from fairway.lib.tables.cells import half_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ABOUT = Decimal("0.1")
"""How far from the figure "about" may lie, as a share of it."""
DERIVED, WITHDRAWN = "derived", "withdrawn"
OPPOSITES = {"yes": "no", "no": "yes", "true": "false", "false": "true", "是": "否", "否": "是"}
# A post that several people hold at a time; everything else that names a head is held by one.
SHARED = (
    "deputy", "vice", "assist", "associate", "member", "adviser", "advisor",
    "副", "助理", "成员", "委员", "顾问",
)  # fmt: skip
SOLE = (
    "mayor", "secretary", "chair", "president", "governor", "director", "manager", "chief", "head", "dean", "principal",
    "市长", "书记", "主任", "主席", "董事长", "总经理", "总裁", "省长", "州长", "区长", "县长",
    "局长", "厅长", "行长", "会长", "院长", "校长", "秘书长",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says: ``key`` tells claims apart (the fact's id); a ``value`` of "" is "not stated"."""

    key: int
    subject: str
    predicate: str
    value: str
    on: date
    comparator: str = "="
    unit: str = ""
    status: str = "stated"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims that cannot all be true, in the order of their keys, and a sentence that says why."""

    subject: str
    predicate: str
    on: date
    keys: tuple[int, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post: both days None is "no day known"; a single day has it twice."""

    key: int
    organisation: int
    title: str
    holder: str
    first: date | None = None
    last: date | None = None
    title_zh: str = ""
    holder_zh: str = ""


def conflicts(claims: Iterable[Claim]) -> list[Conflict]:
    """Find the contradictions, by subject, predicate and day; the order of the claims changes nothing."""
    stated = [claim for claim in claims if claim.value and claim.status != WITHDRAWN]
    stated.sort(key=lambda c: (c.subject, c.predicate, c.on, c.key))
    found: list[Conflict] = []
    for _same, group in groupby(stated, key=lambda c: (c.subject, c.predicate, c.on)):
        found += _within(list(group))
    return found


def _within(claims: Sequence[Claim]) -> list[Conflict]:
    found = []
    by_unit: dict[str, list[Claim]] = {}
    for claim in claims:
        by_unit.setdefault(half_width(claim.unit).casefold(), []).append(claim)
    for group in by_unit.values():
        found += [_conflict(clash) for clash in (_figures(group), _words(group)) if clash]
    if named := _named(claims):
        found.append(named)
    return found


def _conflict(clash: Sequence[Claim]) -> Conflict:
    one, other = clash[0], next(c for c in clash[1:] if printed(c) != printed(clash[0]))
    derived = next((c for c in clash if c.status == DERIVED), None)
    if derived is not None and (said := next((c for c in clash if c.status != DERIVED), None)):
        return _made(clash, Reason(DERIVED_DIFFERS, {"derived": printed(derived), "stated": printed(said)}))
    return _made(clash, Reason(CANNOT_BOTH, {"one": printed(one), "other": printed(other)}))


def _made(clash: Sequence[Claim], reason: Reason) -> Conflict:
    first = clash[0]
    return Conflict(first.subject, first.predicate, first.on, tuple(sorted(c.key for c in clash)), reason)


def printed(claim: Claim) -> str:
    """The value with its comparator and unit, as a reader sees it."""
    sign = "" if claim.comparator == "=" else claim.comparator
    return f"{sign}{claim.value}{' ' if claim.unit else ''}{claim.unit}"


# Ranges of figures

Range = tuple[Decimal, bool, Decimal, bool]
"""Lower end, whether it belongs to the range, upper end, whether that does."""
_NEVER, _EVER = Decimal("-Infinity"), Decimal("Infinity")


def figure(value: str) -> Decimal | None:
    """Read a figure such as ``1,200`` or ``21000000000``; None for words."""
    text = half_width(value).replace(",", "").replace(" ", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def reach(comparator: str, value: Decimal) -> Range:
    """Return the range of figures a statement allows."""
    around = abs(value) * ABOUT
    return {
        ">": (value, False, _EVER, False),
        "≥": (value, True, _EVER, False),
        "<": (_NEVER, False, value, False),
        "≤": (_NEVER, False, value, True),
        "~": (value - around, True, value + around, True),
    }.get(comparator, (value, True, value, True))


def _apart(a: Range, b: Range) -> bool:
    """Whether no figure lies in both ranges."""
    (_low, _in, high, high_in), (low, low_in, _high, _in_too) = sorted((a, b), key=lambda r: (r[2], r[3]))
    return high < low or (high == low and not (high_in and low_in))


def _figures(claims: Sequence[Claim]) -> list[Claim]:
    """The claims of one unit whose range lies apart from another's; sorting ends keeps this near linear."""
    if claims and _is_money(claims[0].unit) and not _money_kind(claims[0].predicate):
        return []
    ranges = [(reach(c.comparator, number), c) for c in claims if (number := figure(c.value)) is not None]
    if len(ranges) < 2:
        return []
    highest_low = max((r for r, _c in ranges), key=lambda r: (r[0], not r[1]))
    lowest_high = min((r for r, _c in ranges), key=lambda r: (r[2], r[3]))
    return [claim for r, claim in ranges if _apart(r, highest_low) or _apart(r, lowest_high)]


def _is_money(unit: str) -> bool:
    text = half_width(unit).split(" ")[0]
    return bool(text) and currency_code(text) is not None


def _money_kind(predicate: str) -> str:
    words = predicate.casefold()
    stems = {kind: kind.value.replace("_", " ").split()[0] for kind in MoneyKind}
    return next((kind.value for kind, stem in stems.items() if stem in words), "")


# Words and names


@lru_cache(maxsize=1)
def _single_valued() -> frozenset[str]:
    with (files("fairway.know") / "reference" / "single-valued.csv").open(encoding="utf-8") as stream:
        return frozenset(row["predicate"] for row in csv.DictReader(stream))


def _folded(value: str) -> str:
    return "".join(half_width(value).casefold().split())


def _words(claims: Sequence[Claim]) -> list[Claim]:
    """The claims in words that cannot stand together: other days or words for one value, yes against no."""
    said = [c for c in claims if figure(c.value) is None and c.comparator == "="]
    values = {_folded(c.value) for c in said}
    if len(values) < 2:
        return []
    if said[0].predicate in _single_valued() or all(_is_day(v) for v in values):
        return said
    opposed = [c for c in said if OPPOSITES.get(_folded(c.value)) in values]
    return opposed if len(opposed) > 1 else []


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _named(claims: Sequence[Claim]) -> Conflict | None:
    """More things named one by one than a figure allows: "3 named, the source says 2"."""
    named = [c for c in claims if figure(c.value) is None and c.comparator == "=" and not _is_day(_folded(c.value))]
    if len({_folded(c.value) for c in named}) < 2 or named[0].predicate in _single_valued():
        return None
    for claim in claims:
        number = figure(claim.value)
        if number is None or _is_money(claim.unit):
            continue
        _low, _low_in, high, high_in = reach(claim.comparator, number)
        count = len({_folded(c.value) for c in named})
        if count > high or (count == high and not high_in):
            reason = Reason(MORE_NAMED, {"named": count, "stated": printed(claim)})
            return _made([*named, claim], reason)
    return None


# Posts


def post_conflicts(holders: Iterable[Holder]) -> list[Conflict]:
    """Find posts for one that two people hold on one day; one person's posts on different days are fine."""
    sole = [each for each in holders if is_sole(each.title) or is_sole(each.title_zh)]
    sole.sort(key=lambda h: (h.organisation, _folded(h.title), h.first or date.min, h.key))
    found: list[Conflict] = []
    for (organisation, _title), group in groupby(sole, key=lambda h: (h.organisation, _folded(h.title))):
        found += [_two_holders(organisation, one, other) for one, other in _overlaps(list(group))]
    return found


def is_sole(title: str) -> bool:
    """Whether one person at a time holds the post: it names a head, and none of :data:`SHARED`."""
    text = half_width(title).casefold()
    return any(word in text for word in SOLE) and not any(word in text for word in SHARED)


def _overlaps(holders: Sequence[Holder]) -> list[tuple[Holder, Holder]]:
    """Each holder, in order of the first day, with the latest holder before it whose days reach into its own."""
    found: list[tuple[Holder, Holder]] = []
    open_until: Holder | None = None
    for here in holders:
        if open_until and _last(open_until) >= (here.first or date.min) and not _one_person(open_until, here):
            found.append((open_until, here))
        if open_until is None or _last(here) > _last(open_until):
            open_until = here
    return found


def _last(holder: Holder) -> date:
    return holder.last or date.max


def _one_person(one: Holder, other: Holder) -> bool:
    if one.holder_zh and other.holder_zh:
        return _folded(one.holder_zh) == _folded(other.holder_zh)
    return _folded(one.holder) == _folded(other.holder)


def _two_holders(organisation: int, one: Holder, other: Holder) -> Conflict:
    day = max(one.first or date.min, other.first or date.min)
    shown = day if day > date.min else one.last or other.last or date.max
    facts: dict[str, str | int] = {"post": other.title, "one": one.holder, "other": other.holder}
    reason = Reason(TWO_HOLDERS, {**facts, "day": shown.isoformat()})
    return Conflict(str(organisation), other.title, day, tuple(sorted((one.key, other.key))), reason)


CANNOT_BOTH = _("%(one)s and %(other)s cannot both be true.")
DERIVED_DIFFERS = _("Counted from what is named: %(derived)s; the source says %(stated)s.")
MORE_NAMED = _("%(named)s are named, the source says %(stated)s.")
TWO_HOLDERS = _("Two people hold the post “%(post)s” on %(day)s: %(one)s and %(other)s.")
