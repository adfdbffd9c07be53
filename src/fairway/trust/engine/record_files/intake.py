"""Files of records taken in: checked batch by batch, the good rows on disk, the others told and written out to mend."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from fairway.know.engine.intake import names_a_resident
from fairway.lib.explain import Reason, filled
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell, Level, Problem
from fairway.lib.tables.write import csv_bytes
from fairway.trust.engine.intake import RECORDS
from fairway.trust.engine.record_files.checking import KINDS, SEVERITIES, STATUSES, Checker, staged_schema
from fairway.trust.engine.record_files.columns import PROBLEM_HEADINGS, file_spec, record_columns
from fairway.trust.engine.record_files.sources import Batch, Lost, Source, open_source
from fairway.trust.engine.record_files.store import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import BinaryIO

    from fairway.trust.engine.record_files.checking import Checked

MOST_SHOWN = 1_000
MOST_TEXT = 1_000
PERSONAL = frozenset({"person", "person-name", "person-number", "sole-trader"})
"""Problems of rows about natural persons: nothing of these is written anywhere but their number and why."""
MOST_WRONG = 1_000_000
READING = _("Reading %(file)s: %(rows)s rows.")
COMPARING = _("Looking for records that stand twice.")
_MARK = "\ufeff".encode()


@dataclass
class Findings:
    """What is wrong, the first ``MOST_SHOWN`` of it word by word, the rest counted.

    ``mend`` takes the bad rows as CSV; ``translate`` puts headings and problems into the reader's language.
    """

    mend: BinaryIO | None = None
    translate: Callable[[str], str] = str
    shown: list[Problem] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    bad_rows: int = 0
    is_lost: bool = False

    def whole(self, problem: Problem, *, is_lost: bool = False) -> None:
        """Note what concerns a file as a whole; of a lost file nothing can be kept."""
        self._note(problem)
        self.is_lost = self.is_lost or is_lost

    def rows(self, bad: Iterable[tuple[Mapping[str, str], Sequence[Problem]]]) -> None:
        """Note bad rows, each with its cells by column key."""
        lines = []
        for cells, problems in bad:
            self.bad_rows += 1
            for problem in problems:
                self._note(problem)
            if self.mend is not None:
                lines.append([*(cells.get(key, "") for key in MEND_KEYS), self._told(problems)])
        self._write(lines)

    def lost(self, row: Lost) -> None:
        """Note a row whose cells belong to no column: in the file to mend they stand beside the problem."""
        self.bad_rows += 1
        self._note(row.problem)
        text = "…" if names_a_resident(row.text) else row.text[:MOST_TEXT]
        self._write([["?", *[""] * (len(MEND_KEYS) - 1), f"{self._told([row.problem])} [{text}]"]])

    def _write(self, lines: list[list[str]]) -> None:
        if self.mend is None or not lines:
            return
        if not self.mend.tell():
            self.mend.write(csv_bytes(mend_headings(self.translate), []))
        self.mend.write(csv_bytes(lines[0], lines[1:]).removeprefix(_MARK))

    def _note(self, problem: Problem) -> None:
        if problem.level is Level.ERROR:
            self.codes[problem.code] += 1
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(problem)

    def _told(self, problems: Sequence[Problem]) -> str:
        """``records.csv, row 7, Kind: what is wrong. What would be right.``"""
        told = []
        for each in problems:
            place = f"{each.file}, {self.translate(ROW)} {each.row}" + (f", {each.column}" if each.column else "")
            sentences = (self.translate(text) for text in (each.text, each.remedy))
            told.append(f"{place}: " + " ".join(filled(text, each.params) for text in sentences))
        return "\n".join(told)

    @property
    def problems(self) -> int:
        """How many problems there are; warnings are none."""
        return sum(self.codes.values())


MEND_STARTS = (_MARK + b"Number,Organisation,", _MARK + "文号,单位编号,".encode())
"""How a file to mend begins in either language: only such a file is written over."""
MEND_KEYS = (*(column.key for column in RECORDS.columns), "status_on")


def mend_headings(translate: Callable[[str], str]) -> list[str]:
    """Head a file to mend: the columns' own headings in the reader's language, and the problem."""
    place = 1 if translate(PROBLEM_HEADINGS[0]) == PROBLEM_HEADINGS[1] else 0
    columns = {column.key: column.headings[place] for column in RECORDS.columns}
    columns["status_on"] = ("Status since", "状态日期")[place]
    return [*(columns[key] for key in MEND_KEYS), PROBLEM_HEADINGS[place]]


@dataclass(frozen=True)
class Taken:
    """What came of the files: good rows on disk, as ``checking.staged_schema`` has them.

    ``rows`` counts all rows, ``good`` those kept; ``files`` are the names in messages, by the number in ``file``.
    ``repeats`` is a file of the rows (``file``, ``row``) that repeat a case, ``None`` where no row does.
    """

    staged: Path
    files: tuple[str, ...]
    rows: int
    good: int
    whole_keys: bool
    repeats: Path | None
    headings: tuple[Mapping[str, str], ...] = ()


def take_in(
    files: Sequence[Path],
    folder: Path,
    today: date,
    findings: Findings,
    *,
    names: Sequence[str] = (),
    tell: Callable[[int, int, Reason], None] | None = None,
    most_rows: int | None = None,
) -> Taken:
    """Check every row of the files; ``folder`` is for what waits on disk. Bad rows go to ``findings``.

    A file with more than ``most_rows`` rows is lost.
    """
    taking = _Taking(folder, today, findings, tell or _silent, most_rows)
    called = tuple(names) or tuple(path.name for path in files)
    with opened(folder / "staged.parquet", staged_schema()) as writer:
        for number, path in enumerate(files):
            taking.take(number, path, called[number], writer)
    repeats = None
    if findings.is_lost:
        taking.good = 0
    if taking.good > 1:
        taking.tell(taking.good, taking.good, Reason(COMPARING))
        repeats, repeated = taking.find_repeats(called)
        taking.good -= repeated
    return Taken(
        folder / "staged.parquet", called, taking.rows, taking.good, taking.whole_keys, repeats, tuple(taking.headings)
    )


def _silent(done: int, total: int, reason: Reason) -> None:
    """Say nothing."""


class _Taking:
    """Files on their way to the disk."""

    def __init__(
        self,
        folder: Path,
        today: date,
        findings: Findings,
        tell: Callable[[int, int, Reason], None],
        most_rows: int | None,
    ) -> None:
        self.folder, self.findings, self.tell, self.most_rows = folder, findings, tell, most_rows
        self.spec = file_spec(today)
        self.checker = Checker(record_columns(today))
        self.rows = self.good = 0
        self.whole_keys = True
        self.headings: list[Mapping[str, str]] = []

    def take(self, number: int, path: Path, name: str, writer: Any) -> None:  # noqa: ANN401  # Arrow's own
        """Check one file; one that cannot be read to its end is lost, with the place from which on."""
        self.headings.append({})
        try:
            source = open_source(path, self.spec, name)
            self.headings[-1] = source.headings
            for problem in source.problems:
                self.findings.whole(problem)
            for batch in source.batches:
                self._batch(number, source, batch, writer)
        except BadCell as bad:
            row = bad.params.get("row")
            self.findings.whole(bad.at(name, int(row) if row else None, None), is_lost=True)
        if not self.spec.required_present(self.headings[-1]):
            self.findings.is_lost = True

    def _batch(self, number: int, source: Source, batch: Batch, writer: Any) -> None:  # noqa: ANN401  # Arrow's own
        for lost in batch.lost:
            self.findings.lost(lost)
        self.rows += len(batch.lost)
        if not len(batch.numbers):
            return
        if self.most_rows is not None and self.rows + len(batch.numbers) > self.most_rows:
            raise BadCell("too-many-rows", ROWS, UPLOAD_LESS, limit=self.most_rows)
        checked = self.checker.check(batch, number)
        self.findings.rows(_bad_rows(batch, source, checked))
        if len(checked.good):
            writer.write_table(checked.good)
        self.good += len(checked.good)
        self.rows += len(batch.numbers) - checked.blank
        self.whole_keys = self.whole_keys and checked.whole_keys
        self.tell(0, 0, Reason(READING, {"file": source.file, "rows": self.rows}))
        if self.findings.bad_rows > MOST_WRONG:
            raise BadCell("too-many-problems", TOO_MANY, MEND_FIRST, limit=MOST_WRONG)

    def find_repeats(self, names: Sequence[str]) -> tuple[Path | None, int]:
        """Find rows that tell of a case an earlier row tells of: the first stays."""
        from fairway.trust.engine.record_files.store import connect, find_repeats

        path = self.folder / "repeats.parquet"
        with connect(self.folder) as store:
            count = find_repeats(store, self.folder / "staged.parquet", path)
            if not count:
                return None, 0
            for rows in _pieces(store, path):
                self.findings.rows(_repeat(row, names, self.headings) for row in rows)
        return path, count


def _pieces(store: Any, path: Path) -> Iterator[list[dict[str, Any]]]:  # noqa: ANN401  # DuckDB's own
    for piece in store.read_parquet(str(path)).to_arrow_reader(10_000):
        yield piece.to_pylist()


def _bad_rows(batch: Batch, source: Source, checked: Checked) -> Iterator[tuple[dict[str, str], list[Problem]]]:
    """The wrong rows of a batch: their cells, and every problem at its place."""
    for place, complaints in checked.wrong.items():
        number = int(batch.numbers[place])
        cells = {key: column[place].as_py() for key, column in batch.cells.items()}
        told = list(batch.unread.get(number, ()))
        named = {problem.column for problem in told}
        for key, bad in complaints:
            heading = source.headings.get(key, key)
            if heading not in named:
                told.append(bad.at(source.file, number, heading, cells.get(key, "")))
        is_personal = any(problem.code in PERSONAL for problem in told)
        yield ({"number": cells.get("number", "")}, list(map(_unnamed, told))) if is_personal else (cells, told)


def _unnamed(problem: Problem) -> Problem:
    """A problem without anything that stood in the cell."""
    params = {name: "…" if isinstance(value, str) else value for name, value in problem.params.items()}
    return replace(problem, params=params, value=None)


def _repeat(
    row: Mapping[str, Any], names: Sequence[str], headings: Sequence[Mapping[str, str]]
) -> tuple[dict[str, str], list[Problem]]:
    """A row that repeats a case, as cells, with the row that told of it first."""
    params = {"number": row["number"], "organisation": row["organisation"]}
    params |= {"first": row["first_row"], "file": names[row["first_file"]]}
    bad = BadCell("record-twice", TWICE, KEEP_ONE, **params)
    heading = headings[row["file"]].get("number", "number")
    return cells_of(row), [bad.at(names[row["file"]], row["row"], heading, row["number"])]


def cells_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Write a checked row as cells again."""
    cells = {key: row[key] or "" for key in ("number", "organisation", "authority", "source")}
    cells |= {key: row[key].isoformat() if row[key] else "" for key in ("happened_on", "learned_on", "status_on")}
    cells |= {"kind": KINDS[row["kind"]], "severity": SEVERITIES[row["severity"]]}
    return cells | {"status": STATUSES[row["status"]].replace("_", " "), "demo": "yes" if row["demo"] else ""}


ROW = _("row")
TWICE = _("Row %(first)s of %(file)s tells of the case %(number)s of %(organisation)s already. A case counts once.")
KEEP_ONE = _("Keep one of the two rows, or correct the number of one.")
TOO_MANY = _("More than %(limit)s rows are wrong; the rest of the file was not read.")
ROWS = _("The file has more than %(limit)s rows.")
UPLOAD_LESS = _("Split it, or have it brought in with “fairway records import”.")
MEND_FIRST = _("Mend what is wrong with these first: most of it will be one mistake made everywhere.")
