"""The GraphQL-over-HTTP specification, as npm's `graphql-http` audits it."""

from tests.http.auditing import AUDITS, audit, failed


async def test_every_audit_of_the_specification_passes(address: str) -> None:
    results = await audit(address)
    assert failed(results) == []
    assert len(results) == AUDITS
