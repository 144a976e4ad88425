"""One file for each further language, named by its code: its templates and how it writes numbers."""
