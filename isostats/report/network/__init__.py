"""A kit for the sites of a network: a study file, a simulated test with its answer, and a run that proves itself."""
