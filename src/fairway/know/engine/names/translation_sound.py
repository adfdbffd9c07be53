"""How Chinese syllables sound to whoever wrote an English name: loose romanisation.

A brand is seldom in strict pinyin: 华 is Hwa, 康 Kon, 申 Shen or Sun. Two levels of looseness are compared: spellings
of the same sound made one (:func:`sounded`), and consonants alone by where they are spoken (:func:`skeleton`), an idea
as old as Soundex (Russell 1918).
"""

from __future__ import annotations

import re
from functools import lru_cache

_SPELLINGS = (
    (re.compile(r"ts|tz"), "z"),
    (re.compile(r"zh"), "j"),
    (re.compile(r"ch"), "q"),
    (re.compile(r"sh|hs"), "x"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck|qu|c(?=[^ehiy]|$)"), "k"),
    (re.compile(r"th"), "s"),
    (re.compile(r"oo|ou"), "u"),
    (re.compile(r"ee|ea"), "i"),
    (re.compile(r"(?<=[bcdfghjklmnpqrstvxz])w"), "u"),
    (re.compile(r"(?<=[bcdfghjklmnpqrstvxz])y"), "i"),
    (re.compile(r"v(?=$)"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=[aeiou])h"), ""),
)
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bp", "b"), **dict.fromkeys("dt", "d"), **dict.fromkeys("gk", "k"),
        **dict.fromkeys("cjqsxz", "s"), **dict.fromkeys("fv", "f"), **dict.fromkeys("lr", "l"),
        **dict.fromkeys("aeiou", ""),
    }
)  # fmt: skip


@lru_cache(maxsize=65536)
def sounded(word: str) -> str:
    """One spelling for what sounds alike: ``hwa`` and ``hua``, ``yueboo`` and ``yuebu``."""
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    return word


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """Consonants by where they are spoken, without vowels and the g of ng.

    ``shunluo`` is ``snl`` and ``sunlord`` is ``snld``.
    """
    return re.sub(r"(.)\1+", r"\1", re.sub(r"n?ng", "n", sounded(word)).translate(_CLASSES))
