"""What training publishes in MLflow is what a service follows there."""

import asyncio
from pathlib import Path

from pydantic import SecretStr

from app.training.publish import publish
from tests.fakes import write_model
from tests.mlflow_models import alias_of, set_alias
from tests.prediction.test_remote import opened


async def test_a_published_version_becomes_the_challenger_and_then_the_champion(
    database: str, mlflow_server: str, tmp_path: Path
) -> None:
    name = "published-followed"
    folder = write_model(tmp_path / "trained", "2.0.0", name=name, goals=1.6)
    async with opened(mlflow_server, tmp_path, name) as place:
        published = await asyncio.to_thread(publish, folder, SecretStr(mlflow_server))
        await place.remote.follow()
        challenger = place.registry.challenger(name)
        assert challenger is not None
        assert (challenger.info.version, place.answering) == ("2.0.0", "1.0.0")
        set_alias(mlflow_server, name, "champion", published.number)
        await place.remote.follow()
        assert (place.answering, place.registry.challenger(name)) == ("2.0.0", None)
        assert place.remote.status().problems == ()
        assert alias_of(mlflow_server, name, "challenger") == published.number
