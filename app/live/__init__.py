"""Live matches: from a feed of events to new probabilities at every subscriber."""
