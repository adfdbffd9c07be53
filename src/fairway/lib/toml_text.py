"""Reading a TOML text strictly: every refusal names the key, the line where it can, and the remedy."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NoReturn

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator, Sequence

Path = tuple[str | int, ...]

# A text longer than this is no method that people read; the limits also keep a reading under a second.
LONGEST_TEXT = 100_000
LONGEST_LINE = 1_000
LONGEST_WORDS = 120
MOST_TABLES = 200
HIGHEST_NUMBER = 1_000_000

NOT_UNICODE = _("%(place)s holds a sign that is no text. Save the file as UTF-8 without a byte order mark.")

MISSING = _("%(place)s: “%(key)s” is missing. Add a line “%(key)s = …”.")
HEADER = re.compile(r"(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")
ASSIGNMENT = re.compile(r"([\w\-.\"' \t]+)=")
LINE_IN_MESSAGE = re.compile(r"at line (\d+)")
MULTILINE_QUOTES = re.compile(r"\"\"\"|'''")
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories of what cannot be seen in print: two names that look alike must be alike."""


@dataclass(frozen=True, slots=True)
class TomlText:
    """One TOML text with the name it is known by and the line of every key."""

    name: str
    text: str
    lines: dict[Path, int]

    def place(self, path: Path) -> str:
        """Spell a path with its line: ``indicators[2].cap (line 31)``; the file's name for the whole text."""
        spelled = ""
        for part in path:
            spelled += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if spelled else part
        line = self.line(path)
        return f"{spelled or self.name} (line {line})" if line else spelled or self.name

    def line(self, path: Path) -> int | None:
        """Find the line of the path, or of the nearest table around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


@dataclass(slots=True)
class Table:
    """One table of a TOML text, read key by key; :meth:`finish` refuses what nobody asked for."""

    source: TomlText
    path: Path
    values: dict[str, object]
    seen: set[str] = field(default_factory=set)

    def refuse(self, code: str, text: str, *keys: str | int, **facts: object) -> NoReturn:
        """Raise :class:`Invalid` with ``file``, ``place`` and ``line`` of ``keys`` below this table."""
        path = (*self.path, *keys)
        place, line = self.source.place(path), self.source.line(path) or 1
        raise Invalid(code, text, file=self.source.name, place=place, line=line, **facts)

    def has(self, key: str) -> bool:
        """Whether an optional key is there; asking makes it a known one."""
        self.seen.add(key)
        return key in self.values

    def take(self, key: str, missing: str = MISSING) -> object:
        """Return the value as TOML has it; ``model-key-missing`` when it is not there."""
        self.seen.add(key)
        if key not in self.values:
            self.refuse("model-key-missing", missing, key=key, table=self._header(key))
        return self.values[key]

    def _header(self, key: str) -> str:
        """Spell the header of a table: the names of those around it come first."""
        return ".".join([*(part for part in self.path if isinstance(part, str)), key])

    def optional_words(self, key: str, longest: int = LONGEST_WORDS) -> str:
        """Return :meth:`words`, or "" where the optional key is not there."""
        return self.words(key, longest) if self.has(key) else ""

    def words(self, key: str, longest: int = LONGEST_WORDS) -> str:
        """Return a text of one line that is not blank, without surrounding spaces."""
        value = self.take(key)
        if not isinstance(value, str) or not value.strip():
            text = _("%(place)s: a text in quotes is needed, and it may not be blank.")
            self.refuse("model-not-text", text, key)
        words = value.strip()
        if len(words) > longest:
            text = _("%(place)s: this text has %(found)s characters, and %(longest)s are the most. Shorten it.")
            self.refuse("model-text-long", text, key, found=len(words), longest=longest)
        if any(unicodedata.category(sign) in UNSEEN for sign in words):
            text = _("%(place)s: this text holds a line break or a sign that cannot be seen. Type it anew.")
            self.refuse("model-text-unseen", text, key)
        return words

    def whole(self, key: str) -> int:
        """Return a whole number; a float, a text, a truth value or more than a million is refused."""
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int):
            text = _("%(place)s: “%(found)s” is not a whole number. Write digits only, as in -25.")
            self.refuse("model-not-whole", text, key, found=_shown(value))
        if abs(value) > HIGHEST_NUMBER:
            text = _("%(place)s: numbers lie from -%(highest)s to %(highest)s. Write a smaller one.")
            self.refuse("model-number-range", text, key, highest=HIGHEST_NUMBER)
        return value

    def day(self, key: str) -> date:
        """Return a calendar day written without quotes or time of day."""
        value = self.take(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            text = _("%(place)s: “%(found)s” is not a day. Write it as 2026-04-01, without quotes or time.")
            self.refuse("model-not-day", text, key, found=_shown(value))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that are not blank; the list may be empty."""
        values = self.take(key)
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
            text = _('%(place)s: a list of texts is needed, such as ["first", "second"].')
            self.refuse("model-not-list", text, key)
        return tuple(values)

    def table(self, key: str) -> Table:
        """Return the table under ``key``."""
        value = self.take(key, _("%(place)s: the table “%(key)s” is missing. Write [%(table)s] and its keys below."))
        if not isinstance(value, dict):
            text = _("%(place)s: a table is needed. Write [%(table)s] and its keys below.")
            self.refuse("model-not-table", text, key, table=self._header(key))
        return Table(self.source, (*self.path, key), value)

    def tables(self, key: str, most: int = MOST_TABLES) -> Sequence[Table]:
        """Return the tables written as ``[[key]]``, at least one."""
        text = _("%(place)s: at least one table [[%(key)s]] is needed.")
        values = self.take(key, text)
        if not isinstance(values, list) or not values or not all(isinstance(v, dict) for v in values):
            self.refuse("model-not-tables", text, key, key=key)
        if len(values) > most:
            text = _("%(place)s: there are %(found)s tables [[%(key)s]], and %(most)s are the most. Remove some.")
            self.refuse("model-tables-many", text, key, most, key=key, found=len(values), most=most)
        return [Table(self.source, (*self.path, key, number), value) for number, value in enumerate(values)]

    def finish(self) -> None:
        """Refuse keys nobody took: a misspelt one must not be passed over in silence."""
        for key in self.values:
            if key not in self.seen:
                text = _("%(place)s: “%(key)s” is not known here. Remove it, or use one of: %(allowed)s.")
                self.refuse("model-key-unknown", text, key, key=_shown(key), allowed=", ".join(sorted(self.seen)))


