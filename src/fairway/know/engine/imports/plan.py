"""What a row would change: whose it is by code and key, and which fields differ.

Nothing here reads a database: :class:`Registry` holds what is known of the organisations a file may touch. The same
functions make the dry run and check, when the file is applied, that it still holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.know.engine.imports.incoming import FIELDS
from fairway.know.engine.script import fold
from fairway.know.engine.written import Verdict, Written
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from fairway.know.engine.imports.incoming import Incoming, Link, Options

    Judge = Callable[[Written, Written], Verdict]

# Schemes of which an organisation can carry more than one code: shares listed on two exchanges.
SEVERAL = frozenset({"stock"})
RULING = "ruling"
"""The method of what a clerk has decided of two spellings before."""


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ASK = "ask"
    REFUSED = "refused"
    STALE = "stale"


class FoundBy(StrEnum):
    """What decided whose a row is; ``NOTHING`` for a row that is nobody's yet."""

    NOTHING = ""
    CODE = "code"
    KEY = "key"
    RULING = "ruling"
    NAME = "name"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry holds of one organisation, as far as a row can touch it.

    ``fields`` as in :data:`FIELDS`; ``keys`` are its keys in the file's namespace; ``addresses`` the texts of its
    registered addresses that have not ended; ``links`` triples of other organisation, kind and share; ``said`` is
    what the file's source last said of each field.
    """

    pk: int
    fields: Mapping[str, str]
    demo: bool = False
    names: frozenset[tuple[str, str]] = frozenset()
    codes: frozenset[tuple[str, str]] = frozenset()
    keys: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()
    links: frozenset[tuple[int, str, str]] = frozenset()
    said: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> Written:
        """The organisation as the resolution of names takes it."""
        return Written(self.fields["name"], tuple(sorted(self.codes)), self.fields.get("region_code", ""))


@dataclass(frozen=True)
class Registry:
    """The organisations a set of rows may touch: by id, by code, by key of the namespace, and by exact name.

    ``in_file`` holds what rows of the same file can be referred to by; ``names`` only those a link refers to.
    """

    organisations: Mapping[int, Known] = field(default_factory=dict)
    codes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    keys: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    in_file: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """One field and its values before and after. ``names.short`` and ``codes.uscc`` add one; ``links.branch`` ties."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Near:
    """An organisation a row may be, and how the evidence stands."""

    pk: int
    name: str
    verdict: str
    probability: float
    relation: str = ""
    evidence: tuple[Mapping[str, object], ...] = ()
    method: str = ""


@dataclass(frozen=True)
class Plan:
    """What becomes of one row. ``problems`` keep it out or (``notes``) only tell; each with a column key."""

    outcome: Outcome
    pk: int | None = None
    found_by: FoundBy = FoundBy.NOTHING
    changes: tuple[Change, ...] = ()
    problems: tuple[tuple[str, BadCell], ...] = ()
    notes: tuple[tuple[str, BadCell], ...] = ()
    near: tuple[Near, ...] = ()


def refused(column: str, problem: BadCell, pk: int | None = None) -> Plan:
    """Keep a row out."""
    return Plan(Outcome.REFUSED, pk, problems=((column, problem),))


def identify(row: Incoming, registry: Registry) -> tuple[int | None, FoundBy]:
    """Say whose a row is by codes, then by key; :class:`BadCell` where they name different organisations."""
    owners = {registry.codes[code]: code for code in row.codes if code in registry.codes}
    keyed = next((registry.keys[key] for key in row.known_by() if key in registry.keys), None)
    if len(owners) > 1:
        first, second = sorted(owners)[:2]
        names = {
            "one": registry.organisations[first].fields["name"],
            "other": registry.organisations[second].fields["name"],
        }
        raise BadCell("codes-of-two", _CODES_OF_TWO, _CORRECT_CODE, **names)
    inside = {registry.codes[code]: code for code in row.inside() if code in registry.codes}
    owners = owners or inside
    if not owners:
        return keyed, FoundBy.KEY if keyed is not None else FoundBy.NOTHING
    owner = next(iter(owners))
    if row.key and keyed not in {None, owner}:
        facts = {"key": row.key, "value": owners[owner][1]}
        raise BadCell("key-of-another", _KEY_OF_ANOTHER, _ONE_OF_BOTH, **facts)
    return owner, FoundBy.CODE


def plan_row(row: Incoming, registry: Registry, options: Options, judge: Judge, near: Sequence[Near] = ()) -> Plan:
    """Plan one row: by code and key first, then by what the comparison of names found (``near``, best first).

    One *same* decides. Several, or anything to ask or related, goes to a person.
    """
    try:
        pk, found_by = identify(row, registry)
    except BadCell as bad:
        return refused("key" if "key" in bad.params else "uscc", bad)
    if any(_is_own(link, row, pk, registry) for link in row.links):
        return refused("parent", BadCell("parent-itself", _ITSELF, _NAME_OTHER), pk)
    same = [each for each in near if each.verdict == Verdict.SAME]
    if pk is None and len(same) == 1 and same[0].pk in registry.organisations:
        found_by = FoundBy.RULING if same[0].method == RULING else FoundBy.NAME
        pk = same[0].pk
    if pk is not None:
        return replace(plan_known(row, (pk, found_by), registry, options, judge), near=tuple(near))
    return plan_asked(row, registry, options, near) if near else plan_new(row, registry, options)


