"""``fairway scorecard``: learn a scorecard from outcomes, score tables by it, and say whether it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairway.cli.compare import FILE
from fairway.cli.outputs import refuse_input, write_file
from fairway.cli.printing import table
from fairway.cli.scorecard_tables import Columns, naming, read_columns
from fairway.lib.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.trust.engine.scorecard.card import Card, Cross, Feature
    from fairway.trust.engine.scorecard.learning import Choices
    from fairway.trust.engine.scorecard.values import Floats, Whole

    Split = tuple[list[int], list[int], Floats | None]
    """Rows to learn from, later ones, and the places in time of those to learn from."""

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
SHAPES = ("auto", "one-way", "rising", "falling", "peak", "valley", "turning", "none")
MOST = 1_000_000
ADDED = ("score", "probability", "grade")


@click.group()
def scorecard() -> None:
    """Learn scorecards of organisations from outcomes, score by them, and validate them.

    \b
    Example: fairway scorecard fit loans.csv --target defaulted --out card.toml
    """


@scorecard.command()
@click.argument("source", metavar="TABLE", type=FILE)
@click.option("--target", required=True, help="Column with the outcome.")
@click.option("--event", default="1", show_default=True, help="Value of the bad outcome.")
@click.option(
    "--time",
    "time",
    help="Column with the time of a row; with --train-until. The newest rows say how far back to look, and how far to "
    "shrink slopes.",
)
@click.option("--train-until", help="Learn from rows up to this time; later ones are for the check printed.")
@click.option(
    "--pairs", type=click.IntRange(0, 50), help="Cross at most so many pairs of columns. 0 is none.  [default: 8]"
)
@click.option("--special", multiple=True, metavar="[COL=]VALUE", help="A value with a bin of its own.")
@click.option("--category", multiple=True, metavar="COL", help="A column of numbers that are codes.")
@click.option("--leave-out", multiple=True, metavar="COL", help="A column not to learn from.")
@click.option("--shape", type=click.Choice(SHAPES), default="auto", show_default=True, help="Of evidence over numbers.")
@click.option("--base-score", type=click.IntRange(-MOST, MOST), default=600, show_default=True)
@click.option("--base-odds", type=click.IntRange(1, MOST), default=50, show_default=True, help="Good to one bad there.")
@click.option("--pdo", type=click.IntRange(1, MOST), default=20, show_default=True, help="Points that double the odds.")
@click.option("--tariff", type=NEW_FILE, help="CSV with the card as one plain table.")
@click.option("--out", required=True, type=NEW_FILE, help="TOML for the card.")
def fit(source: Path, out: Path, **given: Any) -> None:  # noqa: ANN401  # options as click gives them
    """Learn a scorecard from TABLE (.csv or .parquet, headings in row 1).

    Columns whose known cells read as numbers are cut into ranges, the others joined by category. Missing, special
    and unseen values have bins of their own. Where training rows left aside are told better so, up to eight pairs of
    columns are crossed too: small tables with points for every cell.

    \b
    Example:
      fairway scorecard fit loans.csv --target bad --time year --train-until 2004 --out card.toml
    """
    from fairway.trust.engine.scorecard.card_text import TARIFF_HEADINGS, tariff_rows, write_card
    from fairway.trust.engine.scorecard.fitting import fit_card
    from fairway.trust.engine.scorecard.report import validate

    for written in (out, given["tariff"]):
        if written is not None:
            refuse_input(written, [source])
    columns = read_columns(source)
    with naming(source):
        _check_named(columns, given)
        early, late, times = _split(columns, given["time"], given["train_until"])
        left_out = {given["target"], given["time"], *given["leave_out"]}
        outcome = _outcome(columns, given["target"], given["event"])
        features = {name: cells for name, cells in columns.items() if name not in left_out}
        card = fit_card(out.stem, given["target"], _rows(features, early), outcome[early], _choices(given), times)
    write_file(out, write_card(card))
    if given["tariff"]:
        from fairway.lib.tables import csv_bytes

        write_file(given["tariff"], csv_bytes(TARIFF_HEADINGS, tariff_rows(card)))
    click.echo(table(["Column", "Bins", "Information", "Points"], [_part_row(each) for each in card.parts]))
    click.echo("\n" + "\n".join(card.notes))
    if late:
        with naming(source):
            click.echo(
                f"\nRows after {given['train_until']}:\n"
                + _figures(validate(card, _rows(columns, late), outcome[late]))
            )


def _part_row(part: Feature | Cross) -> tuple[object, ...]:
    """Spell a column, or two crossed: an information value is told of single columns only."""
    from fairway.trust.engine.scorecard.card import Feature

    told = f"{part.information:.3f}" if isinstance(part, Feature) else ""
    return (part.name, len(part.bins), told, f"{min(part.points)} … {max(part.points)}")


def _choices(given: dict[str, Any]) -> Choices:
    from fairway.trust.engine.scorecard.binning import Binning
    from fairway.trust.engine.scorecard.card import Scale
    from fairway.trust.engine.scorecard.learning import Choices

    specials: dict[str, tuple[str, ...]] = {}
    for each in given["special"]:
        column, mark, value = each.partition("=")
        key, word = (column, value) if mark else ("*", each)
        specials[key] = (*specials.get(key, ()), word)
    pairs = Choices().pairs if given["pairs"] is None else tuple({(given["pairs"] + 1) // 2, given["pairs"]} - {0})
    return Choices(
        binning=Binning(shape=given["shape"]),
        pairs=pairs,
        scale=Scale(given["base_score"], given["base_odds"], given["pdo"]),
        event=given["event"],
        specials=specials,
        categories=frozenset(given["category"]),
    )


def _check_named(columns: Columns, given: dict[str, Any]) -> None:
    """Refuse options about a column that the table does not have: a misspelt one would be learnt from."""
    of_special = [column for column, mark, _value in (each.partition("=") for each in given["special"]) if mark]
    for name in (*given["leave_out"], *given["category"], *of_special):
        if name != "*":
            _need(columns, name)


def _need(columns: Columns, name: str) -> list[object]:
    if name not in columns:
        found = ", ".join(columns)
        raise Invalid(
            "table-column", "there is no column “%(name)s”. The table has: %(found)s.", name=name, found=found
        )
    return columns[name]


def _outcome(columns: Columns, target: str, event: str) -> Whole:
    from fairway.trust.engine.scorecard.values import read_outcomes

    return read_outcomes(target, _need(columns, target), event)


def _split(columns: Columns, time: str | None, until: str | None) -> Split:
    """Part rows by time. Times compare as numbers where all are, else as text (ISO dates do)."""
    import numpy as np

    from fairway.trust.engine.scorecard.values import FIRST_ROW, as_number, as_text

    count = len(next(iter(columns.values())))
    if not time and not until:
        return list(range(count)), [], None
    if not time or not until:
        raise click.UsageError("--time COL and --train-until X go together.")
    words = [as_text(cell) for cell in _need(columns, time)]
    if "" in words:
        text = "row %(row)s, column “%(column)s” is empty. Give every row its time."
        raise Invalid("table-time", text, row=words.index("") + FIRST_ROW, column=time)
    numbers = [as_number(word) for word in (*words, until)]
    keys: Sequence[Any] = [*words, until] if None in numbers else numbers
    early = [row for row in range(count) if keys[row] <= keys[-1]]
    late = [row for row in range(count) if keys[row] > keys[-1]]
    order = {key: place for place, key in enumerate(sorted({keys[row] for row in early}))}
    return early, late, np.array([float(order[keys[row]]) for row in early])


def _rows(columns: Columns, rows: Sequence[int]) -> Columns:
    return {name: [cells[row] for row in rows] for name, cells in columns.items()}


def _card(path: Path) -> Card:
    from fairway.trust.engine.scorecard.card_reading import read_card

    with naming(path):
        try:
            return read_card(path.read_text(encoding="utf-8"), path.name)
        except UnicodeDecodeError as fault:
            raise Invalid("card-encoding", "the card is not UTF-8. Save it as UTF-8.") from fault


@scorecard.command()
@click.argument("card", type=FILE)
@click.argument("source", metavar="TABLE", type=FILE)
@click.option("--out", required=True, type=NEW_FILE, help="CSV for the rows with score, probability, grade and points.")
def score(card: Path, source: Path, out: Path) -> None:
    """Score TABLE by CARD: every row with its score, and the points of each part of the card that add up to it.

    \b
    Example: fairway scorecard score card.toml applicants.csv --out scored.csv
    """
    import numpy as np

    from fairway.lib.tables import csv_bytes

    refuse_input(out, [card, source])
    read, columns = _card(card), read_columns(source)
    parts = [f"points of {part.name}" for part in read.parts]
    taken = [name for name in (*ADDED, *parts) if name in columns]
    if taken:
        text = "%(file)s: the column “%(name)s” is there already. Rename it first."
        raise Invalid("table-scored", text, file=source.name, name=taken[0])
    with naming(source):
        points = [np.array(part.points)[part.places(columns)].tolist() for part in read.parts]
        scores = read.scores(columns)
    chances = [f"{p:.6f}" for p in read.probabilities(scores)]
    names = [g.key for g in read.grades]
    grades = [names[k] for k in read.graded(scores)] if names else [""] * len(scores)
    rows = zip(*columns.values(), scores.tolist(), chances, grades, *points, strict=True)
    write_file(out, csv_bytes([*columns, *ADDED, *parts], rows))
    click.echo(f"{len(scores)} rows scored.")


@scorecard.command()
@click.argument("card", type=FILE)
@click.argument("source", metavar="TABLE", type=FILE)
@click.option("--target", required=True, help="Column with the outcome.")
@click.option("--event", default="1", show_default=True, help="Value of the bad outcome.")
@click.option("--reference", type=FILE, help="Table to measure drift against, in place of the training counts.")
@click.option("--key", help="Column that names rows in both tables: adds how grades moved.")
@click.option("--challenger", type=FILE, help="Another card, compared on the same rows.")
@click.option("--out", required=True, type=NEW_FILE, help="JSON for the report.")
def validate(card: Path, source: Path, out: Path, **given: Any) -> None:  # noqa: ANN401  # options as click gives them
    """Say how CARD does on TABLE, with intervals: AUC, Gini, KS, Brier, calibration, grades, drift.

    \b
    Example: fairway scorecard validate card.toml loans-2005.csv --target bad --out report.json
    """
    from fairway.trust.engine.scorecard import report as said

    if given["key"] and not given["reference"]:
        raise click.UsageError("--key goes with --reference.")
    refuse_input(out, [card, source, given["reference"], given["challenger"]])
    read, columns = _card(card), read_columns(source)
    with naming(source):
        outcome = _outcome(columns, given["target"], given["event"])
        found = said.validate(read, columns, outcome)
        if given["challenger"]:
            found["comparison"] = said.compare(read, _card(given["challenger"]), columns, outcome)
    if given["reference"]:
        earlier = read_columns(given["reference"])
        with naming(given["reference"]):
            found["drift"] = said.drift(read, columns, earlier)
            if given["key"]:
                found["migration"] = said.grade_moves(read, earlier, columns, given["key"])
    write_file(out, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    click.echo(_figures(found))


def _figures(found: dict[str, Any]) -> str:
    """The report as two tables: figures with their intervals, and grades."""
    figures = {"AUC": found["auc"], "Gini": found["gini"], "KS": found["ks"]}
    figures |= {f"Calibration {name}": each for name, each in (found["calibration"] or {}).items()}
    rows = [(name, *(f"{each[k]:.3f}" for k in ("value", "low", "high"))) for name, each in figures.items()]
    if found["calibration"] is None:
        rows.append(("Calibration", "all scores alike", "", ""))
    rows.append(("Brier", f"{found['brier']['score']:.4f}", "", ""))
    if found["drift"]["psi"] is not None:
        rows.append(("PSI", f"{found['drift']['psi']:.3f}", found["drift"]["reading"], ""))
    if "comparison" in found:
        more = found["comparison"]["difference"]
        rows.append(("AUC of the challenger, more", *(f"{more[k]:+.3f}" for k in ("value", "low", "high"))))
    grades = [
        (g["grade"], g["rows"], g["events"], f"{g['predicted']:.3f}", f"{g['rate']['value']:.3f}", g["light"])
        for g in found["grades"]
    ]
    head = f"{found['rows']} rows, {found['events']} events\n\n"
    figures_table = table(["Figure", "Value", "Low (95 %)", "High"], rows)
    return head + figures_table + "\n\n" + table(["Grade", "Rows", "Events", "Predicted", "Rate", "Light"], grades)
