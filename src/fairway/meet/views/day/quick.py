"""Personal pages filled in from pieces: the same templates, rendered once with places to fill, then only filled.

Where nothing has changed and nothing was reported a personal page is the event's page with other names in it. It is
answered before sessions, forms and accounts are looked at, of which it needs none. Every other page takes the long way
(``views.day.personal``).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_from_request, override

from fairway import __version__
from fairway.meet.queries.day.all_agendas import AllAgendas, Person, all_agendas_of, opened_by
from fairway.meet.queries.day.personal import TOKEN, Line, PersonalDay
from fairway.meet.views.day.personal import CLOSED, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

    from fairway.meet.queries.day.all_agendas import Opened, Seat
    from fairway.meet.queries.day.clock import Clock
    from fairway.meet.queries.timetables import Hour

    Handler = Callable[[HttpRequest], HttpResponse]

PATH = re.compile(rf"/my/({TOKEN.pattern})/")
PLACE = re.compile(r"xq([A-Z]+\d*)qx")
HEADERS = {**CLOSED, "X-Frame-Options": "DENY", "Vary": "Accept-Language, Cookie"}
MANY_PIECES = 4


def quick_pages(get_response: Handler) -> Handler:
    """Answer a plain personal page at once; let everything else through."""

    def middleware(request: HttpRequest) -> HttpResponse:
        found = PATH.fullmatch(request.path_info)
        if found is None or request.method not in {"GET", "HEAD"} or request.COOKIES:
            return get_response(request)
        return _answer(request, found[1]) or get_response(request)

    return middleware


def _answer(request: HttpRequest, token: str) -> HttpResponse | None:
    opened = opened_by(token)
    if opened is None or not opened.is_plain or opened.timetable is None:
        return None
    asked = request.GET.get("lang", "")
    language = asked if asked in LANGUAGES else get_language_from_request(request)
    with override(language):
        agendas = all_agendas_of(opened)
        person = agendas.people.get(opened.participation) if agendas else None
        if agendas is None or person is None or not _is_as_read(opened, person):
            return None
        lang = f"?lang={asked}" if asked in LANGUAGES else ""
        return _page(request, Link(token, request.get_host(), lang, language), opened, agendas)


def _is_as_read(opened: Opened, person: Person) -> bool:
    """Whether there is no change to show."""
    if opened.read is not None:
        return opened.read == (opened.timetable, opened.version)
    return not person.has_changed


@dataclass(frozen=True)
class Link:
    """How the page was asked for."""

    token: str
    host: str
    lang: str
    language: str


def _page(request: HttpRequest, link: Link, opened: Opened, agendas: AllAgendas) -> HttpResponse:
    """Fill the page in, unless the phone has it already."""
    clock, person = agendas.clock(), agendas.people[opened.participation]
    parts = (opened, link.lang, agendas.stamp, person.stamp, clock.begun, clock.on is None, __version__)
    etag = quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(pieces_of(agendas, clock, link.lang).page(person, link))
    for name, value in {**HEADERS, "ETag": etag, "Content-Language": link.language}.items():
        response.headers[name] = value
    return response


class Piece:
    """A rendered text with places to fill."""

    def __init__(self, text: str) -> None:
        self._parts = PLACE.split(text)
        self._names = self._parts[1::2]

    def filled(self, values: Mapping[str, str]) -> str:
        """Fill every place."""
        parts = list(self._parts)
        parts[1::2] = [values[name] for name in self._names]
        return "".join(parts)


def _place(name: str) -> str:
    return f"xq{name}qx"


@dataclass
class Pieces:
    """The pieces of an event's pages in one language at one time of its day, each rendered when first needed."""

    clock: Clock
    lang: str
    day: PersonalDay
    kept: dict[tuple[object, ...], Piece] = field(default_factory=dict)

    def page(self, person: Person, link: Link) -> str:
        """One participant's page."""
        at: dict[int, list[Seat]] = {}
        for seat in person.seats:
            at.setdefault(seat.slot, []).append(seat)
        next_slot = next((hour for hour in self.clock.hours if hour.number in at and hour.end > self.clock.at), None)
        return self._shell().filled(
            {
                "NAME": person.name,
                "TOKEN": link.token,
                "HOST": quote(link.host, safe="[]:"),
                "LINES": "".join(self._line(hour, at.get(hour.number, []), person) for hour in self.clock.hours),
                "NEXT": self._next(next_slot, at[next_slot.number]) if next_slot else "",
                "COUNTS": self._counts(person, at),
                "UNMET": self._unmet(person),
            }
        )

    def _piece(self, key: tuple[object, ...], template: str, context: Mapping[str, object]) -> Piece:
        if key not in self.kept:
            self.kept[key] = Piece(render_to_string(f"meet/day/{template}", {"lang": self.lang, **context}))
        return self.kept[key]

    def _shell(self) -> Piece:
        quick = {name: mark_safe(_place(name.upper())) for name in ("lines", "next", "counts", "unmet")}  # noqa: S308
        feed = f"{_place('HOST')}/my/{_place('TOKEN')}.ics{self.lang}"
        context = {"day": self.day, "quick": quick, "feed": feed, "theme": "light"}
        return self._piece(("shell",), "my.html", context)

    def _line(self, hour: Hour, seats: list[Seat], person: Person) -> str:
        is_there = person.available is None or hour.number in person.available
        key = (hour.number, is_there, *(_kind(seat) for seat in seats))
        if key not in self.kept:
            line = Line(hour, is_there, (), is_over=hour.end <= self.clock.at, is_on=hour == self.clock.on)
            self._piece(key, "_my_line.html", {"line": _with_places(line, seats) if seats else line, "day": self.day})
        return self._day_opening(hour) + self.kept[key].filled(_values(seats))

    def _day_opening(self, hour: Hour) -> str:
        """The date above the first slot of each day of an event that has several."""
        if self.day.event.ends_on is None:
            return ""
        days = [other.start.date() for other in self.clock.hours if other.number < hour.number]
        if days and days[-1] == hour.start.date():
            return ""
        return self._piece(("day", hour.start.date()), "_my_date.html", {"date": hour.start.date()}).filled({})

    def _next(self, hour: Hour, seats: list[Seat]) -> str:
        line = Line(hour, is_there=True, appointments=(), is_over=False, is_on=hour == self.clock.on)
        context = {"line": _with_places(line, seats)}
        return self._piece(("next", hour.number, *(_kind(seat) for seat in seats)), "_my_next.html", context).filled(
            _values(seats)
        )

    def _counts(self, person: Person, at: Mapping[int, list[Seat]]) -> str:
        there = {hour.number for hour in self.clock.hours}
        if person.available is not None:
            there &= person.available
        counts = {"meetings": len(person.seats), "free": len(there - at.keys())}
        return self._piece(("counts", *counts.values()), "_my_counts.html", {"day": counts}).filled({})

    def _unmet(self, person: Person) -> str:
        if not person.unmet:
            return ""
        count = len(person.unmet)
        rows = [{"counterpart": SimpleNamespace(name=_place(f"N{n}")), "cause": _place(f"C{n}")} for n in range(count)]
        values = {f"N{n}": name for n, (name, _cause) in enumerate(person.unmet)}
        values |= {f"C{n}": cause for n, (_name, cause) in enumerate(person.unmet)}
        return self._piece(("unmet", count), "_my_unmet.html", {"unmet": rows}).filled(values)


