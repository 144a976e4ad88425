"""What every test shares: a law is not broken by a busy machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("isostats", deadline=None)
settings.load_profile("isostats")
