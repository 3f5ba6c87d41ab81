"""The model card: what a version is for, what it was made of, how good it is, where it fails."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill
from typing import Any

from app.football.features import FeatureSet
from app.training.dataset import Dataset
from app.training.export import ModelDescription

WIDTH = 110
WEAKEST = 5
SPANS = ("last_year", "last_years", "next_year")

_CARD = """# {name} {version}

Goal rates, a table of final scores and the three outcome probabilities of a league match, before kickoff.

## Intended use
{use}

## How it works
{how}

Parameters: {parameters}.

## Training data
{rows:,} league matches with results known before {cutoff}, played from {first} to {last},
in {competitions} divisions ({codes}).
{sources}

## Figures
RPS: ranked probability score, lower is better. Market skill: the way from base rates (0) to closing odds
without their margin (1). {spans}

{figures}

{tables}

## Limits
- Knows teams by their results only: transfers, injuries or a new coach are seen when results show them.
- A division whose source records no shots is predicted from goals alone; the features say so.
- Promoted and relegated teams start from their old ratings moved by a fixed step: early matches are vaguer.
- Scores beyond 10 goals are one cell.
- Learned where one side is at home. On neutral ground the service asks both ways round and takes the mean;
  whoever runs the file alone has to do the same.
{weakest}
## Reproduce
`{command}`
on the same matches: data digest `{digest}`,
git revision `{revision}`, {packages}.
"""

_USE = (
    "Probabilities of markets on full-time results (90 minutes) in men's league football, for every league "
    "match whose teams have at least three known matches{odds}. Not for cups, internationals, friendlies or "
    "matches in play; not a promise of profit: {promise}."
)
_NO_ODDS = ("", "closing odds are better informed (line-ups, injuries, money)")
_ODDS = (
    " and that bookmakers have priced",
    "it starts from what bookmakers think, and a bet has to beat their margin",
)


def model_card(
    description: ModelDescription,
    training: Dataset,
    *,
    how: str,
    odds: str,
    command: str,
    evaluation: Mapping[str, Any],
    searched: int = 0,
) -> str:
    """Markdown for README.md beside the model.

    `how`: the recipe in words; `odds`: what it used odds for; `command`: what made the version;
    `evaluation`: tables of unseen matches; `searched`: trials of the search that chose the parameters, if
    there was one.
    """
    days = [match.fixture.kickoff.date() for match in training.matches]
    codes = sorted({match.fixture.competition for match in training.matches})
    use = dict(zip(("odds", "promise"), _ODDS if training.feature_set.uses_odds else _NO_ODDS, strict=True))
    return _CARD.format(
        name=description.name,
        version=description.version,
        use=fill(_USE.format(**use), WIDTH, break_on_hyphens=False),
        how=fill(f"{how} {_features(training.feature_set)}".strip(), WIDTH, break_on_hyphens=False),
        parameters=_parameters(description, searched),
        rows=len(training),
        cutoff=description.data_cutoff,
        first=min(days),
        last=max(days),
        competitions=len(codes),
        codes=", ".join(codes),
        sources=_sources(odds),
        spans=fill(
            _spans(description.metrics, evaluation.get("years", 0), searched), WIDTH, break_on_hyphens=False
        ),
        figures=_figures(description.metrics),
        tables=_tables(evaluation),
        weakest=_weakest(evaluation.get("competitions", ())),
        command=command,
        digest=description.data_digest,
        revision=description.git_revision,
        packages=", ".join(f"{name} {version}" for name, version in description.packages.items()),
    )


def _features(features: FeatureSet) -> str:
    groups = ", ".join(f"{words} ({len(names)})" for words, names in features.groups.items())
    return f"It sees the {len(features.names)} point-in-time features of the set `{features.name}`: {groups}."


def _sources(odds: str) -> str:
    counted = "Results and, where recorded, shots, shots on target and corners."
    return fill(f"{counted} {odds} No line-ups, no transfers.", WIDTH, break_on_hyphens=False)


def _parameters(description: ModelDescription, searched: int) -> str:
    told = ", ".join(f"{_words(name)} {_number(value)}" for name, value in description.parameters.items())
    return f"{told or 'none'}" + (f" (the best of {searched} trials on earlier years)" if searched else "")


def _number(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def _spans(metrics: Mapping[str, float], years: int, searched: int) -> str:
    """What the columns of the figures mean, of those that are there."""
    made = "searched and fitted" if searched else "fitted"
    meanings = {
        "last_year": f'"Last year": the year before the cutoff, by a model {made} without it.',
        "last_years": f'"Last years": the {years} years before it, each by a model {made} without it.',
        "next_year": '"Next year": the year after the cutoff, by this file.',
    }
    return " ".join(text for span, text in meanings.items() if f"{span}_matches" in metrics)


def _figures(metrics: Mapping[str, float]) -> str:
    """A column for each span of time; constants of the fit, which have none, below."""
    named = [(span, f"{span}_") for span in SPANS if any(name.startswith(f"{span}_") for name in metrics)]
    rows = dict.fromkeys(
        name.removeprefix(start) for _, start in named for name in metrics if name.startswith(start)
    )
    lines = [[_words(row), *_cells(metrics, [start + row for _, start in named])] for row in rows]
    constants = [name for name in metrics if not any(name.startswith(start) for _, start in named)]
    lines += [[_words(name), f"{metrics[name]:.5g}", *([""] * (len(named) - 1))] for name in constants]
    head = ["figure", *(_words(span) for span, _ in named)] if named else ["figure", "value"]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *lines])


def _tables(evaluation: Mapping[str, Any]) -> str:
    """The unseen years by season and by division."""
    parts = [("season", evaluation.get("seasons", ())), ("division", evaluation.get("competitions", ()))]
    return "\n\n".join(_table(title, rows) for title, rows in parts if rows)


def _table(title: str, rows: Sequence[Mapping[str, Any]]) -> str:
    columns = ("matches", "rps", "base_rps", "closing_rps", "market_skill")
    head = (
        f"| {title} of the last years | {' | '.join(map(_words, columns))} |\n|{'---|' * (len(columns) + 1)}"
    )
    lines = (f"| {row['name']} | {' | '.join(_cells(row, columns))} |" for row in rows)
    return "\n".join([head, *lines])


def _cells(row: Mapping[str, Any], columns: Iterable[str]) -> Iterable[str]:
    for column in columns:
        value = row.get(column)
        yield "" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.4f}"


def _weakest(rows: Sequence[Mapping[str, Any]]) -> str:
    compared = sorted(
        (row for row in rows if "market_skill" in row), key=lambda row: float(row["market_skill"])
    )
    if not compared:
        return ""
    named = ", ".join(f"{row['name']} ({row['market_skill']:.2f})" for row in compared[:WEAKEST])
    return f"- Furthest behind the closing odds, by market skill in the last years: {named}.\n"


def _words(name: str) -> str:
    return name.replace("_", " ").replace("rps", "RPS")
