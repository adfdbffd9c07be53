"""The parts of a Chinese name, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TokenKind(StrEnum):
    """What a piece of a name is."""

    PLACE = "place"
    BRAND = "brand"
    TRADE = "trade"
    GENERIC = "generic"
    BODY = "body"
    GROUP = "group"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a name in folded characters; generic words (发展, 管理) say little, a body is 医院, 协会, 局."""

    kind: TokenKind
    text: str


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A place as a name writes it.

    ``stem`` is the name without its administrative suffix (深圳), ``suffix`` what followed it (市, or ""), ``codes``
    the divisions it can mean (six digits; a letter code for a country or region), several where it is ambiguous.
    """

    stem: str
    suffix: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class BranchLevel:
    """One level of a branch: 杭州 + 高新 + 支行. ``marker`` is "" where a name goes on behind its legal form."""

    marker: str
    level: str
    places: tuple[PlaceWord, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Form:
    """A legal form: its key (``limited``, ``shares``, …; "" when the name has none), as written, and ISO 20275."""

    key: str
    written: str
    elf: str = ""


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name taken apart; every text is folded (:func:`fairway.know.engine.script.fold`).

    ``part`` says what a name is when it is not an organisation of its own standing: ``union``, ``party``, ``unit``,
    ``several`` ("X and its subsidiaries"), ``product`` (a trust plan, an account) or ``placeholder`` (客户); ``owner``
    is then the name of X. ``stood_for`` holds the spellings replaced (工行 by 中国工商银行), ``former`` whether one of
    them is a name given up. ``marks`` are 集团 and 控股. ``tokens`` are the head without form and branch, in order.
    """

    text: str
    tokens: tuple[Token, ...]
    places: tuple[PlaceWord, ...]
    form: Form
    branch: tuple[BranchLevel, ...] = ()
    country: bool = False
    part: str = ""
    owner: str = ""
    stood_for: tuple[str, ...] = ()
    former: bool = False

    @property
    def brand(self) -> str:
        """What is neither place, trade nor mark: the distinctive part."""
        return "".join(each.text for each in self.tokens if each.kind is TokenKind.BRAND)

    @property
    def trades(self) -> tuple[str, ...]:
        """Words for what the organisation does or is, in order."""
        kinds = (TokenKind.TRADE, TokenKind.GENERIC, TokenKind.BODY)
        return tuple(each.text for each in self.tokens if each.kind in kinds)

    @property
    def marks(self) -> frozenset[str]:
        """集团, 控股 or both."""
        return frozenset(each.text for each in self.tokens if each.kind is TokenKind.GROUP)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Numbers in the head, in order."""
        return tuple(each.text for each in self.tokens if each.kind is TokenKind.NUMBER)

    @property
    def body(self) -> tuple[Token, ...]:
        """The tokens without places and marks."""
        return tuple(each for each in self.tokens if each.kind not in (TokenKind.PLACE, TokenKind.GROUP))
