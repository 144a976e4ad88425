"""What things are called, each named once, as data: :mod:`.names` (imported as ``v``), outcomes, populations, time."""
