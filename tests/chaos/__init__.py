"""Faults of every kind while matches are played. A package, so that its servers end with its last test."""
