"""What linking whole tables looks at in one record: the parts of its name and codes as plain, comparable text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fairway.know.engine.names.chinese import TokenKind, core_key, parse_chinese
from fairway.know.engine.names.chinese.gazetteer import gazetteer
from fairway.know.engine.names.latin_parse import parse_latin
from fairway.know.engine.names.latin_script import words
from fairway.know.engine.places import ancestors, place
from fairway.know.engine.script import fold, has_chinese

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairway.know.engine.names.chinese import ParsedName
    from fairway.know.engine.places import Place
    from fairway.know.engine.written import Written

# Municipalities are city and province at once: two digits of their codes say as much as four of others.
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


@dataclass(frozen=True, slots=True)
class Parts:
    """A record taken apart. All text is folded; "" or () where a part is missing.

    ``core`` is :func:`core_key`: the name with its places, in one order, without form and suffixes. ``words`` is the
    name without places, group marks, legal form and branch; ``pieces`` are what typing errors in it hit: characters in
    Chinese, else words. ``towns`` are cities (two or four digits of the division code) or countries, from the record's
    place and from its name. ``ids`` are codes that identify, scheme in front; the organisation code inside a USCC
    stands for it.
    """

    text: str
    core: str
    words: str
    pieces: tuple[str, ...]
    brand: str
    trades: str
    towns: tuple[str, ...]
    form: str
    marks: str
    branch: str
    numbers: str
    ids: tuple[str, ...]


def parts(written: Written) -> Parts:
    """Take a record apart; never fails. Some 60 µs a record."""
    return _chinese(written) if has_chinese(written.name) else _latin(written)


def _chinese(written: Written) -> Parts:
    spelt = _branch_spelt_out(written.name)
    parsed = parse_chinese(spelt or written.name)
    left = [each.text for each in parsed.tokens if each.kind not in (TokenKind.PLACE, TokenKind.GROUP)]
    core = "".join(left) or "".join(each.text for each in parsed.tokens)
    codes = sorted({code for each in parsed.places for code in each.codes})
    return Parts(
        text=parsed.text,
        core=core_key(parsed.text),
        words=core,
        pieces=tuple(core),
        brand=parsed.brand,
        trades="".join(parsed.trades),
        towns=_towns(written.place, codes),
        form="" if spelt else parsed.form.key,
        marks="".join(sorted(parsed.marks)),
        branch=_branch(parsed),
        numbers=" ".join(parsed.numbers),
        ids=_ids(written.codes),
    )


def _branch(parsed: ParsedName) -> str:
    levels = ["".join([*(place.stem for place in each.places), each.words, each.marker]) for each in parsed.branch]
    return "".join([*levels, parsed.part])


def _latin(written: Written) -> Parts:
    parsed = parse_latin(written.name)
    return Parts(
        text=fold(written.name),
        core=" ".join(sorted(each.text for each in parsed.units)),
        words=parsed.core,
        pieces=tuple(each.text for each in parsed.units),
        brand="".join(parsed.brand),
        trades=" ".join(parsed.trades),
        towns=_towns(written.place, ()),
        form=str(parsed.form.kind) if parsed.form else "",
        marks="",
        branch="",
        numbers=" ".join(parsed.numbers),
        ids=_ids(written.codes),
    )


def town(code: str) -> str:
    """Return the city of a division code as digits to compare (4, in municipalities 2), other codes as they are."""
    if not code[:6].isdigit() or code[:2] in _MUNICIPALITIES:
        return code[:2]
    return code[:2] if code[2:4] == "00" else code[:4]


def _towns(place: str, named: Iterable[str]) -> tuple[str, ...]:
    """Cities of a record, the surest first, at most three: a name alone may mean several."""
    found = dict.fromkeys(town(code) for code in (place, *named) if code)
    return tuple(found)[:3]


def _ids(codes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    found = dict.fromkeys(_identifier(scheme, value) for scheme, value in codes if value)
    return tuple(found)


def _identifier(scheme: str, value: str) -> str:
    plain = value.upper().replace("-", "").strip()
    if scheme == "uscc" and len(plain) == 18:
        return f"orgcode {plain[8:17]}"
    return f"{scheme} {plain}"


def spelt_out(written: Written) -> Written:
    """Add the spellings that a record gives of itself: its name with its seat, and a branch with its company's form."""
    found = seated(written)
    whole = _branch_spelt_out(written.name)
    return replace(found, aliases=(*found.aliases, whole)) if whole else found


