"""Which definition makes it the claimed figure: remission under every combination of definitions, as a result."""
