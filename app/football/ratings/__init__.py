"""Ratings: what is known of a team and of a competition after each match.

States are frozen and move only through `after_match`; `RatingBook` folds matches in the order in which their
results became known. Training, backtests and the database's rating history all use this one fold.
A state holds floats only, so that it is stored as a vector and comes back bit for bit.
"""

from app.football.ratings.book import RatingBook, fold_key, in_fold_order
from app.football.ratings.competition import CompetitionState, new_competition
from app.football.ratings.divisions import tier
from app.football.ratings.team import TeamState, arriving, new_team
from app.football.ratings.update import Update, after_match

STATE_VERSION = "ratings-5"
"""Changes with the layout or the meaning of a state's vector: states stored under another are refolded."""

__all__ = [
    "STATE_VERSION",
    "CompetitionState",
    "RatingBook",
    "TeamState",
    "Update",
    "after_match",
    "arriving",
    "fold_key",
    "in_fold_order",
    "new_competition",
    "new_team",
    "tier",
]