def _branch_spelt_out(name: str) -> str:
    """Write 鑫源商贸第二分公司 and 鑫源商贸永城分公司 with the legal form they leave out; "" for all other names.

    Which form it is cannot be known: the most usual one stands for any.
    """
    plain = fold(name)
    head = plain.removesuffix("分公司")
    if head == plain or "公司" in head:
        return ""
    numbered = _NUMBERED.search(head)
    at = numbered.start() if numbered else _before_places(head)
    return f"{head[:at]}有限公司{plain[at:]}" if 4 <= at < len(head) else ""


def _before_places(text: str) -> int:
    """Where the place a text ends with begins: at most two, one behind the other."""
    at = len(text)
    for _level in range(2):
        at -= next((size for size in (5, 4, 3, 2) if text[max(0, at - size) : at] in gazetteer()), 0)
    return at


_NUMBERED = re.compile("第[0-9一二三四五六七八九十]+$")


def seated(written: Written) -> Written:
    """Add the spellings of a Chinese name that its seat gives; the name itself stays first.

    A name without its place gets it in front: 鑫源商贸 in 220102 is also 长春市鑫源商贸. A place that may be two
    gets its rank: 吉林鑫源商贸 in 220000 is also 吉林省鑫源商贸 and not of the city of Jilin. A place that is none, but
    one keystroke from the seat, is the seat: 长椿市鑫源商贸.
    """
    seat = place(written.place)
    if seat is None or not has_chinese(written.name):
        return written
    found = _seated(written.name, [seat, *ancestors(seat.code)])
    return replace(written, aliases=(*written.aliases, *found)) if found else written


def _seated(name: str, around: list[Place]) -> list[str]:
    here = {each.code for each in around}
    named = [each for each in parse_chinese(name).places if each.codes & here]
    if not named:
        before = _addressed(around)
        respelt = (_respelt(name, each) for each in before)
        return next(([each] for each in respelt if each), [f"{each}{name}" for each in before])
    word = named[0].stem
    if named[0].suffix or len(named[0].codes) == 1 or not name.startswith(word):
        return []
    full = [each.name_zh for each in around if each.code in named[0].codes and each.name_zh != word]
    return [name.replace(word, each, 1) for each in full]


def _respelt(name: str, seat: str) -> str:
    """The name with ``seat`` where it begins one keystroke from it; "" where it does not, or the seat is short."""
    from rapidfuzz.distance import OSA

    for length in (len(seat), len(seat) - 1, len(seat) + 1):
        begins = name[:length]
        if len(seat) > 2 and begins[-1:] == seat[-1] and OSA.distance(begins, seat, score_cutoff=1) <= 1:
            return seat + name[length:]
    return ""


def _addressed(around: list[Place]) -> dict[str, None]:
    """A seat as names write it: itself, its city, and the city with it; the province only where it is the seat."""
    seat = around[0]
    city = next((each for each in around[1:] if each.level == "prefecture" or each.code[:2] in _MUNICIPALITIES), None)
    return dict.fromkeys([seat.name_zh, *([city.name_zh, city.name_zh + seat.name_zh] if city else [])])


def grams(name: str) -> list[str]:
    """Return what rarity is counted of: neighbouring characters of a Chinese name, else its words."""
    if has_chinese(name):
        text = fold(name)
        return [text[at : at + 2] for at in range(len(text) - 1)]
    return list(words(name))


def grams_of(record: Parts) -> list[str]:
    """Return the same of the part of a name that places, form and branch leave."""
    if has_chinese(record.words):
        return [record.words[at : at + 2] for at in range(len(record.words) - 1)]
    return list(record.pieces)
