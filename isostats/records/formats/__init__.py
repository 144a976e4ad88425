"""File formats, each a file that is found by itself: see :mod:`.registry`."""
