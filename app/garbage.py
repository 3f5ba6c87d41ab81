"""Python's garbage collector in a process that serves for long."""

import gc

THRESHOLDS = (10_000, 10, 10)


def settle() -> None:
    """What is loaded by now stays for good: the collector never looks at it again, and looks less often.

    Reference counts free almost everything here. With the defaults, a full collection among thousands of
    open sockets stops the process for half a second, several times a minute.
    """
    gc.collect()
    gc.freeze()
    gc.collect()  # a full collection waits for a quarter of what the last one has seen: of nothing, now
    gc.set_threshold(*THRESHOLDS)
