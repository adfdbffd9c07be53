"""Tables that are handed in, checked row by row, shown, taken, and taken back or discarded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.base.exports import CSV_TYPE, XLSX_TYPE, attachment
from fairway.base.models import CheckedFile, CheckedTable
from fairway.base.problems import problem_data, remarks
from fairway.base.words import reads_chinese
from fairway.lib.errors import Invalid, Refused
from fairway.lib.tables import REMARK_HEADINGS, BadCell, csv_bytes, read_table, xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from fairway.lib.tables import Problem, RawTable, TableSpec

T = TypeVar("T")
File = TypeVar("File", bound=CheckedFile)
MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
PROBLEMS_KEPT = 200
TONES = {"checked": "info", "applied": "ok", "taken_back": "plain", "discarded": "plain"}
COUNTS = (
    ("rows", gettext_noop("Rows"), "plain"),
    ("new", gettext_noop("Good and new"), "ok"),
    ("same", gettext_noop("There already"), "plain"),
    ("bad", gettext_noop("Rows with problems"), "bad"),
    ("taken", gettext_noop("Rows taken"), "ok"),
)
TOLD = {
    "take": gettext_noop("The good rows were taken."),
    "take_back": gettext_noop("What the file brought was taken out."),
    "discard": gettext_noop("The file was discarded."),
}
"""What is said once something was done with a table."""


@dataclass(frozen=True)
class Reading(Generic[T]):
    """What a file comes to: rows to take, rows that are there already, and what is wrong with the others."""

    raw: RawTable
    new: tuple[T, ...] = ()
    same: int = 0
    problems: tuple[Problem, ...] = ()
    unknown: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Figures of the check."""
        bad = len({problem.row for problem in self.problems if problem.row is not None})
        return {
            "rows": len(self.raw.rows),
            "new": len(self.new),
            "same": self.same,
            "bad": bad or (len(self.raw.rows) if self.problems else 0),
            "unknown": self.unknown,
        }

    @property
    def kept_problems(self) -> list[dict[str, Any]]:
        """The first problems, as they are kept: of the whole file, then row by row."""
        in_order = sorted(self.problems, key=lambda problem: problem.row or 0)
        return [problem_data(problem) for problem in in_order[:PROBLEMS_KEPT]]

    def refuse_nothing(self) -> None:
        """Raise Refused where there is no row to take."""
        if not self.new:
            raise Refused("nothing-to-take", gettext_noop("No row of this file is good and new."))


def read_rows(content: bytes, file_name: str) -> tuple[RawTable, tuple[Problem, ...]]:
    """The table of a file, and what keeps all of it out."""
    raw = read_table(content, file_name)
    if len(raw.rows) <= MOST_ROWS:
        return raw, ()
    text, remedy = gettext_noop("The table has more than %(limit)s rows."), gettext_noop("Split the file.")
    return raw, (BadCell("too-many-rows", text, remedy, limit=MOST_ROWS).at(file_name, None, None),)


def refuse_too_large(content: bytes) -> None:
    """Raise Invalid for a file nobody waits for."""
    if len(content) > MOST_BYTES:
        text = gettext_noop("The file is larger than %(limit)s MB. Split it.")
        raise Invalid("file-too-large", text, limit=MOST_BYTES // 1_000_000)


def held(kept: File, *states: str) -> File:
    """The file, held until the transaction ends; refused where it is in none of ``states``."""
    here = type(kept)._default_manager.select_for_update().get(pk=kept.pk)
    if here.state not in states:
        raise Refused("import-over", gettext_noop("This file was taken, taken back or discarded already."))
    return here


def headings(spec: TableSpec[Any]) -> list[str]:
    """The headings of a table in the reader's language."""
    return [column.headings[reads_chinese()] for column in spec.columns]


def empty_table(names: Sequence[str], title: str, kind: str) -> HttpResponse:
    """Answer with a table to fill in; ``kind`` is csv or xlsx."""
    if kind == "csv":
        return attachment(csv_bytes(names, []), CSV_TYPE, f"{title}.csv")
    return attachment(xlsx_bytes(names, [], title, timezone.now()), XLSX_TYPE, f"{title}.xlsx")


def rows_to_mend(reading: Reading[Any]) -> bytes:
    """The rows that stay out as CSV under the file's own headings, each with what is wrong."""
    said: dict[int, list[Problem]] = defaultdict(list)
    for problem in reading.problems:
        if problem.row is not None:
            said[problem.row].append(problem)
    names = list(reading.raw.headings)
    bad = [row for row in reading.raw.rows if row.number in said]
    lines = [[*(row.cells.get(name, "") for name in names), remarks(said[row.number])] for row in bad]
    return csv_bytes([*names, REMARK_HEADINGS[reads_chinese()]], lines)


class Addresses(NamedTuple):
    """The names of the addresses of a table's page: to take it, discard it, take it back, and get its bad rows."""

    take: str
    discard: str
    take_back: str = ""
    mend: str = ""


def page_of(
    kept: CheckedTable, addresses: Addresses, upload: str, also: Sequence[tuple[str, str, str]] = ()
) -> dict[str, object]:
    """What ``base/checked_table.html`` shows; ``upload`` is where mended rows go, ``also`` are more counts."""
    is_checked = kept.state == CheckedTable.State.CHECKED
    return {
        "kept": kept,
        "at": addresses,
        "upload": upload,
        "tone": TONES[kept.state],
        "counts": [(_(label), kept.counts[key], tone) for key, label, tone in (*COUNTS, *also) if key in kept.counts],
        "problems": kept.problems,
        "can_take": is_checked and bool(kept.counts.get("new")),
        "can_discard": is_checked,
        "can_take_back": kept.state == CheckedTable.State.APPLIED,
        "has_mend": bool(kept.content) and any(problem["row"] for problem in kept.problems),
    }
