"""A CSV file of any size, read piece by piece whatever its encoding and separator."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.csv_file import separator
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.raw import MAX_COLUMNS, QUOTE_IT, RAGGED, WIDE
from fairway.trust.engine.record_files.sources import (
    ADD_A_ROW,
    ADD_HEADINGS,
    EMPTY_FILE,
    NO_ROWS,
    Batch,
    Lost,
    Source,
    as_batch,
    matched,
    too_long,
    usable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fairway.lib.tables.spec import TableSpec

PIECE = 1 << 20
BLOCK = 8 << 20
LONGEST_LINE = 4 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHER_FILES = (b"PK\x03\x04", b"PAR1", bytes.fromhex("d0cf11e0a1b11ae1"), b"%PDF")


@dataclass(frozen=True)
class Opening:
    """How a file begins: encoding, separator, headings, the row they stand in, and the characters before the rows."""

    encoding: str
    separator: str
    headings: tuple[str, ...]
    row: int
    characters: int


def open_csv_source(path: Path, spec: TableSpec[Any], name: str) -> Source:
    """Open a CSV file. Raises :class:`BadCell` where it is none, or its characters cannot be read."""
    opening = _opening(path, _encoding(path))
    if len(opening.headings) > MAX_COLUMNS:
        raise BadCell("too-many-columns", WIDE, _("Delete the columns that do not belong to it."), limit=MAX_COLUMNS)
    source = matched(opening.headings, name, opening.row, spec)
    if not usable(source, spec):
        return source
    return replace(source, batches=CsvRows(path, opening, source).batches())


def _encoding(path: Path) -> str:
    """Find the encoding that fits the whole file, and refuse lines no record has."""
    with path.open("rb") as stream:
        start = stream.read(512)
    if start.startswith(_OTHER_FILES):
        raise BadCell("not-csv", _("The file is called .csv but is none."), _("Save the table as .csv."))
    marked = [encoding for mark, encoding in _MARKS if start.startswith(mark)]
    zeros = start[1::2].count(0), start[::2].count(0)
    if not marked and len(start) > 8 and max(zeros) > len(start) // 4:
        marked = ["utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"]
    for encoding in marked or ["utf-8", "gb18030"]:
        if _fits(path, encoding):
            return encoding
    raise BadCell(
        "encoding",
        _("The characters of the file cannot be read: it is neither UTF-8, UTF-16 nor GB18030."),
        _("Save the file as “CSV UTF-8” or as .xlsx."),
    )


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    line, rows = 0, 1
    with path.open("rb") as stream:
        try:
            while piece := stream.read(PIECE):
                decoder.decode(piece)
                first, last = piece.find(b"\n"), piece.rfind(b"\n")
                line = len(piece) - last if last >= 0 else line + len(piece)
                rows += piece.count(b"\n") if first >= 0 else 0
                if line > LONGEST_LINE and b"\r" not in piece:
                    raise too_long(rows)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _opening(path: Path, encoding: str) -> Opening:
    """Read the first row that holds anything as headings."""
    with path.open(encoding=encoding, newline="") as stream:
        text = stream.read(PIECE)
    if not text.strip(" \t\r\n,;\0"):
        raise BadCell("empty-file", EMPTY_FILE, ADD_HEADINGS)
    mark = separator(text)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=mark, strict=True)
    number = 0
    headings: list[str] = []
    try:
        while not any(cell.strip() for cell in headings):
            headings, number = next(reader), number + 1
    except csv.Error as error:
        raise _open_quote(number + 1) from error
    except StopIteration as error:
        raise BadCell("empty-file", EMPTY_FILE, ADD_HEADINGS) from error
    return Opening(encoding, mark, tuple(cell.strip() for cell in headings), number, lines.read)


class _Lines:
    """The lines of a text, counting the characters handed out."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.read = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.read += len(line)
        return line


class Utf8:
    """A stream of UTF-8 made of a text file from a character on; counts the double quotes that went by."""

    def __init__(self, path: Path, encoding: str, skipped: int) -> None:
        self._stream = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._is_utf8 = encoding.startswith("utf-8")
        self._kept = b""
        self.quotes, self.closed = 0, False
        self._skip(skipped)

    def _skip(self, characters: int) -> None:
        """Decode past the opening; what was read beyond it goes first."""
        text = ""
        while len(text) < characters and (piece := self._stream.read(PIECE)):
            text += self._decoder.decode(piece)
        pending, _flag = self._decoder.getstate()
        self._kept = text[characters:].encode()
        if self._is_utf8:
            # From here on the bytes go through as they are, beginning with a character cut in two.
            self._kept += pending

    def read(self, size: int = -1) -> bytes:
        """Give about ``size`` bytes; none at the end."""
        data = self._kept or self._more(size)
        if 0 <= size < len(data):
            data, self._kept = data[:size], data[size:]
        else:
            self._kept = b""
        self.quotes += data.count(b'"')
        return data

    def _more(self, size: int) -> bytes:
        while piece := self._stream.read(size if size > 0 else PIECE):
            data = piece if self._is_utf8 else self._decoder.decode(piece).encode()
            if data:
                return data
        return b""

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()
        self.closed = True


