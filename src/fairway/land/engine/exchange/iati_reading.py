"""A file of IATI activities read back: one activity at a time, and no entity, no outside file, no doctype at all."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from fairway.land.engine.exchange.iati import (
    INTERNAL,
    LANGUAGE,
    OWN_VOCABULARY,
    VERSION,
    Activity,
    Participant,
    Transaction,
)
from fairway.land.engine.exchange.shape import AMOUNT, CURRENCY, DAY, BadField, text
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

DEEPEST = 40
MOST_CHARACTERS = 5_000_000
"""The longest a single activity of a file may be."""


def read_activities(pieces: Iterable[bytes]) -> Iterator[Activity]:
    """Give the activities of a file, as :func:`elements` and :func:`read_activity` do."""
    return (read_activity(element, path) for path, element in elements(pieces))


def elements(pieces: Iterable[bytes]) -> Iterator[tuple[str, Element]]:
    """Give the activities of a file with their places, unread; :class:`BadCell` where it is no file of activities.

    Billions of laughs, outside entities and the like need a doctype, and a file with one is refused before it is read.
    """
    built = _Activities()
    parser = XMLParser(target=built)  # noqa: S314  # the target refuses any doctype, and with it every entity
    number = 0
    try:
        for piece in pieces:
            parser.feed(piece)
            for element in built.taken():
                yield f"iati-activity[{number}]", element
                number += 1
        parser.close()
    except ParseError as error:
        raise BadCell("xml", NOT_XML, SEND_WHOLE, line=error.position[0]) from error
    except (LookupError, ValueError) as error:  # expat hands on what Python says of a character set
        raise BadCell("encoding", ENCODING, SAVE_UTF8) from error


class _Activities:
    """The target of the parser: builds one activity at a time and forgets it once it is taken."""

    def __init__(self) -> None:
        self._depth = self._length = 0
        self._builder = TreeBuilder()
        self._ready: list[Element] = []

    def doctype(self, *_said: object) -> None:
        """Refuse it."""
        raise BadCell("doctype", DOCTYPE, NO_DOCTYPE)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element; the first must be a file of activities."""
        self._depth += 1
        if self._depth == 1 and (tag != "iati-activities" or attributes.get("version") != VERSION):
            raise BadCell("not-iati", NOT_IATI, SEND_IATI, version=VERSION)
        if self._depth > DEEPEST:
            raise BadCell("xml-deep", TOO_DEEP, SEND_IATI, limit=DEEPEST, version=VERSION)
        if self._depth == 2:  # an activity
            self._builder, self._length = TreeBuilder(), 0
        if self._depth > 1:
            self._grow(len(tag) + sum(len(name) + len(said) for name, said in attributes.items()))
            self._builder.start(tag, attributes)

    def _grow(self, by: int) -> None:
        self._length += by
        if self._length > MOST_CHARACTERS:
            raise BadCell("xml-too-long", TOO_LONG, SHORTEN, limit=MOST_CHARACTERS)

    def end(self, tag: str) -> None:
        """Close an element; an activity is ready then."""
        if self._depth > 1:
            self._builder.end(tag)
        if self._depth == 2 and tag == "iati-activity":
            self._ready.append(self._builder.close())
        self._depth -= 1

    def data(self, said: str) -> None:
        """Keep text within activities."""
        if self._depth > 1:
            self._grow(len(said))
            self._builder.data(said)

    def close(self) -> None:
        """Nothing is left."""

    def taken(self) -> list[Element]:
        """The activities that have become ready."""
        ready, self._ready = self._ready, []
        return ready


