"""The committed playground, judged without a browser and without Node."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "app/static/playground"
EXAMPLES_BLOCK = re.compile(r'<script type="application/json" id="examples">(.*?)</script>', re.DOTALL)


def test_the_page_carries_the_example_files_as_they_are() -> None:
    block = EXAMPLES_BLOCK.search((BUNDLE / "index.html").read_text())
    assert block is not None
    carried = {example["name"]: (example["query"], example["variables"]) for example in json.loads(block[1])}

    files = {
        file.stem: (file.read_text(), _variables(file)) for file in (ROOT / "examples").glob("*.graphql")
    }

    assert carried == files, "run 'make web' and commit app/static/playground"


def test_the_examples_come_in_the_order_of_their_list() -> None:
    block = EXAMPLES_BLOCK.search((BUNDLE / "index.html").read_text())
    assert block is not None

    listed = (ROOT / "examples/order.txt").read_text().split()

    assert [example["name"] for example in json.loads(block[1])] == listed
    assert sorted(listed) == sorted(file.stem for file in (ROOT / "examples").glob("*.graphql"))


def _variables(file: Path) -> str | None:
    sibling = file.with_suffix(".variables.json")
    return sibling.read_text() if sibling.exists() else None


def test_the_page_names_only_files_beside_it() -> None:
    addresses = re.findall(r'(?:src|href)="([^"]+)"', (BUNDLE / "index.html").read_text())

    assert addresses
    for address in addresses:
        assert address.startswith("./")
        assert (BUNDLE / address).is_file()


def test_the_bundle_has_no_source_maps() -> None:
    assert not list(BUNDLE.rglob("*.map"))
