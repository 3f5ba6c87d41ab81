"""The figures of a version are told by span of time, in an order that does not depend on the database."""

from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from app.cli.figures import figures_table, number

FIGURES = {
    "rho": -0.085892,
    "last_year_rps": 0.2,
    "next_year_rps": 0.21,
    "last_year_top_five_rps": 0.19,
    "last_year_matches": 7751,
    "last_years_matches": 23334,
}


def printed(figures: dict[str, float | int]) -> list[list[str]]:
    page = StringIO()
    Console(file=page, width=100).print(figures_table(figures))
    return [line.split() for line in page.getvalue().splitlines()]


def test_a_figure_is_a_row_and_a_span_of_time_a_column() -> None:
    assert printed(FIGURES) == [
        ["figure", "last", "year", "last", "years", "next", "year"],
        ["matches", "7,751", "23,334"],
        ["RPS", "0.20000", "0.21000"],
        ["top", "five", "RPS", "0.19000"],
        ["rho", "-0.08589"],
    ]


def test_figures_without_a_span_have_one_column() -> None:
    assert printed({"rho": 0.5}) == [["figure", "value"], ["rho", "0.50000"]]


@given(st.permutations(list(FIGURES)))
def test_the_order_of_rows_is_not_that_of_the_figures(order: list[str]) -> None:
    assert printed({name: FIGURES[name] for name in order}) == printed(FIGURES)


def test_numbers_are_readable() -> None:
    assert [number(1234), number(0.1), number(None), number("text")] == ["1,234", "0.10000", "", "text"]
