"""How often a source may be asked."""

import asyncio

import pytest

from app.ingest.budget import Budget, Limits
from app.ingest.errors import BudgetExhausted


async def test_a_spent_budget_refuses_the_next_request_and_says_what_to_do() -> None:
    budget = Budget("football-data", Limits(requests=2, per_second=1000))
    await budget.spend()
    await budget.spend()
    with pytest.raises(BudgetExhausted, match=r"asked 2 times in this run.*fewer seasons"):
        await budget.spend()
    assert budget.spent == 2


async def test_requests_are_spaced() -> None:
    budget = Budget("football-data", Limits(requests=10, per_second=100))
    clock = asyncio.get_running_loop().time
    start = clock()
    await asyncio.gather(*(budget.spend() for _ in range(6)))
    assert clock() - start >= 0.049
