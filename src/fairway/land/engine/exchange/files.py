"""A file of projects, whatever its form, as projects or what is wrong with each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fairway.land.engine.exchange.iati_reading import elements, read_activity
from fairway.land.engine.exchange.oc4ids_reading import read_project
from fairway.land.engine.exchange.packages import read_package
from fairway.land.engine.exchange.shape import BadField
from fairway.land.engine.exchange.tables import Faulty, read_archive, read_workbook
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fairway.land.engine.exchange.iati import Activity
    from fairway.land.engine.exchange.tables import Told
    from fairway.land.engine.exchange.values import Project

_PIECE = 65_536


@dataclass(frozen=True)
class Found:
    """One project of a file, or the first thing wrong with it; ``path`` is where it stands.

    ``activity`` where it is of IATI: what that adds can only be told beside what is known. ``codes``: where its region
    and industry stand, in a table in the line ``row``.
    """

    path: str
    project: Project | None = None
    activity: Activity | None = None
    problem: BadField | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    row: int | None = None


def projects_of(pieces: Iterable[bytes], file_name: str) -> Iterator[Found]:
    """Read a file, piece by piece, by the end of its name; :class:`BadCell` where it cannot be read as a whole."""
    kind = file_name.rpartition(".")[2].lower()
    if kind not in READERS:
        raise BadCell("file-kind", NOT_READ, SEND_ONE_OF, kind=kind[:20], kinds=", ".join(READERS))
    return READERS[kind](pieces)


def in_pieces(content: bytes) -> Iterator[bytes]:
    """What is at hand as a whole, piece by piece."""
    return (content[start : start + _PIECE] for start in range(0, len(content), _PIECE))


def _from_json(pieces: Iterable[bytes]) -> Iterator[Found]:
    for number, data in enumerate(read_package(pieces)):
        path = f"projects[{number}]"
        try:
            codes = {"region": f"{path}.locations", "industry": f"{path}.additionalClassifications"}
            yield Found(path, read_project(data, path), codes=codes)
        except BadField as bad:
            yield Found(path, problem=bad)


def _from_xml(pieces: Iterable[bytes]) -> Iterator[Found]:
    for path, element in elements(pieces):
        try:
            codes = {"region": f"{path}/location@ref", "industry": f"{path}/sector@code"}
            yield Found(path, activity=read_activity(element, path), codes=codes)
        except BadField as bad:
            yield Found(path, problem=bad)


def _from_tables(read: Callable[[bytes], list[Told]]) -> Callable[[Iterable[bytes]], Iterator[Found]]:
    def found(pieces: Iterable[bytes]) -> Iterator[Found]:
        try:
            told = read(b"".join(pieces))
        except Faulty as faulty:
            for problem in faulty.problems:
                bad = BadCell(problem.code, problem.text, problem.remedy, **dict(problem.params))
                path = ", ".join(filter(None, (problem.file, problem.column)))
                yield Found(path, problem=BadField(path, bad, problem.value, problem.row))
            return
        yield from (Found(t.project.reference, t.project, codes=t.codes, row=t.row) for t in told)

    return found


READERS: dict[str, Callable[[Iterable[bytes]], Iterator[Found]]] = {
    "json": _from_json,
    "xml": _from_xml,
    "xlsx": _from_tables(read_workbook),
    "zip": _from_tables(read_archive),
}

NOT_READ = _("“%(kind)s” is not a kind of file of projects.")
SEND_ONE_OF = _("Send one of these: %(kinds)s.")
