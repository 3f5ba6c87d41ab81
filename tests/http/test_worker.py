"""How one process serves."""

from app.config import Settings
from app.http.worker import configuration
from tests.http.toy import create_app


def test_the_drain_time_is_the_settings_in_whole_seconds() -> None:
    settings = Settings(drain_timeout_s=3.2)
    assert configuration(create_app(settings), settings).timeout_graceful_shutdown == 4
