"""Answers kept for as long as they are true: which may be kept, and how that is known without guessing.

Nothing here expires or is told of changes: before a kept answer is given, the database says whether it still
sees the same transactions (`freshness`), in one statement that all who wait share.
"""
