"""The engines: the embedded one that computes, and those that may hold the data.

:mod:`.embedded` is DuckDB inside the process, where everything is computed. Data may already live elsewhere: each of
the other modules is one kind of place, with how it is named, opened and described, its SQL, and how its rows come here.
A kind defines ``KIND`` (:class:`.database.Kind`), and :mod:`.registry` finds it: a further engine is a further file.
"""

from __future__ import annotations
