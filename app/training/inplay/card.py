"""The card of a version of the model `in-play`."""

from collections.abc import Mapping, Sequence
from textwrap import fill

from app.ingest.inplay import RecordedMatch
from app.training.card import WIDTH
from app.training.export import ModelDescription
from app.training.inplay.evaluate import MinuteFigures
from app.training.inplay.lessons import HALF_LIFE_SEASONS
from app.training.inplay.parameters import LEADS, InPlayParameters

BELIEVERS = {"market": "the market's rates", "own": "the rates of `match`"}

_CARD = """# {name} {version}

{use}

## How it works

{how}

## Data

{data}

## Figures

Log loss of the final outcome in the top five leagues of the last five seasons, by a model that was fitted
without them. The reference is a Poisson model of the remaining time with the same rates and factors for red
cards (0.741 and 1.575). Negative differences are in favour of this model; intervals are 95 %.

{figures}

## What it learned

{learned}

## Limits

- A lead beyond three goals counts as three, a fourth dismissal as none.
- Injuries, substitutions, the quality of chances and who was sent off are not seen.
- After extra time or a shoot-out nothing is said: it ends with the second half.

Made by `{command}`

data digest `{digest}`; program {revision}; {packages}.
"""

_USE = (
    "Probabilities of the final score of a match that is being played, from what was believed before "
    "kickoff, the clock, the score and the dismissals. Its output is a table of final scores like that of "
    "the models of before kickoff: every market can be read off it."
)

_HOW = (
    "Goals still to come are Poisson. A side's rate is its expected goals of before kickoff, times the share "
    "of a match's goals that usually comes in the time left, times what leads and dismissals do, times what "
    "the goals so far say of its strength (as a gamma prior sees them). Added time is what the board says, "
    "or else what the seasons before had. What was believed of the outcome before kickoff beyond two rates, "
    "above all of draws, fades with the time left. At kickoff the outcome is that of before, at full time "
    "the score itself. Both sides follow the same rules."
)

_DATA = (
    "{rows:,} matches of {first} to {last}, played before {cutoff}, of {divisions}: the minutes of goals and "
    "dismissals, and what the closing market and `match` (fitted anew each July 1) believed before kickoff. "
    "Each match is looked at every ten minutes; matches of {half_life:g} seasons before the last count half. "
    "No line-ups, no shots, no possession."
)


def in_play_card(
    description: ModelDescription,
    learned: Sequence[RecordedMatch],
    parameters: InPlayParameters,
    figures: Mapping[str, Sequence[MinuteFigures]],
    command: str,
) -> str:
    """The README of the version's folder."""
    days = [one.day for one in learned]
    data = _DATA.format(
        rows=len(learned),
        first=min(days),
        last=max(days),
        cutoff=description.data_cutoff[:10],
        half_life=HALF_LIFE_SEASONS,
        divisions=", ".join(sorted({one.division for one in learned})),
    )
    return _CARD.format(
        name=description.name,
        version=description.version,
        use=fill(_USE, WIDTH, break_on_hyphens=False),
        how=fill(_HOW, WIDTH, break_on_hyphens=False),
        data=fill(data, WIDTH, break_on_hyphens=False),
        figures="\n\n".join(
            f"With {BELIEVERS[name]}:\n\n{figures_table(one)}" for name, one in figures.items() if one
        ),
        learned=_learned(parameters),
        command=command,
        digest=description.data_digest,
        revision=description.git_revision,
        packages=", ".join(f"{name} {version}" for name, version in description.packages.items()),
    )


def figures_table(figures: Sequence[MinuteFigures]) -> str:
    """A Markdown table with a line for each minute."""
    columns = ("minute", "matches", "average teams", "reference", "this model", "difference", "95 % interval")
    head = (*columns, "calibration error", "by chance alone")
    lines = [" | ".join(head), " | ".join(["---:"] * len(head)), *map(_line, figures)]
    return "\n".join(f"| {line} |" for line in lines)


def _line(one: MinuteFigures) -> str:
    change = one.difference
    cells = (
        str(one.minute),
        f"{one.matches:,}",
        *(f"{value:.4f}" for value in (one.average_teams, one.reference, one.ours)),
        f"{change.value:+.4f}",
        f"{change.low:+.4f} to {change.high:+.4f}",
        f"{one.calibration_error:.4f}",
        f"{one.by_chance:.4f}",
    )
    return " | ".join(cells)


def _learned(parameters: InPlayParameters) -> str:
    """The effects on the rate of the goals to come, at the hour, between equal sides."""
    gone = 0.6
    state = parameters.state[:, 0] + parameters.state[:, 1] * gone + parameters.state[:, 2] * gone**2
    leads = [f"| {lead:+d} | {value:+.3f} |" for lead, value in zip(_leads(), state.tolist(), strict=True)]
    own, other = (float(one[0] + one[1] * gone) for one in (parameters.own_red, parameters.other_red))
    dismissal = (
        f"A dismissal then: {own:+.3f} for its side, {other:+.3f} for the other. Added time expected in the "
        f"last season: {parameters.added[-1][0]:.1f} and {parameters.added[-1][1]:.1f} minutes."
    )
    return "\n".join(
        [
            "| lead of the side after 60 % of the goals | log of its rate |",
            "| ---: | ---: |",
            *leads,
            "",
            fill(dismissal, WIDTH),
        ]
    )


def _leads() -> range:
    return range(-LEADS, LEADS + 1)
