"""Databases that hold the data: opened read-only, described, asked in portable SQL, and streamed into the own engine.

A database is named by an address (``duckdb:///claims.duckdb``, ``postgres://user@host/claims``), or handed over open: a
DuckDB connection, a Spark session. What each kind must do is :class:`.seam.Database`; nothing else of isostats knows
which kind it is.
"""

from __future__ import annotations
