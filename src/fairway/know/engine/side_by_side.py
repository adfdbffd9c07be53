"""Two spellings side by side: which pieces both have, and which only one has."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Piece:
    """Some characters of a text; ``differs`` where the other text has none of them in this place."""

    text: str
    differs: bool


def side_by_side(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Cut both texts into pieces that both have and pieces that differ; joined, the pieces are the texts.

    Ratcliff and Obershelp's longest common blocks (1988), as in the standard library, on single characters.
    """
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    lefts = [Piece(left[a:b], kind != "equal") for kind, a, b, _c, _d in blocks if b > a]
    rights = [Piece(right[c:d], kind != "equal") for kind, _a, _b, c, d in blocks if d > c]
    return tuple(lefts), tuple(rights)
