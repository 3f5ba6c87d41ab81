"""`football documents`: manifests of trusted documents, which clients name by their ids."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.output import out, print_json, say
from app.http import trusted
from app.http.documents import Documents

Source = Annotated[
    Path, typer.Argument(help="A .graphql file, a manifest, or a folder of either.", show_default=False)
]
Out = Annotated[
    Path | None, typer.Option("--out", help="File to write the manifest to; unset: standard output.")
]


def add_to(app: typer.Typer) -> None:
    documents = typer.Typer(no_args_is_help=True, help="Documents that clients may name by their ids.")
    documents.command("build")(build)
    documents.command("check")(check)
    app.add_typer(documents, name="documents")


def build(source: Source, target: Out = None) -> None:
    """Write the manifest of documents, once the schema admits each of them."""
    found = _admitted(source)
    manifest = trusted.manifest(found.values())
    if target is None:
        out.print(manifest.decode(), markup=False, end="")
        return
    target.write_bytes(manifest)
    say(f"{len(found)} documents are in {target}")


def check(source: Source = trusted.BUILT_IN, *, as_json: AsJson = False) -> None:
    """Show the ids of documents (unset: those built in); refuse them like a server that starts with them."""
    found = sorted(_admitted(source).values(), key=lambda one: one.name)
    if as_json:
        print_json({one.id: one.name for one in found})
        return
    for one in found:
        out.print(f"{one.id}  {one.name}", markup=False)


def _admitted(source: Path) -> trusted.Trusted:
    """Raises ManifestInvalid."""
    # the whole schema: no other command needs it
    from schema import build_schema  # noqa: PLC0415
    from schema.limits import TARIFF  # noqa: PLC0415

    found = trusted.read(source)
    documents = Documents(TARIFF)
    documents.install(build_schema())
    trusted.admit(documents, found)
    return found
