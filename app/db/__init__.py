"""PostgreSQL: the Tortoise models, the connection, the migrations, and one module of queries per subject.

Nothing above this package writes a query set. Rows are written `models.Match`; the transaction that
commits is opened by the caller's use case, in exactly one place.
"""