def _is_own(link: Link, row: Incoming, pk: int | None, registry: Registry) -> bool:
    """Whether a tie leads back to the row's own organisation."""
    own = {*row.codes, *row.inside(), ("key", row.key), ("name", row.name)}
    return (link.scheme, link.value) in own or (pk is not None and target(link, registry) == pk)


def plan_asked(row: Incoming, registry: Registry, options: Options, near: Sequence[Near]) -> Plan:
    """Plan a row that may be one of several organisations: what it would add if it is none of them."""
    plan = plan_new(row, registry, options)
    return replace(plan, outcome=Outcome.ASK if plan.outcome is Outcome.NEW else plan.outcome, near=tuple(near))


def plan_new(row: Incoming, registry: Registry, options: Options) -> Plan:
    """Plan a row that nobody is known by: everything it says is added."""
    if not (row.fields.get("kind") or options.kind):
        return refused("kind", BadCell("kind-missing", _NO_KIND, _CHOOSE_KIND))
    fields = {"region_code": options.region, "kind": options.kind} | dict(row.fields)
    changes = [Change(name, "", fields[name]) for name in FIELDS if fields.get(name)]
    changes += [Change(f"names.{kind}", "", text) for kind, text in row.names]
    changes += [Change(f"codes.{scheme}", "", value) for scheme, value in (*row.codes, *row.inside())]
    changes += [Change("key", "", row.key)] if row.key else []
    changes += [Change("address", "", row.address)] if row.address else []
    linked, notes = _linked(row, None, registry)
    return Plan(Outcome.NEW, None, FoundBy.NOTHING, (*changes, *linked), notes=tuple(notes))


def plan_known(row: Incoming, found: tuple[int, FoundBy], registry: Registry, options: Options, judge: Judge) -> Plan:
    """Plan a row that is a known organisation's: the fields that differ, and only those."""
    pk, found_by = found
    known = registry.organisations[pk]
    wrong = next(_contradictions(row, known, found_by, options, judge), None)
    if wrong is not None:
        return refused(*wrong, pk)
    compare = _Comparison(row, known, found_by, options, registry.codes)
    linked, notes = _linked(row, known, registry)
    changes = (*compare.changes(), *linked)
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return Plan(outcome, pk, found_by, changes, notes=(*compare.notes(), *notes))


def _contradictions(
    row: Incoming, known: Known, found_by: FoundBy, options: Options, judge: Judge
) -> Iterator[tuple[str, BadCell]]:
    """What keeps a row from being the organisation it was found to be."""
    demo = options.demo if row.demo is None else row.demo
    if demo != known.demo:
        yield "demo", BadCell("demo-and-real", _DEMO_AND_REAL, _MARK_SO, name=known.fields["name"])
    theirs = dict(sorted(known.codes))
    for scheme, value in row.codes:
        if scheme in theirs and scheme not in SEVERAL and (scheme, value) not in known.codes:
            facts = {"name": known.fields["name"], "known": theirs[scheme], "value": value}
            yield scheme, BadCell("code-differs", _CODE_DIFFERS, _CORRECT_CODE, **facts)
    if (
        found_by is FoundBy.KEY
        and not _spelt(row.name, known)
        and judge(known.written(), row.written()) is Verdict.DIFFERENT
    ):
        facts = {"key": row.key, "known": known.fields["name"], "name": row.name}
        yield "key", BadCell("key-reused", _KEY_REUSED, _ANOTHER_KEY, **facts)


def _spelt(text: str, known: Known) -> bool:
    """Whether the organisation is known by this spelling, whatever its width and script."""
    return fold(text) in {fold(known.fields["name"]), *(fold(name) for _kind, name in known.names)}


