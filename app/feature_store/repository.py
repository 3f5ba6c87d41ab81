"""The folder of the Feast repository: its configuration and definitions, written from the settings."""

import json
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from feast import FeatureStore

from app.clients.feast import PROJECT, sqlite_path
from app.config import Settings
from app.errors import SettingsInvalid
from app.feature_store.definitions import feast_objects
from app.files import whole_file

PASSWORD = "FEAST_REDIS_PASSWORD"  # noqa: S105  the name of a variable
CONFIGURATION = "feature_store.yaml"
DEFINITIONS = "definitions.py"

# one writer at a time, and a corrected row has its instant still: Feast's own check would keep the old one
_REDIS = """\
  type: redis
  connection_string: '{connection}'
  skip_dedup: true"""
_SQLITE = """\
  type: sqlite
  path: {path}"""
_YAML = """\
# Written by `football features materialize` from the settings of the service.
project: {project}
provider: local
registry: data/registry.db
offline_store:
  type: dask
online_store:
{online}
entity_key_serialization_version: 3
"""
_PYTHON = '''\
"""Written by `football features materialize`: what the service defines, for Feast's own commands."""

from app.feature_store.definitions import feast_objects

globals().update({f"object_{number}": one for number, one in enumerate(feast_objects())})
'''


def open_repository(folder: Path, settings: Settings) -> FeatureStore:
    """Write the repository's files and apply its definitions. Raises SettingsInvalid.

    The folder is made in one that is there: a path of which more is missing is a slip of the pen.
    """
    try:
        folder.mkdir(exist_ok=True)
        folder.joinpath("data").mkdir(exist_ok=True)
    except OSError as error:
        raise SettingsInvalid(
            f"FOOTBALL_FEAST_REPO or --repo: {folder} cannot be made ({error.strerror}); "
            "name a folder, or a new one in a folder that can be written"
        ) from error
    with whole_file(folder / CONFIGURATION) as path:
        path.write_text(_configuration(folder, settings), encoding="utf-8")
    with whole_file(folder / DEFINITIONS) as path:
        path.write_text(_PYTHON, encoding="utf-8")
    store = FeatureStore(repo_path=str(folder))
    store.apply([*feast_objects()])
    return store


def _configuration(folder: Path, settings: Settings) -> str:
    if settings.redis_url is None:
        online = _SQLITE.format(path=sqlite_path(folder).relative_to(folder))
    else:
        online = _REDIS.format(connection=_connection(settings.redis_url.get_secret_value()))
    return _YAML.format(project=PROJECT, online=online)


def _connection(url: str) -> str:
    """Feast's form of a Redis URL; the password stays out of the file, in a variable of this process."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "unix" or ":" in host:
        raise SettingsInvalid("FOOTBALL_REDIS_URL: Feast reaches Redis by host name or IPv4 address only")
    database = parts.path.lstrip("/") or parse_qs(parts.query).get("db", ["0"])[-1]
    options = [f"db={database}", *(["ssl=true"] if parts.scheme == "rediss" else [])]
    if parts.username:
        options.append(f"username={_quoted(unquote(parts.username))}")
    if parts.password:
        os.environ[PASSWORD] = _quoted(unquote(parts.password))
        options.append(f"password=${{{PASSWORD}}}")
    return ",".join([f"{host}:{parts.port or 6379}", *options])


def _quoted(text: str) -> str:
    """As JSON, for Feast takes what looks like a number for one."""
    quoted = json.dumps(text)
    if "," in text or "'" in text or quoted != f'"{text}"':
        raise SettingsInvalid(
            "FOOTBALL_REDIS_URL: Feast takes no user or password with commas, quotes, backslashes or "
            "characters outside ASCII"
        )
    return quoted
