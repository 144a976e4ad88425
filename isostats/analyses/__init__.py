"""One question a file: what it needs, its estimate, its rows of results.csv, its tables, figures and words."""
