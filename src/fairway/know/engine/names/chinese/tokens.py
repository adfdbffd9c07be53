"""The head of a name cut into places, brand, trades, marks and numbers: longest known word first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fairway.know.engine.names.chinese.gazetteer import is_abroad, is_county_only, may_lie_in, place_at, whole_place
from fairway.know.engine.names.chinese.lexicon import word_lengths, words
from fairway.know.engine.names.chinese.parsed import PlaceWord, Token, TokenKind

_NUMBER = re.compile("第?[0-9]+(?:号|期|世纪)?")
_NUMBERS = frozenset("第0123456789")


@dataclass
class _Cut:
    """What has been read so far."""

    tokens: list[Token] = field(default_factory=list)
    places: list[PlaceWord] = field(default_factory=list)
    branch: bool = False
    """Whether it is a branch that is read: counties count there without their suffix."""
    open: bool = False
    """Whether the last token is a brand that still grows."""

    def add(self, kind: TokenKind, text: str) -> None:
        self.tokens.append(Token(kind, text))
        self.open = kind is TokenKind.BRAND

    def add_place(self, word: PlaceWord) -> None:
        self.places.append(word)
        self.add(TokenKind.PLACE, word.stem)

    def grow(self, character: str) -> None:
        if self.open:
            self.tokens[-1] = Token(TokenKind.BRAND, self.tokens[-1].text + character)
        else:
            self.add(TokenKind.BRAND, character)

    @property
    def at_start(self) -> bool:
        return all(each.kind is TokenKind.PLACE for each in self.tokens)


def cut(text: str, *, branch: bool = False) -> tuple[tuple[Token, ...], tuple[PlaceWord, ...]]:
    """Cut a folded head, or what names a branch, into tokens, and return its places beside them."""
    found = _Cut(branch=branch)
    at = 0
    while at < len(text):
        at = _bracket(found, text, at) if text[at] in "()" else _step(found, text, at)
    if not branch:
        _no_brand_left(found)
    return tuple(found.tokens), tuple(found.places)


def _bracket(found: _Cut, text: str, at: int) -> int:
    """Read a bracket: its places if it holds nothing else, otherwise its words."""
    end = text.find(")", at)
    found.open = False
    if text[at] == "(" and end > at:
        for word in whole_place(text[at + 1 : end]):
            found.add_place(word)
            at = end
    return at + 1


def _step(found: _Cut, text: str, at: int) -> int:
    number = _NUMBER.match(text, at) if text[at] in _NUMBERS else None
    if number:
        found.add(TokenKind.NUMBER, number.group())
        return number.end()
    known = _word_at(text, at)
    here = place_at(text, at)
    if here and here[1] - at >= (len(known) if known else 0) and _is_place(found, here[0], here[1] == len(text)):
        found.add_place(here[0])
        return here[1]
    if known:
        found.add(words()[known], known)
        return at + len(known)
    found.grow(text[at])
    return at + 1


def _word_at(text: str, at: int) -> str:
    for length in word_lengths().get(text[at], ()):
        if text[at : at + length] in words():
            return text[at : at + length]
    return ""


def _is_place(found: _Cut, word: PlaceWord, at_end: bool) -> bool:  # noqa: FBT001  # one caller
    """Whether a place word means the place here, or is part of a brand.

    A county without its suffix counts only at the beginning, and behind another place only inside that place; a country
    at the beginning, in brackets or at the end, not inside such as 阿尔法国际.
    """
    if is_abroad(word):
        return found.at_start or at_end
    if word.suffix or found.branch or not is_county_only(word):
        return True
    return found.at_start and (not found.places or may_lie_in(word, found.places[-1]))


def _no_brand_left(found: _Cut) -> None:
    """A county that would leave no brand is the brand: 平安证券 is not of the district 平安."""
    if not found.places or any(each.kind is TokenKind.BRAND for each in found.tokens):
        return
    first = found.places[0]
    if not first.suffix and is_county_only(first) and found.tokens[0] == Token(TokenKind.PLACE, first.stem):
        found.places.pop(0)
        found.tokens[0] = Token(TokenKind.BRAND, first.stem)
