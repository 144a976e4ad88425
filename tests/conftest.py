"""What every test shares: a law is not broken by a busy machine, and one process is enough for a test."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("isostats", deadline=None)
settings.load_profile("isostats")
os.environ["ISOSTATS_ONE_PROCESS"] = "1"
