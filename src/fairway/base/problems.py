"""Problems of files that were handed in: as they are kept, and as they are told in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairway.base.words import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fairway.lib.tables import Problem


def problem_data(problem: Problem) -> dict[str, Any]:
    """The shape in which a problem is kept: both sentences stay English keys with parameters.

    Of what the cell held only what the sentences quote is kept: a file may name people.
    """
    params = {name: kept_text(value) for name, value in problem.params.items()}
    return {
        "file": kept_text(problem.file),
        "code": problem.code,
        "text": problem.text,
        "params": params,
        "remedy": {"text": problem.remedy, "params": params},
        "row": problem.row,
        "column": kept_text(problem.column),
        "level": problem.level.value,
    }


def kept_text(value: str | int | None) -> str | int | None:
    """What a bad file holds in a form every database keeps: PostgreSQL takes no NUL and no half of a pair."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def remarks(problems: Iterable[Problem]) -> str:
    """What is wrong with a row, in the reader's language: one problem a line."""
    return "\n".join(remark(problem_data(problem)) for problem in problems)


def remark(kept: Mapping[str, Any]) -> str:
    """A kept problem in one line: the column, what is wrong, what would be right."""
    told = f"{sentence(kept)} {sentence(kept['remedy'])}"
    return f"{kept['column']}: {told}" if kept["column"] else told
