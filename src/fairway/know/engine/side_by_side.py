"""Two spellings side by side: which pieces both have, and which only one has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word of letters, a run of digits, or any one character: Chinese is told apart character by character.
_UNITS = re.compile(r"[^\W\d_\u2e80-\u9fff\uf900-\ufaff]+|\d+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """Some of a text; ``differs`` where the other text has none of it in this place."""

    text: str
    differs: bool


def side_by_side(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Cut both texts into pieces that both have and pieces that differ; joined, the pieces are the texts.

    Ratcliff and Obershelp's longest common blocks (1988), as in the standard library, on words, numbers and Chinese
    characters: two words that share some letters are two words.
    """
    ours, theirs = _UNITS.findall(left), _UNITS.findall(right)
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    lefts = [Piece("".join(ours[a:b]), kind != "equal") for kind, a, b, _c, _d in blocks if b > a]
    rights = [Piece("".join(theirs[c:d]), kind != "equal") for kind, _a, _b, c, d in blocks if d > c]
    return tuple(lefts), tuple(rights)
