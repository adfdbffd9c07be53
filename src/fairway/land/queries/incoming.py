"""Files of projects read against what is known: what each project would add, or why it stays out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from django.utils import timezone

from fairway.govern.rules import own_organisations
from fairway.know.engine.industries import industry
from fairway.know.engine.places import edition_of
from fairway.know.models import Organisation
from fairway.land.engine.exchange.compare import Addition, Outcome, outcome_of, with_keys
from fairway.land.engine.exchange.files import in_pieces, projects_of
from fairway.land.engine.exchange.iati_project import in_activity, organisations_of, project_of
from fairway.land.engine.exchange.shape import BadField
from fairway.land.engine.exchange.soundness import in_store_order, refuse_unsound
from fairway.land.queries.exchange import Register, known_agreements, known_projects
from fairway.land.queries.methods import newest_map, stage_maps
from fairway.lib.explain import Reason, gettext_noop
from fairway.lib.tables.problem import BadCell, Problem
from fairway.meet.models import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from fairway.base.models import User
    from fairway.land.engine.exchange.files import Found
    from fairway.land.engine.exchange.values import Project as Incoming
    from fairway.land.engine.stage_map import StageMap
    from fairway.land.models import Project, ProjectImport

    Known = tuple[Project, Incoming]

BATCH = 500
MOST_PROBLEMS = 500
"""Problems kept of a file; the counts say how many there are."""
CHECKING = gettext_noop("%(done)s projects are checked.")


@dataclass(frozen=True)
class Source:
    """A file by its name, and how to read it from its beginning."""

    name: str
    pieces: Callable[[], Iterable[bytes]]


def kept_source(kept: ProjectImport) -> Source:
    """The file that was handed in."""
    return Source(kept.file_name, lambda: in_pieces(bytes(kept.content)))


@dataclass(frozen=True)
class Judged:
    """One project of a file. ``incoming`` names organisations by their ids here; ``problem`` says why it stays out.

    ``events`` are those it names, by code.
    """

    path: str
    outcome: Outcome
    incoming: Incoming | None = None
    known: Project | None = None
    added: Addition | None = None
    events: Mapping[str, Event] = field(default_factory=dict)
    problem: BadField | None = None


def judged(source: Source, reader: User) -> Iterator[list[Judged]]:
    """What becomes of the projects of a file, batch by batch: ten queries for each five hundred.

    :class:`~fairway.lib.tables.BadCell` where the file as a whole cannot be read.
    """
    usual = newest_map()
    road = f"{usual.key}-{usual.version}"
    bench = _Bench(own_organisations(reader), timezone.localdate(), stage_maps(), road, set())
    found = projects_of(source.pieces(), source.name)
    while batch := list(islice(found, BATCH)):
        yield bench.judge(batch)


@dataclass(frozen=True)
class _Bench:
    own: frozenset[int]
    today: date
    roads: Mapping[str, StageMap]
    usual: str
    seen: set[str | tuple[str, str]]

    def judge(self, batch: Sequence[Found]) -> list[Judged]:
        read = [each.project for each in batch if each.project is not None]
        said = [each.activity for each in batch if each.activity is not None]
        register = Register(
            [o for project in read for o in project.organisations]
            + [o for each in said for o in organisations_of(each)]
        )
        known = known_projects({project.reference for project in read} | {each.key for each in said})
        keyed = [self._keyed(each, register, known) for each in batch]
        whole = [one for one in keyed if not isinstance(one, Judged)]
        papers = {(paper.event, paper.number) for project in whole if (paper := project.agreement) is not None}
        codes = {project.event for project in whole} | {event for event, _number in papers}
        here = _Here({each.code: each for each in Event.objects.filter(code__in=codes)}, known_agreements(papers))
        ids = {int(o.key) for one in whole for o in one.organisations}
        invented = set(Organisation.objects.filter(pk__in=ids, is_demo=True).values_list("pk", flat=True))
        return [
            one if isinstance(one, Judged) else self._judged(each, one, known.get(one.reference), here, invented)
            for each, one in zip(batch, keyed, strict=True)
        ]

    def _keyed(self, found: Found, register: Register, known: Mapping[str, Known]) -> Incoming | Judged:
        """The project with ids for its organisations, sound in itself."""
        if found.problem is not None:
            return Judged(found.path, Outcome.REFUSED, problem=found.problem)
        try:
            project = in_store_order(self._whole(found, register, known))
            refuse_unsound(project, self.roads, self.today, found.path)
            self._refuse_twice(project, found.path)
        except BadField as bad:
            problem = bad if found.activity is None else in_activity(bad, found.path)
            return Judged(found.path, Outcome.REFUSED, problem=problem)
        return project

    def _whole(self, found: Found, register: Register, known: Mapping[str, Known]) -> Incoming:
        """The project as the file tells it; for an activity, which tells little, with all that is known."""
        if (said := found.activity) is not None:
            keys = register.keys_of(organisations_of(said), f"{found.path}/participating-org")
            there = known.get(said.key)
            return project_of(said, there and there[1], keys, self.usual, found.path)
        assert found.project is not None  # noqa: S101  # neither a problem nor an activity
        return with_keys(found.project, register.keys_of(found.project.organisations, f"{found.path}.parties"))

    def _refuse_twice(self, project: Incoming, path: str) -> None:
        paper = project.agreement
        names: set[str | tuple[str, str]] = {project.reference, *([(paper.event, paper.number)] if paper else ())}
        if names & self.seen:
            raise BadField(path, BadCell("project-twice", TWICE, ONCE, number=project.reference))
        self.seen.update(names)

    def _judged(self, found: Found, project: Incoming, known: Known | None, here: _Here, invented: set[int]) -> Judged:
        path = found.path
        try:
            if found.activity is not None and known is None:  # it does not say so, its parties do
                project = replace(project, is_demo=any(int(o.key) in invented for o in project.organisations))
            here.refuse(project, path)
            _refuse_codes(found, project, known and known[1])
            self._refuse_parties(project, invented, path)
            outcome, added = outcome_of(known[1] if known else None, project, path)
        except BadField as bad:
            return Judged(path, Outcome.REFUSED, problem=bad)
        return Judged(path, outcome, project, known[0] if known else None, added, here.events)

    def _refuse_parties(self, project: Incoming, invented: set[int], path: str) -> None:
        parties = {int(party.organisation) for party in project.parties}
        if parties & self.own:
            raise BadField(f"{path}.parties", BadCell("own-case", OWN_CASE, SOMEBODY_ELSE))
        if project.is_demo and parties - invented:
            raise BadField(f"{path}.parties", BadCell("invented", INVENTED, NAME_INVENTED))
        if not project.is_demo and parties & invented:
            raise BadField(f"{path}.parties", BadCell("invented", NOT_SAID, SAY_DEMO))


@dataclass(frozen=True)
class _Here:
    """What is here of what a batch names: events by code, agreements with the reference of their project."""

    events: Mapping[str, Event]
    papers: Mapping[tuple[str, str], str]

    def refuse(self, project: Incoming, path: str) -> None:
        """Say no to events that are not here, and to an agreement that is here under another project or under none."""
        paper = project.agreement
        for code in filter(None, (project.event, paper.event if paper else "")):
            if code not in self.events:
                raise BadField(f"{path}.event", BadCell("event-unknown", NO_EVENT, MAKE_EVENT, event=code))
        if paper is not None and self.papers.get((paper.event, paper.number), project.reference) != project.reference:
            other = self.papers[paper.event, paper.number]
            text, remedy = (OTHERS, SAME_REFERENCE) if other else (NO_PROJECT, OPEN_IT)
            bad = BadCell("agreement-here", text, remedy, number=paper.number, other=other)
            raise BadField(f"{path}.agreement", bad)


def _refuse_codes(found: Found, project: Incoming, known: Incoming | None) -> None:
    """Say no to a region or industry of no edition, unless the project has it here already."""
    for name, (is_known, text, remedy) in CODES.items():
        code: str = getattr(project, name)
        is_here = known is not None and getattr(known, name) == code
        if code and not is_here and not is_known(code):
            raise BadField(found.codes[name], BadCell(name, text, remedy, value=code), code, found.row)


def look_over(
    source: Source, reader: User, progress: Callable[[int, int, Reason], None]
) -> tuple[Counter[Outcome], list[Problem]]:
    """Count what a file's projects would be, and list what is wrong; writes nothing."""
    counts, problems = nothing_yet()
    try:
        for batch in judged(source, reader):
            note(batch, source.name, counts, problems)
            done = counts.total()
            progress(min(done, 99 * BATCH), 100 * BATCH, Reason(CHECKING, {"done": done}))
    except BadCell as bad:
        return nothing_yet()[0], [bad.at(source.name, None, None)]
    return counts, problems


