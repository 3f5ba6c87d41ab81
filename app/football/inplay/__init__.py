"""Matches while they are played: events, the state they add up to, and what the state says of the end."""
