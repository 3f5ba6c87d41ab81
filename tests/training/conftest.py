import pytest

from app.football.match import PlayedMatch
from app.training.dataset import Dataset, build_dataset
from app.training.fit import FitParameters, GoalRateModel, fit_goal_rates
from tests.training.leagues import league_system


@pytest.fixture(scope="session")
def invented() -> list[PlayedMatch]:
    return league_system()


@pytest.fixture(scope="session")
def data(invented: list[PlayedMatch]) -> Dataset:
    return build_dataset(invented)


@pytest.fixture(scope="session")
def model(data: Dataset) -> GoalRateModel:
    return fit_goal_rates(data, FitParameters())
