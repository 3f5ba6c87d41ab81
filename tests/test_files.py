"""Files that are there whole or not at all."""

from pathlib import Path

import pytest

from app.files import whole_file


class Killed(BaseException):
    """The process ends here."""


def write(file: Path, text: str, *, killed: bool) -> None:
    with whole_file(file) as beside:
        beside.write_text(text)
        if killed:
            raise Killed


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("before")
    with pytest.raises(Killed):
        write(file, "half", killed=True)
    assert (file.read_text(), list(tmp_path.iterdir())) == ("before", [file])
    write(file, "after", killed=False)
    assert (file.read_text(), list(tmp_path.iterdir())) == ("after", [file])
