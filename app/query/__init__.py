"""The compiled query path: an operation that was checked once becomes a plan, and the plan is what runs."""
