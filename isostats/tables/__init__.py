"""Tables as objects: cells that keep their numbers, set in HTML, CSV, LaTeX, Markdown and Word by one writer each."""
