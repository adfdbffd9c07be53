"""Batches of rows checked: the good ones as a table of figures, the others with what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.row_checks import learned_after
from fairway.trust.engine.catalogue import CATALOGUE, check_record
from fairway.trust.engine.record import Status
from fairway.trust.engine.record_files.cells import (
    BAD,
    MOST_WORDS,
    NOTHING,
    Texts,
    Words,
    are_whole,
    plain_and_filled,
    plain_number,
    plain_organisation,
    plain_words,
    read_coded,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from fairway.lib.tables.spec import Column
    from fairway.trust.engine.record_files.sources import Batch

KINDS = tuple(CATALOGUE)
SEVERITIES = tuple(sorted({severity.key for kind in CATALOGUE.values() for severity in kind.severities}))
STATUSES = tuple(status.value for status in Status)
_EPOCH = 719_163
"""The ordinal of 1 January 1970."""
_UNKNOWN = len(SEVERITIES)
_AND_OTHERS = "…"
"""Stands for words no kind knows once there are too many to remember."""

RowWrong = dict[int, list[tuple[str, BadCell]]]


@dataclass(frozen=True)
class Checked:
    """A batch after the check.

    ``good`` is an Arrow table under ``staged_schema``; ``wrong`` maps the places of bad rows in the batch to column
    keys and complaints; ``whole_keys``: every good row's organisation is a whole number.
    """

    good: Any
    wrong: RowWrong
    blank: int
    whole_keys: bool


def staged_schema() -> Any:  # noqa: ANN401  # an Arrow schema
    """How checked rows wait on disk: words of the catalogue as their place in ``KINDS`` and the like."""
    import pyarrow as pa

    small, text, day = pa.uint8(), pa.string(), pa.date32()
    fields = [("file", pa.int32()), ("row", pa.int64()), ("number", text), ("organisation", text), ("kind", small)]
    fields += [("severity", small), ("status", small), ("happened_on", day), ("learned_on", day), ("status_on", day)]
    return pa.schema([*fields, ("authority", text), ("source", text), ("demo", pa.bool_())])


class Checker:
    """Checks batches of one or more files; remembers the words it has read."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._strange: dict[str, int] = {}
        self._strange_words: list[str] = []
        figures: dict[str, Callable[[Any], int]] = {
            "kind": KINDS.index,
            "severity": self._severity,
            "status": STATUSES.index,
            "happened_on": _days,
            "learned_on": _days,
            "status_on": _days,
            "demo": int,
        }
        self._words = {key: Words(columns[key], figure) for key, figure in figures.items()}
        self._number = Texts(columns["number"], plain_number)
        self._organisation = Texts(columns["organisation"], plain_organisation)
        self._authority = Texts(columns["authority"], plain_and_filled(200))
        self._source = Texts(columns["source"], plain_words(300))
        self._pairs: dict[int, BadCell | None] = {}

    def _severity(self, word: str) -> int:
        """Words no kind knows get a figure too: which kind they stand beside decides what would be right."""
        if word in SEVERITIES:
            return SEVERITIES.index(word)
        if len(self._strange) >= MOST_WORDS and word not in self._strange:
            word = _AND_OTHERS
        if word not in self._strange:
            self._strange[word] = len(self._strange)
            self._strange_words.append(word)
        return _UNKNOWN + self._strange[word]

    def check(self, batch: Batch, file: int) -> Checked:
        """Check a batch of the file numbered ``file``."""
        import numpy as np

        wrong: RowWrong = {}
        texts, figures = self._read(batch, wrong)
        self._cross(figures, wrong)
        for place in np.flatnonzero(np.isin(batch.numbers, list(batch.unread))).tolist():
            wrong.setdefault(place, [])
        blank = [place for place in wrong if _is_blank(batch, place)]
        bad = np.fromiter(wrong, np.int64, len(wrong))
        for place in blank:
            del wrong[place]
        table = _table(batch, texts, figures, file)
        if len(bad):
            keep = np.ones(len(batch.numbers), bool)
            keep[bad] = False
            table = table.filter(_mask(keep))
        return Checked(table, dict(sorted(wrong.items())), len(blank), are_whole(table["organisation"]))

    def _read(self, batch: Batch, wrong: RowWrong) -> tuple[dict[str, Any], dict[str, Any]]:
        """Every column as it is kept; complaints go into ``wrong``."""
        texts: dict[str, Any] = {}
        figures: dict[str, Any] = {}

        def noted(key: str, found: tuple[Any, dict[int, BadCell]]) -> Any:  # noqa: ANN401  # Arrow or NumPy
            for place, bad in found[1].items():
                wrong.setdefault(place, []).append((key, bad))
            return found[0]

        blank = None
        for key, plain in (("number", self._number), ("organisation", self._organisation)):
            texts[key] = noted(key, plain.read(batch.cells[key]))
        for key, words in self._words.items():
            cells = batch.cells.get(key)
            if cells is None:
                blank = _blanks(len(batch.numbers)) if blank is None else blank
                cells = blank
            figures[key] = noted(key, words.read(cells))
        for key, coded in (("authority", self._authority), ("source", self._source)):
            cells = batch.cells.get(key)
            texts[key] = noted(key, read_coded(coded, _blanks(len(batch.numbers)) if cells is None else cells))
        return texts, figures

    def _cross(self, figures: dict[str, Any], wrong: RowWrong) -> None:
        """What two cells of a row say must fit together."""
        import numpy as np

        kind, severity = figures["kind"], figures["severity"]
        pairs = np.where((kind >= 0) & (severity >= 0), kind * 1_000_000 + severity, -1)
        bad_pairs = [int(pair) for pair in np.unique(pairs) if pair >= 0 and self._pair(int(pair))]
        for place in np.flatnonzero(np.isin(pairs, bad_pairs)).tolist() if bad_pairs else ():
            bad = self._pair(int(pairs[place]))
            if bad:
                wrong.setdefault(place, []).append(("severity", bad))
        happened, learned, since = (figures[key] for key in ("happened_on", "learned_on", "status_on"))
        figures["learned_on"] = learned = np.where(learned == NOTHING, happened, learned)
        for place in np.flatnonzero((learned < happened) & (learned != BAD) & (happened != BAD)).tolist():
            values = {"happened_on": _date(happened[place]), "learned_on": _date(learned[place])}
            wrong.setdefault(place, []).extend(learned_after(values))
        for place in np.flatnonzero((since < happened) & (since > BAD) & (happened != BAD)).tolist():
            wrong.setdefault(place, []).append(("status_on", _too_soon(since[place], happened[place])))

    def _pair(self, pair: int) -> BadCell | None:
        if pair not in self._pairs:
            kind, number = KINDS[pair // 1_000_000], pair % 1_000_000
            word = SEVERITIES[number] if number < _UNKNOWN else self._strange_words[number - _UNKNOWN]
            self._pairs[pair] = severity_problem(kind, word)
        return self._pairs[pair]


def severity_problem(kind: str, severity: str) -> BadCell | None:
    """Say why a kind does not carry a severity; ``None`` where it does."""
    try:
        check_record(kind, severity)
    except Invalid as bad:
        allowed = ", ".join(level.key for level in CATALOGUE[kind].severities)
        remedy = _("Use one of: %(allowed)s.") if allowed else _("Leave the cell empty.")
        text = _("“%(severity)s” is no severity of the kind “%(kind)s”.")
        return BadCell(bad.code, text, remedy, kind=kind, severity=severity[:60], allowed=allowed)
    return None


def _too_soon(since: int, happened: int) -> BadCell:
    text = _("The status is of %(since)s, before it happened on %(happened)s.")
    remedy = _("Correct one of the two days, or leave this one empty.")
    days = {"since": _date(since).isoformat(), "happened": _date(happened).isoformat()}
    return BadCell("status-before", text, remedy, **days)


def _days(day: date | None) -> int:
    return NOTHING if day is None else day.toordinal() - _EPOCH


def _date(days: int) -> date:
    from datetime import date

    return date.fromordinal(int(days) + _EPOCH)


def _blanks(rows: int) -> Any:  # noqa: ANN401  # an Arrow array
    import pyarrow as pa

    return pa.array([""] * rows, pa.string())


def _mask(keep: Any) -> Any:  # noqa: ANN401  # an Arrow array
    import pyarrow as pa

    return pa.array(keep)


def _is_blank(batch: Batch, place: int) -> bool:
    return not any(cells[place].as_py().strip() for cells in batch.cells.values())


def _table(batch: Batch, texts: Mapping[str, Any], figures: Mapping[str, Any], file: int) -> Any:  # noqa: ANN401
    """Put the columns of a batch together, bad rows included."""
    return _staged(dict(_columns(batch, texts, figures, file)))


def _staged(columns: dict[str, Any]) -> Any:  # noqa: ANN401  # an Arrow table
    import pyarrow as pa

    schema = staged_schema()
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _columns(
    batch: Batch, texts: Mapping[str, Any], figures: Mapping[str, Any], file: int
) -> Iterator[tuple[str, Any]]:
    import numpy as np
    import pyarrow as pa

    yield "file", pa.array(np.full(len(batch.numbers), file, np.int32))
    yield "row", pa.array(batch.numbers)
    yield from texts.items()
    for key in ("kind", "severity", "status"):
        # Bad figures are filtered out afterwards; their low bits do no harm here.
        yield key, pa.array(figures[key].astype(np.uint8))
    for key in ("happened_on", "learned_on", "status_on"):
        days = figures[key]
        yield key, pa.array(days, pa.int32(), mask=days <= BAD).cast(pa.date32())
    yield "demo", pa.array(figures["demo"] == 1)
