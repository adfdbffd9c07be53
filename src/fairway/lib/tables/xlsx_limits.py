"""What a workbook may hold at most: counted while its XML flows by, before anything is built from it.

A few packed kilobytes can unpack to millions of elements, stand them inside each other, or claim cells far to the
right; building a tree of that takes gigabytes and minutes.
"""

from __future__ import annotations

from contextlib import suppress
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.raw import DELETE_COLUMNS, MAX_COLUMNS, WIDE

if TYPE_CHECKING:
    import zipfile

MAX_UNPACKED_BYTES = 200_000_000
MOST_ELEMENTS = 8_000_000
"""Three million filled cells have as many."""
MOST_SHEET_READS = 4 * MOST_ELEMENTS
"""Elements of the largest part times sheets: several sheets can be one part, which is read for each of them."""
DEEPEST = 100
WIDEST = 2**14
"""A sheet has no more columns."""
CHUNK = 1 << 16
FILLED = frozenset({"v", "f", "is"})


def refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Raise :class:`BadCell` for what is too large to read, and the errors of ``zipfile`` where it is damaged."""
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise BadCell(
            "unpacks-too-large",
            _("The workbook unpacks to more than %(limit)s MB."),
            COPY_IT,
            limit=MAX_UNPACKED_BYTES // 1_000_000,
        )
    elements = sheets = largest = 0
    for part in parts:
        with archive.open(part) as stream:
            counted = _Counted(stream, MOST_ELEMENTS - elements)
        elements += counted.elements
        sheets += counted.sheets
        largest = max(largest, counted.elements)
    if sheets * largest > MOST_SHEET_READS:
        raise _too_many()


class _Counted:
    """What one part holds, whatever it is called; ``most`` elements are left to it.

    What is no XML, or not to its end, counts as far as anybody can read it.
    """

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self.elements = self.sheets = 0
        self._most, self._depth, self._cells = most, 0, 0
        with suppress(expat.ExpatError):
            self._read(stream)

    def _read(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self._depth += 1
        if self.elements > self._most or self._depth > DEEPEST:
            raise _too_many()
        short = name.rpartition(":")[2]
        if short == "c":
            self._cells = max(self._cells + 1, _column(attributes.get("r", "")))
            if self._cells > WIDEST:
                raise _too_many()
        elif short == "row":
            self._cells = 0
        elif short == "sheet":
            self.sheets += 1
        elif short in FILLED and self._cells > MAX_COLUMNS:
            raise BadCell("too-many-columns", WIDE, DELETE_COLUMNS, limit=MAX_COLUMNS)

    def _end(self, _name: str) -> None:
        self._depth -= 1


def _column(place: str) -> int:
    """AB12 → 28; 0 for no place."""
    number = 0
    for sign in place[:4]:
        if not "A" <= sign <= "Z":
            break
        number = number * 26 + ord(sign) - 64
    return number


def _too_many() -> BadCell:
    return BadCell("too-many-cells", _("The workbook holds more cells than a table of this kind has."), COPY_IT)


COPY_IT = _("Copy the table into a new workbook and save that.")
