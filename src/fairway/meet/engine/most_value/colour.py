"""Give the chosen meetings their slots: the edges of a graph get colours, and no slot gets more than it has room for.

Where everybody chosen for a half is there in all its slots and sides are two, a colour is always found along one
alternating path (König's theorem); elsewhere other pairs of slots are tried. Tables and interpreters are evened out by
exchanging two slots along a path that takes more meetings out of the fuller slot than it brings in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.engine.standing import slots_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairway.meet.engine.most_value.board import Board

_PAIRS = 40
"""Pairs of slots tried for one meeting."""
_TRIES = 2_000
"""Exchanges tried to relieve a slot of one meeting."""


def colour(board: Board, within: dict[int, int]) -> None:
    """Place each wish, ``within`` the slots named if possible, else elsewhere, else not at all.

    Tables and interpreters may be short afterwards: ``level`` follows.
    """
    form = board.form
    chosen = sorted(within, key=lambda wish: _rank(board, wish, within[wish]))
    left = [wish for wish in chosen if not _place(board, wish, within[wish])]
    for wish in left:
        _place(board, wish, form.options[wish])


def _rank(board: Board, wish: int, within: int) -> tuple[bool, bool, int, bool, int]:
    form = board.form
    room = (form.options[wish] & within).bit_count()
    return not form.must[wish], not form.chained[wish], room, form.language[wish] < 0, wish


def _place(board: Board, wish: int, within: int) -> bool:
    form = board.form
    if not board.accepts(wish):
        return False
    free = [slot for slot in slots_in(board.open_to(wish) & within) if board.in_order(wish, slot)]
    if free:
        board.put(wish, min(free, key=lambda slot: _load(board, wish, slot)))
        return True
    return not form.chained[wish] and any(
        board.insert(wish, slot, other) for slot, other in _pairs(board, wish, within)
    )


def _load(board: Board, wish: int, slot: int) -> tuple[float, float, int]:
    form = board.form
    spoken = form.language[wish]
    crowd = 0.0 if spoken < 0 else board.spoken[spoken][slot] / form.interpreters[spoken][slot]
    return crowd, len(board.inside[slot]) / form.tables[slot], slot


def _pairs(board: Board, wish: int, within: int) -> Iterable[tuple[int, int]]:
    """Slots one side is free in, with slots the other is free in."""
    form = board.form
    open_slots = form.options[wish] & within
    mine = slots_in(open_slots & board.free[form.first[wish]])
    theirs = slots_in(open_slots & board.free[form.second[wish]])
    pairs = [(slot, other) for slot in mine for other in theirs] + [(slot, other) for slot in theirs for other in mine]
    pairs.sort(key=lambda pair: len(board.inside[pair[0]]) + len(board.inside[pair[1]]))
    return pairs[:_PAIRS]


def level(board: Board) -> None:
    """Exchange slots while that brings a slot nearer to the tables and interpreters it has; then take out what is over.

    What is taken out is what is worth least.
    """
    for slot in range(board.form.slots):
        for spoken in range(-1, len(board.form.interpreters)):
            while over(board, spoken, slot) > 0 and _relieve(board, spoken, slot):
                pass
    for slot in range(board.form.slots):
        for spoken in range(-1, len(board.form.interpreters)):
            _take_out(board, spoken, slot)


def over(board: Board, spoken: int, slot: int) -> int:
    """Meetings in the slot more than interpreters for a language, or than tables where it is -1."""
    form = board.form
    if spoken < 0:
        return len(board.inside[slot]) - form.tables[slot]
    return board.spoken[spoken][slot] - form.interpreters[spoken][slot]


def excess(board: Board, slots: tuple[int, int]) -> int:
    """Meetings in the slots beyond the tables and interpreters they have."""
    languages = range(-1, len(board.form.interpreters))
    return sum(max(0, over(board, spoken, slot)) for slot in slots for spoken in languages)


def _relieve(board: Board, spoken: int, slot: int) -> bool:
    """Make one exchange that lowers the excess, with the emptiest slots first."""
    form, tries = board.form, _TRIES
    wishes = [w for w in board.inside[slot] if (spoken < 0 or form.language[w] == spoken) and not form.chained[w]]
    others = sorted((over(board, spoken, other), other) for other in range(form.slots) if other != slot)
    for room, other in others:
        if room >= 0:
            return False
        before = excess(board, (slot, other))
        movable = [wish for wish in wishes if form.options[wish] >> other & 1][:tries]
        if any(_exchange(board, wish, other, before) for wish in movable):
            return True
        tries -= len(movable)
    return False


def _exchange(board: Board, wish: int, other: int, before: int) -> bool:
    mark, slot = len(board.journal), board.slot[wish]
    if not board.flip(wish, other):
        return False
    if excess(board, (slot, other)) < before:
        return True
    board.undo(mark)
    return False


def _take_out(board: Board, spoken: int, slot: int) -> None:
    form = board.form
    many = over(board, spoken, slot)
    if many > 0:
        held = [w for w in board.inside[slot] if spoken < 0 or form.language[w] == spoken]
        for wish in sorted(held, key=lambda w: (form.must[w], form.value[w], w))[:many]:
            board.take(wish)