def nothing_yet() -> tuple[Counter[Outcome], list[Problem]]:
    """No project counted, no problem found."""
    return Counter(dict.fromkeys(Outcome, 0)), []


def note(batch: Iterable[Judged], file_name: str, counts: Counter[Outcome], problems: list[Problem]) -> None:
    """Count a batch and keep its problems."""
    for each in batch:
        counts[each.outcome] += 1
        if each.problem is not None and len(problems) < MOST_PROBLEMS:
            problems.append(each.problem.at(file_name, each.problem.row, each.problem.path, each.problem.value))


TWICE = gettext_noop("The project “%(number)s” stands in the file twice.")
ONCE = gettext_noop("Keep one of the two.")
NO_EVENT = gettext_noop("No event has the code “%(event)s”.")
MAKE_EVENT = gettext_noop("Add the event with this code first, or write the code of one that is here.")
OTHERS = gettext_noop("Agreement %(number)s is here already, as that of the project “%(other)s”.")
SAME_REFERENCE = gettext_noop("Give the project this reference, so that it is known as the same.")
NO_PROJECT = gettext_noop("Agreement %(number)s is here already, and nobody follows it up.")
OPEN_IT = gettext_noop("Open its project here, and give the project of the file that reference.")
OWN_CASE = gettext_noop("You act for a party of this project.")
SOMEBODY_ELSE = gettext_noop("Let somebody import it who acts for none of its parties.")
NO_DIVISION = gettext_noop("“%(value)s” is no code of a division.")
WRITE_CODE = gettext_noop(
    "Write its six digits, such as 220100, or leave the region out. What was exported with it is mended on the "
    "project's page where it came from, and exported again."
)
NO_INDUSTRY = gettext_noop("“%(value)s” is no code of an industry of GB/T 4754-2017.")
WRITE_INDUSTRY = gettext_noop(
    "Write its code, such as 3670, or leave the industry out. What was exported with it is mended on the project's "
    "page where it came from, and exported again."
)
CODES: Mapping[str, tuple[Callable[[str], object], str, str]] = {
    "region": (edition_of, NO_DIVISION, WRITE_CODE),
    "industry": (industry, NO_INDUSTRY, WRITE_INDUSTRY),
}
INVENTED = gettext_noop("The project is invented, but one of its parties is real.")
NAME_INVENTED = gettext_noop("Name invented organisations, or take the mark “demo” off a real project.")
NOT_SAID = gettext_noop("One of the parties is invented, but the project is not marked “demo”.")
SAY_DEMO = gettext_noop("Mark the project “demo”, or name real organisations.")
