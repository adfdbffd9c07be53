"""One key for spellings that differ only in form, suffix, script or brackets: what blocking starts from."""

from __future__ import annotations

from functools import lru_cache

from fairway.know.engine.names.chinese.parse import parse_chinese
from fairway.know.engine.names.chinese.parsed import TokenKind
from fairway.know.engine.script import fold, has_chinese


@lru_cache(maxsize=131072)
def core_key(name: str) -> str:
    """Return the strongest key of a name: folded, without legal form, group marks, and suffixes of places.

    Places stand in front in a fixed order, then the words, then the branch: 得润汽车部件（重庆）有限公司 and
    重庆市得润汽车部件有限责任公司 share one key. Two names of one key need not be one organisation. A name without
    Chinese characters is only folded.
    """
    if not has_chinese(name):
        return fold(name)
    parsed = parse_chinese(name)
    places = sorted({each.stem for each in parsed.places})
    left = [each.text for each in parsed.tokens if each.kind not in (TokenKind.PLACE, TokenKind.GROUP)]
    branch = ["".join([*(place.stem for place in each.places), each.words, each.marker]) for each in parsed.branch]
    return "".join([*(["中国"] if parsed.country else []), *places, *left, *branch])