def is_words(text: str) -> bool:
    """Whether :meth:`Table.words` takes the text as it stands."""
    seen = not any(unicodedata.category(sign) in UNSEEN for sign in text)
    return 0 < len(text) <= LONGEST_WORDS and text == text.strip() and seen


def _shown(value: object) -> str:
    """Spell a value briefly: a number of a million digits cannot even be printed."""
    if isinstance(value, list | dict):
        return "[…]" if isinstance(value, list) else "{…}"
    if isinstance(value, int) and abs(value) > HIGHEST_NUMBER:
        return "…"
    shown = str(value)
    return shown if len(shown) <= LONGEST_WORDS else f"{shown[:LONGEST_WORDS]}…"


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file; :class:`Invalid` ``model-not-unicode`` where it is none."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refusal("model-not-unicode", NOT_UNICODE, name, line) from error


def file_text(path: pathlib.Path) -> str:
    """Return the text of a file as far as it may be long, and one byte more for the limit to be seen."""
    with path.open("rb") as stream:
        return decoded(stream.read(4 * LONGEST_TEXT + 1), path.name)


def read_toml(text: str, name: str, longest: int = LONGEST_TEXT) -> Table:
    """Parse ``text``; ``name`` stands for it in messages.

    Raises :class:`Invalid` ``model-syntax`` with the line where the TOML stops being readable, or the code of
    the limit that the text exceeds.
    """
    text = text.replace("\r\n", "\n")
    _check_limits(text, name, longest)
    try:
        values = tomllib.loads(text)
    except RecursionError as error:
        sentence = _("%(place)s: lists or tables stand inside each other too deeply. Write them one by one.")
        raise _refusal("model-nested", sentence, name, 1) from error
    except ValueError as error:  # TOMLDecodeError is one, and so is a number of more digits than are read
        found = LINE_IN_MESSAGE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        sentence = _("%(place)s is not readable TOML: %(detail)s. Mend that line first.")
        raise _refusal("model-syntax", sentence, name, line, detail=str(error)) from error
    return Table(TomlText(name, text, {(): 1, **key_lines(text)}), (), values)


def _check_limits(text: str, name: str, longest: int) -> None:
    """Refuse before parsing what is too much to parse, or what no database keeps."""
    if len(text) > longest:
        sentence = _("%(place)s: the text has %(found)s characters, and %(longest)s are the most. Shorten it.")
        raise _refusal("model-too-long", sentence, name, 1, found=len(text), longest=longest)
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            sentence = _("%(place)s: the line has %(found)s characters, and %(longest)s are the most. Divide it.")
            raise _refusal("model-line-long", sentence, name, number, found=len(line), longest=LONGEST_LINE)
        if any("\ud800" <= sign <= "\udfff" or sign in "\0\ufeff" for sign in line):
            raise _refusal("model-not-unicode", NOT_UNICODE, name, number)


def _refusal(code: str, sentence: str, name: str, line: int, **facts: object) -> Invalid:
    return Invalid(code, sentence, file=name, place=f"{name} (line {line})", line=line, **facts)


def key_lines(text: str) -> dict[Path, int]:
    """Map every table and key written on a line of its own to its line, counted from 1."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _lines_outside_strings(text):
        if header := HEADER.match(line):
            table = _table_path(header[2].strip(), counts, starts_new=header[1] == "[[")
            lines.setdefault(table, number)
            if header[1] == "[[":
                lines.setdefault(table[:-1], number)
        elif assignment := ASSIGNMENT.match(line):
            lines[(*table, *_parts(assignment[1]))] = number
    return lines


def _lines_outside_strings(text: str) -> Iterator[tuple[int, str]]:
    """Leave out lines that begin inside a multi-line string, where an "=" is only a word."""
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not inside:
            yield number, line.strip()
        if len(MULTILINE_QUOTES.findall(line)) % 2:
            inside = not inside


def _parts(dotted: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _table_path(dotted: str, counts: dict[Path, int], *, starts_new: bool) -> Path:
    """Resolve a header: ``a.b`` below ``[[a]]`` means the last ``a``; ``[[a]]`` itself starts the next."""
    path: Path = ()
    parts = _parts(dotted)
    for position, part in enumerate(parts):
        path = (*path, part)
        if starts_new and position == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