def _kind(seat: Seat) -> tuple[bool, bool, bool]:
    """What of a meeting makes another piece of it: a second name, a room, a mark."""
    return bool(seat.side.other), bool(seat.room), seat.side.is_demo


def _with_places(line: Line, seats: list[Seat]) -> SimpleNamespace:
    """Put places to fill where the names and tables of a slot's meetings go."""
    meetings = [
        SimpleNamespace(
            other=SimpleNamespace(name=_place(f"N{n}"), is_demo=seat.side.is_demo),
            second_name=_place(f"O{n}") if seat.side.other else "",
            table=_place(f"T{n}"),
            room=_place(f"R{n}") if seat.room else "",
            change=None,
        )
        for n, seat in enumerate(seats)
    ]
    return SimpleNamespace(**{**vars(line), "appointments": meetings})


def _values(seats: list[Seat]) -> dict[str, str]:
    values: dict[str, str] = {}
    for n, seat in enumerate(seats):
        values |= {f"N{n}": seat.side.name, f"O{n}": seat.side.other, f"T{n}": str(seat.table), f"R{n}": seat.room}
    return values


_pieces: dict[tuple[object, ...], Pieces] = {}


def pieces_of(agendas: AllAgendas, clock: Clock, lang: str) -> Pieces:
    """Return the pieces for these agendas at this time of the day; kept until the next slot begins or ends."""
    key = (agendas.stamp, agendas.until, clock.begun, clock.on is None, lang)
    if key not in _pieces:
        while len(_pieces) >= MANY_PIECES:
            _pieces.pop(next(iter(_pieces)), None)
        _pieces[key] = Pieces(clock, lang, _stub(agendas, clock))
    return _pieces[key]


def _stub(agendas: AllAgendas, clock: Clock) -> PersonalDay:
    """Everybody's page: the event's own words, with places for what is a participant's."""
    anybody = SimpleNamespace(token=_place("TOKEN"), organisation=SimpleNamespace(name=_place("NAME")))
    return PersonalDay(
        participation=anybody,  # type: ignore[arg-type]  # all that a template reads of one
        event=agendas.event,
        lines=(),
        called_off=(),
        unmet=(),
        reports=(),
        is_made=True,
        has_changed=False,
        late_until=clock.coming[1:],
        is_over=clock.is_over,
    )
