"""Football itself: matches, ratings, features, score grids and scoring rules.

Pure: no I/O, no clock, no ORM, no GraphQL. Everything here is a function of its arguments.
"""
