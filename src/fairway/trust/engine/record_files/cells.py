"""Cells checked a column at a time: what is plainly right is seen at once, and only the rest is read one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairway.lib.codes import USCC_ALPHABET
from fairway.lib.tables.problem import BadCell
from fairway.trust.engine.record_files.columns import value_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.lib.tables.spec import Column

# Arrow arrays and NumPy arrays: neither is imported before a file is read.
Array = Any
Wrong = dict[int, BadCell]

NOTHING = -(2**31)
"""The figure of a blank cell without a value of its own."""
BAD = NOTHING + 1
"""The figure of a cell that cannot be read."""
MOST_WORDS = 100_000

_LETTERS = r"0-9A-Za-z\x{4e00}-\x{9fff}\x{3400}-\x{4dbf}"
PLAIN_NUMBER = rf"^[{_LETTERS}(\[〔【][{_LETTERS}.\-/#()_\[\]〔〕【】:]{{0,79}}$"
PLAIN_KEY = rf"^[{_LETTERS}][{_LETTERS}.\-/#()_]{{0,63}}$"
WHOLE_KEY = r"^(0|[1-9][0-9]{0,14})$"
# Anything but plain words: quotes of formulas, space at an end or in a row, signs that do not print.
ODD_WORDS = r"^'|^\s|\s$|\s\s|\pC|[\x{a0}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{2060}-\x{206f}\x{3000}]"


class Words:
    """A column of few different cells: each is read once and known by a figure from then on."""

    def __init__(self, column: Column, figure: Callable[[Any], int]) -> None:
        self._column, self._figure = column, figure
        self._forget()

    def _forget(self) -> None:
        self._places: dict[str, int] = {}
        self._figures: list[int] = []
        self._complaints: dict[int, BadCell] = {}

    def read(self, cells: Array) -> tuple[Array, Wrong]:
        """Give the figure of every cell, and what is wrong with those marked ``BAD``."""
        import numpy as np

        if len(self._places) > MOST_WORDS:
            self._forget()
        coded = cells.dictionary_encode()
        places = np.fromiter(map(self._place, coded.dictionary.to_pylist()), np.int64, len(coded.dictionary))
        rows = coded.indices.to_numpy()
        figures = np.array([self._figures[place] for place in places], np.int32)[rows]
        if not self._complaints:
            return figures, {}
        bad = np.flatnonzero(figures == BAD)
        return figures, {int(row): self._complaints[int(places[rows[row]])] for row in bad}

    def _place(self, word: str) -> int:
        place = self._places.get(word)
        if place is None:
            place = self._places[word] = len(self._figures)
            try:
                self._figures.append(self._figure(value_of(self._column, word)))
            except BadCell as bad:
                self._complaints[place] = bad
                self._figures.append(BAD)
        return place


class Texts:
    """A column of many different cells; those that ``is_plain`` lets through stand as they are."""

    def __init__(self, column: Column, is_plain: Callable[[Array], Array]) -> None:
        self._column, self._is_plain = column, is_plain

    def read(self, cells: Array) -> tuple[Array, Wrong]:
        """Give the cells as they are kept, and what is wrong with some."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        plain = self._is_plain(cells)
        odd = np.flatnonzero(~np.asarray(plain))
        if not len(odd):
            return cells, {}
        wrong: Wrong = {}
        kept = []
        for row, cell in zip(odd.tolist(), cells.take(pa.array(odd)).to_pylist(), strict=True):
            try:
                kept.append(value_of(self._column, cell))
            except BadCell as bad:
                wrong[row] = bad
                kept.append("")
        return pc.replace_with_mask(cells, pc.invert(pa.array(plain)), pa.array(kept, pa.string())), wrong


def read_coded(texts: Texts, cells: Array) -> tuple[Array, Wrong]:
    """Read a column whose cells repeat: each different one once."""
    import numpy as np

    coded = cells.dictionary_encode()
    words, wrong = texts.read(coded.dictionary)
    rows = coded.indices.to_numpy()
    told = {}
    if wrong:
        bad = np.flatnonzero(np.isin(rows, np.fromiter(wrong, np.int64)))
        told = {int(row): wrong[int(rows[row])] for row in bad}
    return words.take(coded.indices), told


def plain_number(cells: Array) -> Array:
    """Say of each cell whether it is plainly the number of a document."""
    import pyarrow.compute as pc

    return pc.match_substring_regex(cells, PLAIN_NUMBER).to_numpy(zero_copy_only=False)


def plain_words(limit: int) -> Callable[[Array], Array]:
    """Say of each cell whether it is plainly text of at most ``limit`` characters; blank is."""

    def is_plain(cells: Array) -> Array:
        import pyarrow.compute as pc

        odd = pc.match_substring_regex(cells, ODD_WORDS)
        short = pc.less_equal(pc.utf8_length(cells), limit)
        return pc.and_not(short, odd).to_numpy(zero_copy_only=False)

    return is_plain


def plain_and_filled(limit: int) -> Callable[[Array], Array]:
    """Say the same, but not of blank cells."""
    is_plain = plain_words(limit)

    def is_filled(cells: Array) -> Array:
        import pyarrow.compute as pc

        return is_plain(cells) & pc.greater(pc.binary_length(cells), 0).to_numpy(zero_copy_only=False)

    return is_filled


def plain_organisation(cells: Array) -> Array:
    """Say of each cell whether it is plainly a key, or a unified social credit code that passes its check."""
    import pyarrow.compute as pc

    plain = pc.match_substring_regex(cells, PLAIN_KEY).to_numpy(zero_copy_only=False).copy()
    long = pc.equal(pc.binary_length(cells), 18)
    if pc.any(long).as_py():
        plain[long.to_numpy(zero_copy_only=False)] &= _are_codes(cells.filter(long))
    return plain


def _are_codes(cells: Array) -> Array:
    """Whether codes of 18 bytes pass the check of GB 32100-2015; sole traders' (92…) are read one by one."""
    import numpy as np

    start = cells.offset * 18
    letters = np.frombuffer(cells.buffers()[2], np.uint8)[start : start + 18 * len(cells)].reshape(-1, 18)
    values = np.full(256, 255, np.int64)
    for value, letter in enumerate(USCC_ALPHABET):
        values[ord(letter)] = value
    read = values[letters]
    weights = np.array([pow(3, place, 31) for place in range(17)])
    checks = -(read[:, :17] @ weights) % 31 == read[:, 17]
    varied = (letters[:, 1:16] != letters[:, :1]).any(axis=1)
    trader = (letters[:, 0] == ord("9")) & (letters[:, 1] == ord("2"))
    regional = ((letters[:, 2:8] >= ord("0")) & (letters[:, 2:8] <= ord("9"))).all(axis=1)
    return (read != 255).all(axis=1) & checks & varied & ~trader & regional


def are_whole(cells: Array) -> bool:
    """Whether every key is a whole number of at most 15 digits, without leading zeros."""
    import pyarrow.compute as pc

    return bool(pc.all(pc.match_substring_regex(cells, WHOLE_KEY), min_count=0).as_py())
