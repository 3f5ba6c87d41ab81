"""What the parent of workers writes, each of them reads."""

from contextlib import closing

from app.http.crew import Board, Crew


def test_a_reader_sees_what_was_written_last() -> None:
    with closing(Board.new()) as board:
        reader = Board(board.descriptor)
        board.write(Crew(wanted=2, running=2))
        assert reader.read() == Crew(wanted=2, running=2)
        board.write(Crew(wanted=2, running=1, deaths=3, last_death_at=1_700_000_000.5))
        assert reader.read() == Crew(wanted=2, running=1, deaths=3, last_death_at=1_700_000_000.5)
