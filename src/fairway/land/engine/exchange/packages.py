"""Packages of OC4IDS projects, written and read piece by piece: a hundred thousand projects never stand in memory."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from fairway.land.engine.exchange.oc4ids import write_project
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fairway.land.engine.exchange.values import Project

STANDARD = "0.9"
MOST_CHARACTERS = 5_000_000
"""The longest a single project of a file may be."""
_PIECE = 100
_SPACE = " \t\r\n"


@dataclass(frozen=True)
class Publication:
    """Who publishes a package, where and when (``YYYY-MM-DDThh:mm:ssZ``), and the prefix of its projects."""

    uri: str
    publisher: str
    published: str
    prefix: str


def package_pieces(projects: Iterable[Project], by: Publication) -> Iterator[bytes]:
    """Write a package; the standard wants at least one project in it."""
    head = {
        "uri": by.uri,
        "version": STANDARD,
        "publishedDate": by.published,
        "publisher": {"name": by.publisher},
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "projects": ['
    source = iter(projects)
    before = ""
    while piece := list(islice(source, _PIECE)):
        lines = ",\n".join(json.dumps(write_project(each, by.prefix), ensure_ascii=False) for each in piece)
        yield f"{before}\n{lines}".encode()
        before = ","
    yield b"\n]}\n"


def read_package(pieces: Iterable[bytes]) -> Iterator[Any]:
    """Give the objects of the list ``projects``, wherever it stands in the file, one at a time.

    :class:`BadCell` for what is not JSON, has no such list, or holds an object of absurd length.
    """
    text = _Text(pieces)
    text.take("{")
    while text.key() != "projects":
        text.value()
        if text.take(",", "}") == "}":
            raise BadCell("no-projects", NO_PROJECTS, WRITE_PACKAGE)
    text.take("[")
    if text.next() == "]":
        text.take("]")
    else:
        yield text.value()
        while text.take(",", "]") == ",":
            yield text.value()
    _to_the_end(text)


def _to_the_end(text: _Text) -> None:
    """Read what stands behind the list: nothing of the file is left unread in silence."""
    while text.take(",", "}") == ",":
        if text.key() == "projects":
            raise BadCell("projects-twice", PROJECTS_TWICE, ONE_LIST)
        text.value()
    if (found := text.ahead()) is not None:
        raise BadCell("json", BEHIND, ONE_PACKAGE, found=found)


class _Text:
    """JSON text that is read on as it is needed."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._read = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number).raw_decode
        self._held = ""
        self._at = 0

    def next(self) -> str:
        """The next character that is not space; it stays."""
        if (found := self.ahead()) is None:
            raise BadCell("json-end", CUT_OFF, SEND_WHOLE)
        return found

    def ahead(self) -> str | None:
        """As :meth:`next`, and ``None`` where only space is left."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in _SPACE:
                    return self._held[self._at]
                self._at += 1
            if not self._more():
                return None

    def take(self, *wanted: str) -> str:
        """Take one of some characters."""
        if (found := self.next()) not in wanted:
            raise BadCell("json", NOT_JSON, EXPECTED, found=found, wanted=" ".join(wanted))
        self._at += 1
        return found

    def key(self) -> str:
        """Take the next key of an object, and the colon behind it."""
        if (found := self.next()) != '"':
            raise BadCell("json", NOT_JSON, EXPECTED, found=found, wanted='"')
        key: str = self.value()
        self.take(":")
        return key

    def value(self) -> Any:  # noqa: ANN401  # whatever stands there
        """Take the next value. A number at the very end of what is held may go on, so more is read first."""
        self.next()
        while True:
            try:
                found, end = self._read(self._held, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                if isinstance(error, RecursionError) or not self._more():
                    raise BadCell("json", NOT_JSON_AT_ALL, SEND_WHOLE) from error
                continue
            if end < len(self._held) or not self._more():
                self._at = end
                return found

    def _more(self) -> bool:
        """Read on, and forget what is behind; False at the end."""
        if len(self._held) - self._at > MOST_CHARACTERS:
            raise BadCell("json-too-long", TOO_LONG, SPLIT, limit=MOST_CHARACTERS)
        piece = next(self._pieces, None)
        try:
            said = self._decode(piece or b"", final=piece is None)
        except UnicodeDecodeError as error:
            raise BadCell("encoding", NOT_UTF8, SAVE_UTF8) from error
        self._held, self._at = self._held[self._at :] + said, 0
        return piece is not None


def _no_number(name: str) -> None:
    raise BadCell("json", NOT_JSON, EXPECTED, found=name, wanted="0–9")


NO_PROJECTS = _("The file holds no list “projects”.")
WRITE_PACKAGE = _("Send a project package of OC4IDS, as Fairway exports it.")
PROJECTS_TWICE = _("The file has two lists “projects”.")
ONE_LIST = _("Put all projects into one list.")
BEHIND = _("“%(found)s” stands behind the end of the package.")
ONE_PACKAGE = _("Send one package a file, and delete what stands behind it.")
CUT_OFF = _("The file ends in the middle.")
SEND_WHOLE = _("Send the whole file, as it was exported.")
NOT_JSON = _("“%(found)s” stands where JSON wants something else.")
EXPECTED = _("Put one of these there: %(wanted)s")
NOT_JSON_AT_ALL = _("From here on the file is not JSON.")
TOO_LONG = _("One project of the file has more than %(limit)s characters.")
SPLIT = _("Take out of it what does not belong to it.")
NOT_UTF8 = _("The file is not UTF-8.")
SAVE_UTF8 = _("Save it as UTF-8.")
