"""What was used of late stays, and no more of it than fits."""

from hypothesis import given
from hypothesis import strategies as st

from app.recent import Recent

Step = tuple[str, int, int]
STEPS = st.lists(st.tuples(st.sampled_from(["put", "get", "pop"]), st.integers(0, 8), st.integers(1, 6)))


@given(steps=STEPS, most=st.integers(0, 12))
def test_the_last_used_that_fit_together_are_kept_and_each_drop_is_told(steps: list[Step], most: int) -> None:
    dropped: list[tuple[int, int]] = []
    recent = Recent[int, tuple[int, int]](most, dropped.append)
    used: list[tuple[int, int]] = []
    expected: list[tuple[int, int]] = []
    for what, key, size in steps:
        held = next((one for one in used if one[0] == key), None)
        if what == "get":
            assert recent.get(key) == held
        elif what == "pop":
            assert recent.pop(key) == held
        else:
            recent.put(key, (key, size), size)
        if held is not None:
            used.remove(held)
        if what == "put":
            used.append((key, size))
        elif what == "get" and held is not None:
            used.append(held)
        while sum(one[1] for one in used) > most:
            expected.append(used.pop(0))
        assert (len(recent), recent.size) == (len(used), sum(one[1] for one in used))
    assert dropped == expected


def test_less_room_drops_the_least_recently_used() -> None:
    recent = Recent[str, int](3)
    for number, name in enumerate("abc"):
        recent.put(name, number)
    recent.get("a")
    recent.most = 2
    recent.shrink()
    assert [recent.get(name) for name in "abc"] == [0, None, 2]
