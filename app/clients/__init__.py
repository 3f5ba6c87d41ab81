"""Servers beside the database: how they are reached, for how long we wait, and nothing about football."""
