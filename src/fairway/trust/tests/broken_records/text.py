"""Whole CSV files: encodings, quotes, separators, headings, rows that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.trust.tests.broken_records.cells import GOOD, OTHER, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.trust.tests.broken_records.cells import Made

    Whole = Iterator[tuple[str, bytes, str, int | None, str | None]]
    """A name, the content, the code of the refusal, its row and its column."""

HEAD = ",".join(GOOD) + "\n"
ROW = ",".join(GOOD.values()) + "\n"
NEXT = ",".join(OTHER.values()) + "\n"
MEGABYTE = 1 << 20


def without(heading: str) -> bytes:
    """A file in which a column is missing."""
    return table(GOOD, OTHER, headings=tuple(each for each in GOOD if each != heading)).encode()


def instead(heading: str, other: str) -> bytes:
    """A file in which a heading is another."""
    return (HEAD.replace(heading, other, 1) + ROW).encode()


def cases() -> Iterator[Made]:
    """Every case of a whole file."""
    for name, content, code, row, column in (*_files(), *_headings()):
        yield name, "records.csv", content, code, row, column, False
    for name, content, code, row, column in (*_rows(), *_odd_headings()):
        yield name, "records.csv", content, code, row, column, True


def _files() -> Whole:
    yield from _empty()
    yield from _of_another_kind()
    yield from _open_quotes()
    yield from _too_large()
    yield from _without_headings()


def _empty() -> Whole:
    yield "no bytes", b"", "empty-file", None, None
    yield "blank lines only", b"\n\n\r\n", "empty-file", None, None
    yield "blanks and separators only", b" , ,;\n", "empty-file", None, None
    yield "a mark of UTF-8 only", b"\xef\xbb\xbf", "empty-file", None, None
    yield "a mark of UTF-16 only", b"\xff\xfe", "empty-file", None, None
    yield "quoted blanks only", b'"",""\n"",""\n', "empty-file", None, None
    yield "headings only", HEAD.encode(), "empty-table", None, None
    yield "headings without a line end", HEAD.strip().encode(), "empty-table", None, None
    yield "headings in UTF-16 only", HEAD.encode("utf-16"), "empty-table", None, None


def _of_another_kind() -> Whole:
    yield "latin-1", (HEAD + ROW.replace("bureau", "café")).encode("latin-1"), "encoding", None, None
    yield "half a character of UTF-16", (HEAD + ROW).encode("utf-16")[:-1], "encoding", None, None
    yield "half a character of GB18030", (HEAD + ROW + "局").encode("gb18030")[:-1], "encoding", None, None
    yield "a lone surrogate", (HEAD + ROW).encode() + b"\xed\xa0\x80\xff", "encoding", None, None
    yield "random bytes", bytes(range(128, 256)) * 8, "encoding", None, None
    yield "a workbook called .csv", b"PK\x03\x04" + b"x" * 99, "not-csv", None, None
    yield "Parquet called .csv", b"PAR1" + b"x" * 99, "not-csv", None, None
    yield "an old workbook called .csv", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 99, "not-csv", None, None
    yield "PDF called .csv", b"%PDF-1.7" + b"x" * 99, "not-csv", None, None


def _open_quotes() -> Whole:
    yield "a quote open in the last column", (HEAD + ROW + NEXT.strip() + '"').encode(), "csv-quotes", 3, None
    yield (
        "a quote open in a source",
        table(GOOD, {**OTHER, "Source": "?"}).replace("?", '"x').encode(),
        "csv-quotes",
        3,
        None,
    )
    yield "a quote open in the headings", b'"' + (HEAD + ROW).encode(), "csv-quotes", 1, None
    yield "a quote open in the first row", (HEAD + '"' + ROW + NEXT).encode(), "csv-quotes", 2, None
    yield "a quote open before many rows", (HEAD + ROW + '"' + NEXT * 9).encode(), "csv-quotes", 3, None


def _too_large() -> Whole:
    long = "s" * (50 * MEGABYTE)
    yield "a cell of 50 MB", (HEAD + ROW + NEXT.replace("Example", long)).encode(), "cell-too-long", 3, None
    quoted = '"' + ("line\n" * (2 * MEGABYTE)) + '"'
    yield (
        "a quoted cell of 10 MB",
        (HEAD + ROW + NEXT.replace("Example bureau", quoted)).encode(),
        "cell-too-long",
        3,
        None,
    )
    wide = ",".join(f"Column {number}" for number in range(201)) + "\n"
    yield "too many columns", wide.encode(), "too-many-columns", None, None


def _without_headings() -> Whole:
    yield "another kind of separator", (HEAD + ROW).replace(",", "|").encode(), "missing-column", None, "Number"
    yield "no headings", (ROW + NEXT).encode(), "missing-column", None, "Number"
    yield "JSON", b'{"number": "R-1", "kind": "penalty"}\n', "missing-column", None, "Kind"
    yield (
        "a page of the web",
        b"<html><body><table><tr><td>R-1</td></tr></table></body></html>\n",
        "missing-column",
        None,
        "Kind",
    )


def _headings() -> Iterator[tuple[str, bytes, str, int | None, str | None]]:
    for heading in ("Number", "Organisation", "Kind", "Happened on", "Authority"):
        yield f"without {heading}", without(heading), "missing-column", None, heading
    yield "a heading mistyped", instead("Organisation", "Organistaion"), "missing-column", None, "Organisation"
    yield "a heading mistyped and told", instead("Organisation", "Organistaion"), "unknown-column", None, "Organistaion"
    yield "a heading twice", instead("Source", "Kind"), "duplicate-column", 1, "Kind"
    yield "Chinese and English for one column", instead("Source", "文号"), "duplicate-column", None, "文号"


def _odd_headings() -> Iterator[tuple[str, bytes, str, int | None, str | None]]:
    yield "a column nobody knows", instead("Source", "Owner's phone"), "unknown-column", None, "Owner's phone"
    yield "a column of persons", instead("Source", "法定代表人身份证"), "unknown-column", None, "法定代表人身份证"


def _rows() -> Iterator[tuple[str, bytes, str, int | None, str | None]]:
    good = HEAD + ROW
    yield "too few cells", (good + "R-2,o-1\n").encode(), "ragged-row", 3, None
    yield "one cell", (good + "R-2\n").encode(), "ragged-row", 3, None
    yield "too many cells", (good + NEXT.strip() + ",x\n").encode(), "ragged-row", 3, None
    yield "a comma without quotes", (good + NEXT.replace("Example", "Example, the")).encode(), "ragged-row", 3, None
    yield "a line break without quotes", (good + NEXT.replace("Example ", "Example\n")).encode(), "ragged-row", 3, None
    yield "a row cut off at the end", (good + "R-2,o-1,pen").encode(), "ragged-row", 3, None
    yield "after blank lines", (good + "\n\n" + "R-2,o-1\n").encode(), "ragged-row", 5, None
    yield "after a row of separators", (good + "," * 10 + "\nR-2,o-1\n").encode(), "ragged-row", 4, None
    yield "before the good row", (HEAD + "R-2,o-1\n" + ROW).encode(), "ragged-row", 2, None
    lines = HEAD + "R-2,o-1\n" + ROW + NEXT.replace("penalty", "gossip")
    yield "a bad cell after a bad row", lines.encode(), "choice", 4, "Kind"
    yield (
        "a bad cell after blank lines",
        ("\n\n" + good + "\n" + NEXT.replace("penalty", "gossip")).encode(),
        "choice",
        6,
        "Kind",
    )
    broken = GOOD | {"Source": "two\nlines"}
    yield "after a cell of two lines", (table(broken) + NEXT.replace("penalty", "x")).encode(), "choice", 3, "Kind"
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"):
        chinese = (
            (good + NEXT).replace("Example bureau", "某某市市场监督管理局").replace("R-2,o-1,penalty", "R-2,o-1,谣言")
        )
        yield f"in {encoding}", chinese.encode(encoding), "choice", 3, "Kind"
    for mark in (";", "\t"):
        cut = (good + NEXT.replace("penalty", "gossip")).replace(",", mark)
        yield f"with {mark!r} between cells", cut.encode(), "choice", 3, "Kind"
    for end in ("\r\n", "\r"):
        ended = (good + NEXT.replace("penalty", "gossip")).replace("\n", end)
        yield f"with {end!r} between rows", ended.encode(), "choice", 3, "Kind"
