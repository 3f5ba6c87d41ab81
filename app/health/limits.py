"""Whether rate limits hold for all processes together."""

from app.health.checks import Check, Finding
from app.health.report import HealthStatus
from app.security.rates import RateLimits


def rates_check(rates: RateLimits) -> Check:
    async def ping() -> Finding:
        if rates.away:
            told = "Redis does not answer: each process counts requests by itself until it does"
            return Finding(HealthStatus.WARN, told, "each process")
        return Finding(observed_value="all processes" if rates.shared else "this process")

    return Check("rate limits", False, ping)
