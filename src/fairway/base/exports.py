"""Files as answers; and lists as files: CSV, XLSX and JSON of every matching row, safe to open as a spreadsheet."""

from __future__ import annotations

import json
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_noop, override

from fairway.base.cells import plain
from fairway.lib.errors import Invalid
from fairway.lib.tables import csv_pieces, xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fairway.base.lists import Column

CSV_TYPE = "text/csv; charset=utf-8"
PDF_TYPE = "application/pdf"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON_TYPE = "application/json"
EXPORT_ROWS = 100_000
WHOLE_ROWS = 1_000
"""Up to so many rows are answered whole: a fault in them is an error page and not half a file."""
_FETCHED = 2_000
_PIECE = 500


def export(name: str, title: str, columns: Sequence[Column], rows: Any, kind: str) -> HttpResponse:  # noqa: ANN401  # a QuerySet or a sequence
    """Answer with ``name.kind``: at most :data:`EXPORT_ROWS` of ``rows``; ``kind`` is csv, json or xlsx."""
    if kind not in _WRITERS:
        text = gettext_noop("An export is csv, json or xlsx, not %(kind)s.")
        raise Invalid("export-format", text, kind=kind)
    write, media = _WRITERS[kind]
    return attachment(write(title, columns, _fetched(rows[:EXPORT_ROWS])), media, f"{name}.{kind}")


def attachment(content: bytes | Iterator[bytes], media: str, name: str) -> HttpResponse:
    """Answer with a file to be kept under ``name``; pieces of a long one go out as they are made."""
    answer = HttpResponse(content, content_type=media) if isinstance(content, bytes) else in_pieces(content, media)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def in_pieces(pieces: Iterator[bytes], media: str) -> HttpResponse:
    """Answer short files whole and long ones piece by piece, in the language of the request throughout."""
    first = list(islice(pieces, WHOLE_ROWS // _PIECE))
    after = next(pieces, None)
    if after is None:
        return HttpResponse(b"".join(first), content_type=media)
    rest = _in_language(chain(first, [after], pieces), get_language())
    return cast("HttpResponse", StreamingHttpResponse(rest, content_type=media))


def _in_language(pieces: Iterable[bytes], language: str | None) -> Iterator[bytes]:
    """The request's language is forgotten once its view has returned, and the pieces are made after that."""
    source = iter(pieces)
    while True:
        with override(language):
            piece = next(source, None)
        if piece is None:
            return
        yield piece


def _fetched(rows: Any) -> Iterator[Any]:  # noqa: ANN401  # see export
    """Rows of a QuerySet in batches, whatever it prefetches; of anything else as they come."""
    return rows.iterator(chunk_size=_FETCHED) if hasattr(rows, "iterator") else iter(rows)


def _csv(_title: str, columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    return csv_pieces([str(c.label) for c in columns], ([plain(c.cell(row)) for c in columns] for row in rows))


def _xlsx(title: str, columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    lines = [[plain(c.cell(row)) for c in columns] for row in rows]
    yield xlsx_bytes([str(c.label) for c in columns], lines, title, stamp=timezone.now())


def _json(_title: str, columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """A list of objects; the keys are the columns' own, in every language."""
    written = ({c.key: _value(plain(c.cell(row))) for c in columns} for row in rows)
    yield b"["
    for number, piece in enumerate(iter(lambda: list(islice(written, _PIECE)), [])):
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in piece)
        yield f"{',' if number else ''}\n{lines}".encode()
    yield b"\n]\n"


def _value(cell: object) -> str | int | None:
    """Figures with decimals stay exact as text; dates are ISO 8601."""
    if cell is None or isinstance(cell, str | int):
        return cell
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


_WRITERS: dict[str, tuple[Callable[[str, Sequence[Column], Iterable[Any]], Iterator[bytes]], str]] = {
    "csv": (_csv, CSV_TYPE),
    "json": (_json, JSON_TYPE),
    "xlsx": (_xlsx, XLSX_TYPE),
}
