"""Projects that may be listed twice or exist on paper only: signs for a person to look at, never a verdict.

Faked and double-counted projects are an official scoring line. Each sign says what was seen; a project without
signs is not thereby proven. Pairs are compared only where they share something rare, so that cost grows with the number
of projects and not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal

ALIKE = 0.85
"""Share of matching characters (Ratcliff and Obershelp) from which two titles are alike."""
CROWD = 50
"""More projects than this sharing one trait (a zone's own address, an investor's hundred shops) make it no sign."""
LEAST_BUILDING_DAYS = 30


class Sign(StrEnum):
    """What was seen."""

    SAME_EVIDENCE = "same_evidence"
    SAME_SITE = "same_site"
    SAME_AMOUNT = "same_amount"
    ALIKE_TITLE = "alike_title"
    BUILT_AT_ONCE = "built_at_once"
    PAID_WITHOUT_START = "paid_without_start"


@dataclass(frozen=True)
class Look:
    """What the detector sees of a project; ``None`` or empty where it is not stated.

    ``evidence`` are the hashes of its documents; ``amount`` is the contract's, with its currency. ``paid_in`` is true
    where the whole amount is said to have arrived.
    """

    key: int
    title: str
    investor: int
    site: str = ""
    amount: tuple[Decimal, str] | None = None
    evidence: frozenset[str] = frozenset()
    started_on: date | None = None
    completed_on: date | None = None
    paid_in: bool = False


@dataclass(frozen=True)
class Doubt:
    """One sign about one project, or about a pair of them (the smaller key first)."""

    projects: tuple[int, ...]
    sign: Sign
    reason: Reason


def doubts(looks: Sequence[Look]) -> tuple[Doubt, ...]:
    """Return every sign, in the order of the projects; the order of ``looks`` changes nothing."""
    ordered = sorted(looks, key=lambda look: look.key)
    found = [*(doubt for look in ordered for doubt in _alone(look)), *_shared_evidence(ordered), *_pairs(ordered)]
    return tuple(sorted(found, key=lambda doubt: (doubt.projects, doubt.sign)))


def _alone(look: Look) -> Iterator[Doubt]:
    if look.started_on and look.completed_on:
        days = (look.completed_on - look.started_on).days
        if days < LEAST_BUILDING_DAYS:
            text = _("Started and completed within %(days)s days.")
            yield Doubt((look.key,), Sign.BUILT_AT_ONCE, Reason(text, {"days": days}))
    if look.paid_in and look.started_on is None:
        text = _("All the money is said to have arrived, but nothing has started.")
        yield Doubt((look.key,), Sign.PAID_WITHOUT_START, Reason(text))


def _shared_evidence(looks: Sequence[Look]) -> Iterator[Doubt]:
    """One document that shows two projects is the strongest sign, whoever invests."""
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for look in looks:
        for document in sorted(look.evidence):
            seen[document].append(look.key)
    for pair, documents in sorted(_counted(seen.values()).items()):
        text = _("The same document (%(documents)s of them) is evidence for both.")
        yield Doubt(pair, Sign.SAME_EVIDENCE, Reason(text, {"documents": documents}))


def _counted(groups: Iterable[list[int]]) -> dict[tuple[int, int], int]:
    counts: defaultdict[tuple[int, int], int] = defaultdict(int)
    for group in groups:
        if len(group) <= CROWD:
            for pair in combinations(group, 2):
                counts[pair] += 1
    return counts


def _pairs(looks: Sequence[Look]) -> Iterator[Doubt]:
    by_key = {look.key: look for look in looks}
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for look in looks:
        for trait in _traits(look):
            groups[trait].append(look.key)
    for first, second in sorted(_counted(groups.values())):
        yield from _compared(by_key[first], by_key[second])


def _traits(look: Look) -> Iterator[Hashable]:
    """What two listings of one project share: the investor, or the site with the amount."""
    yield "investor", look.investor
    if look.site and look.amount:
        yield "site", look.site, look.amount


def _compared(one: Look, other: Look) -> Iterator[Doubt]:
    pair = one.key, other.key
    same = one.investor == other.investor
    matcher = SequenceMatcher(None, one.title, other.title, autojunk=False)
    if same and matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
        text = _("One investor, and titles that are nearly the same: “%(one)s” and “%(other)s”.")
        yield Doubt(pair, Sign.ALIKE_TITLE, Reason(text, {"one": one.title, "other": other.title}))
    if same and one.amount and one.amount == other.amount:
        text = _("One investor, and the same amount: %(amount)s %(currency)s.")
        facts: dict[str, str | int] = {"amount": f"{one.amount[0]:,f}", "currency": one.amount[1]}
        yield Doubt(pair, Sign.SAME_AMOUNT, Reason(text, facts))
    if one.site and one.site == other.site and (same or one.amount == other.amount):
        text = _("Both are said to stand on the same site: %(site)s.")
        yield Doubt(pair, Sign.SAME_SITE, Reason(text, {"site": one.site}))
