"""The part of MiniZinc's data format that the public brokerage events use: numbers, lists, sets and rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

LONGEST_TEXT = 2_000_000
"""The largest public event has some tens of thousands."""
LONGEST_WORD = 80
"""Of a field as a message shows it."""
_TOKEN = re.compile(
    r"%[^\n]*|\s+|\[\||\|\]|[\[\]{},|;=]|-?[0-9]{1,9}(?![0-9])|[A-Za-z_][A-Za-z_0-9]*|(?P<bad>.)", re.DOTALL
)


@dataclass(frozen=True)
class Number:
    """A number and the line it stands on."""

    value: int
    line: int


@dataclass(frozen=True)
class _Token:
    text: str
    line: int


class Fields:
    """The assignments of a file, each read on demand as the shape it must have.

    Every error is ``Invalid`` with the facts ``file``, ``field`` and ``line``.
    """

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        if len(text) > LONGEST_TEXT:
            sentence = gettext_noop("%(file)s has more than %(most)s characters. Make the timetable from spreadsheets.")
            raise self.fault("", 0, sentence, most=LONGEST_TEXT)
        self.tokens: dict[str, list[_Token]] = {}
        statement: list[_Token] = []
        for token in self._split(text):
            if token.text == ";":
                self._keep([*statement, token])
                statement = []
            else:
                statement.append(token)
        if statement:
            text = gettext_noop("%(file)s, line %(line)s: the ; after %(field)s is missing.")
            raise self.fault(statement[0].text, statement[-1].line, text)

    def fault(self, field: str, line: int, text: str, **facts: object) -> Invalid:
        """Build the error to raise; ``text`` has places for file, line, field and ``facts``."""
        shown = field if len(field) <= LONGEST_WORD else f"{field[:LONGEST_WORD]}…"
        return Invalid("dzn", text, file=self.name, line=line, field=shown, **facts)

    def line(self, field: str) -> int:
        """Say on which line the value of ``field`` begins."""
        return self.tokens[field][0].line

    def count(self, field: str, most: int = 10**9) -> int:
        """Read a single number from 0 to ``most``."""
        reader = self._reader(field)
        number = reader.number()
        reader.end()
        self.within(field, number, 0, most)
        return number.value

    def numbers(self, field: str, expected: int) -> list[Number]:
        """Read ``[1, 2, 3]`` with as many numbers as ``expected``."""
        reader = self._reader(field)
        return self._whole(reader, reader.listed("[", "]", reader.number), expected)

    def sets(self, field: str, expected: int) -> list[list[Number]]:
        """Read ``[{1, 2}, {}]`` with as many sets as ``expected``."""
        reader = self._reader(field)
        return self._whole(reader, reader.listed("[", "]", reader.set_of_numbers), expected)

    def rows(self, field: str, expected: int, width: int) -> list[list[Number]]:
        """Read ``[|1, 2, 3, |4, 5, 6|]`` with ``expected`` rows of ``width`` numbers each."""
        reader = self._reader(field)
        found = self._whole(reader, reader.rows(), expected)
        for row in found:
            if len(row) != width:
                text = gettext_noop("%(file)s, line %(line)s: a row of %(field)s needs %(width)s numbers.")
                raise self.fault(field, row[0].line, text, width=width)
        return found

    def within(self, field: str, number: Number, least: int, most: int) -> None:
        """Refuse a number outside ``least`` … ``most``."""
        if not least <= number.value <= most:
            text = gettext_noop("%(file)s, line %(line)s: %(value)s in %(field)s is outside %(least)s … %(most)s.")
            raise self.fault(field, number.line, text, value=number.value, least=least, most=most)

    def _split(self, text: str) -> Iterator[_Token]:
        line = 1
        for match in _TOKEN.finditer(text):
            found = match.group()
            if match["bad"]:
                sentence = gettext_noop("%(file)s, line %(line)s: %(field)s does not belong here.")
                raise self.fault(repr(found), line, sentence)
            if not found.isspace() and not found.startswith("%"):
                yield _Token(found, line)
            line += found.count("\n")

    def _keep(self, statement: list[_Token]) -> None:
        name = statement[0]
        if len(statement) < 4 or not name.text.isidentifier() or statement[1].text != "=":
            text = gettext_noop("%(file)s, line %(line)s: expected “name = value;” at %(field)s.")
            raise self.fault(name.text, name.line, text)
        next_one = next((place for place, token in enumerate(statement[2:], 2) if token.text == "="), None)
        if next_one is not None:
            text = gettext_noop("%(file)s, line %(line)s: the ; after %(field)s is missing.")
            raise self.fault(name.text, statement[max(next_one - 2, 0)].line, text)
        if name.text in self.tokens:
            text = gettext_noop("%(file)s, line %(line)s: %(field)s is given twice.")
            raise self.fault(name.text, name.line, text)
        self.tokens[name.text] = statement[2:]

    def _reader(self, field: str) -> _Reader:
        if field not in self.tokens:
            text = gettext_noop("%(file)s: %(field)s is missing.")
            raise self.fault(field, 0, text)
        return _Reader(self, field)

    def _whole(self, reader: _Reader, found: list[T], expected: int) -> list[T]:
        reader.end()
        if len(found) != expected:
            text = gettext_noop("%(file)s, line %(line)s: %(field)s has %(found)s entries, %(expected)s are announced.")
            raise self.fault(reader.field, self.line(reader.field), text, found=len(found), expected=expected)
        return found


class _Reader:
    """Walks through the tokens of one field; the last one is its ``;``."""

    def __init__(self, fields: Fields, field: str) -> None:
        self.fields = fields
        self.field = field
        self.tokens = fields.tokens[field]
        self.at = 0

    def end(self) -> None:
        self._expect(";")

    def number(self) -> Number:
        token = self.tokens[self.at]
        if not token.text.lstrip("-").isdigit():
            raise self._unexpected(token)
        self.at += 1
        return Number(int(token.text), token.line)

    def listed(self, start: str, end: str, item: Callable[[], T]) -> list[T]:
        """Read items between two brackets; a comma may follow the last one."""
        self._expect(start)
        found: list[T] = []
        while not self._passes(end):
            found.append(item())
            if not self._passes(","):
                self._expect(end)
                break
        return found

    def set_of_numbers(self) -> list[Number]:
        return self.listed("{", "}", self.number)

    def rows(self) -> list[list[Number]]:
        self._expect("[|")
        found: list[list[Number]] = []
        while not self._passes("|]"):
            found.append(self._row())
        return found

    def _row(self) -> list[Number]:
        row = [self.number()]
        while self._passes(",") and self._here() not in ("|", "|]"):
            row.append(self.number())
        if self._here() != "|]":
            self._expect("|")
        return row

    def _here(self) -> str:
        return self.tokens[self.at].text

    def _passes(self, text: str) -> bool:
        passed = self._here() == text
        self.at += passed
        return passed

    def _expect(self, text: str) -> None:
        if not self._passes(text):
            raise self._unexpected(self.tokens[self.at])

    def _unexpected(self, token: _Token) -> Invalid:
        text = gettext_noop("%(file)s, line %(line)s: unexpected %(found)s in %(field)s.")
        return self.fields.fault(self.field, token.line, text, found=token.text)
