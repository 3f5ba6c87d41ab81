"""`python -m app.cli` is `football`, for processes that start another."""

from app.cli.main import main

main()
