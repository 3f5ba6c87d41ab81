"""Python's garbage collector in a process that serves for long."""

import gc

USUAL = gc.get_threshold()
LOADING = (20_000, 1000, 1000)
THRESHOLDS = (10_000, 10, 25)


def hold() -> None:
    """Look at new objects alone: while a program is loaded almost everything stays, and looking at all of it
    again and again takes a sixth of the time."""
    gc.set_threshold(*LOADING)


def let_go() -> None:
    """Collect as Python does unless told otherwise."""
    gc.set_threshold(*USUAL)


def settle() -> None:
    """What is loaded by now stays for good: the collector never looks at it again, and looks less often.

    Reference counts free almost everything here. With the defaults, a full collection among thousands of
    open sockets stops the process for half a second, several times a minute.
    """
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
