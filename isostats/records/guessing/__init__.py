"""How records are written, guessed from their names and contents: what `isostats init` writes into a study file."""
