"""Letters and words of names outside the Chinese script: folding, transliteration, splitting, sounds.

Everything here is small and pure. Cyrillic, Greek and Arabic letters become Latin ones by one table of our own
(``names-latin/letters.csv``), near the BGN/PCGN romanisations, so that a name written twice meets itself; it is no
transliteration standard.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHUNK = re.compile(
    r"""
    (?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W\d_])      # initials with full stops: L.X.C, o.o.O., G.m.b.H.
    | (?<![^\W_])[^\W\d_]/[^\W\d_](?![^\W_])     # A/S, S/A
    | [&＆+]
    | %[^\W_]*                                   # 3%ers
    | [^\W_]+(?:['’‘`ʼ´′][^\W_]+)*['’‘`ʼ´′]?     # words, with apostrophes inside
    """,
    re.VERBOSE,
)
_NOT_LETTERS = re.compile(r"[^\w%]|_")
_POSSESSIVE = re.compile(r"['’‘`ʼ´′]s$")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and where it stands in the text as written (``start`` to ``end``)."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _letters() -> Mapping[int, str]:
    with (files("fairway.know") / "reference" / "names-latin" / "letters.csv").open(encoding="utf-8") as stream:
        return MappingProxyType({ord(row["letter"]): row["latin"] for row in csv.DictReader(stream)})


def romanised(text: str) -> str:
    """Return the text in small Latin letters without accents; unknown scripts stay as they are."""
    if text.isascii():
        return text.lower()
    # NFC first: a Cyrillic й is one letter of the table, not и with a breve.
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_letters())
    marks = (each for each in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(each))
    # Again: an accented Greek letter is in the table only without its accent.
    return unicodedata.normalize("NFC", "".join(marks).translate(_letters()))


def tokens(text: str) -> tuple[Token, ...]:
    """Split a name into folded words, in order.

    Initials are joined (``S. A.``, ``S.A.`` and ``SA`` are one word), ``&`` is "and", a possessive loses its s, other
    apostrophes vanish.
    """
    found = [Token(_word(each.group()), each.start(), each.end()) for each in _CHUNK.finditer(text)]
    return tuple(_joined([each for each in found if each.text]))


def words(text: str) -> tuple[str, ...]:
    """Only the folded words of :func:`tokens`."""
    return tuple(each.text for each in tokens(text))


def _word(chunk: str) -> str:
    if chunk in {"&", "＆", "+"}:
        return "and"
    plain = romanised(_POSSESSIVE.sub("", chunk))
    return _NOT_LETTERS.sub("", plain).replace("%", "percent")


def _joined(found: list[Token]) -> list[Token]:
    """Join letters standing alone beside each other: C G Clow → cg clow."""
    out: list[Token] = []
    open_run = False
    for each in found:
        single = len(each.text) == 1 and each.text.isalpha()
        if single and open_run:
            out[-1] = Token(out[-1].text + each.text, out[-1].start, each.end)
        else:
            out.append(each)
        open_run = single
    return out


# Spellings that sound alike in the languages of our names, most specific first.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tsch|tch|sch|shch|sh|ch|cz|sz", "S"),
        ("ph|pf", "f"),
        ("ck|kh|q", "k"),
        ("th", "t"),
        ("gh", "g"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("x", "ks"),
        ("z", "s"),
        ("w", "v"),
        ("j|y", "i"),
        ("ae", "a"),
        ("oe", "o"),
        ("ue", "u"),
    )
)
_REPEATED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"(?!^)[aeiouh]")


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return how a folded word sounds: consonants only, after the first letter, look-alikes as one."""
    spoken = word
    for pattern, each in _SOUNDS:
        spoken = pattern.sub(each, spoken)
    return _REPEATED.sub(r"\1", _VOWELS.sub("", _REPEATED.sub(r"\1", spoken)))
