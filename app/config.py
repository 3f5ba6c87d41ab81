"""Settings, read once at start from `FOOTBALL_*` variables and an optional file of the same form.

The environment wins over the file (named by `FOOTBALL_ENV_FILE`), the file over the defaults. Unset means
the embedded default. An unknown or malformed setting is refused by name.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from app.errors import SettingsInvalid

PREFIX = "FOOTBALL_"
ENV_FILE = "FOOTBALL_ENV_FILE"
_NOT_SETTINGS = frozenset({ENV_FILE})


def _scheme(*schemes: str) -> AfterValidator:
    def check(value: str | SecretStr) -> str | SecretStr:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value

    return AfterValidator(check)


class LogFormat(StrEnum):
    AUTO = "auto"
    JSON = "json"
    CONSOLE = "console"


class Settings(BaseSettings):
    """Everything that may differ between two installations. Times are in seconds."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix=PREFIX, env_ignore_empty=True)

    database_url: Annotated[SecretStr, _scheme("postgres", "postgresql")] | None = None
    """PostgreSQL; unset starts the embedded server under `home`."""
    database_pool_size: int = Field(default=10, ge=1, le=200)
    database_timeout_s: float = Field(default=5.0, gt=0, le=600)
    redis_url: Annotated[SecretStr, _scheme("redis", "rediss", "unix")] | None = None
    kafka_bootstrap_servers: str | None = None
    data_url: Annotated[str, _scheme("https", "http", "file")] = "https://www.football-data.co.uk"
    """Where season files are fetched from, in football-data.co.uk's layout."""
    home: Path = Path(".football")
    """Folder of the embedded database and of downloaded state."""
    models_dir: Path = Path("models_onnx")
    model: str = Field(default="match", pattern=r"^[a-z][a-z0-9-]{0,59}$")
    """Name of the model that answers when a question names none."""
    mlflow_tracking_uri: Annotated[SecretStr, _scheme("https", "http")] | None = None
    """MLflow's tracking server; unset: the model versions of `models_dir` are all there is."""
    feast_repo: Path | None = None
    """Folder of the Feast repository whose online store is read; unset: features come from PostgreSQL."""
    ray_address: str | None = Field(default=None, pattern=r"^(auto|local|[^\s/:]+:\d{1,5})$")
    """Ray cluster that a search runs on: host:port, auto or local; unset: processes of this machine."""
    live: Literal["inside", "outside"] = "inside"
    """Who follows live matches: the serving processes themselves, or `football live run` beside them."""
    inplay_data: Path | None = None
    """Folder with timed events of played matches (matches.csv, events.parquet), for replays; unset: replays
    are made up to fit the known half-time and final scores."""
    anonymous: Literal["none", "reader", "operator", "admin"] = "reader"
    """What callers without an API key may do."""
    rate_limit: int = Field(default=1200, ge=0, le=1_000_000)
    """Requests a minute of one address without an API key; 0: no limit."""
    key_rate_limit: int = Field(default=6000, ge=0, le=1_000_000)
    """Requests a minute of one API key that has no limit of its own; 0: no limit."""
    trusted_proxies: str = ""
    """Addresses or networks (comma-separated) whose X-Forwarded-For tells the client's address."""
    allowed_origins: str = ""
    """Origins of other sites' pages (comma-separated) that may ask; pages of this site always may."""
    documents: Path | None = None
    """Folder or file of trusted documents beside the ones that are built in."""
    documents_only: bool = False
    """Whether anything but trusted documents is refused."""
    cache_mb: int = Field(default=32, ge=0, le=4096)
    """Memory of a process for answers that are still true; 0: none are kept."""
    operation_timeout_s: float = Field(default=10.0, gt=0, le=600)
    """How long a query or mutation may run before it is ended, its statement in PostgreSQL too."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    log_format: LogFormat = LogFormat.AUTO
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    health_timeout_s: float = Field(default=2.0, gt=0, le=60)
    drain_timeout_s: float = Field(default=10.0, ge=0, le=600)
    """How long a stopping server lets running requests finish."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  the signature is pydantic-settings'
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands over: it knows the environment and the file, and which won."""
        return (init_settings,)


class _Variables(DotEnvSettingsSource):
    """The `FOOTBALL_*` names of any mapping: the process environment or a file's content."""

    def __init__(self, variables: Mapping[str, str | None]) -> None:
        self._variables = variables
        super().__init__(Settings, dotenv_filtering="match_prefix")

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {
            name.lower(): value
            for name, value in self._variables.items()
            if value and name not in _NOT_SETTINGS
        }


@dataclass(frozen=True, slots=True)
class Setting:
    """One value with where it came from; secrets are masked."""

    name: str
    value: str
    source: Literal["default", "environment", "file"]


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Settings of this process.

    Raises SettingsInvalid naming each unknown or malformed setting.
    """
    return _validate({name: value for name, (value, _) in _given(environ).items()})


def describe_settings(environ: Mapping[str, str]) -> tuple[Setting, ...]:
    """Every setting with its value and source, secrets masked, in the order of their definition."""
    given = _given(environ)
    settings = load_settings(environ)
    return tuple(
        Setting(
            name=variable(name),
            value=_shown(getattr(settings, name)),
            source=given[name][1] if name in given else "default",
        )
        for name in Settings.model_fields
    )


def variable(field: str) -> str:
    return PREFIX + field.upper()


Given = dict[str, tuple[str, Literal["environment", "file"]]]


def _given(environ: Mapping[str, str]) -> Given:
    given: Given = {}
    if path := environ.get(ENV_FILE):
        given |= {name: (value, "file") for name, value in _Variables(_read_file(Path(path)))().items()}
    return given | {name: (value, "environment") for name, value in _Variables(environ)().items()}


def _read_file(path: Path) -> dict[str, str | None]:
    if not path.is_file():
        raise SettingsInvalid(f"{ENV_FILE}: no file at {path}; create it or unset {ENV_FILE}")
    return dotenv_values(path)


def _validate(values: Mapping[str, Any]) -> Settings:
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsInvalid("\n".join(_complaint(line) for line in error.errors())) from None


def _complaint(line: Any) -> str:
    field = str(line["loc"][0])
    if line["type"] == "extra_forbidden":
        near = difflib.get_close_matches(field, Settings.model_fields, n=1)
        hint = f"; did you mean {variable(near[0])}?" if near else "; `football config` lists all settings"
        return f"{variable(field)}: unknown setting{hint}"
    secret = "secret" in str(Settings.model_fields[field].annotation).lower()
    got = "" if secret else f" (got {line['input']!r})"
    return f"{variable(field)}: {line['msg'].removeprefix('Value error, ')}{got}"


def _shown(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "**********"
    return "" if value is None else str(value)
