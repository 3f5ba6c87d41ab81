"""Settings: read once, refused by name when wrong, shown with their source, secrets never shown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import Settings, describe_settings, load_settings
from app.errors import SettingsInvalid


def test_unset_means_the_embedded_default() -> None:
    settings = load_settings({})
    assert settings.database_url is None
    assert settings.redis_url is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_an_unknown_setting_is_refused_by_name_with_the_nearest_known_one() -> None:
    with pytest.raises(SettingsInvalid, match=r"FOOTBALL_DATABSE_URL: unknown.*FOOTBALL_DATABASE_URL"):
        load_settings({"FOOTBALL_DATABSE_URL": "postgres://localhost/x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOOTBALL_PORT", "eighty"),
        ("FOOTBALL_PORT", "70000"),
        ("FOOTBALL_WORKERS", "0"),
        ("FOOTBALL_DATABASE_URL", "mysql://localhost/x"),
        ("FOOTBALL_DATA_URL", "ftp://example/x"),
        ("FOOTBALL_LOG_FORMAT", "xml"),
        ("FOOTBALL_HEALTH_TIMEOUT_S", "-1"),
        ("FOOTBALL_MODEL", "../../etc"),
        ("FOOTBALL_MLFLOW_TRACKING_URI", "sqlite:///mlflow.db"),
        ("FOOTBALL_RAY_ADDRESS", "ray://cluster:10001"),
    ],
)
def test_a_malformed_setting_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid, match=f"^{name}: "):
        load_settings({name: value})


@pytest.mark.parametrize("address", ["auto", "local", "10.0.0.5:6379", "head.example:6379"])
def test_a_ray_cluster_is_named_as_ray_names_it(address: str) -> None:
    assert load_settings({"FOOTBALL_RAY_ADDRESS": address}).ray_address == address


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsInvalid) as refused:
        load_settings({"FOOTBALL_PORT": "x", "FOOTBALL_WORKERS": "y", "FOOTBALL_SPEED": "z"})
    assert [line.split(":")[0] for line in refused.value.message.splitlines()] == [
        "FOOTBALL_PORT",
        "FOOTBALL_WORKERS",
        "FOOTBALL_SPEED",
    ]


def test_a_refused_secret_is_not_repeated() -> None:
    with pytest.raises(SettingsInvalid) as refused:
        load_settings({"FOOTBALL_DATABASE_URL": "mysql://me:hunter2@localhost/x"})
    assert "hunter2" not in refused.value.message


def test_the_environment_wins_over_the_file_and_each_value_says_where_it_came_from(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("FOOTBALL_PORT=9000\nFOOTBALL_WORKERS=3\nOTHER_PROGRAM=1\n")
    environ = {"FOOTBALL_ENV_FILE": str(file), "FOOTBALL_PORT": "9001", "PATH": "/bin"}
    shown = {setting.name: (setting.value, setting.source) for setting in describe_settings(environ)}
    assert shown["FOOTBALL_PORT"] == ("9001", "environment")
    assert shown["FOOTBALL_WORKERS"] == ("3", "file")
    assert shown["FOOTBALL_HOST"] == ("127.0.0.1", "default")
    assert len(shown) == len(Settings.model_fields)


def test_an_unknown_setting_in_the_file_is_refused_too(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("FOOTBALL_SPEED=1\n")
    with pytest.raises(SettingsInvalid, match="FOOTBALL_SPEED"):
        load_settings({"FOOTBALL_ENV_FILE": str(file)})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="FOOTBALL_ENV_FILE: no file at"):
        load_settings({"FOOTBALL_ENV_FILE": str(tmp_path / "none")})


@given(st.text(st.characters(categories=["L", "N"]), min_size=8))
def test_secrets_are_masked(password: str) -> None:
    environ = {
        "FOOTBALL_DATABASE_URL": f"postgres://me:{password}@localhost/x",
        "FOOTBALL_REDIS_URL": f"redis://:{password}@localhost/0",
        "FOOTBALL_MLFLOW_TRACKING_URI": f"https://me:{password}@localhost",
    }
    assert all(password not in setting.value for setting in describe_settings(environ))
