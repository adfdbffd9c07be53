"""Reading a TOML text strictly: every refusal names the key, the line where it can, and the remedy."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NoReturn

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Path = tuple[str | int, ...]

HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
ASSIGNMENT = re.compile(r"\s*([\w\-.\"' ]+?)\s*=")
LINE_IN_MESSAGE = re.compile(r"at line (\d+)")
MULTILINE_QUOTES = re.compile(r"\"\"\"|'''")


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
        place, line = self.source.place(path), self.source.line(path)
        raise Invalid(code, text, file=self.source.name, place=place, line=line, **facts)

    def has(self, key: str) -> bool:
        """Whether an optional key is there; asking makes it a known one."""
        self.seen.add(key)
        return key in self.values

    def take(self, key: str) -> object:
        """Return the value as TOML has it; ``model-key-missing`` when it is not there."""
        self.seen.add(key)
        if key not in self.values:
            text = _("%(place)s: “%(key)s” is missing. Add a line “%(key)s = …”.")
            self.refuse("model-key-missing", text, key=key)
        return self.values[key]

    def words(self, key: str) -> str:
        """Return a text that is not blank, without surrounding spaces."""
        value = self.take(key)
        if not isinstance(value, str) or not value.strip():
            text = _("%(place)s: a text in quotes is needed, and it may not be blank.")
            self.refuse("model-not-text", text, key)
        return value.strip()

    def whole(self, key: str) -> int:
        """Return a whole number; a float, a text or a truth value is refused."""
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int):
            text = _("%(place)s: “%(found)s” is not a whole number. Write digits only, as in -25.")
            self.refuse("model-not-whole", text, key, found=value)
        return value

    def day(self, key: str) -> date:
        """Return a calendar day written without quotes or time of day."""
        value = self.take(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            text = _("%(place)s: “%(found)s” is not a day. Write it as 2026-04-01, without quotes or time.")
            self.refuse("model-not-day", text, key, found=value)
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
        value = self.take(key)
        if not isinstance(value, dict):
            text = _("%(place)s: a table is needed. Write [%(key)s] and its keys below.")
            self.refuse("model-not-table", text, key, key=key)
        return Table(self.source, (*self.path, key), value)

    def tables(self, key: str) -> Sequence[Table]:
        """Return the tables written as ``[[key]]``, at least one."""
        values = self.take(key)
        if not isinstance(values, list) or not values or not all(isinstance(v, dict) for v in values):
            text = _("%(place)s: at least one table [[%(key)s]] is needed.")
            self.refuse("model-not-tables", text, key, key=key)
        return [Table(self.source, (*self.path, key, number), value) for number, value in enumerate(values)]

    def finish(self) -> None:
        """Refuse keys nobody took: a misspelt one must not be passed over in silence."""
        for key in self.values:
            if key not in self.seen:
                text = _("%(place)s: “%(key)s” is not known here. Remove it, or use one of: %(allowed)s.")
                self.refuse("model-key-unknown", text, key, key=key, allowed=", ".join(sorted(self.seen)))


def read_toml(text: str, name: str) -> Table:
    """Parse ``text``; ``name`` stands for it in messages.

    Raises :class:`Invalid` ``model-syntax`` with the line where the TOML stops being readable.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = LINE_IN_MESSAGE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        sentence = _("%(place)s is not readable TOML: %(detail)s. Mend that line first.")
        place = f"{name} (line {line})"
        raise Invalid("model-syntax", sentence, file=name, place=place, line=line, detail=str(error)) from error
    return Table(TomlText(name, text, key_lines(text)), (), values)


def key_lines(text: str) -> dict[Path, int]:
    """Map every table and key written on a line of its own to its line, counted from 1."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _lines_outside_strings(text):
        if header := HEADER.match(line):
            table = _table_path(header[2], counts, starts_new=header[1] == "[[")
            lines.setdefault(table, number)
            if header[1] == "[[":
                lines.setdefault(table[:-1], number)
        elif assignment := ASSIGNMENT.match(line):
            lines[(*table, *_parts(assignment[1]))] = number
    return lines


def _lines_outside_strings(text: str) -> Iterator[tuple[int, str]]:
    """Leave out lines that begin inside a multi-line string, where an "=" is only a word."""
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside:
            yield number, line
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
