"""Manifests of trusted documents: read in each form, and refused as a whole when anything is wrong."""

import asyncio
import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import Settings
from app.http.documents import Documents
from app.http.trusted import (
    BUILT_IN,
    FORMAT,
    ManifestInvalid,
    TrustedDocument,
    admit,
    admit_while_serving,
    built_in,
    configured,
    digest,
    manifest,
    read,
)
from app.main import create_app
from schema import build_schema
from schema.limits import TARIFF
from tests.program import ROOT, football

EXAMPLES = ROOT / "examples"
HELLO = "query Hello { __typename }"


def documents() -> Documents:
    made = Documents(TARIFF)
    made.install(build_schema())
    return made


def test_the_built_in_manifest_is_made_of_the_examples(tmp_path: Path) -> None:
    target = tmp_path / "documents.json"
    done = football("documents", "build", str(EXAMPLES), "--out", str(target))
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == BUILT_IN.read_bytes(), "football documents build examples --out ..."


def test_an_id_is_what_sha256sum_tells_of_the_file() -> None:
    file = EXAMPLES / "Health.graphql"
    told = subprocess.run(["sha256sum", str(file)], capture_output=True, text=True, check=True).stdout
    assert built_in()[told.split()[0]].name == "Health"


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=200), min_size=1, max_size=10))
def test_a_manifest_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str]
) -> None:
    named = {digest(text): TrustedDocument(name, text) for name, text in sorted(texts.items())}
    file = tmp_path_factory.mktemp("manifest") / "documents.json"
    file.write_bytes(manifest(named.values()))
    assert read(file) == named


def test_relay_and_codegen_manifests_are_read(tmp_path: Path) -> None:
    (tmp_path / "codegen.json").write_text(json.dumps({digest(HELLO): HELLO}))
    (tmp_path / "relay.json").write_text(json.dumps({f"sha256:{digest('{ a }')}": "{ a }"}))
    (tmp_path / "own.graphql").write_text("{ b }")
    assert {one.text for one in read(tmp_path).values()} == {HELLO, "{ a }", "{ b }"}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "unexpected end"),
        ("[]", "is a JSON object"),
        (json.dumps({"format": "other", "documents": {}}), "its format is 'other'"),
        (json.dumps({"format": FORMAT, "documents": []}), "is a JSON object"),
        (json.dumps({digest(HELLO): 5}), "needs a text"),
        (json.dumps({digest(HELLO): {"name": 5, "text": HELLO}}), "needs a text"),
        (json.dumps({digest("other"): HELLO}), "not the SHA-256 of its text"),
        (json.dumps({"0" * 32: HELLO}), "not the SHA-256 of its text"),
        ("{}", "no document is in"),
    ],
)
def test_a_manifest_that_is_wrong_is_refused_with_the_reason(
    tmp_path: Path, content: str, complaint: str
) -> None:
    file = tmp_path / "documents.json"
    file.write_text(content)
    with pytest.raises(ManifestInvalid, match="FOOTBALL_DOCUMENTS: ") as refused:
        configured(file)
    assert complaint in refused.value.message


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestInvalid, match="no file or folder"):
        read(tmp_path / "absent")
    with pytest.raises(ManifestInvalid, match="no document is in"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{ nothing }", "Cannot query field 'nothing'"),
        ("{ health", "Syntax Error"),
        ("{ " + " ".join(f"a{n}: __typename" for n in range(200)) + " }", "aliases"),
        ("fragment F on Query { __typename }", ""),
    ],
)
def test_a_server_does_not_start_with_a_document_it_could_not_run(
    tmp_path: Path, text: str, complaint: str
) -> None:
    (tmp_path / "Wrong.graphql").write_text(text)
    with pytest.raises(ManifestInvalid, match="Wrong: ") as refused:
        create_app(Settings(documents=tmp_path))
    assert complaint in refused.value.message


def test_the_first_request_for_a_trusted_document_neither_parses_nor_validates() -> None:
    kept, trusted = documents(), built_in()
    admit(kept, trusted)
    before = kept.parsed, kept.validated
    for number in range(1_000):  # others push nothing out
        kept.get(f"{{ a{number}: __typename }}")
    parsed = kept.parsed
    for one in trusted.values():
        assert kept.problems(kept.get(one.text), suggest=True) == []
    assert (kept.parsed, kept.validated) == (parsed, before[1])


def test_the_command_tells_ids_and_refuses_like_a_server(tmp_path: Path) -> None:
    (tmp_path / "Hello.graphql").write_text(HELLO)
    assert football("documents", "check", str(tmp_path)).stdout == f"sha256:{digest(HELLO)}  Hello\n"
    (tmp_path / "Wrong.graphql").write_text("{ nothing }")
    wrong = football("documents", "build", str(tmp_path))
    assert wrong.returncode == 2
    assert "Wrong: Cannot query field 'nothing'" in wrong.stderr
    assert wrong.stdout == ""


async def test_tested_documents_are_admitted_one_by_one_whatever_is_wrong_with_one() -> None:
    kept, wrong = documents(), TrustedDocument("Wrong", "{ nothing }")
    good = dict(list(built_in().items())[:2])
    admitting = asyncio.create_task(admit_while_serving(kept, {digest(wrong.text): wrong, **good}))
    await asyncio.sleep(0)
    assert kept.parsed == 0  # nobody waits for them
    await admitting
    parsed = kept.parsed
    for one in good.values():
        assert kept.problems(kept.get(one.text), suggest=True) == []
    assert kept.parsed == parsed
