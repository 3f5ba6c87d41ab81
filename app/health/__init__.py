"""Health: a list of named checks, run side by side, and the routes that report them."""
