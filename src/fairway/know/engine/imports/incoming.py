"""An organisation as one row of a file says it, whatever the kind of file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairway.know.engine.script import fold
from fairway.know.engine.written import Written
from fairway.lib.codes import organisation_code_in

if TYPE_CHECKING:
    from collections.abc import Mapping

# Values of one organisation that a row can state, as they are kept; dates as ISO 8601.
FIELDS = (
    "name",
    "name_en",
    "kind",
    "region_code",
    "industry_code",
    "segment",
    "legal_form",
    "size",
    "ownership_type",
    "founded_on",
    "dissolved_on",
)


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to another organisation: ``scheme`` says what ``value`` is (a code's scheme, ``key`` or ``name``).

    ``kind`` is one of ``know.Relation.Kind``; ``share`` per cent as text and ``since`` a day,
    "" where nothing is said.
    """

    scheme: str
    value: str
    kind: str
    share: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The publication a row leans on: its address or title, who published it, and the day it was read (ISO 8601)."""

    title: str = ""
    publisher: str = ""
    read_on: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a row says. "" and empty tuples are "nothing said", which never erases what is known.

    ``key`` is the source's own, "" where it has none. ``fields`` holds some of :data:`FIELDS`; ``names`` pairs of kind
    and spelling besides the legal name; ``codes`` pairs of scheme and value. ``region_edition`` is the edition
    ``region_code`` is read in. ``demo`` is None where the row does not say.
    """

    number: int
    fields: Mapping[str, str]
    key: str = ""
    names: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    address: str = ""
    region_edition: str = ""
    links: tuple[Link, ...] = ()
    demo: bool | None = None
    citation: Citation = Citation()

    @property
    def name(self) -> str:
        """The legal name."""
        return self.fields["name"]

    def known_by(self) -> tuple[str, ...]:
        """The keys this row may be known by, best first.

        A row with neither a key nor a code of its own is known by its folded name and region, then by its name alone,
        so that the same file read twice finds its own rows.
        """
        if self.key:
            return (self.key,)
        region = self.fields.get("region_code", "")
        return tuple(dict.fromkeys((_name_key(self.name, region), _name_key(self.name, ""))))

    def own_key(self) -> str:
        """The key to keep: the source's own, or one made of the name where there is no code either."""
        return self.key or ("" if self.codes else self.known_by()[0])

    def inside(self) -> tuple[tuple[str, str], ...]:
        """The organisation code inside the unified social credit code, where the row does not give one itself."""
        given = dict(self.codes)
        code = organisation_code_in(given.get("uscc", ""))
        return (("orgcode", code),) if code and "orgcode" not in given else ()

    def said(self) -> tuple[object, ...]:
        """Everything the row says but where it stood: two rows that say the same are one."""
        return (
            *(self.fields.get(name, "") for name in FIELDS),
            self.key,
            frozenset(self.names),
            frozenset(self.codes),
            self.address,
            frozenset(self.links),
            self.demo,
        )

    def written(self) -> Written:
        """The row as the resolution of names takes it."""
        return Written(
            self.name,
            self.codes,
            self.fields.get("region_code", ""),
            self.fields.get("industry_code", ""),
            tuple(text for kind, text in self.names if kind != "former"),
        )

    def as_data(self) -> dict[str, object]:
        """JSON values; :func:`from_data` reads them."""
        return {
            "number": self.number,
            "fields": dict(self.fields),
            "key": self.key,
            "names": [list(pair) for pair in self.names],
            "codes": [list(pair) for pair in self.codes],
            "address": self.address,
            "region_edition": self.region_edition,
            "links": [[link.scheme, link.value, link.kind, link.share, link.since] for link in self.links],
            "demo": self.demo,
            "citation": [self.citation.title, self.citation.publisher, self.citation.read_on],
        }


def from_data(data: Mapping[str, Any]) -> Incoming:
    """Read what :meth:`Incoming.as_data` wrote."""
    return Incoming(
        number=data["number"],
        fields=data["fields"],
        key=data["key"],
        names=_pairs(data["names"]),
        codes=_pairs(data["codes"]),
        address=data["address"],
        region_edition=data["region_edition"],
        links=tuple(Link(*link) for link in data["links"]),
        demo=data["demo"],
        citation=Citation(*data["citation"]),
    )


def _pairs(data: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in data)


def _name_key(name: str, region: str) -> str:
    return "name:" + hashlib.sha256(f"{fold(name)}|{region}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Options:
    """What the person importing chose.

    ``kind``, ``region`` (a division code, "" for none) and ``demo`` hold for rows that say nothing themselves;
    ``overwrite``: a field that holds another value is changed, else only empty ones are filled; ``by_name``: names
    are compared with the registry where neither code nor key decides; ``hold``: a row that may be a known
    organisation waits for a clerk outside the registry, else it is added and put on the clerk's desk.
    """

    kind: str = ""
    region: str = ""
    demo: bool = False
    overwrite: bool = True
    by_name: bool = True
    hold: bool = False
