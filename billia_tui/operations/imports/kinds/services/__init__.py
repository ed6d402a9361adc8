"""Services and domains of an import: their values, and names with values in one cell."""
