"""The model card: what a version is for, what it was made of, how good it is, where it fails."""

from app.training.dataset import Dataset
from app.training.export import ModelDescription

_CARD = """# {name} {version}

Goal rates, a table of final scores and the three outcome probabilities of a league match, before kickoff.

## Intended use
Probabilities of markets on full-time results (90 minutes) in men's league football, for every league match
whose teams have at least three known matches. Not for cups, internationals, friendlies or matches in play;
not a promise of profit: closing odds are better informed (line-ups, injuries, money).

## How it works
Two Poisson regressions (home and away goals) over the {features} point-in-time features of the set
`{feature_set}`: Elo, pi-ratings, attack and defence ratings that learn from goals, shots on target, shots and
corners, home advantage by competition, rest and season progress. The two rates make an 11 x 11 table of
scores (the last row and column mean "10 or more") with the low-score correction of Dixon and Coles,
rho {rho:.4f}. Older matches weigh less.

## Training data
{rows:,} league matches with results known before {cutoff}, played from {first} to
{last}, in {competitions} divisions ({codes}).
Results and, where recorded, shots, shots on target and corners. No odds, line-ups or transfers.

## Figures
RPS: ranked probability score, lower is better. "Last year": the year before the cutoff, by a model fitted
without it (settings may have been tuned on it). "Next year": the year after the cutoff, by this file.

| figure | value |
|---|---|
{figures}

## Limits
- Knows teams by their results only: transfers, injuries or a new coach are seen when results show them.
- A division whose source records no shots is predicted from goals alone; the features say so.
- Promoted and relegated teams start from their old ratings moved by a fixed step: early matches are vaguer.
- Scores beyond 10 goals are one cell.
- Learned where one side is at home. On neutral ground the service asks both ways round and takes the mean;
  whoever runs the file alone has to do the same.

## Reproduce
`football train --model {name} --to {to} --version {version} --out models_onnx` on a database with the same
matches: data digest `{digest}`,
git revision `{revision}`.
"""


def model_card(description: ModelDescription, training: Dataset) -> str:
    """Markdown for README.md beside the model."""
    days = [match.fixture.kickoff.date() for match in training.matches]
    codes = sorted({match.fixture.competition for match in training.matches})
    figures = "\n".join(
        f"| {name.replace('_', ' ')} | {value:.5g} |" for name, value in description.metrics.items()
    )
    return _CARD.format(
        name=description.name,
        version=description.version,
        features=len(description.feature_names),
        feature_set=description.feature_set,
        rho=description.metrics["rho"],
        rows=len(training),
        cutoff=description.data_cutoff,
        first=min(days),
        last=max(days),
        competitions=len(codes),
        codes=", ".join(codes),
        figures=figures,
        to=description.data_cutoff[:10],
        digest=description.data_digest,
        revision=description.git_revision,
    )
