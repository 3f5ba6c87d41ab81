"""Live matches under load: from an event at its producer to a message at every subscriber."""
