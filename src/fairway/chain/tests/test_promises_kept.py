"""A folder's promises that were kept: the same rules as on the page, told with file, row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairway.chain.engine.folder import read_folder

EXAMPLE = Path(__file__).parents[4] / "examples" / "changchun-auto-2021"
HEAD = "Agreement,Clause,Who promises,Whose promise,What is promised,Fulfilled on,Fulfilment evidence,Learned on"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("CC-2021-01,1,z-2201,government,land,2021-10-18,deed,", "Fulfilled on"),
        ("CC-2021-01,1,z-2201,government,land,2022-01-18,deed,", "Fulfilled on"),
        ("CC-2021-01,1,z-2201,government,land,2022-01-10,deed,2022-01-18", "Learned on"),
        (",1,z-2201,government,land,2021-10-18,deed,", "Fulfilled on"),
    ],
)
def test_nothing_is_kept_before_it_is_promised_or_after_the_last_day_of_the_data(row: str, column: str) -> None:
    files = {file.name: file.read_bytes() for file in EXAMPLE.iterdir()}
    checked = read_folder(files | {"promises.csv": f"{HEAD}\n{row}\n".encode()})
    assert [(each.file, each.row, each.column) for each in checked.problems] == [("promises.csv", 2, column)]
    right = row.replace("10-18,", "11-18,").replace("2022-01-18", "2022-01-10")
    assert read_folder(files | {"promises.csv": f"{HEAD}\n{right}\n".encode()}).folder is not None
