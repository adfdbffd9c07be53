"""Which script and language a name is written in: codes of ISO 15924 and BCP 47.

What characters alone show, no more: a name of Han characters that are the same in both forms counts as simplified,
and Latin letters count as English unless they carry accents.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

# The first script of the list with a character in the name decides: kana and hangul stand beside Han characters.
_SCRIPTS = (
    ("Jpan", "ja", re.compile("[\u3040-\u30ff]")),
    ("Kore", "ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("Hani", "zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")),
    ("Cyrl", "und", re.compile("[\u0400-\u04ff]")),
    ("Arab", "und", re.compile("[\u0600-\u06ff]")),
    ("Grek", "el", re.compile("[\u0370-\u03ff]")),
    ("Thai", "th", re.compile("[\u0e00-\u0e7f]")),
    ("Latn", "und", re.compile("[A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a]")),
)


def script_of(name: str) -> str:
    """Return the script: ``Hans``, ``Hant``, ``Latn``, ``Cyrl`` …; ``Zyyy`` where no letter tells."""
    return _tongue(name)[0]


def language_of(name: str) -> str:
    """Return the language: ``zh-Hans``, ``zh-Hant``, ``en``, ``ko`` …; ``und`` where the letters do not tell."""
    return _tongue(name)[1]


def _tongue(name: str) -> tuple[str, str]:
    for script, language, letters in _SCRIPTS:
        if letters.search(name):
            if script == "Hani":
                return ("Hant", "zh-Hant") if _traditional(name) else ("Hans", "zh-Hans")
            return script, "en" if script == "Latn" and name.isascii() else language
    return "Zyyy", "und"


def _traditional(name: str) -> bool:
    """Whether characters stand in their traditional form and none in a form that only simplified writing has."""
    traditional, simplified = _forms()
    signs = set(name)
    return bool(signs & traditional) and not signs & simplified


@lru_cache(maxsize=1)
def _forms() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of traditional writing alone, and of simplified writing alone.

    A character of GB 2312, the set of simplified writing, is not traditional, whatever else it stands for (乾).
    """
    import opencc  # loaded when a first Han character asks

    signs = [chr(code) for code in chain(range(0x3400, 0x4DC0), range(0x4E00, 0xA000))]
    lines = "\n".join(signs)
    simple, traditional = (opencc.OpenCC(way).convert(lines).split("\n") for way in ("t2s", "s2t"))
    rows = list(zip(signs, simple, traditional, strict=True))
    only_traditional = frozenset(s for s, to, _back in rows if to != s and not _in_gb2312(s))
    return only_traditional, frozenset(s for s, to, back in rows if back != s and to == s)


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