class CsvRows:
    """The rows of a CSV file from the headings on."""

    def __init__(self, path: Path, opening: Opening, source: Source) -> None:
        self._path, self._opening, self._source = path, opening, source
        self._places = {key: opening.headings.index(heading) for key, heading in source.headings.items()}
        self._next = opening.row + 1
        self._skipped: list[int] = []
        self._lost: list[Lost] = []
        self._seen = False

    def batches(self) -> Iterator[Batch]:
        """Read the file; :class:`BadCell` from the place on where rows can no longer be told apart."""
        import pyarrow as pa

        stream = Utf8(self._path, self._opening.encoding, self._opening.characters)
        try:
            yield from self._read(stream)
        except pa.ArrowInvalid as error:
            self._refuse(error)
        finally:
            stream.close()
        if stream.quotes % 2:
            self._refuse(None)
        if not self._seen:
            raise BadCell("empty-table", NO_ROWS, ADD_A_ROW)

    def _read(self, stream: Utf8) -> Iterator[Batch]:
        from pyarrow import csv as arrow_csv

        if not _begins(stream):
            return
        names = [str(place) for place in range(len(self._opening.headings))]
        wanted = [str(place) for place in self._places.values()]
        reader = arrow_csv.open_csv(
            stream,
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._opening.separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=self._odd_row,
            ),
            convert_options=_all_text(wanted),
        )
        for piece in reader:
            yield self._batch(piece)
        if self._lost:
            yield self._rest()

    def _batch(self, piece: Any) -> Batch:  # noqa: ANN401  # an Arrow record batch
        cells = {key: piece.column(n) for n, key in enumerate(self._places)}
        lost, self._lost = tuple(self._lost), []
        self._seen = self._seen or bool(len(piece) or lost)
        return Batch(self._numbers(len(piece)), cells, lost)

    def _numbers(self, rows: int) -> Any:  # noqa: ANN401  # a NumPy array
        """Number the rows, leaving out the numbers of those that were no rows."""
        import numpy as np

        base = np.arange(self._next, self._next + rows, dtype=np.int64)
        if self._skipped and rows:
            skipped = np.array(self._skipped)
            base += np.searchsorted(skipped - np.arange(len(skipped)), base, side="right")
        if rows:
            self._next = int(base[-1]) + 1
            self._skipped = [number for number in self._skipped if number >= self._next]
        return base

    def _rest(self) -> Batch:
        """What came with the last piece."""
        self._seen = True
        lost, self._lost = tuple(self._lost), []
        return as_batch([], tuple(self._places), lost=lost)

    def _odd_row(self, row: Any) -> str:  # noqa: ANN401  # Arrow's own
        number = row.number + self._opening.row
        self._skipped.append(number)
        cells = _cells(row.text, self._opening.separator)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            # Blank cells too many at the end may be a separator without quotes further in front: nothing is guessed.
            width = len(self._opening.headings)
            bad = BadCell("ragged-row", RAGGED, QUOTE_IT, cells=row.actual_columns, headings=width)
            self._lost.append(Lost(number, " | ".join(cells), bad.at(self._source.file, number, None)))
        return "skip"

    def _refuse(self, error: Exception | None) -> None:
        """Say from which row on the file cannot be read; nothing where the quotes are sound after all."""
        number = 0
        with self._path.open(encoding=self._opening.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=self._opening.separator, strict=True)
            try:
                for number, _row in enumerate(reader, 1):  # noqa: B007  # the number is what is asked for
                    pass
            except csv.Error as wrong:
                raise (too_long if "limit" in str(wrong) else _open_quote)(number + 1) from wrong
        if error is not None:
            raise too_long(self._next) from error


def _begins(stream: Utf8) -> bool:
    """Whether anything follows the headings; it is put back."""
    start = stream.read(PIECE)
    stream.quotes = 0
    stream._kept = start + stream._kept
    return bool(start)


def _all_text(wanted: Sequence[str]) -> Any:  # noqa: ANN401  # Arrow's own
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    return arrow_csv.ConvertOptions(
        check_utf8=False,
        column_types={name: pa.string() for name in wanted},
        include_columns=list(wanted),
        strings_can_be_null=False,
        quoted_strings_can_be_null=False,
    )


def _cells(text: str, mark: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), [])
    except csv.Error:
        return [text[:200]]


def _open_quote(row: int) -> BadCell:
    return BadCell(
        "csv-quotes",
        _("From row %(row)s on the cells cannot be told apart: a double quote is open or misplaced."),
        _("Close the quotes, and write a double quote inside a cell twice."),
        row=row,
    )
