"""Files of records against the registry and the records kept: whose each row is, what is new, what contradicts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from fairway.govern.rules import own_organisations
from fairway.know.models import Identifier
from fairway.lib.explain import Reason
from fairway.lib.tables.problem import BadCell
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.record_files.checking import KINDS, SEVERITIES, STATUSES
from fairway.trust.engine.record_files.intake import MOST_WRONG, cells_of
from fairway.trust.engine.record_files.store import connect, kept_rows
from fairway.trust.models import CreditRecord, RecordImport, RecordImportFile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.lib.tables.problem import Problem
    from fairway.trust.engine.record_files.intake import Findings, Taken

Staged = dict[str, Any]
BATCH = 2_000
_WHOSE = (
    "value", "organisation_id", "organisation__is_demo", "organisation__kind",
    "organisation__merged_into_id", "organisation__merged_into__is_demo", "organisation__merged_into__kind",
)  # fmt: skip
PROBLEMS_SHOWN = 200
LOOKING = gettext_noop("Looking for whom the records are about: %(done)s of %(total)s.")
UNCHECKED = (
    "unchecked",
    gettext_noop("Whom this file is about is not known yet. Check it first, or ask whoever uploaded it."),
)
OWN_FILE = ("own-case", gettext_noop("Nobody decides on a file about an organisation they act for. Ask a colleague."))
FINISHED = frozenset({RecordImport.State.APPLIED, RecordImport.State.TAKEN_BACK, RecordImport.State.DISCARDED})


@dataclass(frozen=True)
class Found:
    """The organisation a row is about."""

    pk: int
    is_demo: bool
    kind: str


@dataclass(frozen=True)
class Planned:
    """What becomes of a row: kept for ``organisation``, there already (``is_same``), or out with ``problem``."""

    row: Staged
    organisation: Found | None = None
    is_same: bool = False
    problem: tuple[str, BadCell] | None = None


@dataclass
class Compared:
    """How many rows are new or there already, whom all are about (ids), and which stay out (number of file and row)."""

    new: int = 0
    same: int = 0
    organisations: set[int] = field(default_factory=set)
    out: set[tuple[int, int]] = field(default_factory=set)


class Planner:
    """Plans the rows of one file or several; ``own`` are organisations the person who loads acts for."""

    def __init__(self, own: Collection[int] = ()) -> None:
        self._own = own
        self.met: set[int] = set()
        self._key_of: dict[int, str] = {}
        self._namespaces = key_namespaces()

    def plan(self, rows: Sequence[Staged]) -> list[Planned]:
        """Plan a batch: three questions to the database."""
        found = organisations_by_key({row["organisation"] for row in rows}, self._namespaces)
        pks = {each.pk for several in found.values() for each in several}
        self.met |= pks
        kept = CreditRecord.objects.filter(organisation__in=pks, number__in={row["number"] for row in rows})
        kept = kept.select_related("brought_in")
        known = {(record.organisation_id, record.number): record for record in kept}
        return [self._plan(row, found.get(row["organisation"], ()), known) for row in rows]

    def _plan(self, row: Staged, found: Sequence[Found], known: Mapping[tuple[int, str], CreditRecord]) -> Planned:
        problem = self._problem(row, found)
        if problem is not None:
            return Planned(row, problem=("organisation", problem))
        misfit = _misfit(row, found[0])
        if misfit is not None:
            return Planned(row, problem=("kind", misfit))
        record = known.get((found[0].pk, row["number"]))
        if record is None:
            return Planned(row, found[0])
        if _was_taken_back(record):
            problem = BadCell("record-taken-back", TAKEN_BACK, NEW_NUMBER, number=record.number)
            return Planned(row, problem=("number", problem))
        if says_the_same(row, record):
            return Planned(row, found[0], is_same=True)
        return Planned(row, problem=("number", _contradiction(record)))

    def _problem(self, row: Staged, found: Sequence[Found]) -> BadCell | None:
        key = row["organisation"]
        if not found:
            return BadCell("organisation-unknown", UNKNOWN, ADD_IT, key=key)
        if len(found) > 1:
            return BadCell("organisation-unclear", UNCLEAR, WRITE_CODE, key=key)
        if found[0].pk in self._own:
            return BadCell("own-case", OWN, ASK_COLLEAGUE)
        if row["demo"] and not found[0].is_demo:
            return BadCell("invented-records", INVENTED, LEAVE_OUT, key=key)
        before = self._key_of.setdefault(found[0].pk, key)
        if before != key:
            return BadCell("organisation-two-keys", TWO_KEYS, USE_ONE, key=key, other=before)
        return None


def _misfit(row: Staged, about: Found) -> BadCell | None:
    """Say when such an organisation cannot carry such a record."""
    kind = KINDS[row["kind"]]
    if CATALOGUE[kind].is_for([about.kind]):
        return None
    carriers = ", ".join(CATALOGUE[kind].subjects)
    return BadCell("record-subject", MISFIT, OTHER_KIND, kind=kind, carriers=carriers, subject=about.kind)


def _was_taken_back(record: CreditRecord) -> bool:
    """Whether the record was withdrawn together with its import: it stays, for an edition rests on it."""
    is_back = record.brought_in is not None and record.brought_in.state == RecordImport.State.TAKEN_BACK
    return is_back and record.status == CreditRecord.Status.WITHDRAWN


def says_the_same(row: Staged, record: CreditRecord) -> bool:
    """Whether a row says what the record kept says. What became of its status since is the office's word."""
    said = (KINDS[row["kind"]], SEVERITIES[row["severity"]], row["happened_on"], row["learned_on"])
    status = STATUSES[row["status"]]
    return said == (record.kind, record.severity, record.happened_on, record.learned_on) and (
        status in (record.status, CreditRecord.Status.ACTIVE)
    )


