"""The shape of a file: what stands where, before any text is read. Titles above the names, totals, merged cells,
courses side by side, an export of REDCap, products told by their code alone.

A shape is looked at (:mod:`.first_rows`, :mod:`.guesses`), and what a study says of it (``header_row``, ``total_rows``,
``fill_down``, ``layout``, ``product_table``) is done by :mod:`.shaping`, between the readers of files and the loader.
"""
