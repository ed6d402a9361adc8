"""Which column of a file fills which field, and what its cells say: headings, mapping files, values."""