def organisations_by_key(keys: Collection[str], namespaces: Collection[str]) -> dict[str, list[Found]]:
    """Find organisations by unified social credit code or key of the registry; a merged one is what it became.

    ``namespaces`` are those of :func:`key_namespaces`: with them the index of codes answers.
    """
    codes = Identifier.objects.filter(scheme=Identifier.Scheme.USCC, namespace="", value__in=keys)
    local = Identifier.objects.filter(scheme=Identifier.Scheme.LOCAL, namespace__in=namespaces, value__in=keys)
    rows = [row for asked in (codes, local) for row in asked.order_by().values_list(*_WHOSE)]
    found: dict[str, dict[int, Found]] = defaultdict(dict)
    for value, *itself, merged, merged_demo, merged_kind in rows:
        one = Found(*itself) if merged is None else Found(merged, merged_demo, merged_kind)
        found[value][one.pk] = one
    return {key: list(several.values()) for key, several in found.items()}


def key_namespaces() -> list[str]:
    """The names under which lists have given keys to organisations."""
    local = Identifier.objects.filter(scheme=Identifier.Scheme.LOCAL)
    return list(local.order_by("namespace").values_list("namespace", flat=True).distinct())


def staged_rows(taken: Taken) -> Iterator[list[Staged]]:
    """Read the good rows back in batches, in the order of the file."""
    if not taken.good:
        return
    with connect(taken.staged.parent) as store:
        rows = store.sql(f"SELECT * FROM {kept_rows(taken.staged, taken.repeats)}")  # noqa: S608  # our own paths
        for piece in rows.to_arrow_reader(BATCH):
            yield piece.to_pylist()


def compare_taken(
    taken: Taken, findings: Findings, tell: Callable[[int, int, Reason], None], own: Collection[int] = ()
) -> Compared:
    """Find whose the rows are and what is there already; what cannot be kept goes to ``findings``."""
    compared, planner, done = Compared(), Planner(own), 0
    for rows in staged_rows(taken):
        tell(done, taken.good, Reason(LOOKING, {"done": done, "total": taken.good}))
        planned = planner.plan(rows)
        out = [each for each in planned if each.problem is not None]
        findings.rows(_told(each, taken) for each in out)
        compared.out |= {(each.row["file"], each.row["row"]) for each in out}
        compared.same += sum(each.is_same for each in planned)
        done += len(rows)
        if len(compared.out) > MOST_WRONG:
            break
    compared.new = done - compared.same - len(compared.out)
    compared.organisations = planner.met
    return compared


