"""Questions about one upload: its choices, what it looks like, and in which shape its findings are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from fairway.know.engine.imports import reading
from fairway.know.engine.imports.incoming import Options
from fairway.know.engine.imports.plan import Near
from fairway.know.models import Import, ImportFile
from fairway.know.queries.imports.comparing import Upload
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from fairway.know.engine.imports.plan import Change
    from fairway.lib.tables.raw import RawTable

FINISHED = frozenset({Import.State.APPLIED, Import.State.TAKEN_BACK, Import.State.DISCARDED})


def is_running(kept: Import) -> bool:
    """Whether a job works on the upload or waits to."""
    return kept.job is not None and not kept.job.is_over


def mapping_of(kept: Import) -> dict[str, str]:
    """The chosen columns, heading → column key, in the file's order."""
    return dict(kept.mapping)


def options_of(kept: Import) -> Options:
    """The choices made; those of a new upload where none were made yet."""
    return Options(**kept.options)


def content_of(kept: Import) -> bytes:
    """The file as it came; Missing once it is gone."""
    found = ImportFile.objects.filter(import_of=kept).first()
    if found is None:
        raise Missing("file-gone", gettext_noop("The file is no longer kept. Upload it again."))
    return bytes(found.content)


def upload_of(kept: Import) -> Upload:
    """The file with what was chosen for it."""
    return Upload(content_of(kept), kept.file_name, kept.namespace, kept.sheet, kept.heading_row, mapping_of(kept))


def peek(kept: Import, sheet: str = "", heading_row: int = 0) -> tuple[RawTable, tuple[str, ...], int]:
    """The first rows of a table, the sheets of its workbook, and the row its headings stand in.

    Raises :class:`BadCell` where nothing can be read.
    """
    content = content_of(kept)
    sheets = reading.sheets(content, kept.file_name)
    grid = reading.grid(content, kept.file_name, sheet or (sheets[0] if sheets else ""), reading.PEEKED)
    at = heading_row or reading.heading_row(grid)
    return reading.table(grid, kept.file_name, at), sheets, at


def change_data(change: Change) -> list[str]:
    """The shape in which a change is kept."""
    return [change.field, change.old, change.new]


def near_data(near: Near) -> dict[str, Any]:
    """The shape in which an organisation that a row may be is kept."""
    return {
        "pk": near.pk,
        "name": near.name,
        "verdict": near.verdict,
        "probability": near.probability,
        "relation": near.relation,
        "evidence": [dict(each) for each in near.evidence],
        "method": near.method,
    }


def near_of(data: dict[str, Any]) -> Near:
    """Read what :func:`near_data` wrote."""
    return Near(**{**data, "evidence": tuple(data["evidence"])})
