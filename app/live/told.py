"""What a follower of live matches is told: how things stand, then one step after another.

Every one of these says which `position` of its stream it brings the follower to, and from which `previous`
one: whoever takes only what continues from where he is sees no gap that he is not told of.
"""

from dataclasses import dataclass

from app.live.updates import LiveUpdate


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How things stand at `position` of the stream (0: nothing was said yet).

    `updates`: the last one of each match: of a match's own stream one or none, else of those running, by id.
    """

    position: int
    updates: tuple[LiveUpdate, ...]

    @property
    def previous(self) -> None:
        """A snapshot continues from anywhere."""
        return

    @property
    def missed(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Step:
    """One update, at its `position` in the stream: `sequence` of a match, else the position that counts."""

    position: int
    update: LiveUpdate

    @property
    def previous(self) -> int:
        return self.position - 1

    @property
    def missed(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Gap:
    """The steps `from_` to `to` are not told one by one; the stream goes on from `snapshot`."""

    from_: int
    to: int
    snapshot: Snapshot

    @property
    def position(self) -> int:
        return self.to

    @property
    def previous(self) -> int:
        return self.from_ - 1

    @property
    def missed(self) -> int:
        return self.to - self.previous


Told = Snapshot | Step | Gap
