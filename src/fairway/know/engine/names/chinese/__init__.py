"""Chinese names of organisations taken apart: place, brand, trade, legal form, branch, and what is no organisation."""

from __future__ import annotations

from fairway.know.engine.names.chinese.keys import core_key
from fairway.know.engine.names.chinese.parse import parse_chinese
from fairway.know.engine.names.chinese.parsed import BranchLevel, Form, ParsedName, PlaceWord, Token, TokenKind

__all__ = ["BranchLevel", "Form", "ParsedName", "PlaceWord", "Token", "TokenKind", "core_key", "parse_chinese"]
