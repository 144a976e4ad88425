"""Who is studied, from when, until when and why: the one seam between the engine and memory."""
