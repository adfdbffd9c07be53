"""What two aligned names say for and against being one organisation: small measures, each with its sentence.

A measure is a number of fixed meaning (a share, a count, yes or no); what it weighs is data
(``know/reference/linkage/latin-1.toml``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.engine.legal_forms import comparable
from fairway.know.engine.names.latin_align import Alignment, How
from fairway.know.engine.names.latin_parse import Kind
from fairway.lib.explain import Reason, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.know.engine.names.latin_align import Match
    from fairway.know.engine.names.latin_parse import ParsedLatinName, Unit

GENERIC = (Kind.TRADE, Kind.RANK)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a pair, before it is weighed."""

    feature: str
    value: float
    reason: Reason


Found = Iterator[Measure]


def measures(pair: Alignment) -> tuple[Measure, ...]:
    """Measure a pair; only what there is something to say about."""
    return tuple(each for feature in _FEATURES for each in feature(pair))


def _said(units: Sequence[Unit]) -> str:
    return " ".join(each.text for each in units)


def _of(units: Sequence[Unit], *kinds: Kind) -> tuple[Unit, ...]:
    return tuple(each for each in units if each.kind in kinds)


def _agreement(pair: Alignment) -> Found:
    """All words answered; or all letters the same, wherever the spaces and the form stand."""
    if pair.a.letters == pair.b.letters or pair.a.core == pair.b.core:
        yield Measure("same_letters", 1, Reason(gettext_noop("The same words but for spaces, signs and legal form.")))
    elif not pair.left_a and not pair.left_b:
        yield Measure("all_answered", 1, Reason(gettext_noop("Every word of one name answers a word of the other.")))
        if not pair.ordered:
            yield Measure("word_order", 1, Reason(gettext_noop("The words stand in another order.")))


def _brand_shared(pair: Alignment) -> Found:
    """Whether what is shared tells this name from others, or is such words as "international bank"."""
    if pair.a.core == pair.b.core or pair.a.letters == pair.b.letters:
        return
    if not pair.matches:
        yield Measure("nothing_shared", 1, Reason(gettext_noop("The names share no word.")))
    elif not pair.brands_answer:
        text = gettext_noop("What the names share are only words that many names have.")
        yield Measure("only_common_words", 1, Reason(text))


def _meaning(pair: Alignment) -> Found:
    found = pair.how(How.MEANING, How.SHORTENED)
    if found:
        text = gettext_noop("“%(ours)s” and “%(theirs)s” mean the same.")
        yield Measure("same_meaning", len(found), _two(pair, found, text))


def _two(pair: Alignment, found: Sequence[Match], text: str) -> Reason:
    ours = [pair.a.units[each] for match in found for each in match.ours]
    theirs = [pair.b.units[each] for match in found for each in match.theirs]
    return Reason(text, {"ours": _said(ours), "theirs": _said(theirs)})


def _spelling(pair: Alignment) -> Found:
    """Edits as a share of the worst word, and as a share of all letters that tell the names apart."""
    found = [each for each in pair.how(How.SPELLING, How.JOINED) if each.edits]
    if not found:
        return
    text = gettext_noop("“%(ours)s” and “%(theirs)s” may be one word spelt twice.")
    reason = _two(pair, found, text)
    worst = max(each.edits / _length(pair, each) for each in found)
    yield Measure("misspelt_word", worst, reason)
    yield Measure("misspelt_name", sum(each.edits for each in found) / max(len(pair.a.core), len(pair.b.core)), reason)
    if short := [each for each in found if _length(pair, each) < 4]:
        text = gettext_noop("“%(ours)s” and “%(theirs)s” are too short for a slip of the pen.")
        yield Measure("misspelt_short", 1, _two(pair, short, text))
    if len(found) > 1:
        yield Measure("misspelt_twice", len(found) - 1, Reason(gettext_noop("More than one word is spelt otherwise.")))


def _length(pair: Alignment, match: Match) -> int:
    ours = sum(len(pair.a.units[each].text) for each in match.ours)
    theirs = sum(len(pair.b.units[each].text) for each in match.theirs)
    return max(ours, theirs)


def _initials(pair: Alignment) -> Found:
    if found := pair.how(How.INITIALS):
        text = gettext_noop("“%(ours)s” and “%(theirs)s”: initials of a name.")
        yield Measure("initials", 1, _two(pair, found, text))


