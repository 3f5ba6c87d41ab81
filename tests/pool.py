"""The pool of the open database."""

from app.db.connection import connection


async def pool_is_whole(size: int) -> bool:
    """Whether as many statements run at once as the pool has connections."""
    held = [await connection().take() for _ in range(size)]
    answers = [await one.fetchval("SELECT 1") for one in held]
    for one in held:
        await connection().give_back(one)
    return answers == [1] * size
