"""Which division of its country a competition is: what promotion and relegation are measured by."""

_LOWER_TIERS = {
    "E1": 2, "E2": 3, "E3": 4, "EC": 5,
    "SC1": 2, "SC2": 3, "SC3": 4,
    "D2": 2, "SP2": 2, "I2": 2, "F2": 2, "SWZ-2": 2,
}  # fmt: skip


def tier(competition: str) -> int:
    """1 for a top division (and for a competition of unknown standing), 2 for the one below, ..."""
    return _LOWER_TIERS.get(competition, 1)