def _other_words(pair: Alignment) -> Found:
    """Words on both sides that nothing answers: brand against anything, or one trade against another."""
    ours, theirs = (_of(left, Kind.BRAND, *GENERIC) for left in (pair.left_a, pair.left_b))
    if not ours or not theirs:
        return
    reason = Reason(gettext_noop("“%(ours)s” against “%(theirs)s”."), {"ours": _said(ours), "theirs": _said(theirs)})
    brands = sum(bool(_of(left, Kind.BRAND)) for left in (ours, theirs))
    yield Measure(("other_trade", "other_word", "other_brand")[brands], 1, reason)


def _more_words(pair: Alignment) -> Found:
    """Words only one name has, while the other has nothing instead."""
    ours, theirs = (_of(left, Kind.BRAND, *GENERIC) for left in (pair.left_a, pair.left_b))
    if bool(ours) == bool(theirs):
        return
    more = ours or theirs
    reason = Reason(gettext_noop("Only one name says “%(words)s”."), {"words": _said(more)})
    brand, stray = _brand_letters(more)
    for feature, value in (
        ("more_brand", brand),
        ("stray_letters", stray),
        ("more_trade", len(_of(more, Kind.TRADE))),
        ("more_rank", len(_of(more, Kind.RANK))),
    ):
        if value:
            yield Measure(feature, value, reason)


def _brand_letters(units: Sequence[Unit]) -> tuple[int, int]:
    """Return how many words are brand, and how many only a letter or two (MV, a lost initial)."""
    texts = [each.text for each in units if each.kind is Kind.BRAND]
    return sum(len(each) > 2 for each in texts), sum(len(each) <= 2 for each in texts)


def _one_sided(kind: Kind, other: Reason, more: str) -> Callable[[Alignment], Found]:
    """Make the measures of a kind of word that must not differ: places, numbers, branches."""

    def measured(pair: Alignment) -> Found:
        ours, theirs = (_of(left, kind) for left in (pair.left_a, pair.left_b))
        if ours and theirs:
            yield Measure(f"other_{kind}", 1, Reason(other.text, {"ours": _said(ours), "theirs": _said(theirs)}))
        elif ours or theirs:
            feature = "first_number" if _first(ours or theirs) else f"more_{kind}"
            yield Measure(feature, 1, Reason(more, {"words": _said(ours or theirs)}))

    return measured


def _first(units: Sequence[Unit]) -> bool:
    """Whether all that is more is the number one: the first of a series often goes without."""
    return all(each.kind is Kind.NUMBER and each.concept == "1" for each in units)


_places = _one_sided(
    Kind.PLACE,
    Reason(gettext_noop("The places differ: %(ours)s, %(theirs)s.")),
    gettext_noop("Only one name says where: %(words)s."),
)
_numbers = _one_sided(
    Kind.NUMBER,
    Reason(gettext_noop("The numbers differ: %(ours)s, %(theirs)s.")),
    gettext_noop("Only one name has a number: %(words)s."),
)
_branches = _one_sided(
    Kind.BRANCH,
    Reason(gettext_noop("The parts differ: %(ours)s, %(theirs)s.")),
    gettext_noop("Only one name is that of a part: %(words)s."),
)


def _forms(pair: Alignment) -> Found:
    ours, theirs = pair.a.form, pair.b.form
    if not ours or not theirs:
        return
    said: dict[str, str | int] = {"ours": ours.short, "theirs": theirs.short}
    if not comparable(ours.kind, theirs.kind):
        yield Measure("other_form", 1, Reason(gettext_noop("The legal forms differ: %(ours)s, %(theirs)s."), said))
    elif ours.kind == theirs.kind:
        yield Measure("same_form", 1, Reason(gettext_noop("The legal forms are alike: %(ours)s, %(theirs)s."), said))


def _short_name(pair: Alignment) -> Found:
    """Whether one side is written the way people speak: no form, every word answered, and fewer words."""
    for short, full, left in ((pair.a, pair.b, pair.left_a), (pair.b, pair.a, pair.left_b)):
        if not left and _spoken(short, full) and pair.brands_answer:
            yield Measure("short_name", 1, Reason(gettext_noop("One name is the short form of the other.")))


def _spoken(short: ParsedLatinName, full: ParsedLatinName) -> bool:
    return short.form is None and full.form is not None and len(short.units) < len(full.units)


_FEATURES: tuple[Callable[[Alignment], Found], ...] = (
    _agreement,
    _brand_shared,
    _initials,
    _meaning,
    _spelling,
    _other_words,
    _more_words,
    _places,
    _numbers,
    _branches,
    _forms,
    _short_name,
)