def _told(planned: Planned, taken: Taken) -> tuple[dict[str, str], list[Problem]]:
    row, (key, bad) = planned.row, planned.problem or ("", BadCell("", "", ""))
    heading = taken.headings[row["file"]].get(key, key)
    cells = cells_of(row)
    return cells, [bad.at(taken.files[row["file"]], row["row"], heading, cells[key])]


def _contradiction(record: CreditRecord) -> BadCell:
    params = {"number": record.number, "kind": record.kind, "severity": record.severity or "–"}
    params |= {"day": record.happened_on.isoformat(), "learned": record.learned_on.isoformat()}
    return BadCell("record-contradicts", CONTRADICTS, CORRECT_IT, status=record.status, **params)


def uploads() -> QuerySet[RecordImport]:
    """Every upload of records, newest first."""
    return RecordImport.objects.select_related("uploaded_by", "job")


def is_running(kept: RecordImport) -> bool:
    """Whether a job works on the upload or waits to."""
    return kept.job is not None and not kept.job.is_over


def why_not_decide(user: User, kept: RecordImport) -> tuple[str, str] | None:
    """Why ``user`` may not keep, discard or take back this upload: code and text; ``None`` where they may.

    A colleague's may be about an organisation ``user`` acts for; rows of one's own are refused one by one.
    """
    own, is_colleagues = own_organisations(user), kept.uploaded_by_id != user.pk
    if is_colleagues and kept.state == RecordImport.State.UPLOADED:
        return UNCHECKED
    is_about_own = is_colleagues and not own.isdisjoint(kept.organisations)
    return OWN_FILE if is_about_own or kept.records.filter(organisation__in=own).exists() else None


def file_of(kept: RecordImport, kind: str) -> bytes | None:
    """The bytes of the upload or of the file to mend, ``None`` where there is none."""
    found = RecordImportFile.objects.filter(import_of=kept, kind=kind).first()
    return None if found is None else bytes(found.content)


def uses_of(records: Collection[int]) -> int:
    """How many of these records something rests on: a case, or a change of status but the one they came with."""
    used: set[int] = set()
    for relation in CreditRecord._meta.related_objects:
        name = relation.field.name
        rows = relation.related_model._default_manager.filter(**{f"{name}__in": records})
        if relation.related_model._meta.model_name == "statuschange":
            # A record that came with another status than active had it when it was learned of or since the day said.
            rows = rows.exclude(reason="")
        used |= set(rows.values_list(name, flat=True))
    return len(used)


UNKNOWN = gettext_noop("The registry knows no organisation with the code or key “%(key)s”.")
ADD_IT = gettext_noop("Write its code as the registry has it, or add or import the organisation first.")
MISFIT = gettext_noop(
    "A record of kind “%(kind)s” is about %(carriers)s, and this organisation is of kind “%(subject)s”."
)
OTHER_KIND = gettext_noop("Choose a kind that such an organisation may carry, or mend the organisation's kind.")
UNCLEAR = gettext_noop("More than one organisation of the registry has the key “%(key)s”.")
WRITE_CODE = gettext_noop("Write the organisation's unified social credit code.")
OWN = gettext_noop("This is an organisation you act for.")
ASK_COLLEAGUE = gettext_noop("Ask a colleague to bring its records in.")
INVENTED = gettext_noop("The row is invented, but “%(key)s” is a real organisation.")
LEAVE_OUT = gettext_noop("Leave the row out: nothing invented is kept about real organisations.")
TWO_KEYS = gettext_noop("The file calls this organisation “%(key)s” here and “%(other)s” elsewhere.")
USE_ONE = gettext_noop("Use one of the two throughout, so that a case that stands twice is noticed.")
CONTRADICTS = gettext_noop(
    "Record %(number)s is kept already and says: %(kind)s, %(severity)s, happened %(day)s, learned %(learned)s, "
    "%(status)s."
)
TAKEN_BACK = gettext_noop("Record %(number)s was taken back with its import; it stays, withdrawn, for an edition.")
NEW_NUMBER = gettext_noop("Give the corrected row a number of its own, such as “%(number)s (2)”.")
CORRECT_IT = gettext_noop("Make the row say the same, or have the record kept corrected through a case.")
