"""The feature sets in Feast: definitions, Parquet files offline, Redis or SQLite online.

Only commands load this package; a serving process reads the online values without Feast (app.clients.feast).
"""