@dataclass(frozen=True)
class _Comparison:
    row: Incoming
    known: Known
    found_by: FoundBy
    options: Options
    taken: Collection[tuple[str, str]]

    def changes(self) -> Iterator[Change]:
        yield from self._name()
        for name in FIELDS[1:]:
            new, old = self.row.fields.get(name, ""), self.known.fields.get(name, "")
            if self._is_told(name, old, new):
                yield Change(name, old, new)
        spelt = {text for _kind, text in self.known.names}
        spelt |= {self.known.fields["name"], self.known.fields.get("name_en", "")}
        yield from (Change(f"names.{kind}", "", text) for kind, text in self.row.names if text not in spelt)
        theirs = {scheme for scheme, _value in self.known.codes}
        inside = (code for code in self.row.inside() if code[0] not in theirs and code not in self.taken)
        missing = (code for code in (*self.row.codes, *inside) if code not in self.known.codes)
        yield from (Change(f"codes.{scheme}", "", value) for scheme, value in missing)
        if self.row.own_key() and not set(self.row.known_by()) & self.known.keys:
            yield Change("key", "", self.row.own_key())
        yield from self._address()

    def _name(self) -> Iterator[Change]:
        """By its code an organisation may have a new name; by name alone another spelling is only one more."""
        text, legal = self.row.name, self.known.fields["name"]
        if text in {legal, *(name for _kind, name in self.known.names)}:
            return
        renamed = self.found_by in {FoundBy.CODE, FoundBy.KEY} and not _spelt(text, self.known)
        if renamed and self._is_told("name", legal, text):
            yield Change("name", legal, text)
        elif self.known.said.get("name") != text:
            yield Change("names.printed", "", text)

    def _address(self) -> Iterator[Change]:
        text, theirs = self.row.address, self.known.addresses
        if text and fold(text) not in set(map(fold, theirs)):
            old = theirs[0] if theirs else ""
            if self._is_told("address", old, text):
                yield Change("address", old, text)

    def _is_told(self, name: str, old: str, new: str) -> bool:
        """Whether the row has something to say that is not overruled."""
        differs = bool(new) and new != old
        return differs and (not old or self.options.overwrite) and self.known.said.get(name) != new

    def notes(self) -> Iterator[tuple[str, BadCell]]:
        """Values of the file that are left, and why."""
        given = dict(self.row.fields) | {"address": self.row.address}
        held = dict(self.known.fields) | {"address": "; ".join(self.known.addresses)}
        for name in (*FIELDS[1:], "address"):
            new, old = given.get(name, ""), held.get(name, "")
            if (
                not new
                or not old
                or new == old
                or (name == "address" and fold(new) in set(map(fold, self.known.addresses)))
            ):
                continue
            if self.known.said.get(name) == new:
                yield (
                    COLUMN_OF.get(name, name),
                    BadCell("corrected-since", _CORRECTED, _NOTHING_TO_DO, old=old, new=new),
                )
            elif not self.options.overwrite:
                yield COLUMN_OF.get(name, name), BadCell("kept", _KEPT, _NOTHING_TO_DO, old=old, new=new)


def _linked(row: Incoming, known: Known | None, registry: Registry) -> tuple[list[Change], list[tuple[str, BadCell]]]:
    """The ties a row adds or changes; one to somebody unknown is told and waits for a later file."""
    shares = {(pk, kind): share for pk, kind, share in known.links} if known else {}
    changes: list[Change] = []
    notes: list[tuple[str, BadCell]] = []
    for link in row.links:
        other = target(link, registry)
        if other is None and (link.scheme, link.value) not in registry.in_file:
            notes.append(("parent", BadCell("parent-unknown", _PARENT_UNKNOWN, _PARENT_LATER, value=link.value)))
            continue
        old = shares.get((other, link.kind)) if other is not None else None
        if old is None or (link.share and link.share != old):
            changes.append(Change(f"links.{link.kind}", old or "", f"{link.value} {link.share}".strip()))
    return changes, notes


def target(link: Link, registry: Registry) -> int | None:
    """The organisation a link leads to; a name must be exact and only one's."""
    if link.scheme == "key":
        return registry.keys.get(link.value)
    if link.scheme == "name":
        found = registry.names.get(link.value, frozenset())
        return next(iter(found)) if len(found) == 1 else None
    return registry.codes.get((link.scheme, link.value))


COLUMN_OF = {
    "name_en": "foreign",
    "region_code": "region",
    "industry_code": "industry",
    "founded_on": "founded",
    "dissolved_on": "dissolved",
}
"""Fields whose column is called otherwise."""

_CODES_OF_TWO = _("The codes of the row belong to two organisations: %(one)s and %(other)s.")
_CORRECT_CODE = _("Compare the codes with the organisation's certificate and correct the wrong one.")
_KEY_OF_ANOTHER = _("The key %(key)s and the code %(value)s belong to two different organisations.")
_ONE_OF_BOTH = _("Correct the one that is wrong, or give the row another key.")
_NO_KIND = _("The row does not say what the organisation is.")
_CHOOSE_KIND = _("Fill the column, or choose a kind for the rows that name none.")
_DEMO_AND_REAL = _("Invented and real do not mix: %(name)s is marked otherwise than this row.")
_MARK_SO = _("Correct the mark “demo” of the row, or the code or key that leads to this organisation.")
_CODE_DIFFERS = _("%(name)s is known with the code %(known)s, and the row says %(value)s.")
_KEY_REUSED = _("The key %(key)s was %(known)s so far, and %(name)s is another organisation.")
_ANOTHER_KEY = _("Give the row another key; where the organisation has really changed its name, add its code.")
_CORRECTED = _("The file says “%(new)s” as before; it was corrected to “%(old)s” since.")
_KEPT = _("The registry says “%(old)s”, the file “%(new)s”; what the registry says is kept.")
_NOTHING_TO_DO = _("Nothing need be done.")
_PARENT_UNKNOWN = _("“%(value)s”, which it belongs to, is not in the registry and not in this file.")
_ITSELF = _("The row says that the organisation belongs to itself.")
_NAME_OTHER = _("Write the code or key of the one it belongs to, or leave the cell empty.")
_PARENT_LATER = _("Add that organisation; the relation is written when the file is imported again.")