def read_activity(found: Element, path: str) -> Activity:
    """Read one activity; :class:`BadField` with the place of the first thing that cannot be right."""
    identifier = _said(_child(found, "iati-identifier", path).text, f"{path}/iati-identifier")
    own = (each.get("ref") for each in found.findall("other-identifier") if each.get("type") == INTERNAL)
    location = found.find("location")
    sector = next((each for each in found.findall("sector") if each.get("vocabulary") == OWN_VOCABULARY), None)
    return Activity(
        identifier=identifier,
        reporter=_participant(_child(found, "reporting-org", path), f"{path}/reporting-org"),
        title=_narrative(_child(found, "title", path), f"{path}/title"),
        participants=tuple(_participant(each, at) for at, each in _each(found, "participating-org", path)),
        key=_said(next(own, identifier), f"{path}/other-identifier@ref", 200),
        status=_attribute(_child(found, "activity-status", path), "code", f"{path}/activity-status"),
        dates=tuple((_attribute(each, "type", at), _day(each, at)) for at, each in _each(found, "activity-date", path)),
        region=""
        if location is None or "ref" not in location.attrib
        else _attribute(location, "ref", f"{path}/location", 60),
        industry="" if sector is None else _attribute(sector, "code", f"{path}/sector", 5),
        transactions=tuple(_transaction(each, found, at) for at, each in _each(found, "transaction", path)),
        updated=_day(found, path, "last-updated-datetime"),
    )


def _each(found: Element, tag: str, path: str) -> Iterator[tuple[str, Element]]:
    return ((f"{path}/{tag}[{number}]", each) for number, each in enumerate(found.findall(tag)))


def _child(found: Element, tag: str, path: str) -> Element:
    if (child := found.find(tag)) is None:
        raise BadField(f"{path}/{tag}", BadCell("field-missing", MISSING, ADD_IT, field=tag))
    return child


def _said(given: str | None, path: str, limit: int = 700) -> str:
    """A text without the space that indents a file."""
    return str(text(limit).read(given and given.strip(), path))


def _attribute(found: Element, name: str, path: str, limit: int = 700) -> str:
    if (given := found.get(name)) is None:
        raise BadField(f"{path}@{name}", BadCell("field-missing", MISSING, ADD_IT, field=name))
    return _said(given, f"{path}@{name}", limit)


def _day(found: Element, path: str, name: str = "iso-date") -> date:
    day: date = DAY.read(_attribute(found, name, path), f"{path}@{name}")
    return day


def _narrative(found: Element, path: str, language: str | None = None) -> str:
    """What is said in a language; else in that of the activity, else the first."""
    told = {each.get(LANGUAGE): each.text for each in reversed(found.findall("narrative"))}
    given = told.get(language, next(reversed(told.values()), None))
    return _said(given, f"{path}/narrative", 300)


def _participant(found: Element, path: str) -> Participant:
    has_english = any(each.get(LANGUAGE) == "en" for each in found.findall("narrative"))
    return Participant(
        ref=found.get("ref", "").strip(),
        type=found.get("type", ""),
        role=found.get("role", ""),
        name=_narrative(found, path),
        name_en=_narrative(found, path, "en") if has_english else "",
    )


def _transaction(found: Element, activity: Element, path: str) -> Transaction:
    value, description = _child(found, "value", path), found.find("description")
    currency = value.get("currency") or activity.get("default-currency")
    return Transaction(
        type=_attribute(_child(found, "transaction-type", path), "code", f"{path}/transaction-type"),
        on=_day(_child(found, "transaction-date", path), f"{path}/transaction-date"),
        amount=AMOUNT.read(value.text, f"{path}/value"),
        currency=CURRENCY.read(currency, f"{path}/value@currency"),
        text="" if description is None else _narrative(description, f"{path}/description"),
    )


NOT_XML = _("In line %(line)s the file is not well-formed XML.")
SEND_WHOLE = _("Send the whole file, as it was exported.")
DOCTYPE = _("The file declares a document type, which can pull in other files.")
NO_DOCTYPE = _("Take the declaration out; files of IATI need none.")
NOT_IATI = _("This is no file of IATI activities, version %(version)s.")
SEND_IATI = _("Send a file of IATI %(version)s whose first element is iati-activities.")
TOO_DEEP = _("Elements stand more than %(limit)s deep in each other.")
TOO_LONG = _("One project of the file has more than %(limit)s characters.")
SHORTEN = _("Take out of it what does not belong to it.")
ENCODING = _("The file is not UTF-8.")
SAVE_UTF8 = _("Save it as UTF-8.")
MISSING = _("The field “%(field)s” is missing.")
ADD_IT = _("Add it, or export the project again from where it came.")
