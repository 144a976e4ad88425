"""One study file in; a page, figures, tables and results out."""
